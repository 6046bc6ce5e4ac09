/*
 * mm/page_alloc.ts - frames. Follows mm/page_alloc.c of 2.5.66, reduced to order 0 and per-cpu slices.
 */
import { add, alloc, BUG_ON, free, load, store, type Gfp } from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	ClearPageAnon,
	ClearPageDirect,
	ClearPageDirty,
	ClearPageReferenced,
	ClearPageUptodate,
	page_contents,
	page_count_field,
	page_list,
	page_mapped,
	page_mapping,
	PageActive,
	PageLocked,
	PageLRU,
	pagePool,
	PagePrivate,
	PageReserved,
	PageWriteback,
	put_page_testzero,
	type page,
	type Task,
} from './mm_types.ts';

/**
 * One frame with a count of 1, or 0 when there is none. Contents are zero, as after clear_highpage.
 * @kernel mm/page_alloc.c:__alloc_pages as alloc_page
 * @locked none
 * @fidelity customised: order 0 from the cpu's own slice; reclaim is not entered from here
 */
export function* alloc_page(this: Kernel, gfp_kernel: number): Task<number> {
	const gfp: Gfp = gfp_kernel ? 'GFP_KERNEL' : 'GFP_ATOMIC';
	const page: page = yield* alloc(pagePool, gfp);
	if (page === 0) return 0;
	yield* store(page_contents, page, 0);
	yield* store(page_count_field, page, 1);
	return page;
}

/**
 * What a page must be when it goes back to the allocator; anything else is bad_page().
 * @kernel mm/page_alloc.c:free_pages_check
 * @locked none
 * @fidelity customised: bad_page() ends the run as a BUG() does, where 2.5.66 complains and mends the page; PG_reclaim
 *   is not tested
 */
export function* free_pages_check(this: Kernel, page: page): Task {
	yield* BUG_ON(yield* page_mapped(page), 'free_pages_check: bad_page, page_mapped');
	yield* BUG_ON(
		(yield* load(page_mapping, page)) !== 0,
		'free_pages_check: bad_page, page->mapping != NULL',
	);
	yield* BUG_ON(
		(yield* load(page_count_field, page)) !== 0,
		'free_pages_check: bad_page, page_count != 0',
	);
	yield* BUG_ON(yield* PageLRU(page), 'free_pages_check: bad_page, PG_lru');
	yield* BUG_ON(yield* PagePrivate(page), 'free_pages_check: bad_page, PG_private');
	yield* BUG_ON(yield* PageLocked(page), 'free_pages_check: bad_page, PG_locked');
	yield* BUG_ON(yield* PageActive(page), 'free_pages_check: bad_page, PG_active');
	yield* BUG_ON(yield* PageWriteback(page), 'free_pages_check: bad_page, PG_writeback');
	yield* ClearPageDirty(page);
	yield* ClearPageAnon(page);
}

/**
 * Gives a frame back.
 * @kernel mm/page_alloc.c:free_hot_page
 * @locked none
 * @fidelity customised: flags that prep_new_page would clear are cleared here, so that equal states are equal
 */
export function* free_hot_page(this: Kernel, page: page): Task {
	yield* this.free_pages_check(page);
	yield* ClearPageUptodate(page);
	yield* ClearPageReferenced(page);
	yield* ClearPageDirect(page);
	yield* store(page_list, page, 0);
	yield* free(pagePool, page);
}

/**
 * Drops a reference and, with the last one, the page: off the LRU, back to the allocator.
 * @kernel include/linux/mm.h:put_page as page_cache_release
 * @locked none
 * @fidelity followed
 */
export function* page_cache_release(this: Kernel, page: page): Task {
	if (yield* PageReserved(page)) return;
	if (yield* put_page_testzero(page)) yield* this.__page_cache_release(page);
}

/**
 * Drops the reference that the caller knows not to be the last one.
 * @kernel include/linux/mm.h:__put_page
 * @locked none
 * @fidelity followed
 */
export function* __put_page(this: Kernel, page: page): Task {
	yield* add(page_count_field, page, -1);
}
