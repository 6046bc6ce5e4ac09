/*
 * variants/linux/fault-both.ts - mm: a fault maps linear and nonlinear pages, populate only says which
 *
 * Nick Piggin, 19 July 2007 (54cb8821, "merge populate and nopage into fault (fixes nonlinear)"):
 * remap_file_pages() writes file-ptes and nothing else, and the fault that meets one finds the page as any
 * other does, locked. So what keeps truncation away from faults keeps it away from nonlinear pages too.
 *
 * Open: after the file-ptes are written the call faults the pages in, unless it may not block, as
 * MAP_POPULATE does; that a page is beyond the end is found out then and is no error. On top of
 * fault-page-lock. The claims are a reading of "fixes nonlinear".
 */
import { add, BUG_ON, load, lock, unlock } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	ENOMEM,
	mk_pte,
	mm_rss,
	NOPAGE_OOM,
	NOPAGE_SIGBUS,
	PAGE_SHIFT,
	PAGE_SIZE,
	pgoff_to_pte,
	pte_file,
	pte_mkwrite_dirty,
	pte_to_pgoff,
	pte_word,
	PTL,
	set_pte,
	VM_FAULT_MAJOR,
	VM_FAULT_MINOR,
	VM_FAULT_OOM,
	VM_FAULT_SIGBUS,
	vm_file,
	vm_flags,
	vm_mm,
	vm_page_prot,
	VM_SHARED,
	type mm_struct,
	type page,
	type pte_addr,
	type pte_t,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import faultPageLock from './fault-page-lock.ts';
import type { Patched as Below } from './fault-page-lock.ts';

/** The kernel whose do_no_page() is told the file-pte that it comes for. */
export type Patched = PatchedBy<typeof import('./fault-both.ts'), Below>;

/**
 * Maps a page where there was none: the linear one, or what the file-pte says. It comes locked, and stays
 * so until the pte is set, if that still is what it was.
 * @kernel mm/memory.c:__do_fault as do_no_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity followed
 */
export function* do_no_page(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	write: number,
	ptep: pte_addr,
	orig_pte: pte_t = 0,
): Task<number> {
	const mapping = yield* load(vm_file, vma);
	if (mapping === 0) return yield* this.do_anonymous_page(mm, vma, address, write, ptep);
	yield* unlock(PTL, mm);

	const file_page = pte_file(orig_pte)
		? yield* this.filemap_nopage_at(mapping, pte_to_pgoff(orig_pte))
		: yield* this.filemap_nopage(vma, address);
	if (file_page === NOPAGE_SIGBUS) return VM_FAULT_SIGBUS;
	if (file_page === NOPAGE_OOM) return VM_FAULT_OOM;

	let pte_chain = yield* this.pte_chain_alloc(1);
	if (pte_chain === 0) {
		yield* this.unlock_page(file_page);
		yield* this.page_cache_release(file_page);
		return VM_FAULT_OOM;
	}

	const flags = yield* load(vm_flags, vma);
	const copied = write !== 0 && !(flags & VM_SHARED);
	let new_page: page = file_page;
	if (copied) {
		const page = yield* this.do_no_page_early_cow(file_page);
		if (page === 0) {
			yield* this.unlock_page(file_page);
			yield* this.page_cache_release(file_page);
			yield* this.pte_chain_free(pte_chain);
			return VM_FAULT_OOM;
		}
		new_page = page;
	}

	let result = VM_FAULT_MAJOR;
	yield* lock(PTL, mm);
	const page_table = yield* this.pte_offset_map(mm, address);
	if (page_table !== 0 && (yield* load(pte_word, page_table)) === orig_pte) {
		yield* add(mm_rss, mm, 1);
		let entry = mk_pte(new_page, vm_page_prot(flags));
		if (write) entry = pte_mkwrite_dirty(entry);
		yield* set_pte(page_table, entry);
		pte_chain = yield* this.page_add_rmap(new_page, page_table, pte_chain);
		yield* unlock(PTL, mm);
	} else {
		yield* unlock(PTL, mm);
		result = VM_FAULT_MINOR;
	}
	yield* this.unlock_page(file_page);
	if (copied) yield* this.page_cache_release(file_page);
	if (result === VM_FAULT_MINOR) yield* this.page_cache_release(new_page);
	yield* this.pte_chain_free(pte_chain);
	return result;
}

/**
 * Faults in what a file-pte says.
 * @kernel mm/memory.c:do_nonlinear_fault as do_file_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity followed
 */
export function* do_file_page(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	write: number,
	ptep: pte_addr,
): Task<number> {
	yield* BUG_ON((yield* load(vm_file, vma)) === 0, 'do_file_page: !vma->vm_ops->fault');
	const orig_pte = yield* load(pte_word, ptep);
	return yield* this.do_no_page(mm, vma, address, write, ptep, orig_pte);
}

/**
 * Writes file-ptes for a range, then faults them in unless it may not block.
 * @kernel mm/fremap.c:populate_range as filemap_populate
 * @locked mmap_sem for write
 * @fidelity customised: faults in with mmap_sem held for write, which is downgraded there
 */
export function* filemap_populate(
	this: Patched,
	vma: vm_area_struct,
	addr: number,
	len: number,
	_prot: number,
	pgoff: number,
	nonblock: number,
): Task<number> {
	const mm = yield* load(vm_mm, vma);
	for (let done = 0; done < len; done += PAGE_SIZE) {
		const index = pgoff + (done >> PAGE_SHIFT);
		const error = yield* this.install_file_pte(mm, vma, addr + done, index);
		if (error !== 0) return error;
	}
	if (!nonblock) yield* this.make_pages_present(vma, addr, addr + len);
	return 0;
}

/**
 * Writes a file-pte over whatever was there.
 * @kernel mm/fremap.c:install_file_pte
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* install_file_pte(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	addr: number,
	pgoff: number,
): Task<number> {
	yield* lock(PTL, mm);
	const ptep = yield* this.pte_alloc_map(mm, addr);
	if (ptep === 0) {
		yield* unlock(PTL, mm);
		return -ENOMEM;
	}
	yield* this.zap_pte(mm, vma, addr, ptep);
	yield* set_pte(ptep, pgoff_to_pte(pgoff));
	yield* unlock(PTL, mm);
	return 0;
}

const variant: Variant = defineVariant({
	name: 'fault-both',
	subject: 'mm: a fault maps linear and nonlinear pages, populate only says which',
	from: 'Nick Piggin, 19 Jul 2007, Linux 2.6.23 (commit 54cb8821)',
	date: '2007-07-19',
	base: faultPageLock,
	replaces: { do_no_page, do_file_page, filemap_populate },
	adds: { install_file_pte },
	claims: {
		'orphan page mapped': 'never',
		'access beyond EOF succeeds': 'never',
		'two copies of one file page': 'never',
		'kernel BUG': 'never',
		deadlock: 'never',
	},
});

export default variant;
