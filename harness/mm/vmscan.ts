/*
 * mm/vmscan.ts - reclaim: from the active list to the inactive one, from there to the allocator.
 * Follows mm/vmscan.c of 2.5.66-mm3.
 *
 * The lists are stored oldest first: the kernel takes pages from the tail and puts them at the head,
 * so here they come from the front and go to the end. What the kernel keeps on private lists is kept
 * in pagevecs; an entry of 0 has been dealt with.
 */
import { at, type Field } from '../engine/struct.ts';
import {
	BUG_ON,
	list_add,
	list_del,
	list_empty,
	list_next,
	load,
	lock,
	store,
	syscall_end,
	trylock,
	unlock,
} from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	active_list,
	ClearPageReclaim,
	FREE_ACTIVATE,
	FREE_DONE,
	FREE_KEEP,
	get_page,
	i_mmap,
	i_mmap_shared,
	inactive_list,
	LRU,
	mm_zone,
	page_count,
	page_index,
	page_list,
	page_mapped,
	page_mapping,
	PageActive,
	PageDirty,
	PagePrivate,
	PAGES_LOCKED,
	PageSwapCache,
	pagevec_nr,
	pagevec_pages,
	PAGEVEC_SIZE,
	PageWriteback,
	PL,
	SetPageActive,
	PageLRU,
	SetPageLRU,
	SetPageReclaim,
	SWAP_FAIL,
	SWAP_SUCCESS,
	swapper_space,
	TestClearPageActive,
	TestClearPageLRU,
	TestSetPageLRU,
	TL,
	UNMAP_ACTIVATE,
	UNMAP_KEEP,
	WRITE_CLEAN,
	WRITE_KEEP,
	WRITE_STARTED,
	type address_space,
	type page,
	type pagevec,
	type Task,
} from './mm_types.ts';

/** The i-th page of a pagevec. */
const pageAt = (i: number): Field<pagevec, page> => at(pagevec_pages, i);

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
	return 0;
}

/**
 * Whether only the cache, its buffers and the caller hold the page.
 * @kernel mm/vmscan.c:is_page_cache_freeable
 * @locked page
 * @fidelity followed
 */
export function* is_page_cache_freeable(this: Kernel, page: page): Task<number> {
	const count = yield* page_count(page);
	return count - ((yield* PagePrivate(page)) ? 1 : 0) === 2 ? 1 : 0;
}

/**
 * Tries to free the pages of a pagevec, which are off the LRU lists and hold one reference each for
 * it. Entries of freed pages become 0. Returns how many were freed.
 * @kernel mm/vmscan.c:shrink_list
 * @locked none
 * @fidelity customised: a freed page's last reference goes at once and not at the end of the batch
 */
export function* shrink_list(this: Kernel, pvec: pagevec, nr: number): Task<number> {
	let freed = 0;
	for (let i = 0; i < nr; i++) {
		const page = yield* load(pageAt(i), pvec);
		if ((yield* this.shrink_page(page)) === 0) {
			yield* BUG_ON(yield* PageLRU(page), 'shrink_list: PageLRU(page)');
			continue;
		}
		yield* store(pageAt(i), pvec, 0);
		freed++;
	}
	return freed;
}

/**
 * Body of shrink_list()'s loop. Says whether the page was freed.
 * @part-of mm/vmscan.c:shrink_list
 * @locked none
 * @fidelity customised: the count of mapped pages that only sets the pressure on slab is left out
 */
export function* shrink_page(this: Kernel, page: page): Task<number> {
	if (!(yield* trylock(PL, page))) return 0;

	yield* BUG_ON(yield* PageActive(page), 'shrink_list: PageActive(page)');
	if (yield* PageWriteback(page)) {
		yield* this.unlock_page(page);
		return 0;
	}

	const mapping = yield* this.shrink_page_unmap(page);
	if (mapping === UNMAP_ACTIVATE) yield* SetPageActive(page);
	// both UNMAP_ results are negative, no address_space is
	if (mapping < 0) {
		yield* this.unlock_page(page);
		return 0;
	}

	if (yield* PageDirty(page)) {
		const written = yield* this.shrink_page_write(page, mapping);
		if (written === WRITE_STARTED) return 0; // writepage unlocked it
		if (written === WRITE_KEEP) {
			yield* this.unlock_page(page);
			return 0;
		}
	}

	const freeable = yield* this.shrink_page_free(page, mapping);
	if (freeable === FREE_ACTIVATE) yield* SetPageActive(page);
	yield* this.unlock_page(page);
	if (freeable !== FREE_DONE) return 0;
	yield* this.page_cache_release(page); // shrink_cache's reference, the last one
	return 1;
}

/**
 * What shrink_list() does under the chain lock: was the page used, and can it be unmapped? An
 * orphan, mapped but without mapping, gets swap space here. Returns page->mapping as the rest of
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

	if ((yield* page_mapped(page)) && mapping === 0 && !(yield* PagePrivate(page))) {
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
 * Writes a dirty page. Returns WRITE_STARTED, which also unlocked it, WRITE_KEEP or WRITE_CLEAN.
 * @part-of mm/vmscan.c:shrink_list
 * @locked page
 * @fidelity customised: every mapping has writepage, the queue is never congested, GFP_KERNEL
 */
export function* shrink_page_write(this: Kernel, page: page, mapping: address_space): Task<number> {
	if ((yield* this.is_page_cache_freeable(page)) === 0) return WRITE_KEEP;
	if (mapping === 0) return WRITE_KEEP;

	yield* lock(TL, mapping);
	if (!(yield* this.test_clear_page_dirty(page))) {
		yield* unlock(TL, mapping);
		return WRITE_CLEAN;
	}
	yield* store(page_list, page, PAGES_LOCKED);
	yield* unlock(TL, mapping);

	yield* SetPageReclaim(page);
	if (mapping === swapper_space) yield* this.swap_writepage(page);
	else yield* this.writepage(mapping, page);
	if (!(yield* PageWriteback(page))) yield* ClearPageReclaim(page);
	return WRITE_STARTED;
}

/**
 * Takes a clean page that nobody maps out of its cache. Returns FREE_DONE when only the caller holds it
 * any more, FREE_KEEP or FREE_ACTIVATE.
 * @part-of mm/vmscan.c:shrink_list
 * @locked page
 * @fidelity followed
 */
export function* shrink_page_free(this: Kernel, page: page, mapping: address_space): Task<number> {
	if (yield* PagePrivate(page)) {
		if (!(yield* this.try_to_release_page(page))) return FREE_ACTIVATE;
		if (mapping === 0 && (yield* page_count(page)) === 1) return FREE_DONE;
	}

	if (mapping === 0) return FREE_KEEP; // truncate got there first

	yield* lock(TL, mapping);
	// PageDirty must be looked at after the count: a pte that goes takes its reference last
	if ((yield* page_count(page)) !== 2 || (yield* PageDirty(page))) {
		yield* unlock(TL, mapping);
		return FREE_KEEP;
	}

	if (yield* PageSwapCache(page)) {
		const entry = yield* load(page_index, page);
		yield* this.__delete_from_swap_cache(page);
		yield* unlock(TL, mapping);
		yield* this.swap_free(entry);
	} else {
		yield* this.__remove_from_page_cache(page);
		yield* unlock(TL, mapping);
	}
	yield* this.__put_page(page); // pagecache ref
	return FREE_DONE;
}

/**
 * Tries to free up to `nr` pages from the old end of the inactive list; returns how many it freed.
 * @kernel mm/vmscan.c:shrink_cache
 * @locked none
 * @fidelity customised: scans `nr` pages whatever is freed; batches of a pagevec, 16 instead of 32
 */
export function* shrink_cache(this: Kernel, nr: number): Task<number> {
	yield* this.lru_add_drain();
	let freed = 0;
	for (let left = nr; left > 0; left -= PAGEVEC_SIZE) {
		freed += yield* this.shrink_cache_batch(left < PAGEVEC_SIZE ? left : PAGEVEC_SIZE);
	}
	return freed;
}

/**
 * One round of shrink_cache(): takes pages off the list, shrinks them, puts back those that stay.
 * @part-of mm/vmscan.c:shrink_cache
 * @locked none
 * @fidelity followed
 */
export function* shrink_cache_batch(this: Kernel, nr: number): Task<number> {
	const pvec = yield* this.pagevec_init();
	yield* lock(LRU, mm_zone);
	let taken = 0;
	for (let scanned = 0; scanned < nr; scanned++) {
		const got = yield* this.shrink_cache_take(pvec, taken);
		if (got < 0) break;
		taken += got;
	}
	yield* unlock(LRU, mm_zone);

	let freed = 0;
	if (taken !== 0) {
		freed = yield* this.shrink_list(pvec, taken);
		yield* lock(LRU, mm_zone);
		yield* this.shrink_cache_put_back(pvec, taken);
		yield* unlock(LRU, mm_zone);
		yield* this.pagevec_release(pvec);
	}
	yield* this.pagevec_free(pvec);
	return freed;
}

/**
 * Moves the oldest inactive page into a pagevec, with a reference. Returns 1, or 0 when the page is
 * just being freed and goes back, or -1 when the list is empty.
 * @part-of mm/vmscan.c:shrink_cache
 * @locked zone->lru_lock
 * @fidelity followed
 */
export function* shrink_cache_take(this: Kernel, pvec: pagevec, slot: number): Task<number> {
	const page = yield* list_next(inactive_list, mm_zone, 0);
	if (page === 0) return -1;
	yield* BUG_ON(!(yield* TestClearPageLRU(page)), 'shrink_cache: !TestClearPageLRU(page)');
	yield* list_del(inactive_list, mm_zone, page);
	if ((yield* page_count(page)) === 0) {
		yield* SetPageLRU(page);
		yield* list_add(inactive_list, mm_zone, page, 'tail');
		return 0;
	}
	yield* store(pageAt(slot), pvec, page);
	yield* get_page(page);
	return 1;
}

/**
 * Puts the pages that were not freed back on the lists and leaves them in the pagevec for release.
 * @part-of mm/vmscan.c:shrink_cache
 * @locked zone->lru_lock
 * @fidelity followed
 */
export function* shrink_cache_put_back(this: Kernel, pvec: pagevec, taken: number): Task {
	let kept = 0;
	for (let i = 0; i < taken; i++) {
		const page = yield* load(pageAt(i), pvec);
		if (page === 0) continue;
		yield* this.shrink_cache_put_back_one(page);
		yield* store(pageAt(kept++), pvec, page);
	}
	yield* store(pagevec_nr, pvec, kept);
}

/**
 * Puts one page back on the list that PG_active names.
 * @part-of mm/vmscan.c:shrink_cache
 * @locked zone->lru_lock
 * @fidelity followed
 */
export function* shrink_cache_put_back_one(this: Kernel, page: page): Task {
	yield* BUG_ON(yield* TestSetPageLRU(page), 'shrink_cache: TestSetPageLRU(page)');
	const list = (yield* PageActive(page)) ? active_list : inactive_list;
	yield* list_add(list, mm_zone, page, 'tail');
}

/**
 * Looks at the `nr` oldest pages of the active list and moves those that were not used to the inactive
 * one. It never takes the page lock.
 * @kernel mm/vmscan.c:refill_inactive_zone
 * @locked none
 * @fidelity customised: batches of a pagevec; memory is so short that mapped pages are moved too
 */
export function* refill_inactive_zone(this: Kernel, nr: number): Task {
	yield* this.lru_add_drain();
	for (let left = nr; left > 0; left -= PAGEVEC_SIZE) {
		yield* this.refill_inactive_batch(left < PAGEVEC_SIZE ? left : PAGEVEC_SIZE);
	}
}

/**
 * One round of refill_inactive_zone(). `hold` has the pages taken off, of which those stay that remain
 * active; `inactive` gets the others.
 * @part-of mm/vmscan.c:refill_inactive_zone
 * @locked none
 * @fidelity followed
 */
export function* refill_inactive_batch(this: Kernel, nr: number): Task {
	const hold = yield* this.pagevec_init();
	const inactive = yield* this.pagevec_init();

	yield* lock(LRU, mm_zone);
	let taken = 0;
	for (let scanned = 0; scanned < nr; scanned++) {
		const got = yield* this.refill_inactive_take(hold, taken);
		if (got < 0) break;
		taken += got;
	}
	yield* unlock(LRU, mm_zone);

	for (let i = 0; i < taken; i++) yield* this.refill_inactive_decide(hold, inactive, i);

	yield* lock(LRU, mm_zone);
	for (let i = 0; i < taken; i++) yield* this.refill_inactive_put(inactive, i, 0);
	for (let i = 0; i < taken; i++) yield* this.refill_inactive_put(hold, i, 1);
	yield* unlock(LRU, mm_zone);
	yield* this.pagevec_release(inactive);
	yield* this.pagevec_release(hold);
	yield* this.pagevec_free(inactive);
	yield* this.pagevec_free(hold);
}

/**
 * Moves the oldest active page into a pagevec, with a reference. Returns 1, or 0 when the page is just
 * being freed and goes back, or -1 when the list is empty.
 * @part-of mm/vmscan.c:refill_inactive_zone
 * @locked zone->lru_lock
 * @fidelity followed
 */
export function* refill_inactive_take(this: Kernel, hold: pagevec, slot: number): Task<number> {
	const page = yield* list_next(active_list, mm_zone, 0);
	if (page === 0) return -1;
	yield* BUG_ON(!(yield* TestClearPageLRU(page)), 'refill_inactive_zone: !TestClearPageLRU(page)');
	yield* list_del(active_list, mm_zone, page);
	if ((yield* page_count(page)) === 0) {
		yield* SetPageLRU(page);
		yield* list_add(active_list, mm_zone, page, 'tail');
		return 0;
	}
	yield* store(pageAt(slot), hold, page);
	yield* get_page(page);
	return 1;
}

/**
 * Decides about one page and moves it to `inactive` if that is the decision.
 * @part-of mm/vmscan.c:refill_inactive_zone
 * @locked none
 * @fidelity followed
 */
export function* refill_inactive_decide(
	this: Kernel,
	hold: pagevec,
	inactive: pagevec,
	slot: number,
): Task {
	const page = yield* load(pageAt(slot), hold);
	if ((yield* this.refill_inactive_used(page)) !== 0) return;
	yield* store(pageAt(slot), hold, 0);
	yield* store(pageAt(slot), inactive, page);
}

/**
 * Whether the page is mapped and was used. Nothing but the chain lock is held: page->mapping may go
 * while page_referenced() works with it.
 * @part-of mm/vmscan.c:refill_inactive_zone
 * @locked none
 * @fidelity customised: there is always swap, so pages without mapping are not kept for lack of it
 */
export function* refill_inactive_used(this: Kernel, page: page): Task<number> {
	if (!(yield* page_mapped(page))) return 0;
	yield* this.pte_chain_lock(page);
	let used = 0;
	if (yield* page_mapped(page)) used = yield* this.page_referenced(page);
	yield* this.pte_chain_unlock(page);
	return used;
}

/**
 * Puts one page of a pagevec back on the inactive or the active list and counts it for release.
 * @part-of mm/vmscan.c:refill_inactive_zone
 * @locked zone->lru_lock
 * @fidelity followed
 */
export function* refill_inactive_put(
	this: Kernel,
	pvec: pagevec,
	slot: number,
	active: number,
): Task {
	const page = yield* load(pageAt(slot), pvec);
	if (page === 0) return;
	yield* BUG_ON(yield* TestSetPageLRU(page), 'refill_inactive_zone: TestSetPageLRU(page)');
	if (active !== 0) {
		yield* BUG_ON(!(yield* PageActive(page)), 'refill_inactive_zone: !PageActive(page)');
		yield* list_add(active_list, mm_zone, page, 'tail');
	} else {
		yield* BUG_ON(
			!(yield* TestClearPageActive(page)),
			'refill_inactive_zone: !TestClearPageActive(page)',
		);
		yield* list_add(inactive_list, mm_zone, page, 'tail');
	}
	const nr = yield* load(pagevec_nr, pvec);
	yield* store(pageAt(nr), pvec, page);
	yield* store(pagevec_nr, pvec, nr + 1);
}

/**
 * Ages the active list, then frees from the inactive one.
 * @kernel mm/vmscan.c:shrink_zone
 * @locked none
 * @fidelity customised: both over `nr` pages, instead of in proportion to the lengths of the lists
 */
export function* shrink_zone(this: Kernel, nr: number): Task<number> {
	yield* this.refill_inactive_zone(nr);
	return yield* this.shrink_cache(nr);
}

/**
 * One pass of the swap daemon over the zone.
 * @kernel mm/vmscan.c:kswapd
 * @locked none
 * @fidelity customised: one pass of balance_pgdat on demand, without watermarks and slab
 */
export function* kswapd(this: Kernel, nr: number): Task<number> {
	const freed = yield* this.shrink_zone(nr);
	yield* syscall_end();
	return freed;
}
