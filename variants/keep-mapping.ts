/*
 * variants/keep-mapping.ts - filemap: keep page->mapping when a page leaves the cache
 *
 * > Or, stop resetting page->mapping to NULL when we remove from
 * > page cache? So objrmap can still find the pages even though
 * > find_get_page etc. cannot.
 *
 * Left open: how anybody tells a page that left the cache. A page flag says so here, and those who took a
 * NULL mapping for "truncated" ask it: truncation, invalidation, find_lock_page, the not-uptodate paths.
 * The mapping is cleared when the page is freed. What keeps the address_space alive is not modelled.
 */
import {
	add,
	BUG,
	BUG_ON,
	load,
	read_lock,
	read_unlock,
	set_bit,
	store,
	test_and_clear_bit,
	test_bit,
	trylock,
} from '../harness/engine/operation.ts';
import { at } from '../harness/engine/struct.ts';
import {
	type address_space,
	ClearPageAnon,
	ClearPageDirty,
	ClearPageError,
	ClearPageMappedToDisk,
	ClearPageUptodate,
	EIO,
	get_page,
	mapping_nrpages,
	type page,
	page_count_field,
	page_index,
	page_list,
	page_mapped,
	page_mapping,
	page_tree,
	PageActive,
	PageDirty,
	PageLocked,
	PageLRU,
	PagePrivate,
	PageSwapCache,
	PageUptodate,
	PageWriteback,
	PG_variant,
	PL,
	type Task,
	TL,
	TRUNCATED,
} from '../harness/mm/mm_types.ts';
import type { Kernel } from '../harness/mm/index.ts';
import { defineVariant, type Variant } from '../harness/variant.ts';

/**
 * Takes a page out of its mapping. page->index stays as it was.
 * @kernel mm/filemap.c:__remove_from_page_cache
 * @locked page, mapping->page_lock for write
 * @fidelity followed
 */
function* __remove_from_page_cache(this: Kernel, page: page): Task {
	const mapping = yield* load(page_mapping, page);
	yield* BUG_ON(
		(yield* PageDirty(page)) && !(yield* PageSwapCache(page)),
		'__remove_from_page_cache: PageDirty(page) && !PageSwapCache(page)',
	);
	const index = yield* load(page_index, page);
	yield* store(at(page_tree, index), mapping, 0);
	yield* store(page_list, page, 0);
	yield* set_bit(PG_variant, page);
	yield* add(mapping_nrpages, mapping, -1);
}

/**
 * What a page must be when it goes back to the allocator; anything else is bad_page().
 * @kernel mm/page_alloc.c:free_pages_check
 * @locked none
 * @fidelity followed
 */
function* free_pages_check(this: Kernel, page: page): Task {
	yield* BUG_ON(yield* page_mapped(page), 'free_pages_check: bad_page, page_mapped');
	if (yield* test_and_clear_bit(PG_variant, page)) yield* store(page_mapping, page, 0);
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
 * Takes one page out of its mapping. If the page is mapped into page tables it "becomes anonymous":
 * nothing here looks at that, nor at the count.
 * @kernel mm/truncate.c:truncate_complete_page
 * @locked page
 * @fidelity followed
 */
function* truncate_complete_page(this: Kernel, mapping: address_space, page: page): Task {
	if ((yield* load(page_mapping, page)) !== mapping) return;
	if (yield* test_bit(PG_variant, page)) return;

	if (yield* PagePrivate(page)) yield* this.do_invalidatepage(page, 0);

	yield* this.clear_page_dirty(page);
	yield* ClearPageUptodate(page);
	yield* ClearPageMappedToDisk(page);
	yield* this.remove_from_page_cache(page);
	yield* this.page_cache_release(page); // pagecache ref
}

/**
 * Body of invalidate_inode_pages2()'s loop.
 * @kernel mm/truncate.c:invalidate_inode_pages2
 * @locked none
 * @fidelity followed
 */
function* invalidate2_one_page(
	this: Kernel,
	mapping: address_space,
	page: page,
	next: number,
): Task<number> {
	yield* this.lock_page(page);
	let after = next + 1;
	if ((yield* load(page_mapping, page)) === mapping && !(yield* test_bit(PG_variant, page))) {
		yield* this.wait_on_page_writeback(page);
		after = (yield* load(page_index, page)) + 1;
		if (yield* page_mapped(page)) yield* this.clear_page_dirty(page);
		else yield* this.invalidate_complete_page(mapping, page);
	}
	yield* this.unlock_page(page);
	return after;
}

/**
 * Looks a page up, takes a reference and locks it; what comes back is in the cache at that index.
 * @kernel mm/filemap.c:find_lock_page
 * @locked none
 * @fidelity followed
 */
function* find_lock_page(this: Kernel, mapping: address_space, index: number): Task<number> {
	for (let tries = 0; tries < 4; tries++) {
		yield* read_lock(TL, mapping);
		const page = yield* load(at(page_tree, index), mapping);
		if (page === 0) {
			yield* read_unlock(TL, mapping);
			return 0;
		}
		yield* get_page(page);
		if (yield* trylock(PL, page)) {
			yield* read_unlock(TL, mapping);
			return page;
		}
		yield* read_unlock(TL, mapping);
		yield* this.lock_page(page);
		yield* read_lock(TL, mapping);
		// Has the page been truncated while we slept?
		const moved =
			(yield* load(page_mapping, page)) !== mapping ||
			(yield* load(page_index, page)) !== index ||
			(yield* test_bit(PG_variant, page));
		yield* read_unlock(TL, mapping);
		if (!moved) return page;
		yield* this.unlock_page(page);
		yield* this.page_cache_release(page);
	}
	return yield* BUG('find_lock_page: retried 4 times');
}

/**
 * page_not_uptodate: under the page lock, truncated (1), uptodate (0) or read from disk (0, -EIO).
 * @kernel mm/filemap.c:filemap_nopage
 * @locked none
 * @fidelity followed
 */
function* filemap_make_uptodate(this: Kernel, mapping: address_space, page: page): Task<number> {
	yield* this.lock_page(page);
	if ((yield* load(page_mapping, page)) === 0 || (yield* test_bit(PG_variant, page))) {
		yield* this.unlock_page(page);
		return TRUNCATED;
	}
	if (yield* PageUptodate(page)) {
		yield* this.unlock_page(page);
		return 0;
	}
	yield* ClearPageError(page);
	if ((yield* this.readpage(mapping, page)) === 0) {
		yield* this.wait_on_page_locked(page);
		if (yield* PageUptodate(page)) return 0;
	}
	return -EIO;
}

const variant: Variant = defineVariant({
	name: 'keep-mapping',
	subject: 'filemap: keep page->mapping when a page leaves the cache',
	from: 'Hugh Dickins, 4 Apr 2003, "objrmap and vmtruncate"',
	date: '2003-04-04',
	replaces: {
		__remove_from_page_cache,
		free_pages_check,
		truncate_complete_page,
		invalidate2_one_page,
		find_lock_page,
		filemap_make_uptodate,
	},
	claims: {
		'page not reachable by rmap': 'never',
		'kernel BUG': 'never',
		'page->mapping and tree disagree': 'never',
	},
});

export default variant;
