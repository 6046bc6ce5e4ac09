/*
 * mm/rmap.ts - from a page to the ptes that map it. Follows mm/rmap.c of 2.5.66-mm3 with
 * objfix-2.5.66-mm3-3 on top and the sorted vma lists left out.
 *
 * A page without PG_anon is counted: its union is the number of ptes, found through the vma lists of
 * page->mapping. A page with PG_anon has a pte_chain, or one pte address with PG_direct. The name of
 * that flag misleads: a file page that was converted keeps it until it is freed.
 *
 * Lock order, outer first; "try" marks a lock that may only be tried there. lock-order.ts has the same as
 * a table, and a test holds the two against each other.
 *
 *   mmap_sem (MS)                          faults, populate
 *     page lock (PL)                       install_page, around page_convert_anon
 *       i_shared_sem (SS)                  page_convert_anon
 *         page_table_lock (PTL)
 *           pte_chain_lock (CL)            page_add_rmap, page_remove_rmap
 *
 *   page lock (PL)                         reclaim: shrink_list; refill_inactive_zone goes without
 *     pte_chain_lock (CL)
 *       try i_shared_sem (SS)              try_to_unmap_obj, page_referenced_obj
 *         try page_table_lock (PTL)
 *           private_lock, page_lock (PRIV, TL)   set_page_dirty
 *       try page_table_lock (PTL)          try_to_unmap_one
 *         swap_device_lock (SDL)           swap_duplicate
 *         private_lock, page_lock (PRIV, TL)     set_page_dirty
 *
 * Faults nest CL in PTL and reclaim nests PTL in CL, so reclaim must never wait for a PTL.
 */
import { at } from '../engine/struct.ts';
import {
	add,
	alloc,
	BUG,
	BUG_ON,
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
import type { Kernel } from './index.ts';
import {
	CL,
	ClearPageDirect,
	ENOMEM,
	i_mmap,
	i_mmap_shared,
	mm_rss,
	mm_zone,
	nr_mapped,
	NRPTE,
	page_index,
	page_mapped,
	page_mapping,
	page_pte,
	PAGE_SHIFT,
	page_to_pfn,
	PageAnon,
	PageDirect,
	PageLocked,
	PageReserved,
	PageSwapCache,
	pfn_valid,
	pgoff_to_pte,
	pte_chain_next,
	pte_chain_ptes,
	pte_dirty,
	pte_file,
	pte_pfn,
	pte_present,
	pte_slot,
	pte_table_address,
	pte_table_mm,
	pte_to_table,
	pte_word,
	pteChainPool,
	ptep_test_and_clear_young,
	PTL,
	set_pte,
	SetPageAnon,
	SetPageDirect,
	SS,
	SWAP_AGAIN,
	SWAP_FAIL,
	SWAP_SUCCESS,
	swp_entry_to_pte,
	TestClearPageReferenced,
	vm_end,
	vm_flags,
	VM_LOCKED,
	vm_mm,
	vm_pgoff,
	vm_start,
	type mm_struct,
	type page,
	type pte_addr,
	type pte_chain,
	type Task,
	type vm_area_struct,
} from './mm_types.ts';

/**
 * The mm whose page table a pte lies in, from the struct page of the table.
 * @kernel include/asm-generic/rmap.h:ptep_to_mm
 * @locked chain (which keeps the table allocated)
 * @fidelity followed
 */
export function* ptep_to_mm(this: Kernel, ptep: pte_addr): Task<mm_struct> {
	return yield* load(pte_table_mm, pte_to_table(ptep));
}

/**
 * The user address that a pte maps.
 * @kernel include/asm-generic/rmap.h:ptep_to_address
 * @locked chain (which keeps the table allocated)
 * @fidelity followed
 */
export function* ptep_to_address(this: Kernel, ptep: pte_addr): Task<number> {
	const base = yield* load(pte_table_address, pte_to_table(ptep));
	return base + (pte_slot(ptep) << PAGE_SHIFT);
}

/**
 * Takes the lock on a page's union; no task may sleep while it holds it.
 * @kernel include/linux/rmap-locking.h:pte_chain_lock
 * @locked none
 * @fidelity followed
 */
export function* pte_chain_lock(this: Kernel, page: page): Task {
	yield* lock(CL, page);
}

/**
 * Releases the lock on a page's union.
 * @kernel include/linux/rmap-locking.h:pte_chain_unlock
 * @locked chain
 * @fidelity followed
 */
export function* pte_chain_unlock(this: Kernel, page: page): Task {
	yield* unlock(CL, page);
}

/**
 * A zeroed chain node, or 0. The caller owes pte_chain_free() for a node that page_add_rmap() gives
 * back.
 * @kernel mm/rmap.c:pte_chain_alloc
 * @locked none when gfp_kernel
 * @fidelity customised: the cpu's slice of the pool stands for both the one-deep per-cpu cache and slab
 */
export function* pte_chain_alloc(this: Kernel, gfp_kernel: number): Task<pte_chain> {
	if (gfp_kernel !== 0) yield* might_sleep();
	return yield* alloc(pteChainPool, gfp_kernel !== 0 ? 'GFP_KERNEL' : 'GFP_ATOMIC');
}

/**
 * Gives a node back. Its ptes must be zero already: only the link is cleared here.
 * @kernel mm/rmap.c:__pte_chain_free
 * @locked any
 * @fidelity customised: the cpu's slice of the pool stands for both the one-deep per-cpu cache and slab
 */
export function* __pte_chain_free(this: Kernel, pte_chain: pte_chain): Task {
	if ((yield* load(pte_chain_next, pte_chain)) !== 0) yield* store(pte_chain_next, pte_chain, 0);
	yield* free(pteChainPool, pte_chain);
}

/**
 * Gives a node back if there is one.
 * @kernel include/linux/rmap-locking.h:pte_chain_free
 * @locked any
 * @fidelity followed
 */
export function* pte_chain_free(this: Kernel, pte_chain: pte_chain): Task {
	if (pte_chain !== 0) yield* this.__pte_chain_free(pte_chain);
}

/**
 * The pte at which a linear mapping of the page in this vma would be, if it does map the page; else 0.
 *
 * page_table_lock keeps the page tables as they are. It does not keep vm_start, vm_end and vm_pgoff:
 * split_vma() stores them one after the other without it (race E7), so this may read a mix of old and new.
 * @kernel mm/rmap.c:find_pte
 * @locked vma->vm_mm->page_table_lock in the base; nothing in earlier versions
 * @fidelity customised: returns no address, which only the cache and TLB flushes need
 */
export function* find_pte(this: Kernel, vma: vm_area_struct, page: page): Task<pte_addr> {
	const mm = yield* load(vm_mm, vma);
	const loffset = yield* load(page_index, page);
	const start = yield* load(vm_start, vma);
	const pgoff = yield* load(vm_pgoff, vma);
	const address = start + (loffset - pgoff) * (1 << PAGE_SHIFT);
	if (address < start || address >= (yield* load(vm_end, vma))) return 0;

	const ptep = yield* this.pte_offset_map(mm, address);
	if (ptep === 0) return 0;
	const pte = yield* load(pte_word, ptep);
	if (!pte_present(pte)) return 0;
	if (page_to_pfn(page) !== pte_pfn(pte)) return 0;
	return ptep;
}

/**
 * Clears the accessed bit of a vma's pte for the page. A page table lock that somebody holds counts
 * as a reference.
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
	if (!(yield* trylock(PTL, mm))) return 1;
	let referenced = 0;
	const ptep = yield* this.find_pte(vma, page);
	if (ptep !== 0) {
		if (yield* ptep_test_and_clear_young(ptep)) referenced = 1;
	}
	yield* unlock(PTL, mm);
	return referenced;
}

/**
 * Whether any vma of the page's file referenced it. Refill comes here without the page lock, so
 * page->mapping may change at every read.
 * @kernel mm/rmap.c:page_referenced_obj
 * @locked chain
 * @fidelity customised: says whether, not how often; no caller looks at the number
 */
export function* page_referenced_obj(this: Kernel, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);

	if ((yield* load(page_pte, page)) === 0) return 0;

	yield* BUG_ON(mapping === 0, 'page_referenced_obj: !mapping');
	yield* BUG_ON(yield* PageSwapCache(page), 'page_referenced_obj: PageSwapCache(page)');

	if (!(yield* trylock(SS, mapping))) return 1;

	let referenced = 0;
	for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			referenced |= yield* this.page_referenced_obj_one(vma, page);
			vma = yield* list_next(list, mapping, vma);
		}
	}
	yield* unlock(SS, mapping);
	return referenced;
}

/**
 * Whether the page was used since the last call; clears the evidence. A chain of one entry becomes a
 * direct pte address.
 * @kernel mm/rmap.c:page_referenced
 * @locked chain
 * @fidelity customised: says whether, not how often; no caller looks at the number
 */
export function* page_referenced(this: Kernel, page: page): Task<number> {
	let referenced = 0;
	if (yield* TestClearPageReferenced(page)) referenced = 1;

	if (!(yield* PageAnon(page))) {
		return referenced | (yield* this.page_referenced_obj(page));
	}
	if (yield* PageDirect(page)) {
		if (yield* ptep_test_and_clear_young(yield* load(page_pte, page))) referenced = 1;
		return referenced;
	}
	return referenced | (yield* this.page_referenced_chain(page));
}

/**
 * The chain walk of page_referenced(). It takes no page table lock: the chain lock keeps
 * page_remove_rmap() out and so the page tables allocated.
 * @part-of mm/rmap.c:page_referenced
 * @locked chain
 * @fidelity followed
 */
export function* page_referenced_chain(this: Kernel, page: page): Task<number> {
	let referenced = 0;
	let nr_chains = 0;
	let pc: pte_chain = yield* load(page_pte, page);
	while (pc !== 0) {
		for (let i = NRPTE - 1; i >= 0; i--) {
			const ptep = yield* load(at(pte_chain_ptes, i), pc);
			if (ptep === 0) break;
			if (yield* ptep_test_and_clear_young(ptep)) referenced = 1;
			nr_chains++;
		}
		pc = yield* load(pte_chain_next, pc);
	}
	if (nr_chains === 1) {
		pc = yield* load(page_pte, page);
		yield* store(page_pte, page, yield* load(at(pte_chain_ptes, NRPTE - 1), pc));
		yield* SetPageDirect(page);
		yield* store(at(pte_chain_ptes, NRPTE - 1), pc, 0);
		yield* this.__pte_chain_free(pc);
	}
	return referenced;
}

/**
 * Records that a pte maps the page. The caller passes a chain node, which is used when needed, and
 * must free what comes back.
 * @kernel mm/rmap.c:page_add_rmap
 * @locked page_table_lock of the pte's mm
 * @fidelity followed
 */
export function* page_add_rmap(
	this: Kernel,
	page: page,
	ptep: pte_addr,
	pte_chain: pte_chain,
): Task<pte_chain> {
	if (!pfn_valid(page_to_pfn(page))) return pte_chain;
	if (yield* PageReserved(page)) return pte_chain;

	yield* this.pte_chain_lock(page);
	let unused = pte_chain;
	if (yield* PageAnon(page)) unused = yield* this.page_add_rmap_chain(page, ptep, pte_chain);
	else yield* this.page_add_rmap_obj(page);
	yield* this.pte_chain_unlock(page);
	return unused;
}

/**
 * page_add_rmap() of a counted page.
 * @part-of mm/rmap.c:page_add_rmap
 * @locked page_table_lock of the pte's mm, chain
 * @fidelity followed
 */
export function* page_add_rmap_obj(this: Kernel, page: page): Task {
	yield* BUG_ON((yield* load(page_mapping, page)) === 0, 'page_add_rmap: !page->mapping');
	yield* BUG_ON(yield* PageSwapCache(page), 'page_add_rmap: PageSwapCache(page)');
	const mapcount = yield* load(page_pte, page);
	if (mapcount === 0) yield* add(nr_mapped, mm_zone, 1);
	yield* store(page_pte, page, mapcount + 1);
}

/**
 * page_add_rmap() of a page with chains. Only the head node has free slots, and they are its first.
 * @part-of mm/rmap.c:page_add_rmap
 * @locked page_table_lock of the pte's mm, chain
 * @fidelity customised: nr_reverse_maps, a statistic, is left out
 */
export function* page_add_rmap_chain(
	this: Kernel,
	page: page,
	ptep: pte_addr,
	pte_chain: pte_chain,
): Task<pte_chain> {
	const head = yield* load(page_pte, page);
	if (head === 0) {
		yield* store(page_pte, page, ptep);
		yield* SetPageDirect(page);
		yield* add(nr_mapped, mm_zone, 1);
		return pte_chain;
	}

	if (yield* PageDirect(page)) {
		yield* ClearPageDirect(page);
		yield* store(at(pte_chain_ptes, NRPTE - 1), pte_chain, head);
		yield* store(at(pte_chain_ptes, NRPTE - 2), pte_chain, ptep);
		// Who tests without the chain lock whether the page is mapped may see the union empty.
		yield* store(page_pte, page, 0);
		yield* store(page_pte, page, pte_chain);
		return 0; // consumed
	}

	if ((yield* load(at(pte_chain_ptes, 0), head)) !== 0) {
		yield* store(pte_chain_next, pte_chain, head);
		yield* store(page_pte, page, pte_chain);
		yield* store(at(pte_chain_ptes, NRPTE - 1), pte_chain, ptep);
		return 0; // consumed
	}

	yield* BUG_ON(
		(yield* load(at(pte_chain_ptes, NRPTE - 1), head)) === 0,
		'page_add_rmap: cur_pte_chain->ptes[NRPTE-1] == NULL',
	);
	for (let i = NRPTE - 2; i >= 0; i--) {
		if ((yield* load(at(pte_chain_ptes, i), head)) === 0) {
			yield* store(at(pte_chain_ptes, i), head, ptep);
			return pte_chain;
		}
	}
	return yield* BUG('page_add_rmap: no free slot');
}

/**
 * Forgets that a pte maps the page. A pte that is in no chain is passed over in silence. Whether the
 * page is mapped at all is tested outside the chain lock, before and after.
 * @kernel mm/rmap.c:page_remove_rmap
 * @locked page_table_lock of the pte's mm
 * @fidelity followed
 */
export function* page_remove_rmap(this: Kernel, page: page, ptep: pte_addr): Task {
	yield* BUG_ON(page === 0 || ptep === 0, 'page_remove_rmap: !page || !ptep');
	if (!pfn_valid(page_to_pfn(page))) return;
	if (yield* PageReserved(page)) return;
	if (!(yield* page_mapped(page))) return; // remap_page_range() from a driver?

	yield* this.pte_chain_lock(page);
	if (!(yield* PageAnon(page))) {
		yield* this.page_remove_rmap_obj(page);
		yield* this.pte_chain_unlock(page);
		return;
	}
	if (!(yield* PageDirect(page))) {
		yield* this.page_remove_rmap_chain(page, ptep);
	} else if ((yield* load(page_pte, page)) === ptep) {
		yield* store(page_pte, page, 0);
		yield* ClearPageDirect(page);
	}
	yield* this.pte_chain_unlock(page);
	if (!(yield* page_mapped(page))) yield* add(nr_mapped, mm_zone, -1);
}

/**
 * page_remove_rmap() of a counted page.
 * @part-of mm/rmap.c:page_remove_rmap
 * @locked page_table_lock of the pte's mm, chain
 * @fidelity followed
 */
export function* page_remove_rmap_obj(this: Kernel, page: page): Task {
	yield* BUG_ON((yield* load(page_mapping, page)) === 0, 'page_remove_rmap: !page->mapping');
	yield* BUG_ON(yield* PageSwapCache(page), 'page_remove_rmap: PageSwapCache(page)');
	const mapcount = yield* load(page_pte, page);
	yield* BUG_ON(mapcount === 0, 'page_remove_rmap: !page->pte.mapcount');
	yield* store(page_pte, page, mapcount - 1);
	if (mapcount === 1) yield* add(nr_mapped, mm_zone, -1);
}

/**
 * Takes a pte off the chain: the first entry of the head moves into its slot, and a head that became
 * empty is freed.
 * @part-of mm/rmap.c:page_remove_rmap
 * @locked page_table_lock of the pte's mm, chain
 * @fidelity customised: nr_reverse_maps, a statistic, is left out
 */
export function* page_remove_rmap_chain(this: Kernel, page: page, ptep: pte_addr): Task {
	const start: pte_chain = yield* load(page_pte, page);
	let victim_i = -1;
	for (let pc = start; pc !== 0; pc = yield* load(pte_chain_next, pc)) {
		for (let i = 0; i < NRPTE; i++) {
			const pa = yield* load(at(pte_chain_ptes, i), pc);
			if (pa === 0) continue;
			if (victim_i === -1) victim_i = i;
			if (pa !== ptep) continue;
			const victim = at(pte_chain_ptes, victim_i);
			yield* store(at(pte_chain_ptes, i), pc, yield* load(victim, start));
			yield* store(victim, start, 0);
			if (victim_i === NRPTE - 1) {
				yield* store(page_pte, page, yield* load(pte_chain_next, start));
				yield* this.__pte_chain_free(start);
			}
			return;
		}
	}
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
	yield* this.page_cache_release(page);
	yield* unlock(PTL, mm);
	return SWAP_AGAIN;
}

/**
 * Unmaps a counted page from every vma of its file until the count is zero or a vma is locked.
 * @kernel mm/rmap.c:try_to_unmap_obj
 * @locked page, chain
 * @fidelity followed
 */
export function* try_to_unmap_obj(this: Kernel, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);

	yield* BUG_ON(mapping === 0, 'try_to_unmap_obj: !mapping');
	yield* BUG_ON(yield* PageSwapCache(page), 'try_to_unmap_obj: PageSwapCache(page)');

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
	yield* unlock(SS, mapping);
	return ret;
}

/**
 * Unmaps the page at one pte of its chain and leaves there what brings the page back: a swap pte, or
 * a file-pte for a nonlinear position. The dirty bit moves to the page last, before the reference.
 * @kernel mm/rmap.c:try_to_unmap_one
 * @locked page, chain; looks the vma up without mmap_sem
 * @fidelity customised: no cache and TLB flush, which the simulated MMU does not need
 */
export function* try_to_unmap_one(this: Kernel, page: page, ptep: pte_addr): Task<number> {
	const address = yield* this.ptep_to_address(ptep);
	const mm = yield* this.ptep_to_mm(ptep);
	yield* BUG_ON(mm === 0, 'try_to_unmap_one: !mm');

	if (!(yield* trylock(PTL, mm))) return SWAP_AGAIN;

	const vma = yield* this.find_vma(mm, address);
	if (vma === 0) {
		yield* unlock(PTL, mm);
		return SWAP_FAIL;
	}
	if (((yield* load(vm_flags, vma)) & VM_LOCKED) !== 0) {
		yield* unlock(PTL, mm);
		return SWAP_FAIL;
	}

	const pte = yield* xchg(pte_word, ptep, 0);
	if (yield* PageSwapCache(page)) {
		const entry = yield* load(page_index, page);
		yield* this.swap_duplicate(entry);
		yield* set_pte(ptep, swp_entry_to_pte(entry));
		yield* BUG_ON(pte_file(yield* load(pte_word, ptep)), 'try_to_unmap_one: pte_file(*ptep)');
	} else {
		yield* this.try_to_unmap_one_file(page, vma, ptep, address);
	}

	if (pte_dirty(pte)) yield* this.set_page_dirty(page);

	yield* add(mm_rss, mm, -1);
	yield* this.page_cache_release(page);
	yield* unlock(PTL, mm);
	return SWAP_SUCCESS;
}

/**
 * Leaves a file-pte where try_to_unmap_one() took a page away that is not at its linear position.
 * @part-of mm/rmap.c:try_to_unmap_one
 * @locked page, chain, page_table_lock
 * @fidelity followed
 */
export function* try_to_unmap_one_file(
	this: Kernel,
	page: page,
	vma: vm_area_struct,
	ptep: pte_addr,
	address: number,
): Task {
	// Unsigned: below vm_start, where a pte under no vma leads to, this is no page of any file.
	const pgidx =
		((address - (yield* load(vm_start, vma))) >>> PAGE_SHIFT) + (yield* load(vm_pgoff, vma));
	const index = yield* load(page_index, page);
	if (index === pgidx) return;
	yield* set_pte(ptep, pgoff_to_pte(index));
	yield* BUG_ON(!pte_file(yield* load(pte_word, ptep)), 'try_to_unmap_one: !pte_file(*ptep)');
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
		ret = yield* this.try_to_unmap_obj(page);
	} else if (yield* PageDirect(page)) {
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
 * The chain walk of try_to_unmap(). Each pte that is gone frees a slot: the first entry of the head
 * moves into it, which is the same slot when that entry is the one that is gone.
 * @part-of mm/rmap.c:try_to_unmap
 * @locked page, chain
 * @fidelity customised: nr_reverse_maps, a statistic, is left out
 */
export function* try_to_unmap_chain(this: Kernel, page: page): Task<number> {
	let ret = SWAP_SUCCESS;
	let victim_i = -1;
	let start: pte_chain = yield* load(page_pte, page);
	let pc = start;
	while (pc !== 0) {
		const next_pc: pte_chain = yield* load(pte_chain_next, pc);
		for (let i = 0; i < NRPTE; i++) {
			const ptep = yield* load(at(pte_chain_ptes, i), pc);
			if (ptep === 0) continue;
			if (victim_i === -1) victim_i = i;

			const one = yield* this.try_to_unmap_one(page, ptep);
			if (one === SWAP_FAIL) return SWAP_FAIL;
			if (one === SWAP_AGAIN) {
				ret = SWAP_AGAIN;
				continue;
			}
			const victim = at(pte_chain_ptes, victim_i);
			yield* store(at(pte_chain_ptes, i), pc, yield* load(victim, start));
			yield* store(victim, start, 0);
			victim_i++;
			if (victim_i === NRPTE) {
				const emptied = start;
				start = yield* load(pte_chain_next, emptied);
				yield* store(page_pte, page, start);
				yield* this.__pte_chain_free(emptied);
				victim_i = 0;
			}
		}
		pc = next_pc;
	}
	return ret;
}

/**
 * Turns a counted file page into one with chains, because it is about to be mapped nonlinearly. From
 * SetPageAnon until the last vma was visited the chain is incomplete; the page lock keeps
 * try_to_unmap() away. After -ENOMEM it stays incomplete for good.
 * @kernel mm/rmap.c:page_convert_anon
 * @locked page
 * @fidelity followed
 */
export function* page_convert_anon(this: Kernel, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);
	if (mapping === 0) return 0; // truncate won the lock_page() race

	yield* lock(SS, mapping);
	if ((yield* this.page_convert_anon_begin(page)) === 0) {
		yield* unlock(SS, mapping);
		return 0;
	}

	let pte_chain: pte_chain = 0;
	let err = 0;
	walk: for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			const left = yield* this.page_convert_anon_one(vma, page, pte_chain);
			if (left < 0) {
				pte_chain = 0;
				err = left;
				break walk;
			}
			pte_chain = left;
			vma = yield* list_next(list, mapping, vma);
		}
	}

	yield* this.pte_chain_free(pte_chain);
	yield* unlock(SS, mapping);
	return err;
}

/**
 * The part of page_convert_anon() under the chain lock: empties the union and marks the page. Says
 * whether there are ptes to be found.
 * @part-of mm/rmap.c:page_convert_anon
 * @locked page, i_shared_sem
 * @fidelity followed
 */
export function* page_convert_anon_begin(this: Kernel, page: page): Task<number> {
	yield* this.pte_chain_lock(page);
	if (yield* PageAnon(page)) {
		yield* this.pte_chain_unlock(page);
		return 0;
	}
	yield* SetPageAnon(page);
	if ((yield* load(page_pte, page)) === 0) {
		yield* this.pte_chain_unlock(page);
		return 0;
	}
	yield* add(nr_mapped, mm_zone, -1); // page_add_rmap() will count it again
	yield* store(page_pte, page, 0);
	yield* this.pte_chain_unlock(page);
	return 1;
}

/**
 * Adds one vma's pte to the chain. It may be there already, put there by a fault since the union was
 * emptied, so it is removed first. Returns the unused node, 0 when it was used, or -ENOMEM.
 * @part-of mm/rmap.c:page_convert_anon
 * @locked page, i_shared_sem
 * @fidelity followed
 */
export function* page_convert_anon_one(
	this: Kernel,
	vma: vm_area_struct,
	page: page,
	pte_chain: pte_chain,
): Task<number> {
	let node = pte_chain;
	if (node === 0) {
		node = yield* this.pte_chain_alloc(1);
		if (node === 0) return -ENOMEM;
	}
	const mm = yield* load(vm_mm, vma);
	yield* lock(PTL, mm);
	const ptep = yield* this.find_pte(vma, page);
	if (ptep !== 0) {
		yield* this.page_remove_rmap(page, ptep);
		node = yield* this.page_add_rmap(page, ptep, node);
	}
	yield* unlock(PTL, mm);
	return node;
}
