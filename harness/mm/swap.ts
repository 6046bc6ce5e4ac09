/*
 * mm/swap.ts - the LRU lists and pagevecs. Follows mm/swap.c of 2.5.66.
 *
 * Lists are kept oldest first. Pages go on them at once: the per-cpu lru_add pagevecs, each of which
 * would hold a reference for a while, are not modelled.
 */
import {
	alloc,
	BUG_ON,
	free,
	list_add,
	list_del,
	load,
	lock,
	read_lock,
	read_unlock,
	store,
	unlock,
} from '../engine/operation.ts';
import { at } from '../engine/struct.ts';
import type { Kernel } from './index.ts';
import {
	active_list,
	ClearPageReferenced,
	FILE_PAGES_MAX,
	get_page,
	inactive_list,
	LRU,
	mm_zone,
	page_count,
	page_tree,
	PageActive,
	PageLRU,
	PageReferenced,
	pagevec_nr,
	pagevec_pages,
	pagevecPool,
	SetPageActive,
	SetPageReferenced,
	TestClearPageActive,
	TestClearPageLRU,
	TestSetPageActive,
	TestSetPageLRU,
	TL,
	type address_space,
	type page,
	type pagevec,
	type Task,
} from './mm_types.ts';

/**
 * Puts a new page on the inactive list.
 * @kernel mm/swap.c:lru_cache_add
 * @locked none
 * @fidelity customised: at once, without the per-cpu pagevec
 */
export function* lru_cache_add(this: Kernel, page: page): Task {
	yield* lock(LRU, mm_zone);
	yield* BUG_ON(yield* TestSetPageLRU(page), '__pagevec_lru_add: TestSetPageLRU(page)');
	yield* list_add(inactive_list, mm_zone, page, 'tail');
	yield* unlock(LRU, mm_zone);
}

/**
 * Puts a new page on the active list.
 * @kernel mm/swap.c:lru_cache_add_active
 * @locked none
 * @fidelity customised: at once, without the per-cpu pagevec
 */
export function* lru_cache_add_active(this: Kernel, page: page): Task {
	yield* lock(LRU, mm_zone);
	yield* BUG_ON(yield* TestSetPageLRU(page), '__pagevec_lru_add_active: TestSetPageLRU(page)');
	yield* BUG_ON(
		yield* TestSetPageActive(page),
		'__pagevec_lru_add_active: TestSetPageActive(page)',
	);
	yield* list_add(active_list, mm_zone, page, 'tail');
	yield* unlock(LRU, mm_zone);
}

/**
 * Empties this cpu's lru_add pagevecs.
 * @kernel mm/swap.c:lru_add_drain
 * @locked none
 * @fidelity stubbed: there are no such pagevecs
 */
export function* lru_add_drain(this: Kernel): Task {}

/**
 * Moves an inactive page to the active list.
 * @kernel mm/swap.c:activate_page
 * @locked none
 * @fidelity followed
 */
export function* activate_page(this: Kernel, page: page): Task {
	yield* lock(LRU, mm_zone);
	if ((yield* PageLRU(page)) && !(yield* PageActive(page))) {
		yield* list_del(inactive_list, mm_zone, page);
		yield* SetPageActive(page);
		yield* list_add(active_list, mm_zone, page, 'tail');
	}
	yield* unlock(LRU, mm_zone);
}

/**
 * inactive,unreferenced -> inactive,referenced -> active,unreferenced -> active,referenced. Flags are
 * read and written without a lock.
 * @kernel mm/swap.c:mark_page_accessed
 * @locked none
 * @fidelity followed
 */
export function* mark_page_accessed(this: Kernel, page: page): Task {
	if (!(yield* PageActive(page)) && (yield* PageReferenced(page)) && (yield* PageLRU(page))) {
		yield* this.activate_page(page);
		yield* ClearPageReferenced(page);
	} else if (!(yield* PageReferenced(page))) {
		yield* SetPageReferenced(page);
	}
}

/**
 * The last reference is gone: off the LRU and back to the allocator.
 * @kernel mm/swap.c:__page_cache_release
 * @locked none
 * @fidelity followed
 */
export function* __page_cache_release(this: Kernel, page: page): Task {
	yield* lock(LRU, mm_zone);
	if (yield* TestClearPageLRU(page)) {
		if (yield* TestClearPageActive(page)) yield* list_del(active_list, mm_zone, page);
		else yield* list_del(inactive_list, mm_zone, page);
	}
	const count = yield* page_count(page);
	yield* unlock(LRU, mm_zone);
	if (count === 0) yield* this.free_hot_page(page);
}

/**
 * A pagevec of the caller's; it stands for one on the kernel stack.
 * @kernel include/linux/pagevec.h:pagevec_init
 * @locked none
 * @fidelity customised: from this cpu's pool instead of the stack
 */
export function* pagevec_init(this: Kernel): Task<number> {
	return yield* alloc(pagevecPool, 'GFP_ATOMIC');
}

/**
 * Ends the life of a pagevec on the stack.
 * @kernel include/linux/pagevec.h:pagevec_init as pagevec_free
 * @locked none
 * @fidelity customised: see pagevec_init
 */
export function* pagevec_free(this: Kernel, pvec: pagevec): Task {
	yield* free(pagevecPool, pvec);
}

/**
 * Drops the reference of every page in a pagevec and empties it.
 * @kernel mm/swap.c:__pagevec_release as pagevec_release
 * @locked none
 * @fidelity customised: page by page instead of in one batch under lru_lock
 */
export function* pagevec_release(this: Kernel, pvec: pagevec): Task {
	const nr = yield* load(pagevec_nr, pvec);
	for (let i = 0; i < nr; i++) yield* this.pagevec_release_one(pvec, i);
	yield* store(pagevec_nr, pvec, 0);
}

/**
 * Body of pagevec_release()'s loop.
 * @part-of mm/swap.c:__pagevec_release
 * @locked none
 * @fidelity customised: see pagevec_release
 */
export function* pagevec_release_one(this: Kernel, pvec: pagevec, i: number): Task {
	const page = yield* load(at(pagevec_pages, i), pvec);
	yield* store(at(pagevec_pages, i), pvec, 0);
	yield* this.page_cache_release(page);
}

/**
 * Up to `nr` pages of a mapping from index `start` on, ascending, each with a reference.
 * @kernel mm/swap.c:pagevec_lookup
 * @locked none
 * @fidelity followed
 */
export function* pagevec_lookup(
	this: Kernel,
	pvec: pagevec,
	mapping: address_space,
	start: number,
	nr: number,
): Task<number> {
	yield* read_lock(TL, mapping);
	let found = 0;
	for (let index = start; index < FILE_PAGES_MAX && found < nr; index++) {
		found = yield* this.pagevec_take(pvec, mapping, index, found);
	}
	yield* store(pagevec_nr, pvec, found);
	yield* read_unlock(TL, mapping);
	return found;
}

/**
 * Body of find_get_pages(): one slot of the tree.
 * @part-of mm/filemap.c:find_get_pages
 * @locked mapping->page_lock
 * @fidelity followed
 */
export function* pagevec_take(
	this: Kernel,
	pvec: pagevec,
	mapping: address_space,
	index: number,
	found: number,
): Task<number> {
	const page = yield* load(at(page_tree, index), mapping);
	if (page === 0) return found;
	yield* get_page(page);
	yield* store(at(pagevec_pages, found), pvec, page);
	return found + 1;
}
