/*
 * mm/swap_state.ts - the swap cache. Follows mm/swap_state.c and mm/page_io.c of 2.5.66.
 *
 * A page is in the swap cache when page->mapping is swapper_space; page->index is its swap entry then.
 * tmpfs is not modelled, so no page moves between a file's mapping and the swap cache.
 */
import { at } from '../engine/struct.ts';
import { become, BUG_ON, load, lock, store, trylock, unlock } from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	ClearPageDirty,
	ClearPageUptodate,
	EEXIST,
	ENOENT,
	ENOMEM,
	page_contents,
	page_index,
	page_mapping,
	PageLocked,
	PagePrivate,
	PageSwapCache,
	PageWriteback,
	PL,
	SetPageUptodate,
	SetPageWriteback,
	swap,
	swapper_space,
	swapSlot,
	TL,
	type page,
	type swp_entry,
	type Task,
} from './mm_types.ts';

/**
 * Takes a page out of the swap cache. The caller owes swap_free() and a release of the cache's
 * reference.
 * @kernel mm/swap_state.c:__delete_from_swap_cache
 * @locked page, swapper_space.page_lock
 * @fidelity followed
 */
export function* __delete_from_swap_cache(this: Kernel, page: page): Task {
	yield* BUG_ON(!(yield* PageLocked(page)), '__delete_from_swap_cache: !PageLocked(page)');
	yield* BUG_ON(!(yield* PageSwapCache(page)), '__delete_from_swap_cache: !PageSwapCache(page)');
	yield* BUG_ON(yield* PageWriteback(page), '__delete_from_swap_cache: PageWriteback(page)');
	yield* this.__remove_from_page_cache(page);
}

/**
 * Takes a page out of the swap cache and drops the cache's slot and reference.
 * @kernel mm/swap_state.c:delete_from_swap_cache
 * @locked page
 * @fidelity followed
 */
export function* delete_from_swap_cache(this: Kernel, page: page): Task {
	yield* BUG_ON(!(yield* PageLocked(page)), 'delete_from_swap_cache: !PageLocked(page)');
	yield* BUG_ON(yield* PageWriteback(page), 'delete_from_swap_cache: PageWriteback(page)');
	yield* BUG_ON(yield* PagePrivate(page), 'delete_from_swap_cache: page_has_buffers(page)');
	const entry = yield* load(page_index, page);

	yield* lock(TL, swapper_space);
	yield* this.__delete_from_swap_cache(page);
	yield* unlock(TL, swapper_space);

	yield* this.swap_free(entry);
	yield* this.page_cache_release(page);
}

/**
 * Gives a page swap space and puts it into the swap cache, dirty. A page that truncation took from
 * its file comes here too. Says whether that worked.
 * @kernel mm/swap_state.c:add_to_swap
 * @locked page
 * @fidelity followed
 */
export function* add_to_swap(this: Kernel, page: page): Task<number> {
	yield* BUG_ON(!(yield* PageLocked(page)), 'add_to_swap: !PageLocked(page)');
	const entry = yield* this.get_swap_page();
	if (entry === 0) return 0;

	const err = yield* this.add_to_page_cache(page, swapper_space, entry);
	if (err === 0) {
		yield* SetPageUptodate(page);
		yield* ClearPageDirty(page);
		yield* this.set_page_dirty(page);
		return 1;
	}
	yield* this.swap_free(entry);
	if (err !== -EEXIST) return 0;
	return yield* become('add_to_swap', page); // raced with read_swap_cache_async()
}

/**
 * Puts a fresh page into the swap cache for an entry that is in use; it comes back locked.
 * @kernel mm/swap_state.c:add_to_swap_cache
 * @locked none
 * @fidelity followed
 */
export function* add_to_swap_cache(this: Kernel, page: page, entry: swp_entry): Task<number> {
	yield* BUG_ON((yield* load(page_mapping, page)) !== 0, 'add_to_swap_cache: page->mapping');
	if ((yield* this.swap_duplicate(entry)) === 0) return -ENOENT;
	const error = yield* this.add_to_page_cache(page, swapper_space, entry);
	if (error !== 0) {
		yield* this.swap_free(entry);
		return error;
	}
	yield* BUG_ON(!(yield* PageLocked(page)), 'add_to_swap_cache: !PageLocked(page)');
	yield* BUG_ON(!(yield* PageSwapCache(page)), 'add_to_swap_cache: !PageSwapCache(page)');
	return 0;
}

/**
 * Gives back the swap space of a page that nobody else uses. Callers hold PTL, so the page lock is
 * only tried.
 * @kernel mm/swap_state.c:free_swap_cache
 * @locked any
 * @fidelity followed
 */
export function* free_swap_cache(this: Kernel, page: page): Task {
	if (!(yield* PageSwapCache(page))) return;
	if (!(yield* trylock(PL, page))) return;
	yield* this.remove_exclusive_swap_page(page);
	yield* this.unlock_page(page);
}

/**
 * Drops the reference of a pte that is gone, and the swap space if that was the last user.
 * @kernel mm/swap_state.c:free_page_and_swap_cache
 * @locked any
 * @fidelity followed
 */
export function* free_page_and_swap_cache(this: Kernel, page: page): Task {
	yield* this.free_swap_cache(page);
	yield* this.page_cache_release(page);
}

/**
 * The page of a swap entry, if it is in the swap cache, with a reference; it may leave the cache again
 * at once.
 * @kernel mm/swap_state.c:lookup_swap_cache
 * @locked none
 * @fidelity followed
 */
export function* lookup_swap_cache(this: Kernel, entry: swp_entry): Task<page> {
	return yield* this.find_get_page(swapper_space, entry);
}

/**
 * The page of a swap entry, from the swap cache or read in, with a reference; 0 without memory or when
 * the entry was freed meanwhile. The caller must wait for the page lock.
 * @kernel mm/swap_state.c:read_swap_cache_async
 * @locked none
 * @fidelity followed
 */
export function* read_swap_cache_async(this: Kernel, entry: swp_entry): Task<page> {
	return yield* this.read_swap_cache_with(entry, 0);
}

/**
 * read_swap_cache_async()'s loop, with the page that it has allocated for the cache so far, or 0.
 * @part-of mm/swap_state.c:read_swap_cache_async
 * @locked none
 * @fidelity followed
 */
export function* read_swap_cache_with(this: Kernel, entry: swp_entry, new_page: page): Task<page> {
	const found = yield* this.find_get_page(swapper_space, entry);
	if (found !== 0) {
		if (new_page !== 0) yield* this.page_cache_release(new_page);
		return found;
	}
	const fresh = new_page === 0 ? yield* this.alloc_page(1) : new_page;
	if (fresh === 0) return 0;

	const err = yield* this.add_to_swap_cache(fresh, entry);
	if (err === 0) {
		yield* this.lru_cache_add_active(fresh);
		yield* this.swap_readpage(fresh);
		return fresh;
	}
	if (err === -ENOENT || err === -ENOMEM) {
		yield* this.page_cache_release(fresh);
		return 0;
	}
	return yield* become('read_swap_cache_with', entry, fresh);
}

/**
 * Reads a page of the swap cache from its slot and unlocks it.
 * @kernel mm/page_io.c:swap_readpage
 * @locked page
 * @fidelity customised: the read ends before the call does; swap has no read errors
 */
export function* swap_readpage(this: Kernel, page: page): Task {
	yield* BUG_ON(!(yield* PageLocked(page)), 'swap_readpage: !PageLocked(page)');
	yield* ClearPageUptodate(page);
	const entry = yield* load(page_index, page);
	yield* store(page_contents, page, yield* load(at(swapSlot, entry), swap));
	yield* SetPageUptodate(page);
	yield* this.unlock_page(page);
}

/**
 * Writes a page of the swap cache to its slot, unless nobody else needs the slot; unlocks the page.
 * @kernel mm/page_io.c:swap_writepage
 * @locked page
 * @fidelity customised: the write ends before the call does; swap has no write errors
 */
export function* swap_writepage(this: Kernel, page: page): Task {
	if ((yield* this.remove_exclusive_swap_page(page)) !== 0) {
		yield* this.unlock_page(page);
		return;
	}
	const entry = yield* load(page_index, page);
	yield* SetPageWriteback(page);
	yield* this.unlock_page(page);
	yield* store(at(swapSlot, entry), swap, yield* load(page_contents, page));
	yield* this.end_page_writeback(page);
}
