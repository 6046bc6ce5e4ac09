/*
 * variants/mail/no-bug.ts - rmap: remove the BUG()s on !page->mapping
 *
 * > Various places in rmap.c where !page->mapping is considered a
 * > BUG(), but you've now drawn attention to the fact it may get
 * > vmtruncated at any moment. Easy to remove those BUG()s.
 *
 * Exactly that: five lines go and nothing else changes. The BUG()s on PageSwapCache stay.
 */
import {
	add,
	BUG_ON,
	list_next,
	load,
	store,
	trylock,
	unlock,
} from '../../harness/engine/operation.ts';
import {
	ClearPageDirect,
	i_mmap,
	i_mmap_shared,
	mm_zone,
	nr_mapped,
	type page,
	page_mapped,
	page_mapping,
	page_pte,
	PageAnon,
	PageDirect,
	PageLocked,
	PageReserved,
	PageSwapCache,
	SS,
	SWAP_AGAIN,
	SWAP_FAIL,
	SWAP_SUCCESS,
	type Task,
} from '../../harness/mm/mm_types.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

/**
 * Whether any vma of the page's file referenced it. Refill comes here without the page lock, so
 * page->mapping may change at every read.
 * @kernel mm/rmap.c:page_referenced_obj
 * @locked chain
 * @fidelity customised: says whether, not how often; no caller looks at the number
 */
function* page_referenced_obj(this: Kernel, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);

	if ((yield* load(page_pte, page)) === 0) return 0;

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
 * page_add_rmap() of a counted page.
 * @part-of mm/rmap.c:page_add_rmap
 * @locked page_table_lock of the pte's mm, chain
 * @fidelity followed
 */
export function* page_add_rmap_obj(this: Kernel, page: page): Task {
	yield* BUG_ON(yield* PageSwapCache(page), 'page_add_rmap: PageSwapCache(page)');
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
	yield* BUG_ON(yield* PageSwapCache(page), 'page_remove_rmap: PageSwapCache(page)');
	const mapcount = yield* load(page_pte, page);
	yield* BUG_ON(mapcount === 0, 'page_remove_rmap: !page->pte.mapcount');
	yield* store(page_pte, page, mapcount - 1);
	if (mapcount === 1) yield* add(nr_mapped, mm_zone, -1);
}

/**
 * Unmaps a counted page from every vma of its file until the count is zero or a vma is locked.
 * @kernel mm/rmap.c:try_to_unmap_obj
 * @locked page, chain
 * @fidelity followed
 */
function* try_to_unmap_obj(this: Kernel, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);

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
 * Removes every mapping of the page that it can. SWAP_SUCCESS: none is left. SWAP_AGAIN: a lock was
 * not free. SWAP_FAIL: the page cannot be swapped out.
 * @kernel mm/rmap.c:try_to_unmap
 * @locked page, chain
 * @fidelity followed
 */
function* try_to_unmap(this: Kernel, page: page): Task<number> {
	yield* BUG_ON(yield* PageReserved(page), 'try_to_unmap: PageReserved(page)');
	yield* BUG_ON(!(yield* PageLocked(page)), 'try_to_unmap: !PageLocked(page)');

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

const variant: Variant = defineVariant({
	name: 'no-bug',
	subject: 'rmap: remove the BUG()s on !page->mapping',
	from: 'Hugh Dickins, 4 Apr 2003, "objrmap and vmtruncate"',
	date: '2003-04-04',
	replaces: {
		page_referenced_obj,
		page_add_rmap_obj,
		page_remove_rmap_obj,
		try_to_unmap_obj,
		try_to_unmap,
	},
	claims: {
		'kernel BUG': 'never',
		'NULL dereference': 'never',
	},
});

export default variant;
