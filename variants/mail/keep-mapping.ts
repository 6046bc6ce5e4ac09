/*
 * variants/mail/keep-mapping.ts - mm: page->mapping stays when a page leaves the cache
 *
 * > Or, stop resetting page->mapping to NULL when we remove from
 * > page cache? So objrmap can still find the pages even though
 * > find_get_page etc. cannot.
 *
 * Open: who tells that a page was truncated. PG_detached does here; all that took a NULL mapping for that
 * look at the flag, except rmap.c, which is the point, and page_convert_anon(), which must go on and
 * convert. The swap cache resets page->mapping as before: that is what PageSwapCache() reads. The
 * allocator resets it at last. Inodes do not go away here, so nothing pins the address_space.
 */
import {
	add,
	become,
	BUG_ON,
	clear_bit,
	load,
	lock,
	read_lock,
	read_unlock,
	set_bit,
	store,
	test_bit,
	trylock,
	unlock,
	xchg,
} from '../../harness/engine/operation.ts';
import { at, type Bit } from '../../harness/engine/struct.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	ClearPageAnon,
	ClearPageDirty,
	ClearPageError,
	ClearPageMappedToDisk,
	ClearPageUptodate,
	EIO,
	gather_freed,
	get_page,
	mapping_nrpages,
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
	PageReserved,
	PAGES_DIRTY,
	PageSwapCache,
	PageUptodate,
	PageWriteback,
	pfn_valid,
	PL,
	PRIV,
	pte_dirty,
	pte_file,
	pte_none,
	pte_page,
	pte_pfn,
	pte_present,
	pte_to_swp_entry,
	pte_word,
	pte_young,
	set_pte,
	SetPageDirty,
	SWAP_FAIL,
	SWAP_SUCCESS,
	swapper_space,
	TestSetPageDirty,
	TL,
	TRUNCATED,
	pageFlag,
	UNMAP_ACTIVATE,
	UNMAP_KEEP,
	type address_space,
	type mmu_gather,
	type page,
	type pte_addr,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

/** Taken out of its file's cache; page->mapping says only where it once was. */
const PG_variant: Bit<page> = pageFlag(21, 'PG_variant');
const PageDetached = (page: page): Task<boolean> => test_bit(PG_variant, page);
const SetPageDetached = (page: page): Task => set_bit(PG_variant, page);
const ClearPageDetached = (page: page): Task => clear_bit(PG_variant, page);

/**
 * Takes a page out of its mapping. page->index stays as it was, and so does page->mapping of a file page.
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
	if (mapping === swapper_space) yield* store(page_mapping, page, 0);
	else yield* SetPageDetached(page);
	yield* add(mapping_nrpages, mapping, -1);
}

/**
 * find_lock_page()'s loop: a page that was detached while its lock was waited for is given back.
 * @part-of mm/filemap.c:find_lock_page
 * @locked mapping->page_lock for read; drops it
 * @fidelity followed
 */
function* find_lock_page_locked(this: Kernel, mapping: address_space, index: number): Task<number> {
	const page = yield* load(at(page_tree, index), mapping);
	if (page === 0) {
		yield* read_unlock(TL, mapping);
		return 0;
	}
	yield* get_page(page);
	if (!(yield* trylock(PL, page))) {
		yield* read_unlock(TL, mapping);
		yield* this.lock_page(page);
		yield* read_lock(TL, mapping);
		// Has the page been truncated while we slept?
		if (
			(yield* load(page_mapping, page)) !== mapping ||
			(yield* PageDetached(page)) ||
			(yield* load(page_index, page)) !== index
		) {
			yield* this.unlock_page(page);
			yield* this.page_cache_release(page);
			return yield* become('find_lock_page_locked', mapping, index);
		}
	}
	yield* read_unlock(TL, mapping);
	return page;
}

/**
 * page_not_uptodate: under the page lock, truncated (1), uptodate (0) or read from disk (0, -EIO).
 * @part-of mm/filemap.c:filemap_nopage
 * @locked none
 * @fidelity followed
 */
function* filemap_make_uptodate(this: Kernel, mapping: address_space, page: page): Task<number> {
	yield* this.lock_page(page);
	if (yield* PageDetached(page)) {
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

/**
 * mpage_writepages() with a page that has just come onto locked_pages.
 * @part-of fs/mpage.c:mpage_writepages
 * @locked none
 * @fidelity followed
 */
function* mpage_writepages_one(this: Kernel, mapping: address_space, page: page): Task<number> {
	yield* this.lock_page(page);
	yield* this.wait_on_page_writeback(page);
	if (
		(yield* load(page_mapping, page)) === mapping &&
		!(yield* PageDetached(page)) &&
		!(yield* PageWriteback(page)) &&
		(yield* this.test_clear_page_dirty(page)) !== 0
	) {
		return yield* this.writepage(mapping, page);
	}
	yield* this.unlock_page(page);
	return 0;
}

/**
 * A page of a file with or without buffers becomes dirty. The flag is set before page_lock is taken.
 * @kernel mm/page-writeback.c:__set_page_dirty_buffers
 * @locked none
 * @fidelity followed
 */
function* __set_page_dirty_buffers(this: Kernel, page: page): Task {
	const mapping = yield* load(page_mapping, page);
	if (mapping === 0 || (yield* PageDetached(page))) {
		yield* SetPageDirty(page);
		return;
	}
	yield* lock(PRIV, mapping);
	yield* PagePrivate(page);
	yield* unlock(PRIV, mapping);

	if (!(yield* TestSetPageDirty(page))) {
		yield* lock(TL, mapping);
		// Race with truncate?
		if (!(yield* PageDetached(page))) yield* store(page_list, page, PAGES_DIRTY);
		yield* unlock(TL, mapping);
	}
}

/**
 * What a page must be when it goes back to the allocator; anything else is bad_page().
 * @kernel mm/page_alloc.c:free_pages_check
 * @locked none
 * @fidelity customised: bad_page() ends the run as a BUG() does, where 2.5.66 complains and mends the page; PG_reclaim
 *   is not tested
 */
function* free_pages_check(this: Kernel, page: page): Task {
	yield* BUG_ON(yield* page_mapped(page), 'free_pages_check: bad_page, page_mapped');
	if (yield* PageDetached(page)) {
		yield* ClearPageDetached(page);
		yield* store(page_mapping, page, 0);
	}
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
	if (yield* PageDetached(page)) return;

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
function* invalidate_complete_page(this: Kernel, mapping: address_space, page: page): Task<number> {
	if ((yield* load(page_mapping, page)) !== mapping) return 0;
	if (yield* PageDetached(page)) return 0;

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
 * Body of invalidate_inode_pages2()'s loop.
 * @part-of mm/truncate.c:invalidate_inode_pages2
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
	let after = next;
	if ((yield* load(page_mapping, page)) === mapping && !(yield* PageDetached(page))) {
		yield* this.wait_on_page_writeback(page);
		after = (yield* load(page_index, page)) + 1;
		if (yield* page_mapped(page)) yield* this.clear_page_dirty(page);
		else yield* this.invalidate_complete_page(mapping, page);
	}
	yield* this.unlock_page(page);
	return after;
}

/**
 * What shrink_list() does under the chain lock: was the page used, and can it be unmapped? An
 * orphan, mapped but without mapping, gets swap space here. Returns page->mapping as the rest of
 * shrink_list() goes on with it, UNMAP_ACTIVATE or UNMAP_KEEP.
 * @part-of mm/vmscan.c:shrink_list
 * @locked page
 * @fidelity followed
 */
function* shrink_page_unmap(this: Kernel, page: page): Task<number> {
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
	if (yield* PageDetached(page)) return 0; // neither to be written nor to be removed
	return mapping;
}

/**
 * Takes one pte away. The pte is empty before rmap is told: until page_remove_rmap has the chain lock
 * the page is still counted.
 * @part-of mm/memory.c:zap_pte_range
 * @locked mm->page_table_lock
 * @fidelity followed
 */
function* zap_one_pte(
	this: Kernel,
	tlb: mmu_gather,
	_vma: vm_area_struct,
	ptep: pte_addr,
	_address: number,
): Task {
	const pte = yield* load(pte_word, ptep);
	if (pte_none(pte)) return;
	if (pte_present(pte)) {
		const old = yield* xchg(pte_word, ptep, 0);
		if (!pfn_valid(pte_pfn(old))) return;
		const page = pte_page(old);
		if (yield* PageReserved(page)) return;
		if (pte_dirty(old)) yield* this.set_page_dirty(page);
		if (
			(yield* load(page_mapping, page)) !== 0 &&
			!(yield* PageDetached(page)) &&
			pte_young(old) &&
			!(yield* PageSwapCache(page))
		) {
			yield* this.mark_page_accessed(page);
		}
		yield* add(gather_freed, tlb, 1);
		yield* this.page_remove_rmap(page, ptep);
		yield* this.tlb_remove_page(tlb, page);
		return;
	}
	// A file pte is thrown away: the next fault will be a linear one.
	if (!pte_file(pte)) yield* this.free_swap_and_cache(pte_to_swp_entry(pte));
	yield* set_pte(ptep, 0);
}

const variant: Variant = defineVariant({
	name: 'keep-mapping',
	subject: 'mm: page->mapping stays when a page leaves the cache',
	from: 'Hugh Dickins, 4 Apr 2003 14:34 UTC, "objrmap and vmtruncate"',
	date: '2003-04-04',
	replaces: {
		__remove_from_page_cache,
		find_lock_page_locked,
		filemap_make_uptodate,
		mpage_writepages_one,
		__set_page_dirty_buffers,
		free_pages_check,
		truncate_complete_page,
		invalidate_complete_page,
		invalidate2_one_page,
		shrink_page_unmap,
		zap_one_pte,
	},
	claims: {
		'page not reachable by rmap': 'never',
		'unreclaimable page': 'never',
		'page->mapping and tree disagree': 'always',
		'NULL dereference': 'never',
		'kernel BUG': 'never',
	},
});

export default variant;
