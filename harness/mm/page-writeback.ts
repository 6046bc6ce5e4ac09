/*
 * mm/page-writeback.ts - dirty pages. Follows mm/page-writeback.c of 2.5.66.
 */
import { BUG_ON, load, lock, store, unlock } from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	mapping_host,
	page_list,
	page_mapping,
	PAGES_DIRTY,
	PagePrivate,
	PRIV,
	SetPageDirty,
	swapper_space,
	TestClearPageDirty,
	TestSetPageDirty,
	TL,
	type address_space,
	type page,
	type Task,
} from './mm_types.ts';

/**
 * Marks a page dirty. Reads page->mapping twice without a lock; include/linux/mm.h warns that this is
 * racy without the page lock and a reference to the inode.
 * @kernel include/linux/mm.h:set_page_dirty
 * @locked none
 * @fidelity followed
 */
export function* set_page_dirty(this: Kernel, page: page): Task {
	if ((yield* load(page_mapping, page)) !== 0) {
		const mapping = yield* load(page_mapping, page);
		// mapping->a_ops->set_page_dirty: NULL is dereferenced when it went in between.
		const a_ops = yield* this.mapping_a_ops(mapping);
		if (a_ops === 1) {
			yield* this.__set_page_dirty_nobuffers(page);
			return;
		}
	}
	yield* this.__set_page_dirty_buffers(page);
}

/**
 * Reads mapping->a_ops: 1 for the swap cache, 0 for a file.
 * @part-of include/linux/mm.h:set_page_dirty
 * @locked none
 * @fidelity customised: the address of the mapping tells its operations
 */
export function* mapping_a_ops(this: Kernel, mapping: address_space): Task<number> {
	// Touches the object, so that a NULL mapping oopses here.
	yield* load(mapping_host, mapping);
	return mapping === swapper_space ? 1 : 0;
}

/**
 * A page of a file with or without buffers becomes dirty. The flag is set before page_lock is taken.
 * @kernel mm/page-writeback.c:__set_page_dirty_buffers
 * @locked none
 * @fidelity followed
 */
export function* __set_page_dirty_buffers(this: Kernel, page: page): Task {
	const mapping = yield* load(page_mapping, page);
	if (mapping === 0) {
		yield* SetPageDirty(page);
		return;
	}
	yield* lock(PRIV, mapping);
	yield* PagePrivate(page);
	yield* unlock(PRIV, mapping);

	if (!(yield* TestSetPageDirty(page))) {
		yield* lock(TL, mapping);
		// Race with truncate?
		if ((yield* load(page_mapping, page)) !== 0) yield* store(page_list, page, PAGES_DIRTY);
		yield* unlock(TL, mapping);
	}
}

/**
 * The same for mappings whose pages have no buffers: the swap cache.
 * @kernel mm/page-writeback.c:__set_page_dirty_nobuffers
 * @locked none
 * @fidelity followed
 */
export function* __set_page_dirty_nobuffers(this: Kernel, page: page): Task {
	if (yield* TestSetPageDirty(page)) return;
	const mapping = yield* load(page_mapping, page);
	if (mapping === 0) return;
	yield* lock(TL, mapping);
	const now = yield* load(page_mapping, page);
	if (now !== 0) {
		yield* BUG_ON(now !== mapping, '__set_page_dirty_nobuffers: page->mapping != mapping');
		yield* store(page_list, page, PAGES_DIRTY);
	}
	yield* unlock(TL, mapping);
}

/**
 * Clears PG_dirty without moving the page between lists; says whether it was set.
 * @kernel mm/page-writeback.c:test_clear_page_dirty
 * @locked page
 * @fidelity customised: nr_dirty is not kept
 */
export function* test_clear_page_dirty(this: Kernel, page: page): Task<number> {
	return (yield* TestClearPageDirty(page)) ? 1 : 0;
}

/**
 * Clears PG_dirty.
 * @kernel include/linux/page-flags.h:clear_page_dirty
 * @locked page
 * @fidelity customised: nr_dirty is not kept
 */
export function* clear_page_dirty(this: Kernel, page: page): Task {
	yield* this.test_clear_page_dirty(page);
}

/**
 * For who has stored in a page without a pte: the lock keeps the mapping there meanwhile.
 * @kernel mm/page-writeback.c:set_page_dirty_lock
 * @locked none
 * @fidelity followed
 */
export function* set_page_dirty_lock(this: Kernel, page: page): Task {
	yield* this.lock_page(page);
	yield* this.set_page_dirty(page);
	yield* this.unlock_page(page);
}
