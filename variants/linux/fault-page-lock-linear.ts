/*
 * variants/linux/fault-page-lock-linear.ts - mm: a fault holds the page lock until it has set the pte
 *
 * > the locking protocol fails in the case where we would like to
 * > invalidate pagecache inside i_size
 *
 * Nick Piggin, 19 July 2007 (d00806b1), as fault-page-lock-once has it, on the kernel of 2003 itself and
 * not on that of 2006: nopage returns the page locked, looked at again under the lock; truncation and
 * invalidation unmap a page, under its lock, before they take it out of the file.
 *
 * Open: the unmapping believes vm_pgoff, so that what remap_file_pages() put elsewhere stays mapped, and
 * remap_file_pages() itself maps pages without the lock. The claims are for files that are mapped linearly.
 */
import { add, list_next, load, lock, unlock } from '../../harness/engine/operation.ts';
import {
	i_mmap,
	i_mmap_shared,
	mk_pte,
	mm_rss,
	NOPAGE_OOM,
	NOPAGE_SIGBUS,
	pte_mkwrite_dirty,
	pte_none,
	pte_word,
	PTL,
	set_pte,
	SS,
	VM_FAULT_MAJOR,
	VM_FAULT_MINOR,
	VM_FAULT_OOM,
	VM_FAULT_SIGBUS,
	vm_file,
	vm_flags,
	vm_mm,
	vm_page_prot,
	VM_SHARED,
	type address_space,
	type mm_struct,
	type page,
	type pte_addr,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	do_no_page_early_cow,
	filemap_nopage_at,
	invalidate2_one_page,
	truncate_complete_page,
} from './fault-page-lock-once.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';

type Patched = PatchedBy<typeof import('./fault-page-lock-linear.ts')>;

/**
 * Maps a page where there was none. nopage returns the page locked, and it stays so until the pte
 * is set: whoever takes it out of the file does that before or unmaps it afterwards.
 * @kernel mm/memory.c:do_no_page
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
): Task<number> {
	const mapping = yield* load(vm_file, vma);
	if (mapping === 0) return yield* this.do_anonymous_page(mm, vma, address, write, ptep);
	yield* unlock(PTL, mm);

	const file_page = yield* this.filemap_nopage(vma, address);
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
	if (page_table !== 0 && pte_none(yield* load(pte_word, page_table))) {
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
 * Unmaps one page from every vma of the file where vm_pgoff says that it is. Private copies stay.
 * @part-of mm/memory.c:unmap_mapping_range
 * @locked page
 * @fidelity followed
 */
export function* unmap_mapping_page(this: Patched, mapping: address_space, page: page): Task {
	yield* lock(SS, mapping);
	for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			yield* this.unmap_page_from_vma(vma, page);
			vma = yield* list_next(list, mapping, vma);
		}
	}
	yield* unlock(SS, mapping);
}

/**
 * Unmaps the page from one vma.
 * @part-of mm/memory.c:unmap_mapping_range_vma
 * @locked page, i_shared_sem
 * @fidelity followed
 */
export function* unmap_page_from_vma(this: Patched, vma: vm_area_struct, page: page): Task {
	const mm = yield* load(vm_mm, vma);
	yield* lock(PTL, mm);
	const ptep = yield* this.find_pte(vma, page);
	if (ptep !== 0) {
		const tlb = yield* this.tlb_gather_mmu(mm);
		yield* this.zap_one_pte(tlb, vma, ptep, 0);
		yield* this.tlb_finish_mmu(tlb);
	}
	yield* unlock(PTL, mm);
}

const variant: Variant = defineVariant({
	name: 'fault-page-lock-linear',
	subject: 'mm: a fault holds the page lock until it has set the pte',
	from: 'Nick Piggin, 19 Jul 2007, Linux 2.6.23 (commit d00806b1, without its second unmap), on 2.5.66',
	date: '2007-07-19',
	replaces: {
		do_no_page,
		do_no_page_early_cow,
		filemap_nopage_at,
		truncate_complete_page,
		invalidate2_one_page,
	},
	adds: { unmap_mapping_page, unmap_page_from_vma },
	claims: {
		'page not reachable by rmap': 'never',
		deadlock: 'never',
	},
});

export default variant;
