/*
 * mm/memory.ts - faults, zapping, copying of page tables, truncation of mappings. Follows mm/memory.c
 * of 2.5.66 with the PageAnon changes of 2.5.66-mm3.
 */
import {
	add,
	alloc,
	become,
	BUG_ON,
	clear_bit,
	free,
	list_next,
	load,
	lock,
	might_sleep,
	store,
	trylock,
	unlock,
	xchg,
} from '../engine/operation.ts';
import { at } from '../engine/struct.ts';
import type { Kernel } from './index.ts';
import {
	_PAGE_BIT_RW,
	diskBlock,
	EFAULT,
	ENOMEM,
	FILE_PAGES_MAX,
	gather_freed,
	gather_mm,
	gather_nr,
	gather_pages,
	GATHER_PAGES,
	get_page,
	i_mmap,
	i_mmap_shared,
	i_size,
	mk_pte,
	mm_pgd,
	mm_rss,
	mmuGatherPool,
	NOPAGE_OOM,
	NOPAGE_SIGBUS,
	page_contents,
	page_mapping,
	PAGE_SHIFT,
	PAGE_SIZE,
	PageReserved,
	PageSwapCache,
	pfn_valid,
	pgd_index,
	PGDIR_SHIFT,
	PL,
	pte_dirty,
	pte_file,
	pte_mkclean,
	pte_mkdirty,
	pte_mkold,
	pte_mkwrite_dirty,
	pte_mkyoung,
	pte_none,
	pte_offset,
	pte_page,
	pte_pfn,
	pte_present,
	pte_table_address,
	pte_table_mm,
	pte_to_pgoff,
	pte_to_swp_entry,
	pte_word,
	pte_write,
	pte_wrprotect,
	pte_young,
	pteTablePool,
	PTL,
	set_pte,
	SetPageAnon,
	SS,
	vm_end,
	VM_FAULT_MAJOR,
	VM_FAULT_MINOR,
	VM_FAULT_OOM,
	VM_FAULT_SIGBUS,
	vm_file,
	vm_flags,
	VM_MAYWRITE,
	vm_mm,
	vm_page_prot,
	vm_pgoff,
	VM_SHARED,
	vm_start,
	VM_READ,
	VM_WRITE,
	ZERO_PAGE,
	type address_space,
	type mm_struct,
	type mmu_gather,
	type page,
	type pte_addr,
	type Task,
	type vm_area_struct,
} from './mm_types.ts';

/**
 * Address of a pte, or 0 when its page table is missing.
 * @kernel include/asm-i386/pgtable.h:pte_offset_map
 * @locked mm->page_table_lock
 * @fidelity customised: one level of directory; unmapping a highmem pte is nothing
 */
export function* pte_offset_map(this: Kernel, mm: mm_struct, address: number): Task<number> {
	const table = yield* load(at(mm_pgd, pgd_index(address)), mm);
	return table === 0 ? 0 : pte_offset(table, address);
}

/**
 * Address of a pte; a missing table is allocated with page_table_lock dropped, so whatever the caller
 * read before is stale. 0 when there is no memory.
 * @kernel mm/memory.c:pte_alloc_map
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* pte_alloc_map(this: Kernel, mm: mm_struct, address: number): Task<number> {
	const slot = at(mm_pgd, pgd_index(address));
	const table = yield* load(slot, mm);
	if (table !== 0) return pte_offset(table, address);
	yield* unlock(PTL, mm);
	const fresh = yield* alloc(pteTablePool, 'GFP_KERNEL');
	yield* lock(PTL, mm);
	if (fresh === 0) return 0;
	// Because we dropped the lock, we should re-check the entry.
	const raced = yield* load(slot, mm);
	if (raced !== 0) {
		yield* free(pteTablePool, fresh);
		return pte_offset(raced, address);
	}
	yield* store(pte_table_mm, fresh, mm);
	yield* store(pte_table_address, fresh, (address >>> PGDIR_SHIFT) << PGDIR_SHIFT);
	yield* store(slot, mm, fresh);
	return pte_offset(fresh, address);
}

/**
 * Frees the page tables of a whole address range that no vma uses any more.
 * @kernel mm/memory.c:clear_page_tables
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* clear_page_tables(
	this: Kernel,
	mm: mm_struct,
	first: number,
	count: number,
): Task {
	for (let i = first; i < first + count; i++) yield* this.free_one_pgd(mm, i);
}

/**
 * Body of clear_page_tables()'s loop: pgtable_remove_rmap, then the table is free.
 * @part-of mm/memory.c:free_one_pmd
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* free_one_pgd(this: Kernel, mm: mm_struct, i: number): Task {
	const table = yield* load(at(mm_pgd, i), mm);
	if (table === 0) return;
	yield* store(at(mm_pgd, i), mm, 0);
	yield* free(pteTablePool, table);
}

/**
 * A gather of pages that are freed once the TLBs are flushed.
 * @kernel include/asm-generic/tlb.h:tlb_gather_mmu
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* tlb_gather_mmu(this: Kernel, mm: mm_struct): Task<number> {
	const tlb = yield* alloc(mmuGatherPool, 'GFP_ATOMIC');
	yield* store(gather_mm, tlb, mm);
	return tlb;
}

/**
 * Queues a page whose pte is gone; a full gather is flushed at once.
 * @kernel include/asm-generic/tlb.h:tlb_remove_page
 * @locked mm->page_table_lock
 * @fidelity customised: 32 pages to a gather, 506 on i386
 */
export function* tlb_remove_page(this: Kernel, tlb: mmu_gather, page: page): Task {
	const nr = yield* load(gather_nr, tlb);
	yield* store(at(gather_pages, nr), tlb, page);
	yield* store(gather_nr, tlb, nr + 1);
	if (nr + 1 >= GATHER_PAGES) yield* this.tlb_flush_mmu(tlb);
}

/**
 * Flushes the TLBs and drops the queued pages' references.
 * @kernel include/asm-generic/tlb.h:tlb_flush_mmu
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* tlb_flush_mmu(this: Kernel, tlb: mmu_gather): Task {
	const nr = yield* load(gather_nr, tlb);
	for (let i = 0; i < nr; i++) yield* this.tlb_free_one(tlb, i);
	yield* store(gather_nr, tlb, 0);
}

/**
 * Flushes, drops the queued pages' references, and takes what was freed off rss.
 * @kernel include/asm-generic/tlb.h:tlb_finish_mmu
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* tlb_finish_mmu(this: Kernel, tlb: mmu_gather): Task {
	const mm = yield* load(gather_mm, tlb);
	const freed = yield* load(gather_freed, tlb);
	const rss = yield* load(mm_rss, mm);
	yield* store(mm_rss, mm, rss - (rss < freed ? rss : freed));
	yield* this.tlb_flush_mmu(tlb);
	yield* free(mmuGatherPool, tlb);
}

/**
 * Body of free_pages_and_swap_cache()'s loop.
 * @part-of mm/swap_state.c:free_pages_and_swap_cache
 * @locked mm->page_table_lock
 * @fidelity customised: page by page instead of through a pagevec
 */
export function* tlb_free_one(this: Kernel, tlb: mmu_gather, i: number): Task {
	yield* this.free_page_and_swap_cache(yield* load(at(gather_pages, i), tlb));
}

/**
 * Takes one pte away. The pte is empty before rmap is told: until page_remove_rmap has the chain lock
 * the page is still counted.
 * @part-of mm/memory.c:zap_pte_range
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* zap_one_pte(
	this: Kernel,
	tlb: mmu_gather,
	_vma: vm_area_struct,
	ptep: pte_addr,
	_address: number,
): Task {
	const pte = yield* load(pte_word, ptep);
	if (pte_none(pte)) return;
	if (pte_present(pte)) {
		const old = yield* xchg(pte_word, ptep, 0);
		if (!pfn_valid(pte_pfn(old))) return;
		const page = pte_page(old);
		if (yield* PageReserved(page)) return;
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
	// A file pte is thrown away: the next fault will be a linear one.
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
	this: Kernel,
	tlb: mmu_gather,
	vma: vm_area_struct,
	address: number,
	size: number,
): Task {
	const mm = yield* load(gather_mm, tlb);
	const ptep = yield* this.pte_offset_map(mm, address);
	if (ptep === 0) return;
	for (let i = 0; i < size >>> PAGE_SHIFT; i++) {
		yield* this.zap_one_pte(tlb, vma, ptep + i, address + (i << PAGE_SHIFT));
	}
}

/**
 * Zaps a range of one vma, table by table.
 * @kernel mm/memory.c:unmap_page_range
 * @locked mm->page_table_lock
 * @fidelity customised: zap_pmd_range is folded in, as with a folded pmd
 */
export function* unmap_page_range(
	this: Kernel,
	tlb: mmu_gather,
	vma: vm_area_struct,
	address: number,
	end: number,
): Task {
	let from = address;
	while (from < end) {
		const next = ((from >>> PGDIR_SHIFT) + 1) << PGDIR_SHIFT;
		const to = next < end ? next : end;
		yield* this.zap_pte_range(tlb, vma, from, to - from);
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
	this: Kernel,
	tlb: mmu_gather,
	_mm: mm_struct,
	vma: vm_area_struct,
	start_addr: number,
	end_addr: number,
): Task {
	const start = yield* load(vm_start, vma);
	const end = yield* load(vm_end, vma);
	const from = start > start_addr ? start : start_addr;
	const to = end < end_addr ? end : end_addr;
	if (from < to) yield* this.unmap_page_range(tlb, vma, from, to);
}

/**
 * Removes the user pages of a range of one vma. Looks at neither VM_LOCKED nor page->mapping.
 * @kernel mm/memory.c:zap_page_range
 * @locked none
 * @fidelity followed
 */
export function* zap_page_range(
	this: Kernel,
	vma: vm_area_struct,
	address: number,
	size: number,
): Task {
	const mm = yield* load(vm_mm, vma);
	yield* might_sleep();
	yield* this.lru_add_drain();
	yield* lock(PTL, mm);
	const tlb = yield* this.tlb_gather_mmu(mm);
	yield* this.unmap_vmas(tlb, mm, vma, address, address + size);
	yield* this.tlb_finish_mmu(tlb);
	yield* unlock(PTL, mm);
}

/**
 * The page mapped at an address, or 0; for writing only if it can be written and is dirty.
 * @kernel mm/memory.c:follow_page
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* follow_page(
	this: Kernel,
	mm: mm_struct,
	address: number,
	write: number,
): Task<number> {
	const ptep = yield* this.pte_offset_map(mm, address);
	if (ptep === 0) return 0;
	const pte = yield* load(pte_word, ptep);
	if (!pte_present(pte)) return 0;
	if (write && !(pte_write(pte) && pte_dirty(pte))) return 0;
	return pfn_valid(pte_pfn(pte)) ? pte_page(pte) : 0;
}

/**
 * Faults a range in. With no page array, as here, it takes no references. Returns pages done or -errno.
 * @kernel mm/memory.c:get_user_pages
 * @locked mmap_sem
 * @fidelity customised: pages == NULL only, within one vma
 */
export function* get_user_pages(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	start: number,
	len: number,
	write: number,
): Task<number> {
	// Who writes has been asked before.
	if (!write && !((yield* load(vm_flags, vma)) & VM_READ)) return -EFAULT;
	yield* lock(PTL, mm);
	for (let i = 0; i < len; i++) {
		const result = yield* this.get_user_page(mm, vma, start + (i << PAGE_SHIFT), write, 0);
		if (result < 0) return i === 0 ? result : i;
	}
	yield* unlock(PTL, mm);
	return len;
}

/**
 * Body of get_user_pages()'s loop: faults until the page is there, and returns it. With `pages`, an array to put it
 * into, it has a reference more, until put_page().
 * @part-of mm/memory.c:get_user_pages
 * @locked mm->page_table_lock, mmap_sem; drops page_table_lock for a fault, and does not take it again for an error
 * @fidelity followed
 */
export function* get_user_page(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	write: number,
	pages: number,
): Task<number> {
	const page = yield* this.follow_page(mm, address, write);
	if (page !== 0 && pages && !(yield* PageReserved(page))) yield* get_page(page);
	if (page !== 0) return pages ? page : 0;
	yield* unlock(PTL, mm);
	const fault = yield* this.handle_mm_fault(mm, vma, address, write);
	if (fault === VM_FAULT_SIGBUS) return -EFAULT;
	if (fault === VM_FAULT_OOM) return -ENOMEM;
	yield* BUG_ON(fault < 0, 'get_user_pages: default');
	yield* lock(PTL, mm);
	return yield* become('get_user_page', mm, vma, address, write, pages);
}

/**
 * Faults in every page of a range of a vma; callers ignore the result.
 * @kernel mm/memory.c:make_pages_present
 * @locked mmap_sem
 * @fidelity followed
 */
export function* make_pages_present(
	this: Kernel,
	vma: vm_area_struct,
	addr: number,
	end: number,
): Task<number> {
	yield* BUG_ON(addr >= end, 'make_pages_present: addr >= end');
	yield* BUG_ON(end > (yield* load(vm_end, vma)), 'make_pages_present: end > vma->vm_end');
	const write = (yield* load(vm_flags, vma)) & VM_WRITE ? 1 : 0;
	const mm = yield* load(vm_mm, vma);
	return yield* this.get_user_pages(mm, vma, addr, (end - addr) >>> PAGE_SHIFT, write);
}

/**
 * One fault. Takes page_table_lock; the handlers drop it.
 * @kernel mm/memory.c:handle_mm_fault
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* handle_mm_fault(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	write: number,
): Task<number> {
	yield* lock(PTL, mm);
	const ptep = yield* this.pte_alloc_map(mm, address);
	if (ptep !== 0) return yield* this.handle_pte_fault(mm, vma, address, write, ptep);
	yield* unlock(PTL, mm);
	return VM_FAULT_OOM;
}

/**
 * Sorts a fault by what the pte says.
 * @kernel mm/memory.c:handle_pte_fault
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity followed
 */
export function* handle_pte_fault(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	write: number,
	ptep: pte_addr,
): Task<number> {
	const entry = yield* load(pte_word, ptep);
	if (!pte_present(entry)) {
		if (pte_none(entry)) return yield* this.do_no_page(mm, vma, address, write, ptep);
		if (pte_file(entry)) return yield* this.do_file_page(mm, vma, address, write, ptep);
		return yield* this.do_swap_page(mm, vma, address, ptep, entry, write);
	}
	if (write && !pte_write(entry)) return yield* this.do_wp_page(mm, vma, address, ptep, entry);
	yield* set_pte(ptep, write ? pte_mkyoung(pte_mkdirty(entry)) : pte_mkyoung(entry));
	yield* unlock(PTL, mm);
	return VM_FAULT_MINOR;
}

/**
 * Maps a page where there was none. Once page_table_lock is taken nobody looks at page->mapping or i_size again: a page
 * that was truncated meanwhile is mapped all the same. The test for Anon looks at page->mapping before, without a lock.
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

	let new_page = yield* this.filemap_nopage(vma, address);
	if (new_page === NOPAGE_SIGBUS) return VM_FAULT_SIGBUS;
	if (new_page === NOPAGE_OOM) return VM_FAULT_OOM;

	let pte_chain = yield* this.pte_chain_alloc(1);
	if (pte_chain === 0) return VM_FAULT_OOM;

	// -mm: drivers' nopage pages never have a mapping.
	yield* this.do_no_page_anon(new_page);

	const flags = yield* load(vm_flags, vma);
	if (write && !(flags & VM_SHARED)) {
		const page = yield* this.do_no_page_early_cow(new_page);
		if (page === 0) {
			yield* this.pte_chain_free(pte_chain);
			return VM_FAULT_OOM;
		}
		new_page = page;
	}

	yield* lock(PTL, mm);
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
 * The test that -mm put into do_no_page: two unlocked reads of page->mapping, then the flag, whatever
 * the union holds.
 * @part-of mm/memory.c:do_no_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* do_no_page_anon(this: Kernel, new_page: page): Task {
	if ((yield* load(page_mapping, new_page)) === 0 || (yield* PageSwapCache(new_page))) {
		yield* SetPageAnon(new_page);
	}
}

/**
 * Write fault on a private mapping: copies the file page at once. 0 when there is no memory.
 * @part-of mm/memory.c:do_no_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* do_no_page_early_cow(this: Kernel, new_page: page): Task<number> {
	const page = yield* this.alloc_page(1);
	if (page === 0) {
		yield* this.page_cache_release(new_page);
		return 0;
	}
	yield* store(page_contents, page, yield* load(page_contents, new_page));
	yield* this.page_cache_release(new_page);
	yield* this.lru_cache_add_active(page);
	yield* SetPageAnon(page);
	return page;
}

/**
 * First touch of anonymous memory: the zero page for reading, a new page for writing.
 * @kernel mm/memory.c:do_anonymous_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity followed
 */
export function* do_anonymous_page(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	_address: number,
	write: number,
	ptep: pte_addr,
): Task<number> {
	let pte_chain = yield* this.pte_chain_alloc(0);
	if (pte_chain === 0) {
		yield* unlock(PTL, mm);
		pte_chain = yield* this.pte_chain_alloc(1);
		if (pte_chain === 0) return VM_FAULT_OOM;
		yield* lock(PTL, mm);
	}
	const flags = yield* load(vm_flags, vma);
	let page: number = ZERO_PAGE;
	let entry = pte_wrprotect(mk_pte(ZERO_PAGE, vm_page_prot(flags)));
	if (write) {
		yield* unlock(PTL, mm);
		page = yield* this.alloc_page(1);
		if (page === 0) {
			yield* this.pte_chain_free(pte_chain);
			return VM_FAULT_OOM;
		}
		yield* lock(PTL, mm);
		if (!pte_none(yield* load(pte_word, ptep))) {
			yield* this.page_cache_release(page);
			yield* unlock(PTL, mm);
			yield* this.pte_chain_free(pte_chain);
			return VM_FAULT_MINOR;
		}
		yield* add(mm_rss, mm, 1);
		entry = pte_mkwrite_dirty(mk_pte(page, vm_page_prot(flags)));
		yield* this.lru_cache_add_active(page);
		yield* this.mark_page_accessed(page);
		yield* SetPageAnon(page);
	}
	yield* set_pte(ptep, entry);
	pte_chain = yield* this.page_add_rmap(page, ptep, pte_chain);
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	return VM_FAULT_MINOR;
}

/**
 * Fault on a file pte: brings the page back that it names. The pte stays when that fails.
 * @kernel mm/memory.c:do_file_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity followed
 */
export function* do_file_page(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	write: number,
	ptep: pte_addr,
): Task<number> {
	const mapping = yield* load(vm_file, vma);
	yield* BUG_ON(mapping === 0, 'do_file_page: !vma->vm_ops || !vma->vm_ops->nopage');
	const flags = yield* load(vm_flags, vma);
	if (write && !(flags & VM_SHARED)) {
		yield* set_pte(ptep, 0);
		return yield* this.do_no_page(mm, vma, address, write, ptep);
	}
	const pgoff = pte_to_pgoff(yield* load(pte_word, ptep));
	yield* unlock(PTL, mm);
	const err = yield* this.filemap_populate(vma, address, PAGE_SIZE, vm_page_prot(flags), pgoff, 0);
	if (err === -ENOMEM) return VM_FAULT_OOM;
	return err === 0 ? VM_FAULT_MAJOR : VM_FAULT_SIGBUS;
}

/**
 * Fault on a swap pte. Without memory for a chain node it returns -ENOMEM, which no caller knows, and keeps the
 * page's reference.
 * @kernel mm/memory.c:do_swap_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity customised: vm_swap_full is never true; no swapin_readahead
 */
export function* do_swap_page(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	ptep: pte_addr,
	orig_pte: number,
	write: number,
): Task<number> {
	const entry = pte_to_swp_entry(orig_pte);
	yield* unlock(PTL, mm);
	let page = yield* this.lookup_swap_cache(entry);
	let ret = VM_FAULT_MINOR;
	if (page === 0) {
		page = yield* this.read_swap_cache_async(entry);
		if (page === 0) return yield* this.do_swap_page_gone(mm, address, orig_pte);
		ret = VM_FAULT_MAJOR;
	}
	yield* this.mark_page_accessed(page);
	let pte_chain = yield* this.pte_chain_alloc(1);
	if (pte_chain === 0) return -ENOMEM;
	yield* this.lock_page(page);
	yield* lock(PTL, mm);
	if ((yield* load(pte_word, ptep)) !== orig_pte) {
		yield* unlock(PTL, mm);
		yield* this.unlock_page(page);
		yield* this.page_cache_release(page);
		yield* this.pte_chain_free(pte_chain);
		return VM_FAULT_MINOR;
	}
	yield* this.swap_free(entry);
	yield* add(mm_rss, mm, 1);
	const flags = yield* load(vm_flags, vma);
	let pte = mk_pte(page, vm_page_prot(flags));
	if (write && (yield* this.can_share_swap_page(page)) !== 0) pte = pte_mkwrite_dirty(pte);
	yield* this.unlock_page(page);
	yield* set_pte(ptep, pte);
	yield* SetPageAnon(page);
	pte_chain = yield* this.page_add_rmap(page, ptep, pte_chain);
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	return ret;
}

/**
 * The swap page could not be read: out of memory, or somebody was faster.
 * @part-of mm/memory.c:do_swap_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* do_swap_page_gone(
	this: Kernel,
	mm: mm_struct,
	address: number,
	orig_pte: number,
): Task<number> {
	yield* lock(PTL, mm);
	const ptep = yield* this.pte_offset_map(mm, address);
	const same = ptep !== 0 && (yield* load(pte_word, ptep)) === orig_pte;
	yield* unlock(PTL, mm);
	return same ? VM_FAULT_OOM : VM_FAULT_MINOR;
}

/**
 * Write fault on a write-protected page: the page is reused when nobody else can see it, else copied. Without
 * memory for the copy page_table_lock is unlocked a second time (mended by 4a241b84, 10 Nov 2003).
 * @kernel mm/memory.c:do_wp_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity customised: no reference on a reserved page, which put_page() would never give back
 */
export function* do_wp_page(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	ptep: pte_addr,
	pte: number,
): Task<number> {
	if (!pfn_valid(pte_pfn(pte))) return yield* this.do_wp_page_out(mm, 0, VM_FAULT_OOM);
	const old_page = pte_page(pte);
	if (yield* trylock(PL, old_page)) {
		const reuse = yield* this.can_share_swap_page(old_page);
		yield* this.unlock_page(old_page);
		if (reuse !== 0) {
			yield* set_pte(ptep, pte_mkyoung(pte_mkwrite_dirty(pte)));
			return yield* this.do_wp_page_out(mm, 0, VM_FAULT_MINOR);
		}
	}
	if (!(yield* PageReserved(old_page))) yield* get_page(old_page);
	yield* unlock(PTL, mm);

	let pte_chain = yield* this.pte_chain_alloc(1);
	const new_page = pte_chain === 0 ? 0 : yield* this.alloc_page(1);
	if (new_page === 0) {
		yield* this.page_cache_release(old_page);
		return yield* this.do_wp_page_out(mm, pte_chain, VM_FAULT_OOM);
	}
	yield* store(page_contents, new_page, yield* load(page_contents, old_page));

	yield* lock(PTL, mm);
	const now = yield* this.pte_offset_map(mm, address);
	let unused = new_page;
	if (now !== 0 && (yield* load(pte_word, now)) === pte) {
		if (yield* PageReserved(old_page)) yield* add(mm_rss, mm, 1);
		yield* this.page_remove_rmap(old_page, now);
		const flags = yield* load(vm_flags, vma);
		yield* set_pte(now, pte_mkwrite_dirty(mk_pte(new_page, vm_page_prot(flags))));
		yield* SetPageAnon(new_page);
		pte_chain = yield* this.page_add_rmap(new_page, now, pte_chain);
		yield* this.lru_cache_add_active(new_page);
		unused = old_page;
	}
	yield* this.page_cache_release(unused);
	yield* this.page_cache_release(old_page);
	return yield* this.do_wp_page_out(mm, pte_chain, VM_FAULT_MINOR);
}

/**
 * do_wp_page() from its label out on, where all its ways meet.
 * @part-of mm/memory.c:do_wp_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity followed
 */
export function* do_wp_page_out(
	this: Kernel,
	mm: mm_struct,
	pte_chain: number,
	ret: number,
): Task<number> {
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	return ret;
}

/**
 * Copies the ptes of one vma from parent to child during fork.
 * @kernel mm/memory.c:copy_page_range
 * @locked dst->page_table_lock
 * @fidelity followed
 */
export function* copy_page_range(
	this: Kernel,
	dst: mm_struct,
	src: mm_struct,
	vma: vm_area_struct,
): Task<number> {
	let pte_chain = yield* this.pte_chain_alloc(0);
	if (pte_chain === 0) {
		yield* unlock(PTL, dst);
		pte_chain = yield* this.pte_chain_alloc(1);
		yield* lock(PTL, dst);
		if (pte_chain === 0) return -ENOMEM;
	}
	const flags = yield* load(vm_flags, vma);
	const end = yield* load(vm_end, vma);
	let from = yield* load(vm_start, vma);
	while (from < end) {
		const next = ((from >>> PGDIR_SHIFT) + 1) << PGDIR_SHIFT;
		const to = next < end ? next : end;
		pte_chain = yield* this.copy_pte_table(dst, src, from, to, flags, pte_chain);
		if (pte_chain <= 0) return -ENOMEM;
		from = to;
	}
	yield* this.pte_chain_free(pte_chain);
	return 0;
}

/**
 * Body of copy_page_range()'s outer loop: one page table of the parent, under its page_table_lock.
 * Returns a chain node to go on with, or 0 when there is no memory.
 * @part-of mm/memory.c:copy_page_range
 * @locked dst->page_table_lock
 * @fidelity followed
 */
export function* copy_pte_table(
	this: Kernel,
	dst: mm_struct,
	src: mm_struct,
	from: number,
	to: number,
	flags: number,
	pte_chain: number,
): Task<number> {
	if ((yield* this.pte_offset_map(src, from)) === 0) return pte_chain;
	const dst_pte = yield* this.pte_alloc_map(dst, from);
	if (dst_pte === 0) {
		yield* this.pte_chain_free(pte_chain);
		return 0;
	}
	yield* lock(PTL, src);
	const src_pte = yield* this.pte_offset_map(src, from);
	let unused = pte_chain;
	for (let i = 0; i < (to - from) >>> PAGE_SHIFT; i++) {
		unused = yield* this.copy_one_present(dst, src_pte + i, dst_pte + i, unused, flags);
		if (unused === 0) unused = yield* this.copy_chain_alloc(dst, src);
		if (unused === 0) return 0;
	}
	yield* unlock(PTL, src);
	return unused;
}

/**
 * The next chain node for copy_page_range(). If it takes sleeping to get one, both locks are dropped
 * meanwhile; without memory the parent's stays dropped.
 * @part-of mm/memory.c:copy_page_range
 * @locked dst->page_table_lock, src->page_table_lock
 * @fidelity followed
 */
export function* copy_chain_alloc(this: Kernel, dst: mm_struct, src: mm_struct): Task<number> {
	const atomic = yield* this.pte_chain_alloc(0);
	if (atomic !== 0) return atomic;
	yield* unlock(PTL, src);
	yield* unlock(PTL, dst);
	const pte_chain = yield* this.pte_chain_alloc(1);
	yield* lock(PTL, dst);
	if (pte_chain !== 0) yield* lock(PTL, src);
	return pte_chain;
}

/**
 * Copies one pte, whatever it holds; returns the chain node if it was not used. The parent's pte is
 * write-protected in one step, since its threads may set the dirty bit at any time.
 * @part-of mm/memory.c:copy_page_range
 * @locked dst->page_table_lock, src->page_table_lock
 * @fidelity followed
 */
export function* copy_one_present(
	this: Kernel,
	dst: mm_struct,
	src_pte: pte_addr,
	dst_pte: pte_addr,
	pte_chain: number,
	flags: number,
): Task<number> {
	let pte = yield* load(pte_word, src_pte);
	if (pte_none(pte)) return pte_chain;
	if (!pte_present(pte)) {
		if (!pte_file(pte)) yield* this.swap_duplicate(pte_to_swp_entry(pte));
		yield* set_pte(dst_pte, pte);
		return pte_chain;
	}
	if (!pfn_valid(pte_pfn(pte)) || (yield* PageReserved(pte_page(pte)))) {
		yield* set_pte(dst_pte, pte);
		return pte_chain;
	}
	const page = pte_page(pte);
	if ((flags & (VM_SHARED | VM_MAYWRITE)) === VM_MAYWRITE) {
		yield* clear_bit(_PAGE_BIT_RW, src_pte);
		pte = yield* load(pte_word, src_pte);
	}
	if (flags & VM_SHARED) pte = pte_mkclean(pte);
	pte = pte_mkold(pte);
	yield* get_page(page);
	yield* add(mm_rss, dst, 1);
	yield* set_pte(dst_pte, pte);
	return yield* this.page_add_rmap(page, dst_pte, pte_chain);
}

/**
 * Sets a new size. Shrinking unmaps by address first, then removes the pages: the two steps are not
 * done under any one lock.
 * @kernel mm/memory.c:vmtruncate
 * @locked inode->i_sem
 * @fidelity customised: no limits on growing; i_op->truncate frees nothing that is modelled but disk blocks
 */
export function* vmtruncate(this: Kernel, mapping: address_space, offset: number): Task<number> {
	const size = yield* load(i_size, mapping);
	yield* store(i_size, mapping, offset);
	if (size < offset) return 0;
	yield* lock(SS, mapping);
	const pgoff = (offset + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	yield* this.vmtruncate_list(mapping, 0, pgoff);
	yield* this.vmtruncate_list(mapping, 1, pgoff);
	yield* unlock(SS, mapping);
	yield* this.truncate_inode_pages(mapping, offset);
	yield* this.truncate_blocks(mapping, pgoff);
	return 0;
}

/**
 * i_op->truncate: the blocks behind the new end are gone, and read as zero when the file grows again.
 * @part-of fs/ext2/inode.c:ext2_truncate
 * @locked inode->i_sem
 * @fidelity customised: one value a block
 */
export function* truncate_blocks(this: Kernel, mapping: address_space, pgoff: number): Task {
	for (let i = pgoff; i < FILE_PAGES_MAX; i++) yield* store(at(diskBlock, i), mapping, 0);
}

/**
 * Unmaps from `pgoff` on in every vma of one list, believing vm_pgoff: i_mmap (0) or i_mmap_shared (1).
 * @kernel mm/memory.c:vmtruncate_list
 * @locked mapping->i_shared_sem
 * @fidelity followed
 */
export function* vmtruncate_list(
	this: Kernel,
	mapping: address_space,
	shared: number,
	pgoff: number,
): Task {
	const list = shared ? i_mmap_shared : i_mmap;
	let vma: vm_area_struct = 0;
	for (;;) {
		vma = yield* list_next(list, mapping, vma);
		if (vma === 0) return;
		yield* this.vmtruncate_vma(vma, pgoff);
	}
}

/**
 * Body of vmtruncate_list()'s loop.
 * @part-of mm/memory.c:vmtruncate_list
 * @locked mapping->i_shared_sem
 * @fidelity followed
 */
export function* vmtruncate_vma(this: Kernel, vma: vm_area_struct, pgoff: number): Task {
	const start = yield* load(vm_start, vma);
	const end = yield* load(vm_end, vma);
	const len = (end - start) >>> 0;
	// mapping wholly truncated?
	if ((yield* load(vm_pgoff, vma)) >= pgoff) {
		yield* this.zap_page_range(vma, start, len);
		return;
	}
	// mapping wholly unaffected?
	const diff = (pgoff - (yield* load(vm_pgoff, vma))) >>> 0;
	if (diff >= len >>> PAGE_SHIFT) return;
	yield* this.zap_page_range(vma, start + (diff << PAGE_SHIFT), len - (diff << PAGE_SHIFT));
}
