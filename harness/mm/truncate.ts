/*
 * mm/truncate.ts - code for taking down pages from address_spaces. Follows mm/truncate.c of 2.5.66,
 * which neither -mm2, -mm3 nor 2.5.67 changed.
 */
import { at, type Field } from '../engine/struct.ts';
import { become, BUG_ON, load, lock, store, trylock, unlock } from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	ClearPageMappedToDisk,
	ClearPageUptodate,
	i_size,
	IS,
	mapping_nrpages,
	page_contents,
	page_index,
	PAGE_SHIFT,
	PAGE_SIZE,
	page_mapped,
	page_mapping,
	PageDirty,
	PageLocked,
	PagePrivate,
	PageWriteback,
	pagevec_pages,
	PAGEVEC_SIZE,
	PL,
	TL,
	type address_space,
	type page,
	type pagevec,
	type Task,
} from './mm_types.ts';

/** The i-th page of a pagevec. */
const pageAt = (i: number): Field<pagevec, page> => at(pagevec_pages, i);

/**
 * Discards the buffers of a page beyond `offset` bytes into it.
 * @kernel mm/truncate.c:do_invalidatepage
 * @locked page
 * @fidelity customised: block_invalidatepage drops the one buffer ring a page can have
 */
export function* do_invalidatepage(this: Kernel, page: page, offset: number): Task<number> {
	return yield* this.block_invalidatepage(page, offset);
}

/**
 * Zeroes the tail of the page that the new end of file cuts.
 * @kernel mm/truncate.c:truncate_partial_page
 * @locked page
 * @fidelity customised: contents are one value, so cutting a page leaves its head, the value
 */
export function* truncate_partial_page(this: Kernel, page: page, partial: number): Task {
	yield* store(page_contents, page, yield* load(page_contents, page));
	if (yield* PagePrivate(page)) yield* this.do_invalidatepage(page, partial);
}

/**
 * Takes one page out of its mapping. If the page is mapped into page tables it "becomes anonymous":
 * nothing here looks at that, nor at the count.
 * @kernel mm/truncate.c:truncate_complete_page
 * @locked page
 * @fidelity followed
 */
export function* truncate_complete_page(this: Kernel, mapping: address_space, page: page): Task {
	if ((yield* load(page_mapping, page)) !== mapping) return;

	if (yield* PagePrivate(page)) yield* this.do_invalidatepage(page, 0);

	yield* this.clear_page_dirty(page);
	yield* ClearPageUptodate(page);
	yield* ClearPageMappedToDisk(page);
	yield* this.remove_from_page_cache(page);
	yield* this.page_cache_release(page); // pagecache ref
}

/**
 * Invalidates one page if it has become free of buffers and dirt.
 * @kernel mm/truncate.c:invalidate_complete_page
 * @locked page
 * @fidelity followed
 */
export function* invalidate_complete_page(
	this: Kernel,
	mapping: address_space,
	page: page,
): Task<number> {
	if ((yield* load(page_mapping, page)) !== mapping) return 0;

	if (yield* PagePrivate(page)) {
		if (!(yield* this.try_to_release_page(page))) return 0;
	}

	yield* lock(TL, mapping);
	if (yield* PageDirty(page)) {
		yield* unlock(TL, mapping);
		return 0;
	}
	yield* this.__remove_from_page_cache(page);
	yield* unlock(TL, mapping);
	yield* ClearPageUptodate(page);
	yield* this.page_cache_release(page); // pagecache ref
	return 1;
}

/**
 * Removes the pages from `lstart` (bytes) on: first those that nobody holds locked, then, page by
 * page and waiting, all others. Holding i_sem makes it the only one that shrinks the file.
 * @kernel mm/truncate.c:truncate_inode_pages
 * @locked inode->i_sem
 * @fidelity followed
 */
export function* truncate_inode_pages(this: Kernel, mapping: address_space, lstart: number): Task {
	const start = (lstart + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	const partial = lstart & (PAGE_SIZE - 1);

	if ((yield* load(mapping_nrpages, mapping)) === 0) return;

	const pvec = yield* this.pagevec_init();
	let next = start;
	for (;;) {
		const got = yield* this.pagevec_lookup(pvec, mapping, next, PAGEVEC_SIZE);
		if (got === 0) break;
		for (let i = 0; i < got; i++) {
			const page = yield* load(pageAt(i), pvec);
			next = yield* this.truncate_page_unless_locked(mapping, page, next);
		}
		yield* this.pagevec_release(pvec);
	}

	if (partial) {
		const page = yield* this.find_lock_page(mapping, start - 1);
		if (page) {
			yield* this.wait_on_page_writeback(page);
			yield* this.truncate_partial_page(page, partial);
			yield* this.unlock_page(page);
			yield* this.page_cache_release(page);
		}
	}

	yield* this.truncate_pages_waiting(mapping, pvec, start, start);
	yield* this.pagevec_free(pvec);
}

/**
 * truncate_inode_pages()'s second loop, which ends when it has gone once from `start` on and found nothing. Whoever
 * brings pages in meanwhile can keep it going for ever, so that each round forgets the one before.
 * @part-of mm/truncate.c:truncate_inode_pages
 * @locked inode->i_sem
 * @fidelity followed
 */
export function* truncate_pages_waiting(
	this: Kernel,
	mapping: address_space,
	pvec: pagevec,
	start: number,
	from: number,
): Task<number> {
	const got = yield* this.pagevec_lookup(pvec, mapping, from, PAGEVEC_SIZE);
	if (got === 0) {
		if (from === start) return 0;
		return yield* become('truncate_pages_waiting', mapping, pvec, start, start);
	}
	let next = from;
	for (let i = 0; i < got; i++) {
		const page = yield* load(pageAt(i), pvec);
		next = yield* this.truncate_page_waiting(mapping, page, next);
	}
	yield* this.pagevec_release(pvec);
	return yield* become('truncate_pages_waiting', mapping, pvec, start, next);
}

/**
 * Body of truncate_inode_pages()'s first loop: a locked page or one under writeback is left for the
 * second. Split off so that what one page showed is forgotten before the next. Returns the index to
 * go on from; page->index can change while the page is not locked, so it is read once, first.
 * @part-of mm/truncate.c:truncate_inode_pages
 * @locked inode->i_sem
 * @fidelity followed
 */
export function* truncate_page_unless_locked(
	this: Kernel,
	mapping: address_space,
	page: page,
	next: number,
): Task<number> {
	const index = yield* load(page_index, page);
	const after = (index > next ? index : next) + 1;
	if (!(yield* trylock(PL, page))) return after;
	if (yield* PageWriteback(page)) {
		yield* this.unlock_page(page);
		return after;
	}
	yield* this.truncate_complete_page(mapping, page);
	yield* this.unlock_page(page);
	return after;
}

/**
 * Body of truncate_inode_pages()'s second loop, which waits.
 * @part-of mm/truncate.c:truncate_inode_pages
 * @locked inode->i_sem
 * @fidelity followed
 */
export function* truncate_page_waiting(
	this: Kernel,
	mapping: address_space,
	page: page,
	next: number,
): Task<number> {
	yield* this.lock_page(page);
	yield* this.wait_on_page_writeback(page);
	const index = yield* load(page_index, page);
	yield* this.truncate_complete_page(mapping, page);
	yield* this.unlock_page(page);
	return (index > next ? index : next) + 1;
}

/**
 * Removes what is clean, unmapped and unlocked.
 * @kernel mm/truncate.c:invalidate_mapping_pages
 * @locked none
 * @fidelity customised: stops at `end` inside a pagevec, too
 */
export function* invalidate_mapping_pages(
	this: Kernel,
	mapping: address_space,
	start: number,
	end: number,
): Task<number> {
	const pvec = yield* this.pagevec_init();
	let next = start;
	let ret = 0;
	while (next <= end) {
		const got = yield* this.pagevec_lookup(pvec, mapping, next, PAGEVEC_SIZE);
		if (got === 0) break;
		for (let i = 0; i < got; i++) {
			const page = yield* load(pageAt(i), pvec);
			if (!(yield* trylock(PL, page))) {
				next++;
				continue;
			}
			const index = yield* load(page_index, page);
			next = (index > next ? index : next) + 1;
			if (next <= end + 1) ret += yield* this.invalidate_one_page(mapping, page);
			yield* this.unlock_page(page);
		}
		yield* this.pagevec_release(pvec);
	}
	yield* this.pagevec_free(pvec);
	return ret;
}

/**
 * The tests of invalidate_mapping_pages() on one locked page.
 * @part-of mm/truncate.c:invalidate_mapping_pages
 * @locked page
 * @fidelity followed
 */
export function* invalidate_one_page(
	this: Kernel,
	mapping: address_space,
	page: page,
): Task<number> {
	if (yield* PageDirty(page)) return 0;
	if (yield* PageWriteback(page)) return 0;
	if (yield* page_mapped(page)) return 0;
	return yield* this.invalidate_complete_page(mapping, page);
}

/**
 * Removes all pages; a mapped one stays attached and only loses its dirty bit.
 * @kernel mm/truncate.c:invalidate_inode_pages2
 * @locked none
 * @fidelity customised: returns the error of later kernels, which is 0 here, and nothing there
 */
export function* invalidate_inode_pages2(this: Kernel, mapping: address_space): Task<number> {
	const pvec = yield* this.pagevec_init();
	const error = yield* this.invalidate2_pages_from(mapping, pvec, 0);
	yield* this.pagevec_free(pvec);
	return error;
}

/**
 * invalidate_inode_pages2()'s loop. A page that was not ours any more can come back as often as somebody brings it
 * in, so that each round forgets the one before.
 * @part-of mm/truncate.c:invalidate_inode_pages2
 * @locked none
 * @fidelity followed
 */
export function* invalidate2_pages_from(
	this: Kernel,
	mapping: address_space,
	pvec: pagevec,
	from: number,
): Task<number> {
	const got = yield* this.pagevec_lookup(pvec, mapping, from, PAGEVEC_SIZE);
	if (got === 0) return 0;
	let next = from;
	for (let i = 0; i < got; i++) {
		const page = yield* load(pageAt(i), pvec);
		next = yield* this.invalidate2_one_page(mapping, page, next);
	}
	yield* this.pagevec_release(pvec);
	return yield* become('invalidate2_pages_from', mapping, pvec, next);
}

/**
 * Body of invalidate_inode_pages2()'s loop.
 * @part-of mm/truncate.c:invalidate_inode_pages2
 * @locked none
 * @fidelity followed
 */
export function* invalidate2_one_page(
	this: Kernel,
	mapping: address_space,
	page: page,
	next: number,
): Task<number> {
	yield* this.lock_page(page);
	// One that is not ours any more is not counted off: what comes back at its place is looked at, too.
	let after = next;
	if ((yield* load(page_mapping, page)) === mapping) {
		yield* this.wait_on_page_writeback(page);
		after = (yield* load(page_index, page)) + 1;
		if (yield* page_mapped(page)) yield* this.clear_page_dirty(page);
		else yield* this.invalidate_complete_page(mapping, page);
	}
	yield* this.unlock_page(page);
	return after;
}

/**
 * ftruncate(): takes i_sem and, if the size differs, calls vmtruncate.
 * @kernel fs/open.c:do_truncate
 * @locked none
 * @fidelity customised: notify_change and inode_setattr are folded in
 */
export function* do_truncate(this: Kernel, mapping: address_space, length: number): Task<number> {
	yield* lock(IS, mapping);
	let error = 0;
	if ((yield* load(i_size, mapping)) !== length) error = yield* this.vmtruncate(mapping, length);
	yield* unlock(IS, mapping);
	return error;
}

/**
 * Drops a page's buffers beyond `offset`; for the whole page tries to release the ring.
 * @kernel fs/buffer.c:block_invalidatepage
 * @locked page
 * @fidelity customised: one buffer ring a page, never busy, so releasing it succeeds
 */
export function* block_invalidatepage(this: Kernel, page: page, offset: number): Task<number> {
	yield* BUG_ON(!(yield* PageLocked(page)), 'block_invalidatepage: !PageLocked(page)');
	if (offset !== 0) return 1;
	return yield* this.try_to_release_page(page);
}
