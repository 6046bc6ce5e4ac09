/*
 * variants/mail/nonlinear-aware.ts - mm: what Linux 2.6.7 and 2.6.8 did about it
 *
 * Hugh Dickins, 4 Apr 2003:
 * > Truncating a sys_remap_file_pages file? You're the first to
 * > begin to consider such an absurd possibility: vmtruncate_list
 * > still believes vm_pgoff tells it what needs to be done.
 *
 * What it does: a vma that remap_file_pages() has touched gets VM_NONLINEAR and goes to a list of its own, which
 * truncation and reclaim sweep pte by pte instead of believing vm_pgoff; zap_page_range() is told which indexes go, and
 * leaves file-ptes; a fault asks again if truncate_count has changed meanwhile; file pages are only counted.
 *
 * With what was mended elsewhere by then (variants/eras.ts) and the test in install_page() of 2.6.8.
 * Left out: prio_tree, anon_vma (anonymous pages keep their chains, and a
 * split takes page_table_lock where vma_adjust() of 2.6.7 takes anon_vma->lock: it is what reclaim by chains holds
 * when it looks a vma up), lazy clearing of young ptes. No claim on lost
 * placements: a fault that read a file-pte before a remap puts the old page back after it, and 512f426b came later.
 */
import {
	add,
	alloc,
	become,
	BUG_ON,
	downgrade_write,
	list_add,
	list_del,
	list_empty,
	list_next,
	load,
	lock,
	might_sleep,
	read_unlock,
	store,
	trylock,
	unlock,
	xchg,
} from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	ClearPageDirect,
	EINVAL,
	ENOMEM,
	gather_freed,
	gather_mm,
	i_mmap,
	i_mmap_nonlinear,
	i_mmap_shared,
	i_size,
	mk_pte,
	mm_map_count,
	mm_mmap,
	mm_rb,
	mm_rss,
	mm_users,
	mm_zone,
	mmap_cache,
	mmap_sem,
	NOPAGE_OOM,
	NOPAGE_SIGBUS,
	nr_mapped,
	page_index,
	page_mapped,
	page_mapping,
	page_pte,
	PAGE_SHIFT,
	PAGE_SIZE,
	PageAnon,
	PageDirect,
	PageLocked,
	PageReserved,
	PageSwapCache,
	pfn_valid,
	PGDIR_SHIFT,
	pgoff_to_pte,
	pte_dirty,
	pte_file,
	pte_mkwrite_dirty,
	pte_none,
	pte_page,
	pte_pfn,
	pte_present,
	pte_to_swp_entry,
	pte_word,
	pte_young,
	ptep_test_and_clear_young,
	PTL,
	set_pte,
	SS,
	SWAP_AGAIN,
	SWAP_FAIL,
	SWAP_SUCCESS,
	truncate_count,
	UNMAP_ACTIVATE,
	UNMAP_KEEP,
	vm_end,
	VM_FAULT_MAJOR,
	VM_FAULT_MINOR,
	VM_FAULT_OOM,
	VM_FAULT_SIGBUS,
	vm_file,
	vm_flags,
	VM_LOCKED,
	VM_MAYSHARE,
	vm_mm,
	vm_page_prot,
	vm_pgoff,
	VM_SHARED,
	vm_start,
	vmaPool,
	type address_space,
	type mm_struct,
	type mmu_gather,
	type page,
	type pte_addr,
	type pte_chain,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { page_remove_rmap } from './convert-v3-tweak.ts';
import { do_no_page, do_no_page_count } from '../thread/truncate-count.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import { refill_inactive_take, shrink_cache_take } from '../linux/get-page-testone.ts';
import { move_vma } from '../linux/mremap-vma-first.ts';
import { split_vma, vma_merge } from '../linux/split-vma-sem.ts';
import {
	__remove_from_page_cache,
	do_mmap_pgoff,
	do_mremap,
	do_swap_page,
	do_swap_page_map,
	do_wp_page,
	do_wp_page_copy,
	filemap_populate_one,
	install_file_pte,
	make_pages_present,
	mlock_fixup,
	mmap_populate,
	msync_interval,
	page_mapcount,
	set_page_dirty,
	try_to_unmap_one,
	zap_pte,
} from '../mends.ts';

/** In vm_flags: the vma shows pages of its file in another order than the file's. */
export const VM_NONLINEAR = 0x800000;

export type Patched = PatchedBy<
	typeof import('./nonlinear-aware.ts') &
		Pick<typeof import('../mends.ts'), 'install_file_pte' | 'mmap_populate'> &
		Pick<typeof import('../thread/truncate-count.ts'), 'do_no_page_count'>
>;

/**
 * remap_file_pages(): shows other pages of the file in a part of one shared mapping. It may take long to bring
 * them, so mmap_sem is held for reading only by then, as in a fault.
 * @kernel mm/fremap.c:sys_remap_file_pages
 * @locked none
 * @fidelity followed
 */
export function* sys_remap_file_pages(
	this: Kernel,
	mm: mm_struct,
	start: number,
	size: number,
	prot: number,
	pgoff: number,
	nonblock: number,
): Task<number> {
	if (prot !== 0) return -EINVAL;
	if (size <= 0) return -EINVAL;
	let err = -EINVAL;
	yield* lock(mmap_sem, mm); // for vm_flags
	const vma = yield* this.find_vma(mm, start);
	if (vma !== 0) err = yield* this.remap_in_vma(vma, start, size, pgoff, nonblock);
	if (err !== 0) {
		yield* unlock(mmap_sem, mm);
		return err;
	}
	yield* downgrade_write(mmap_sem, mm);
	const protection = vm_page_prot(yield* load(vm_flags, vma));
	err = yield* this.filemap_populate(vma, start, size, protection, pgoff, nonblock);
	yield* read_unlock(mmap_sem, mm);
	return err;
}

/**
 * The tests of sys_remap_file_pages() on the vma that it found, and the mark on it.
 * @part-of mm/fremap.c:sys_remap_file_pages
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* remap_in_vma(
	this: Patched,
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
	const linear =
		((start - (yield* load(vm_start, vma))) >>> PAGE_SHIFT) + (yield* load(vm_pgoff, vma));
	if (pgoff !== linear && !(flags & VM_NONLINEAR)) yield* this.vma_nonlinear(vma);
	return 0;
}

/**
 * Installs a file page at an address, over whatever was there, unless it was truncated meanwhile.
 * @kernel mm/fremap.c:install_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* install_page(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	addr: number,
	page: page,
	prot: number,
): Task<number> {
	yield* lock(PTL, mm);
	const ptep = yield* this.pte_alloc_map(mm, addr);
	if (ptep === 0) {
		yield* unlock(PTL, mm);
		return -ENOMEM;
	}
	// This page may have been truncated.
	const mapping = yield* load(vm_file, vma);
	const size = ((yield* load(i_size, mapping)) + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	if ((yield* load(page_mapping, page)) === 0 || (yield* load(page_index, page)) >= size) {
		yield* unlock(PTL, mm);
		return -EINVAL;
	}
	yield* this.zap_pte(mm, vma, addr, ptep);
	yield* add(mm_rss, mm, 1);
	yield* set_pte(ptep, mk_pte(page, prot));
	yield* this.page_add_rmap(page, ptep, 0); // counted: it needs no chain
	yield* unlock(PTL, mm);
	return 0;
}

/**
 * do_no_page() from its label `retry` on. If a truncation has begun to unmap since before nopage, the page is
 * given back and nopage asked once more; it looks at i_size, which is lower by then.
 * Only a private copy, which is anonymous, takes a chain node.
 * @part-of mm/memory.c:do_no_page
 * @locked mmap_sem for read
 * @fidelity customised: a chain node for a private copy, which 2.6.7 does not have
 */
export function* do_no_page_retry(
	this: Patched,
	mapping: address_space,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	write: number,
	sequence: number,
): Task<number> {
	let new_page = yield* this.filemap_nopage(vma, address);
	if (new_page === NOPAGE_SIGBUS) return VM_FAULT_SIGBUS;
	if (new_page === NOPAGE_OOM) return VM_FAULT_OOM;

	let pte_chain: pte_chain = 0;
	const flags = yield* load(vm_flags, vma);
	if (write && !(flags & VM_SHARED)) {
		pte_chain = yield* this.pte_chain_alloc(1);
		if (pte_chain === 0) {
			yield* this.page_cache_release(new_page);
			return VM_FAULT_OOM;
		}
		const page = yield* this.do_no_page_early_cow(new_page);
		if (page === 0) {
			yield* this.pte_chain_free(pte_chain);
			return VM_FAULT_OOM;
		}
		new_page = page;
	}

	yield* lock(PTL, mm);
	if ((yield* load(truncate_count, mapping)) !== sequence) {
		return yield* become('do_no_page_again', mapping, mm, vma, address, write, new_page, pte_chain);
	}
	const page_table = yield* this.pte_offset_map(mm, address);
	if (page_table !== 0 && pte_none(yield* load(pte_word, page_table))) {
		yield* add(mm_rss, mm, 1);
		let entry = mk_pte(new_page, vm_page_prot(flags));
		if (write) entry = pte_mkwrite_dirty(entry);
		yield* set_pte(page_table, entry);
		pte_chain = yield* this.page_add_rmap(new_page, page_table, pte_chain);
	} else {
		yield* this.page_cache_release(new_page);
		yield* unlock(PTL, mm);
		yield* this.pte_chain_free(pte_chain);
		return VM_FAULT_MINOR;
	}
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	return VM_FAULT_MAJOR;
}

/**
 * A fault that met a truncation tries again, with the count that it reads before it drops page_table_lock. Since
 * f7ba33ab it frees its chain node.
 * @part-of mm/memory.c:do_no_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity customised: a chain node, as in do_no_page_retry
 */
export function* do_no_page_again(
	this: Kernel,
	mapping: address_space,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	write: number,
	new_page: page,
	pte_chain: pte_chain,
): Task<number> {
	const sequence = yield* load(truncate_count, mapping);
	yield* unlock(PTL, mm);
	yield* this.page_cache_release(new_page);
	yield* this.pte_chain_free(pte_chain);
	return yield* become('do_no_page_retry', mapping, mm, vma, address, write, sequence);
}

/** Whether a page of this index is not among those that zap_one_pte() is told to take. */
const isOutside = (details: number, index: number): boolean =>
	details < 0 ? index !== -details - 1 : index < details - 1;

/**
 * Takes one pte away. The pte is empty before rmap is told: until page_remove_rmap has the chain lock
 * the page is still counted. In a nonlinear vma `details` is the first index to go, plus 1, or the only
 * one, plus 1 and negated: there a file-pte stays where the position is not linear. Else it is 0.
 * @part-of mm/memory.c:zap_pte_range
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* zap_one_pte(
	this: Kernel,
	tlb: mmu_gather,
	vma: vm_area_struct,
	ptep: pte_addr,
	address: number,
	details: number = 0,
): Task {
	const pte = yield* load(pte_word, ptep);
	if (pte_none(pte)) return;
	if (pte_present(pte)) {
		if (details !== 0 && isOutside(details, yield* load(page_index, pte_page(pte)))) return;
		const old = yield* xchg(pte_word, ptep, 0);
		if (!pfn_valid(pte_pfn(old))) return;
		const page = pte_page(old);
		if (yield* PageReserved(page)) return;
		if (details !== 0) {
			const start = yield* load(vm_start, vma);
			const linear = ((address - start) >>> PAGE_SHIFT) + (yield* load(vm_pgoff, vma));
			const index = yield* load(page_index, page);
			if (index !== linear) yield* set_pte(ptep, pgoff_to_pte(index));
		}
		if (pte_dirty(old)) yield* this.set_page_dirty(page);
		if (
			(yield* load(page_mapping, page)) !== 0 &&
			pte_young(old) &&
			!(yield* PageSwapCache(page))
		) {
			yield* this.mark_page_accessed(page);
		}
		yield* add(gather_freed, tlb, 1);
		yield* this.page_remove_rmap(page, ptep);
		yield* this.tlb_remove_page(tlb, page);
		return;
	}
	if (details !== 0) return; // a file-pte stays
	if (!pte_file(pte)) yield* this.free_swap_and_cache(pte_to_swp_entry(pte));
	yield* set_pte(ptep, 0);
}

/**
 * Zaps the ptes of a range inside one page table.
 * @kernel mm/memory.c:zap_pte_range
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* zap_pte_range(
	this: Patched,
	tlb: mmu_gather,
	vma: vm_area_struct,
	address: number,
	size: number,
	details: number = 0,
): Task {
	const mm = yield* load(gather_mm, tlb);
	const ptep = yield* this.pte_offset_map(mm, address);
	if (ptep === 0) return;
	for (let i = 0; i < size >>> PAGE_SHIFT; i++) {
		yield* this.zap_one_pte(tlb, vma, ptep + i, address + (i << PAGE_SHIFT), details);
	}
}

/**
 * Zaps a range of one vma, table by table.
 * @kernel mm/memory.c:unmap_page_range
 * @locked mm->page_table_lock
 * @fidelity customised: zap_pmd_range is folded in, as with a folded pmd
 */
export function* unmap_page_range(
	this: Patched,
	tlb: mmu_gather,
	vma: vm_area_struct,
	address: number,
	end: number,
	details: number = 0,
): Task {
	let from = address;
	while (from < end) {
		const next = ((from >>> PGDIR_SHIFT) + 1) << PGDIR_SHIFT;
		const to = next < end ? next : end;
		yield* this.zap_pte_range(tlb, vma, from, to - from, details);
		from = to;
	}
}

/**
 * Zaps one vma between two addresses.
 * @kernel mm/memory.c:unmap_vmas
 * @locked mm->page_table_lock
 * @fidelity customised: one vma at a time; page_table_lock is never dropped in between
 */
export function* unmap_vmas(
	this: Patched,
	tlb: mmu_gather,
	_mm: mm_struct,
	vma: vm_area_struct,
	start_addr: number,
	end_addr: number,
	details: number = 0,
): Task {
	const start = yield* load(vm_start, vma);
	const end = yield* load(vm_end, vma);
	const from = start > start_addr ? start : start_addr;
	const to = end < end_addr ? end : end_addr;
	if (from < to) yield* this.unmap_page_range(tlb, vma, from, to, details);
}

/**
 * Removes the user pages of a range of one vma. Looks at neither VM_LOCKED nor page->mapping.
 * @kernel mm/memory.c:zap_page_range
 * @locked none
 * @fidelity followed
 */
export function* zap_page_range(
	this: Patched,
	vma: vm_area_struct,
	address: number,
	size: number,
	details: number = 0,
): Task {
	const mm = yield* load(vm_mm, vma);
	yield* might_sleep();
	yield* this.lru_add_drain();
	yield* lock(PTL, mm);
	const tlb = yield* this.tlb_gather_mmu(mm);
	yield* this.unmap_vmas(tlb, mm, vma, address, address + size, details);
	yield* this.tlb_finish_mmu(tlb);
	yield* unlock(PTL, mm);
}

/**
 * Sets a new size. Shrinking unmaps by address first, then removes the pages: the two steps are not
 * done under any one lock.
 * @kernel mm/memory.c:vmtruncate
 * @locked inode->i_sem
 * @fidelity customised: no limits on growing; i_op->truncate frees nothing that is modelled but disk blocks
 */
export function* vmtruncate(this: Patched, mapping: address_space, offset: number): Task<number> {
	const size = yield* load(i_size, mapping);
	yield* store(i_size, mapping, offset);
	if (size < offset) return 0;
	yield* lock(SS, mapping);
	yield* add(truncate_count, mapping, 1); // tells do_no_page()
	const pgoff = (offset + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	yield* this.vmtruncate_list(mapping, 0, pgoff);
	yield* this.vmtruncate_list(mapping, 1, pgoff);
	yield* this.vmtruncate_nonlinear(mapping, pgoff);
	yield* unlock(SS, mapping);
	yield* this.truncate_inode_pages(mapping, offset);
	yield* this.truncate_blocks(mapping, pgoff);
	return 0;
}

/**
 * Drops the pages of a part of a vma; a locked vma refuses. File ptes stay in a nonlinear vma.
 * @kernel mm/madvise.c:madvise_dontneed
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* madvise_dontneed(
	this: Patched,
	vma: vm_area_struct,
	start: number,
	end: number,
): Task<number> {
	if ((yield* load(vm_flags, vma)) & VM_LOCKED) return -EINVAL;
	if ((yield* load(vm_flags, vma)) & VM_NONLINEAR)
		yield* this.zap_page_range(vma, start, end - start, 1);
	else yield* this.zap_page_range(vma, start, end - start);
	return 0;
}

/**
 * Puts a vma on its file's list: VM_NONLINEAR onto i_mmap_nonlinear, else as ever, at the end.
 * @kernel mm/mmap.c:__vma_link_file
 * @locked mapping->i_shared_sem
 * @fidelity followed
 */
export function* __vma_link_file(this: Kernel, vma: vm_area_struct): Task {
	const mapping = yield* load(vm_file, vma);
	if (mapping === 0) return;
	const flags = yield* load(vm_flags, vma);
	const list = flags & VM_NONLINEAR ? i_mmap_nonlinear : flags & VM_SHARED ? i_mmap_shared : i_mmap;
	yield* list_add(list, mapping, vma, 'tail');
}

/**
 * Takes a vma off its file's list.
 * @kernel mm/mmap.c:remove_shared_vm_struct
 * @locked none
 * @fidelity followed
 */
export function* remove_shared_vm_struct(this: Kernel, vma: vm_area_struct): Task {
	const mapping = yield* load(vm_file, vma);
	if (mapping === 0) return;
	yield* lock(SS, mapping);
	const flags = yield* load(vm_flags, vma);
	const list = flags & VM_NONLINEAR ? i_mmap_nonlinear : flags & VM_SHARED ? i_mmap_shared : i_mmap;
	yield* list_del(list, mapping, vma);
	yield* unlock(SS, mapping);
}

/**
 * Copies one vma: onto the file's list directly after its parent, so that truncation comes to it later;
 * i_shared_sem is released before the ptes are copied.
 * @part-of kernel/fork.c:dup_mmap
 * @locked parent's mmap_sem for write
 * @fidelity followed
 */
export function* dup_one_vma(
	this: Kernel,
	mm: mm_struct,
	oldmm: mm_struct,
	mpnt: vm_area_struct,
): Task<number> {
	const tmp = yield* alloc(vmaPool, 'GFP_KERNEL');
	if (tmp === 0) return -ENOMEM;
	const flags = (yield* load(vm_flags, mpnt)) & ~VM_LOCKED;
	const mapping = yield* load(vm_file, mpnt);
	yield* store(vm_mm, tmp, mm);
	yield* store(vm_start, tmp, yield* load(vm_start, mpnt));
	yield* store(vm_end, tmp, yield* load(vm_end, mpnt));
	yield* store(vm_flags, tmp, flags);
	yield* store(vm_pgoff, tmp, yield* load(vm_pgoff, mpnt));
	yield* store(vm_file, tmp, mapping);
	if (mapping !== 0) {
		yield* lock(SS, mapping);
		const list =
			flags & VM_NONLINEAR ? i_mmap_nonlinear : flags & VM_SHARED ? i_mmap_shared : i_mmap;
		yield* list_add(list, mapping, tmp, 'after', mpnt);
		yield* unlock(SS, mapping);
	}
	// Link in the new vma even if an error occurred, so that it is found and freed.
	yield* lock(PTL, mm);
	yield* list_add(mm_mmap, mm, tmp, 'tail');
	yield* add(mm_map_count, mm, 1);
	const error = yield* this.copy_page_range(mm, oldmm, tmp);
	yield* unlock(PTL, mm);
	return error;
}

/**
 * Copies an address space. The child's tree is its own from the beginning.
 * @kernel kernel/fork.c:dup_mmap
 * @locked none
 * @fidelity followed
 */
export function* dup_mmap(this: Kernel, mm: mm_struct, oldmm: mm_struct): Task<number> {
	yield* lock(mmap_sem, oldmm);
	yield* store(mm_rb, mm, mm);
	yield* store(mmap_cache, mm, 0);
	// From here on it is on mmlist, too.
	yield* store(mm_users, mm, 1);
	const error = yield* this.dup_vmas_from(mm, oldmm, 0);
	if (error === 0) yield* this.build_mmap_rb(mm);
	yield* unlock(mmap_sem, oldmm);
	return error;
}

/**
 * Clears the accessed bit of a vma's pte for the page. A page table lock that somebody holds does not
 * count as a reference.
 * @kernel mm/rmap.c:page_referenced_obj_one
 * @locked chain, i_shared_sem
 * @fidelity followed
 */
export function* page_referenced_obj_one(
	this: Kernel,
	vma: vm_area_struct,
	page: page,
): Task<number> {
	const mm = yield* load(vm_mm, vma);
	if (!(yield* trylock(PTL, mm))) return 0;
	let referenced = 0;
	const ptep = yield* this.find_pte(vma, page);
	if (ptep !== 0) {
		if (yield* ptep_test_and_clear_young(ptep)) referenced = 1;
	}
	yield* unlock(PTL, mm);
	return referenced;
}

/**
 * Whether any vma of the page's file referenced it, or locks it for all. Refill comes here without the page
 * lock, so page->mapping may change at every read.
 * @kernel mm/rmap.c:page_referenced_obj
 * @locked chain
 * @fidelity customised: says whether, not how often; no caller looks at the number
 */
export function* page_referenced_obj(this: Patched, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);

	if ((yield* load(page_pte, page)) === 0) return 0;

	if (mapping === 0) return 0;

	if (!(yield* trylock(SS, mapping))) return 0;

	let referenced = 0;
	walk: for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			if (yield* this.vma_locks_page(vma, page)) {
				referenced = 1;
				break walk;
			}
			referenced |= yield* this.page_referenced_obj_one(vma, page);
			vma = yield* list_next(list, mapping, vma);
		}
	}
	yield* unlock(SS, mapping);
	return referenced;
}

/**
 * Whether a vma that is locked and shared covers the page: then it counts as referenced.
 * @part-of mm/rmap.c:page_referenced_file
 * @locked chain, i_shared_sem
 * @fidelity followed
 */
export function* vma_locks_page(this: Kernel, vma: vm_area_struct, page: page): Task<boolean> {
	const locks = VM_LOCKED | VM_MAYSHARE;
	if (((yield* load(vm_flags, vma)) & locks) !== locks) return false;
	const first = yield* load(vm_pgoff, vma);
	const pages = ((yield* load(vm_end, vma)) - (yield* load(vm_start, vma))) >>> PAGE_SHIFT;
	const index = yield* load(page_index, page);
	return index >= first && index < first + pages;
}

/**
 * page_add_rmap() of a counted page.
 * @part-of mm/rmap.c:page_add_rmap
 * @locked page_table_lock of the pte's mm, chain
 * @fidelity followed
 */
export function* page_add_rmap_obj(this: Kernel, page: page): Task {
	const mapcount = yield* load(page_pte, page);
	if (mapcount === 0) yield* add(nr_mapped, mm_zone, 1);
	yield* store(page_pte, page, mapcount + 1);
}

/**
 * page_remove_rmap() of a counted page.
 * @part-of mm/rmap.c:page_remove_rmap
 * @locked page_table_lock of the pte's mm, chain
 * @fidelity followed
 */
export function* page_remove_rmap_obj(this: Kernel, page: page): Task {
	const mapcount = yield* load(page_pte, page);
	yield* BUG_ON(mapcount === 0, 'page_remove_rmap: !page->pte.mapcount');
	yield* store(page_pte, page, mapcount - 1);
	if (mapcount === 1) yield* add(nr_mapped, mm_zone, -1);
}

/**
 * Unmaps the page from one vma of its file. SWAP_AGAIN also means that there was nothing to unmap.
 * The pte is left none, which is right for linear positions only.
 * @kernel mm/rmap.c:try_to_unmap_obj_one
 * @locked page, chain, i_shared_sem
 * @fidelity customised: no cache and TLB flush, which the simulated MMU does not need
 */
export function* try_to_unmap_obj_one(this: Kernel, vma: vm_area_struct, page: page): Task<number> {
	const mm = yield* load(vm_mm, vma);
	if (!(yield* trylock(PTL, mm))) return SWAP_AGAIN;

	const ptep = yield* this.find_pte(vma, page);
	if (ptep === 0) {
		yield* unlock(PTL, mm);
		return SWAP_AGAIN;
	}
	if (((yield* load(vm_flags, vma)) & VM_LOCKED) !== 0) {
		yield* unlock(PTL, mm);
		return SWAP_FAIL;
	}

	const pte = yield* xchg(pte_word, ptep, 0);
	if (pte_dirty(pte)) yield* this.set_page_dirty(page);

	const mapcount = yield* load(page_pte, page);
	yield* BUG_ON(mapcount === 0, 'try_to_unmap_obj_one: !page->pte.mapcount');

	yield* add(mm_rss, mm, -1);
	yield* store(page_pte, page, mapcount - 1);
	if (mapcount === 1) yield* add(nr_mapped, mm_zone, -1);
	yield* this.page_cache_release(page);
	yield* unlock(PTL, mm);
	return SWAP_AGAIN;
}

/**
 * Unmaps a counted page from every linear vma of its file until the count is zero or a vma is locked.
 * Nonlinear vmas are then swept for any page, with the chain lock dropped.
 * @kernel mm/rmap.c:try_to_unmap_obj
 * @locked page, chain
 * @fidelity followed
 */
export function* try_to_unmap_obj(this: Patched, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);

	yield* BUG_ON(mapping === 0, 'try_to_unmap_obj: !mapping');

	if (!(yield* trylock(SS, mapping))) return SWAP_AGAIN;

	let ret = SWAP_AGAIN;
	walk: for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			ret = yield* this.try_to_unmap_obj_one(vma, page);
			if (ret === SWAP_FAIL) break walk;
			if ((yield* load(page_pte, page)) === 0) break walk;
			vma = yield* list_next(list, mapping, vma);
		}
	}
	const left = yield* load(page_pte, page);
	if (ret !== SWAP_FAIL && left !== 0 && !(yield* list_empty(i_mmap_nonlinear, mapping))) {
		yield* this.pte_chain_unlock(page);
		yield* this.try_to_unmap_nonlinear(mapping, left);
		yield* this.pte_chain_lock(page);
	}
	yield* unlock(SS, mapping);
	return ret;
}

/**
 * Removes every mapping of the page that it can. SWAP_SUCCESS: none is left. SWAP_AGAIN: a lock was
 * not free. SWAP_FAIL: the page cannot be swapped out.
 * @kernel mm/rmap.c:try_to_unmap
 * @locked page, chain
 * @fidelity followed
 */
export function* try_to_unmap(this: Kernel, page: page): Task<number> {
	yield* BUG_ON(yield* PageReserved(page), 'try_to_unmap: PageReserved(page)');
	yield* BUG_ON(!(yield* PageLocked(page)), 'try_to_unmap: !PageLocked(page)');
	yield* BUG_ON((yield* load(page_mapping, page)) === 0, 'try_to_unmap: !page->mapping');

	let ret = SWAP_SUCCESS;
	if (!(yield* PageAnon(page))) {
		// It counts nr_mapped itself, as the sweep takes away pages that it was not called for.
		ret = yield* this.try_to_unmap_obj(page);
		return (yield* page_mapped(page)) ? ret : SWAP_SUCCESS;
	}
	if (yield* PageDirect(page)) {
		ret = yield* this.try_to_unmap_one(page, yield* load(page_pte, page));
		if (ret === SWAP_SUCCESS) {
			yield* store(page_pte, page, 0);
			yield* ClearPageDirect(page);
		}
	} else {
		ret = yield* this.try_to_unmap_chain(page);
	}

	if (!(yield* page_mapped(page))) {
		yield* add(nr_mapped, mm_zone, -1);
		ret = SWAP_SUCCESS;
	}
	return ret;
}

/**
 * Whether somebody maps the page, or maps its file.
 * @kernel mm/vmscan.c:page_mapping_inuse
 * @locked page, chain
 * @fidelity followed
 */
export function* page_mapping_inuse(this: Kernel, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);

	if (yield* page_mapped(page)) return 1;
	if (mapping === 0) return 0;
	if (yield* PageSwapCache(page)) return 1;
	if (!(yield* list_empty(i_mmap, mapping))) return 1;
	if (!(yield* list_empty(i_mmap_shared, mapping))) return 1;
	if (!(yield* list_empty(i_mmap_nonlinear, mapping))) return 1;
	return 0;
}

/**
 * What shrink_list() does under the chain lock: was the page used, and can it be unmapped? Only
 * anonymous memory gets swap space here. Returns page->mapping as the rest of
 * shrink_list() goes on with it, UNMAP_ACTIVATE or UNMAP_KEEP.
 * @part-of mm/vmscan.c:shrink_list
 * @locked page
 * @fidelity followed
 */
export function* shrink_page_unmap(this: Kernel, page: page): Task<number> {
	yield* this.pte_chain_lock(page);
	if ((yield* this.page_referenced(page)) !== 0) {
		if ((yield* this.page_mapping_inuse(page)) !== 0) {
			yield* this.pte_chain_unlock(page);
			return UNMAP_ACTIVATE;
		}
	}

	let mapping: address_space = yield* load(page_mapping, page);

	if ((yield* page_mapped(page)) && mapping === 0 && (yield* PageAnon(page))) {
		yield* this.pte_chain_unlock(page);
		if ((yield* this.add_to_swap(page)) === 0) return UNMAP_ACTIVATE;
		yield* this.pte_chain_lock(page);
		mapping = yield* load(page_mapping, page);
	}

	if ((yield* page_mapped(page)) && mapping !== 0) {
		const unmapped = yield* this.try_to_unmap(page);
		if (unmapped !== SWAP_SUCCESS) {
			yield* this.pte_chain_unlock(page);
			return unmapped === SWAP_FAIL ? UNMAP_ACTIVATE : UNMAP_KEEP;
		}
	}
	yield* this.pte_chain_unlock(page);
	return mapping;
}

/**
 * Marks a vma and moves it to the list on which vm_pgoff is not believed, before anything is installed.
 * @part-of mm/fremap.c:sys_remap_file_pages
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* vma_nonlinear(this: Kernel, vma: vm_area_struct): Task {
	const mapping = yield* load(vm_file, vma);
	yield* lock(SS, mapping);
	yield* list_del(i_mmap_shared, mapping, vma);
	yield* store(vm_flags, vma, (yield* load(vm_flags, vma)) | VM_NONLINEAR);
	yield* list_add(i_mmap_nonlinear, mapping, vma, 'tail');
	yield* unlock(SS, mapping);
}

/**
 * Looks through every pte of every nonlinear vma for pages from `pgoff` on.
 * @part-of mm/memory.c:unmap_mapping_range
 * @locked mapping->i_shared_sem
 * @fidelity followed
 */
export function* vmtruncate_nonlinear(this: Patched, mapping: address_space, pgoff: number): Task {
	let vma: vm_area_struct = 0;
	for (;;) {
		vma = yield* list_next(i_mmap_nonlinear, mapping, vma);
		if (vma === 0) return;
		const start = yield* load(vm_start, vma);
		yield* this.zap_page_range(vma, start, (yield* load(vm_end, vma)) - start, pgoff + 1);
	}
}

/**
 * Sweeps nonlinear vmas, unmapping whatever page was not used, until as many ptes are gone as the page
 * had that it was called for. It cannot know whether that page was among them.
 * @part-of mm/rmap.c:try_to_unmap_file
 * @locked page, i_shared_sem
 * @fidelity customised: a cluster of 32 ptes is a whole vma here, so there is no cursor
 */
export function* try_to_unmap_nonlinear(
	this: Patched,
	mapping: address_space,
	mapcount: number,
): Task {
	let left = mapcount;
	let vma: vm_area_struct = 0;
	while (left > 0) {
		vma = yield* list_next(i_mmap_nonlinear, mapping, vma);
		if (vma === 0) return;
		if (((yield* load(vm_flags, vma)) & VM_LOCKED) !== 0) continue;
		left -= yield* this.try_to_unmap_cluster(vma);
	}
}

/**
 * Sweeps one nonlinear vma; returns how many ptes it took away.
 * @kernel mm/rmap.c:try_to_unmap_cluster
 * @locked page, i_shared_sem
 * @fidelity followed
 */
export function* try_to_unmap_cluster(this: Patched, vma: vm_area_struct): Task<number> {
	const mm = yield* load(vm_mm, vma);
	if (!(yield* trylock(PTL, mm))) return 0;
	const start = yield* load(vm_start, vma);
	const end = yield* load(vm_end, vma);
	const pgoff = yield* load(vm_pgoff, vma);
	let gone = 0;
	for (let address = start; address < end; address += PAGE_SIZE) {
		const linear = pgoff + ((address - start) >>> PAGE_SHIFT);
		gone += yield* this.try_to_unmap_swept(mm, address, linear);
	}
	yield* unlock(PTL, mm);
	return gone;
}

/**
 * Body of try_to_unmap_cluster()'s loop: a pte that was used is only aged.
 * @part-of mm/rmap.c:try_to_unmap_cluster
 * @locked i_shared_sem, page_table_lock
 * @fidelity followed
 */
export function* try_to_unmap_swept(
	this: Kernel,
	mm: mm_struct,
	address: number,
	linear: number,
): Task<number> {
	const ptep = yield* this.pte_offset_map(mm, address);
	if (ptep === 0) return 0;
	const pte = yield* load(pte_word, ptep);
	if (!pte_present(pte) || !pfn_valid(pte_pfn(pte))) return 0;
	const page = pte_page(pte);
	if (yield* PageReserved(page)) return 0;
	if (yield* ptep_test_and_clear_young(ptep)) return 0;

	const old = yield* xchg(pte_word, ptep, 0);
	const index = yield* load(page_index, page);
	if (index !== linear) yield* set_pte(ptep, pgoff_to_pte(index));
	if (pte_dirty(old)) yield* this.set_page_dirty(page);
	yield* this.page_remove_rmap(page, ptep);
	yield* this.page_cache_release(page);
	yield* add(mm_rss, mm, -1);
	return 1;
}

const variant: Variant = defineVariant({
	name: 'nonlinear-aware',
	subject: 'mm: what Linux 2.6.7 and 2.6.8 did about it',
	from: 'Hugh Dickins, Dave McCracken and others, Linux 2.6.7 (commits 66d25df0, 369bfc8a, 53b6fb60; 381f4950 of 2.6.8)',
	// Of the newest part, the test in install_page(); all else is of 2.6.7, 16 June.
	date: '2004-07-28',
	version: '2.6.7',
	replaces: {
		sys_remap_file_pages,
		remap_in_vma,
		zap_pte,
		install_page,
		do_no_page,
		do_wp_page,
		do_swap_page,
		__remove_from_page_cache,
		filemap_populate_one,
		do_mmap_pgoff,
		mlock_fixup,
		make_pages_present,
		set_page_dirty,
		msync_interval,
		shrink_cache_take,
		refill_inactive_take,
		zap_one_pte,
		zap_pte_range,
		unmap_page_range,
		unmap_vmas,
		zap_page_range,
		vmtruncate,
		madvise_dontneed,
		__vma_link_file,
		remove_shared_vm_struct,
		vma_merge,
		split_vma,
		dup_one_vma,
		dup_mmap,
		do_mremap,
		move_vma,
		page_referenced_obj_one,
		page_referenced_obj,
		page_add_rmap_obj,
		page_remove_rmap,
		page_remove_rmap_obj,
		try_to_unmap_one,
		try_to_unmap_obj_one,
		try_to_unmap_obj,
		try_to_unmap,
		page_mapping_inuse,
		shrink_page_unmap,
	},
	adds: {
		do_no_page_count,
		do_no_page_retry,
		do_no_page_again,
		do_swap_page_map,
		do_wp_page_copy,
		page_mapcount,
		install_file_pte,
		mmap_populate,
		vma_locks_page,
		vma_nonlinear,
		vmtruncate_nonlinear,
		try_to_unmap_nonlinear,
		try_to_unmap_cluster,
		try_to_unmap_swept,
	},
	claims: {
		'orphan page mapped': 'never',
		'access beyond EOF succeeds': 'never',
		'linear page instead of SIGBUS': 'never',
		'spurious SIGBUS': 'never',
		'VM_LOCKED page unmapped inside EOF': 'never',
		'page not reachable by rmap': 'never',
		'kernel BUG': 'never',
	},
});

export default variant;
