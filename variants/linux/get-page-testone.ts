/*
 * variants/linux/get-page-testone.ts - vmscan: a page that is being freed is not taken off the LRU
 *
 * Andrew Morton, in 2.6.6-mm2 and Linux 2.6.7 (ad5d48f2, "Fix page double-freeing race"):
 * > This has been there for nearly two years.
 *
 * Reclaim tests page_count() and then takes its reference. A page whose last reference goes in between is
 * freed by both. get_page_testone() takes the reference first and says whether it was the only one; then
 * it is given back, and whoever holds lru_lock next frees the page.
 *
 * Open: nothing. From then on a free page has the count -1, so that one atomic operation of i386 can do
 * both; xadd does here.
 */
import {
	BUG_ON,
	list_add,
	list_del,
	list_next,
	store,
	xadd,
} from '../../harness/engine/operation.ts';
import { at, type Field } from '../../harness/engine/struct.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	active_list,
	inactive_list,
	mm_zone,
	page_count_field,
	pagevec_pages,
	SetPageLRU,
	TestClearPageLRU,
	type page,
	type pagevec,
	type Task,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

/** The i-th page of a pagevec. */
const pageAt = (i: number): Field<pagevec, page> => at(pagevec_pages, i);

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
	// get_page_testone(): did nobody hold the page?
	if ((yield* xadd(page_count_field, page, 1)) === 1) {
		yield* this.__put_page(page);
		yield* SetPageLRU(page);
		yield* list_add(inactive_list, mm_zone, page, 'tail');
		return 0;
	}
	yield* store(pageAt(slot), pvec, page);
	return 1;
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
	// get_page_testone(): did nobody hold the page?
	if ((yield* xadd(page_count_field, page, 1)) === 1) {
		yield* this.__put_page(page);
		yield* SetPageLRU(page);
		yield* list_add(active_list, mm_zone, page, 'tail');
		return 0;
	}
	yield* store(pageAt(slot), hold, page);
	return 1;
}

const variant: Variant = defineVariant({
	name: 'get-page-testone',
	subject: 'vmscan: a page that is being freed is not taken off the LRU',
	from: 'Andrew Morton, 14 May 2004, Linux 2.6.7 (commit ad5d48f2)',
	date: '2004-05-14',
	replaces: { shrink_cache_take, refill_inactive_take },
	claims: {
		'freed object used': 'never',
	},
});

export default variant;
