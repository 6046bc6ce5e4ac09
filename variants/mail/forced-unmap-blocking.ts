/*
 * variants/mail/forced-unmap-blocking.ts - truncate: unmap by rmap, waiting for page_table_lock
 *
 * > But truncate_inode_pages should check page_mapped, and if so
 * > try_to_unmap with a force flag to attack even VM_LOCKED vmas.
 * > Sadly, if page_table_lock is held, it won't be able to unmap:
 *
 * What if it waited? Nobody proposed that on the list. On top of forced-unmap: page_table_lock and
 * i_shared_sem are taken with lock and down when forced. The chain lock is held all the while, as
 * try_to_unmap demands.
 */
import {
	add,
	BUG_ON,
	list_next,
	load,
	lock,
	store,
	trylock,
	unlock,
	xchg,
} from '../../harness/engine/operation.ts';
import {
	i_mmap,
	i_mmap_shared,
	mm_rss,
	type page,
	page_index,
	page_mapping,
	page_pte,
	PageSwapCache,
	type pte_addr,
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
import { defineVariant, type Variant } from '../../harness/variant.ts';
import forcedUnmap from './forced-unmap.ts';
import type { Patched } from './forced-unmap.ts';

/**
 * Unmaps the page at one pte of its chain and leaves there what brings the page back: a swap pte, or
 * a file-pte for a nonlinear position. The dirty bit moves to the page last, before the reference.
 * @kernel mm/rmap.c:try_to_unmap_one
 * @locked page, chain; looks the vma up without mmap_sem
 * @fidelity customised: no cache and TLB flush, which the simulated MMU does not need
 */
function* try_to_unmap_one(
	this: Patched,
	page: page,
	ptep: pte_addr,
	force: number = 0,
): Task<number> {
	const address = yield* this.ptep_to_address(ptep);
	const mm = yield* this.ptep_to_mm(ptep);
	yield* BUG_ON(mm === 0, 'try_to_unmap_one: !mm');

	if (force !== 0) yield* lock(PTL, mm);
	else if (!(yield* trylock(PTL, mm))) return SWAP_AGAIN;

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
function* try_to_unmap_obj(this: Patched, page: page, force: number = 0): Task<number> {
	const mapping = yield* load(page_mapping, page);

	yield* BUG_ON(mapping === 0, 'try_to_unmap_obj: !mapping');
	yield* BUG_ON(yield* PageSwapCache(page), 'try_to_unmap_obj: PageSwapCache(page)');

	if (force !== 0) yield* lock(SS, mapping);
	else if (!(yield* trylock(SS, mapping))) return SWAP_AGAIN;

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
function* try_to_unmap_obj_one(
	this: Patched,
	vma: vm_area_struct,
	page: page,
	force: number = 0,
): Task<number> {
	const mm = yield* load(vm_mm, vma);
	if (force !== 0) yield* lock(PTL, mm);
	else if (!(yield* trylock(PTL, mm))) return SWAP_AGAIN;

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
	name: 'forced-unmap-blocking',
	subject: 'truncate: unmap by rmap, waiting for page_table_lock',
	from: 'a design of this project, after Hugh Dickins, 4 Apr 2003, "objrmap and vmtruncate"',
	date: '2003-04-04',
	base: forcedUnmap,
	replaces: { try_to_unmap_one, try_to_unmap_obj, try_to_unmap_obj_one },
	claims: {
		'orphan page mapped': 'sometimes',
		deadlock: 'sometimes',
		'lock order': 'sometimes',
	},
});

export default variant;
