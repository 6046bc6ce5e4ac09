/*
 * variants/linux/fault-both.ts - mm: a fault maps linear and nonlinear pages, populate only says which
 *
 * Nick Piggin, 19 July 2007 (54cb8821, "merge populate and nopage into fault (fixes nonlinear)"):
 * remap_file_pages() writes file-ptes and nothing else, and the fault that meets one finds the page as any
 * other does, locked. So what keeps truncation away from faults keeps it away from nonlinear pages too.
 *
 * Open: after the file-ptes are written the call faults the pages in, unless it may not block; that a
 * page is beyond the end is found out then and is no error. On top of fault-page-lock. The claims are a reading of "fixes nonlinear".
 */
import {
	add,
	BUG_ON,
	downgrade_write,
	load,
	lock,
	read_lock,
	read_unlock,
	unlock,
} from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	EINVAL,
	get_page,
	mk_pte,
	mm_rss,
	mmap_sem,
	NOPAGE_OOM,
	NOPAGE_SIGBUS,
	PAGE_SHIFT,
	PAGE_SIZE,
	pte_file,
	pte_mkwrite_dirty,
	pte_to_pgoff,
	pte_word,
	PTL,
	set_pte,
	vm_end,
	VM_FAULT_MAJOR,
	VM_FAULT_MINOR,
	VM_FAULT_OOM,
	VM_FAULT_SIGBUS,
	vm_file,
	vm_flags,
	vm_mm,
	vm_pgoff,
	VM_SHARED,
	vm_start,
	type mm_struct,
	type page,
	type pte_addr,
	type pte_chain,
	type pte_t,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import { VM_NONLINEAR } from '../mail/nonlinear-aware.ts';
import { page_mkwrite } from '../mends-dirty.ts';
import faultPageLock from './fault-page-lock.ts';
import type { Patched as Below } from './fault-page-lock.ts';

/** The kernel whose do_no_page() is told the file-pte that it comes for. */
export type Patched = PatchedBy<typeof import('./fault-both.ts'), Below>;

/**
 * Maps a page where there was none: the linear one, or what the file-pte says. It comes locked, and stays
 * so until the pte is set, if that still is what it was.
 * @kernel mm/memory.c:__do_fault as do_no_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity customised: a chain node for a private copy, which 2.6.23 does not have
 */
export function* do_no_page(
	this: Patched,
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

	const flags = yield* load(vm_flags, vma);
	const copied = write !== 0 && !(flags & VM_SHARED);
	const dirties = write !== 0 && !copied;
	let pte_chain: pte_chain = 0;
	let new_page: page = file_page;
	if (copied) {
		// Only a copy, which is anonymous, takes a chain node.
		pte_chain = yield* this.pte_chain_alloc(1);
		const page = pte_chain === 0 ? 0 : yield* this.do_no_page_early_cow(file_page);
		if (page === 0) {
			yield* this.unlock_page(file_page);
			yield* this.page_cache_release(file_page);
			yield* this.pte_chain_free(pte_chain);
			return VM_FAULT_OOM;
		}
		new_page = page;
	}

	if (dirties) yield* this.page_mkwrite(file_page);

	let result = VM_FAULT_MAJOR;
	yield* lock(PTL, mm);
	const page_table = yield* this.pte_offset_map(mm, address);
	if (page_table !== 0 && (yield* load(pte_word, page_table)) === orig_pte) {
		yield* add(mm_rss, mm, 1);
		let entry = mk_pte(new_page, yield* this.file_page_prot(flags));
		if (write) entry = pte_mkwrite_dirty(entry);
		yield* set_pte(page_table, entry);
		pte_chain = yield* this.page_add_rmap(new_page, page_table, pte_chain);
		if (dirties) yield* get_page(file_page);
		yield* unlock(PTL, mm);
	} else {
		yield* unlock(PTL, mm);
		result = VM_FAULT_MINOR;
	}
	yield* this.unlock_page(file_page);
	if (dirties && result === VM_FAULT_MAJOR) yield* this.set_page_dirty_fault(file_page);
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
 * remap_file_pages(): says for each page of a range which one is to be there, and faults them in unless it may
 * not block. It holds mmap_sem for writing only where a vma is to be marked, and until the file-ptes are there.
 * @kernel mm/fremap.c:sys_remap_file_pages
 * @locked none
 * @fidelity customised: mappings that may not be written without notice are not emulated
 */
export function* sys_remap_file_pages(
	this: Patched,
	mm: mm_struct,
	start: number,
	size: number,
	prot: number,
	pgoff: number,
	nonblock: number,
): Task<number> {
	if (prot !== 0) return -EINVAL;
	if (size <= 0) return -EINVAL;
	yield* read_lock(mmap_sem, mm);
	const vma = yield* this.find_vma(mm, start);
	const found = vma === 0 ? -EINVAL : yield* this.remap_in_vma(vma, start, size, pgoff, 0);
	if (found === 0) return yield* this.remap_as_reader(mm, vma, start, size, pgoff, nonblock);
	yield* read_unlock(mmap_sem, mm);
	if (found < 0) return found;

	yield* lock(mmap_sem, mm);
	const again = yield* this.find_vma(mm, start);
	let err = again === 0 ? -EINVAL : yield* this.remap_in_vma(again, start, size, pgoff, 0);
	if (err > 0) yield* this.vma_nonlinear(again);
	if (err >= 0) err = yield* this.filemap_populate(again, start, size, 0, pgoff, nonblock);
	if (err !== 0 || nonblock !== 0) {
		yield* unlock(mmap_sem, mm);
		return err;
	}
	yield* downgrade_write(mmap_sem, mm);
	yield* this.make_pages_present(again, start, start + size);
	yield* read_unlock(mmap_sem, mm);
	return 0;
}

/**
 * What is left to do in a vma that needs no mark.
 * @part-of mm/fremap.c:sys_remap_file_pages
 * @locked mmap_sem for read, dropped
 * @fidelity followed
 */
export function* remap_as_reader(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	start: number,
	size: number,
	pgoff: number,
	nonblock: number,
): Task<number> {
	const err = yield* this.filemap_populate(vma, start, size, 0, pgoff, nonblock);
	if (err === 0 && !nonblock) yield* this.make_pages_present(vma, start, start + size);
	yield* read_unlock(mmap_sem, mm);
	return err;
}

/**
 * The tests of sys_remap_file_pages() on the vma that it found; 1 when it must be marked first.
 * @part-of mm/fremap.c:sys_remap_file_pages
 * @locked mmap_sem
 * @fidelity followed
 */
export function* remap_in_vma(
	this: Kernel,
	vma: vm_area_struct,
	start: number,
	size: number,
	pgoff: number,
	_nonblock: number,
): Task<number> {
	const flags = yield* load(vm_flags, vma);
	if (!(flags & VM_SHARED)) return -EINVAL;
	if ((yield* load(vm_file, vma)) === 0) return -EINVAL;
	if (start < (yield* load(vm_start, vma))) return -EINVAL;
	if (start + size > (yield* load(vm_end, vma))) return -EINVAL;
	if (flags & VM_NONLINEAR) return 0;
	const first = yield* load(vm_pgoff, vma);
	return pgoff === ((start - (yield* load(vm_start, vma))) >>> PAGE_SHIFT) + first ? 0 : 1;
}

/**
 * Writes file-ptes for a range.
 * @kernel mm/fremap.c:populate_range as filemap_populate
 * @locked mmap_sem
 * @fidelity followed
 */
export function* filemap_populate(
	this: Patched,
	vma: vm_area_struct,
	addr: number,
	len: number,
	_prot: number,
	pgoff: number,
	_nonblock: number,
): Task<number> {
	const mm = yield* load(vm_mm, vma);
	for (let done = 0; done < len; done += PAGE_SIZE) {
		const index = pgoff + (done >>> PAGE_SHIFT);
		const error = yield* this.install_file_pte(mm, vma, addr + done, index);
		if (error !== 0) return error;
	}
	return 0;
}

/**
 * MAP_POPULATE, of private mappings too.
 * @part-of mm/mmap.c:do_mmap_pgoff
 * @locked mmap_sem for write
 * @fidelity recalled: since this commit, as mmap(2) says; whether under mmap_sem is a guess
 */
export function* mmap_populate(
	this: Kernel,
	mm: mm_struct,
	at: number,
	len: number,
	_pgoff: number,
): Task {
	const vma = yield* this.find_vma(mm, at);
	yield* this.make_pages_present(vma, at, at + len);
}

const variant: Variant = defineVariant({
	name: 'fault-both',
	subject: 'mm: a fault maps linear and nonlinear pages, populate only says which',
	from: 'Nick Piggin, 19 Jul 2007, Linux 2.6.23 (commit 54cb8821)',
	date: '2007-07-19',
	version: '2.6.23',
	base: faultPageLock,
	replaces: { sys_remap_file_pages, remap_in_vma, do_no_page, do_file_page, filemap_populate },
	adds: { page_mkwrite, remap_as_reader, mmap_populate },
	claims: {
		'orphan page mapped': 'never',
		'access beyond EOF succeeds': 'never',
		'two copies of one file page': 'never',
		'kernel BUG': 'never',
		deadlock: 'never',
	},
});

export default variant;
