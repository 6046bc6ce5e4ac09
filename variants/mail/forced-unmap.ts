/*
 * variants/mail/forced-unmap.ts - truncate: unmap by rmap what vmtruncate_list left behind
 *
 * > But truncate_inode_pages should check page_mapped, and if so
 * > try_to_unmap with a force flag to attack even VM_LOCKED vmas.
 * > Sadly, if page_table_lock is held, it won't be able to unmap:
 *
 * Left open: what the pte becomes. Here a forced unmap leaves none, as every zap does; the form that
 * keeps the file pte of try_to_unmap_one is forced-unmap-filepte. try_to_unmap wants the chain lock,
 * and page->mapping, so it runs before the page leaves the cache.
 */
import {
	add,
	BUG_ON,
	list_next,
	load,
	store,
	trylock,
	unlock,
	xchg,
} from '../../harness/engine/operation.ts';
import { at } from '../../harness/engine/struct.ts';
import {
	type address_space,
	ClearPageDirect,
	ClearPageMappedToDisk,
	ClearPageUptodate,
	i_mmap,
	i_mmap_shared,
	mm_rss,
	mm_zone,
	nr_mapped,
	NRPTE,
	type page,
	page_index,
	page_mapped,
	page_mapping,
	page_pte,
	PageAnon,
	PageDirect,
	PageLocked,
	PagePrivate,
	PageReserved,
	PageSwapCache,
	type pte_addr,
	type pte_chain,
	pte_chain_next,
	pte_chain_ptes,
	pte_dirty,
	pte_file,
	pte_word,
	PTL,
	set_pte,
	SS,
	SWAP_AGAIN,
	SWAP_FAIL,
	SWAP_SUCCESS,
	swp_entry_to_pte,
	type Task,
	type vm_area_struct,
	vm_flags,
	VM_LOCKED,
	vm_mm,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';

/** The kernel with the force flag that this patch adds. */
export type Patched = PatchedBy<typeof import('./forced-unmap.ts')>;

/**
 * Takes one page out of its mapping. If the page is mapped into page tables it "becomes anonymous":
 * nothing here looks at that, nor at the count.
 * @kernel mm/truncate.c:truncate_complete_page
 * @locked page
 * @fidelity followed
 */
export function* truncate_complete_page(this: Patched, mapping: address_space, page: page): Task {
	if ((yield* load(page_mapping, page)) !== mapping) return;

	if (yield* page_mapped(page)) {
		yield* this.pte_chain_lock(page);
		if (yield* page_mapped(page)) yield* this.try_to_unmap(page, 1);
		yield* this.pte_chain_unlock(page);
	}
	if (yield* PagePrivate(page)) yield* this.do_invalidatepage(page, 0);

	yield* this.clear_page_dirty(page);
	yield* ClearPageUptodate(page);
	yield* ClearPageMappedToDisk(page);
	yield* this.remove_from_page_cache(page);
	yield* this.page_cache_release(page); // pagecache ref
}

/**
 * Removes every mapping of the page that it can. SWAP_SUCCESS: none is left. SWAP_AGAIN: a lock was
 * not free. SWAP_FAIL: the page cannot be swapped out.
 * @kernel mm/rmap.c:try_to_unmap
 * @locked page, chain
 * @fidelity followed
 */
export function* try_to_unmap(this: Patched, page: page, force: number = 0): Task<number> {
	yield* BUG_ON(yield* PageReserved(page), 'try_to_unmap: PageReserved(page)');
	yield* BUG_ON(!(yield* PageLocked(page)), 'try_to_unmap: !PageLocked(page)');
	yield* BUG_ON((yield* load(page_mapping, page)) === 0, 'try_to_unmap: !page->mapping');

	let ret = SWAP_SUCCESS;
	if (!(yield* PageAnon(page))) {
		ret = yield* this.try_to_unmap_obj(page, force);
	} else if (yield* PageDirect(page)) {
		ret = yield* this.try_to_unmap_one(page, yield* load(page_pte, page), force);
		if (ret === SWAP_SUCCESS) {
			yield* store(page_pte, page, 0);
			yield* ClearPageDirect(page);
		}
	} else {
		ret = yield* this.try_to_unmap_chain(page, force);
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
export function* try_to_unmap_chain(this: Patched, page: page, force: number = 0): Task<number> {
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

			const one = yield* this.try_to_unmap_one(page, ptep, force);
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
 * Unmaps the page at one pte of its chain and leaves there what brings the page back: a swap pte, or
 * a file-pte for a nonlinear position. The dirty bit moves to the page last, before the reference.
 * @kernel mm/rmap.c:try_to_unmap_one
 * @locked page, chain; looks the vma up without mmap_sem
 * @fidelity customised: no cache and TLB flush, which the simulated MMU does not need
 */
export function* try_to_unmap_one(
	this: Patched,
	page: page,
	ptep: pte_addr,
	force: number = 0,
): Task<number> {
	const address = yield* this.ptep_to_address(ptep);
	const mm = yield* this.ptep_to_mm(ptep);
	yield* BUG_ON(mm === 0, 'try_to_unmap_one: !mm');

	if (!(yield* trylock(PTL, mm))) return SWAP_AGAIN;

	const vma = yield* this.find_vma(mm, address);
	if (vma === 0) {
		yield* unlock(PTL, mm);
		return SWAP_FAIL;
	}
	if (((yield* load(vm_flags, vma)) & VM_LOCKED) !== 0 && force === 0) {
		yield* unlock(PTL, mm);
		return SWAP_FAIL;
	}

	const pte = yield* xchg(pte_word, ptep, 0);
	if (yield* PageSwapCache(page)) {
		const entry = yield* load(page_index, page);
		yield* this.swap_duplicate(entry);
		yield* set_pte(ptep, swp_entry_to_pte(entry));
		yield* BUG_ON(pte_file(yield* load(pte_word, ptep)), 'try_to_unmap_one: pte_file(*ptep)');
	} else if (force === 0) {
		yield* this.try_to_unmap_one_file(page, vma, ptep, address);
	}

	if (pte_dirty(pte)) yield* this.set_page_dirty(page);

	yield* add(mm_rss, mm, -1);
	yield* this.page_cache_release(page);
	yield* unlock(PTL, mm);
	return SWAP_SUCCESS;
}

/**
 * Unmaps a counted page from every vma of its file until the count is zero or a vma is locked.
 * @kernel mm/rmap.c:try_to_unmap_obj
 * @locked page, chain
 * @fidelity followed
 */
export function* try_to_unmap_obj(this: Patched, page: page, force: number = 0): Task<number> {
	const mapping = yield* load(page_mapping, page);

	yield* BUG_ON(mapping === 0, 'try_to_unmap_obj: !mapping');
	yield* BUG_ON(yield* PageSwapCache(page), 'try_to_unmap_obj: PageSwapCache(page)');

	if (!(yield* trylock(SS, mapping))) return SWAP_AGAIN;

	let ret = SWAP_AGAIN;
	walk: for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			ret = yield* this.try_to_unmap_obj_one(vma, page, force);
			if (ret === SWAP_FAIL) break walk;
			if ((yield* load(page_pte, page)) === 0) break walk;
			vma = yield* list_next(list, mapping, vma);
		}
	}
	yield* unlock(SS, mapping);
	return ret;
}

/**
 * Unmaps the page from one vma of its file. SWAP_AGAIN also means that there was nothing to unmap.
 * The pte is left none, which is right for linear positions only.
 * @kernel mm/rmap.c:try_to_unmap_obj_one
 * @locked page, chain, i_shared_sem
 * @fidelity customised: no cache and TLB flush, which the simulated MMU does not need
 */
export function* try_to_unmap_obj_one(
	this: Patched,
	vma: vm_area_struct,
	page: page,
	force: number = 0,
): Task<number> {
	const mm = yield* load(vm_mm, vma);
	if (!(yield* trylock(PTL, mm))) return SWAP_AGAIN;

	const ptep = yield* this.find_pte(vma, page);
	if (ptep === 0) {
		yield* unlock(PTL, mm);
		return SWAP_AGAIN;
	}
	if (((yield* load(vm_flags, vma)) & VM_LOCKED) !== 0 && force === 0) {
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

const variant: Variant = defineVariant({
	name: 'forced-unmap',
	subject: 'truncate: unmap by rmap what vmtruncate_list left behind',
	from: 'Hugh Dickins, 4 Apr 2003, "objrmap and vmtruncate"',
	date: '2003-04-04',
	replaces: {
		truncate_complete_page,
		try_to_unmap,
		try_to_unmap_chain,
		try_to_unmap_one,
		try_to_unmap_obj,
		try_to_unmap_obj_one,
	},
	claims: {
		'orphan page mapped': 'sometimes',
		'page not reachable by rmap': 'sometimes',
		'unreclaimable page': 'sometimes',
		'VM_LOCKED page unmapped inside EOF': 'sometimes',
	},
});

export default variant;
