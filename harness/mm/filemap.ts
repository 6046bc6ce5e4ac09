/*
 * mm/filemap.ts - the page cache. Follows mm/filemap.c of 2.5.66.
 */
import {
	add,
	become,
	BUG_ON,
	load,
	lock,
	read_lock,
	read_unlock,
	store,
	test_and_clear_bit,
	trylock,
	unlock,
	wait_bit_clear,
} from '../engine/operation.ts';
import { at } from '../engine/struct.ts';
import type { Kernel } from './index.ts';
import {
	ClearPageError,
	ClearPagePrivate,
	ClearPageReclaim,
	diskBlock,
	EEXIST,
	EINVAL,
	EIO,
	ENOMEM,
	FILE_PAGES_MAX,
	fileReadError,
	get_page,
	i_size,
	IS,
	list_entry,
	list_splice_init,
	mapping_nrpages,
	NOPAGE_OOM,
	NOPAGE_SIGBUS,
	page_contents,
	page_index,
	page_list,
	page_mapping,
	PAGE_SHIFT,
	PAGE_SIZE,
	page_tree,
	PageDirty,
	PageLocked,
	PageReferenced,
	PagePrivate,
	PAGES_CLEAN,
	PAGES_DIRTY,
	PAGES_IO,
	PAGES_LOCKED,
	PageSwapCache,
	PageUptodate,
	PageWriteback,
	PG_locked,
	PG_writeback,
	PL,
	READ_EOF,
	SetPageError,
	SetPageReferenced,
	SetPageUptodate,
	SetPageWriteback,
	TL,
	TRUNCATED,
	vm_file,
	vm_mm,
	vm_pgoff,
	vm_start,
	type address_space,
	type page,
	type Task,
	type vm_area_struct,
	type mm_struct,
} from './mm_types.ts';

/**
 * Looks a page up and takes a reference. Afterwards only the reference is certain.
 * @kernel mm/filemap.c:find_get_page
 * @locked none
 * @fidelity followed
 */
export function* find_get_page(this: Kernel, mapping: address_space, index: number): Task<number> {
	if (index >= FILE_PAGES_MAX) return 0;
	yield* read_lock(TL, mapping);
	const page = yield* load(at(page_tree, index), mapping);
	if (page !== 0) yield* get_page(page);
	yield* read_unlock(TL, mapping);
	return page;
}

/**
 * Looks a page up and tries to lock it, without a reference.
 * @kernel mm/filemap.c:find_trylock_page
 * @locked none
 * @fidelity followed
 */
export function* find_trylock_page(
	this: Kernel,
	mapping: address_space,
	index: number,
): Task<number> {
	yield* read_lock(TL, mapping);
	let page = yield* load(at(page_tree, index), mapping);
	if (page !== 0 && !(yield* trylock(PL, page))) page = 0;
	yield* read_unlock(TL, mapping);
	return page;
}

/**
 * Looks a page up, takes a reference and locks it; what comes back is in the cache at that index.
 * @kernel mm/filemap.c:find_lock_page
 * @locked none
 * @fidelity followed
 */
export function* find_lock_page(this: Kernel, mapping: address_space, index: number): Task<number> {
	yield* read_lock(TL, mapping);
	return yield* become('find_lock_page_locked', mapping, index);
}

/**
 * find_lock_page()'s loop. page_lock is dropped only to sleep: a page that was truncated meanwhile is given back, and
 * the next one looked up, under the same page_lock.
 * @part-of mm/filemap.c:find_lock_page
 * @locked mapping->page_lock for read; drops it
 * @fidelity followed
 */
export function* find_lock_page_locked(
	this: Kernel,
	mapping: address_space,
	index: number,
): Task<number> {
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
 * Inserts a locked page under page_lock; page->mapping is written before page->index.
 * @kernel mm/filemap.c:add_to_page_cache
 * @locked none
 * @fidelity followed
 */
export function* add_to_page_cache(
	this: Kernel,
	page: page,
	mapping: address_space,
	index: number,
): Task<number> {
	yield* get_page(page);
	yield* lock(TL, mapping);
	if ((yield* load(at(page_tree, index), mapping)) !== 0) {
		yield* this.page_cache_release(page);
		yield* unlock(TL, mapping);
		return -EEXIST;
	}
	yield* store(at(page_tree, index), mapping, page);
	// SetPageLocked: nobody else can see the page yet, so this is an acquisition that cannot fail.
	yield* trylock(PL, page);
	yield* store(page_list, page, PAGES_CLEAN);
	yield* store(page_mapping, page, mapping);
	yield* store(page_index, page, index);
	yield* add(mapping_nrpages, mapping, 1);
	yield* unlock(TL, mapping);
	return 0;
}

/**
 * The same, and onto the inactive list.
 * @kernel mm/filemap.c:add_to_page_cache_lru
 * @locked none
 * @fidelity followed
 */
export function* add_to_page_cache_lru(
	this: Kernel,
	page: page,
	mapping: address_space,
	index: number,
): Task<number> {
	const error = yield* this.add_to_page_cache(page, mapping, index);
	if (error === 0) yield* this.lru_cache_add(page);
	return error;
}

/**
 * Takes a page out of its mapping. page->index stays as it was.
 * @kernel mm/filemap.c:__remove_from_page_cache
 * @locked page, mapping->page_lock for write
 * @fidelity followed
 */
export function* __remove_from_page_cache(this: Kernel, page: page): Task {
	const mapping = yield* load(page_mapping, page);
	yield* BUG_ON(
		(yield* PageDirty(page)) && !(yield* PageSwapCache(page)),
		'__remove_from_page_cache: PageDirty(page) && !PageSwapCache(page)',
	);
	const index = yield* load(page_index, page);
	yield* store(at(page_tree, index), mapping, 0);
	yield* store(page_list, page, 0);
	yield* store(page_mapping, page, 0);
	yield* add(mapping_nrpages, mapping, -1);
}

/**
 * Takes a locked page out of its mapping.
 * @kernel mm/filemap.c:remove_from_page_cache
 * @locked page
 * @fidelity followed
 */
export function* remove_from_page_cache(this: Kernel, page: page): Task {
	const mapping = yield* load(page_mapping, page);
	yield* BUG_ON(!(yield* PageLocked(page)), 'remove_from_page_cache: !PageLocked(page)');
	yield* lock(TL, mapping);
	yield* this.__remove_from_page_cache(page);
	yield* unlock(TL, mapping);
}

/**
 * Acquires the page lock, sleeping as long as it takes. Nobody records who holds it.
 * @kernel include/linux/pagemap.h:lock_page
 * @locked none
 * @fidelity customised: a queue for each page instead of the hashed ones, so that no wake-up is spurious
 */
export function* lock_page(this: Kernel, page: page): Task {
	yield* lock(PL, page);
}

/**
 * Releases the page lock.
 * @kernel mm/filemap.c:unlock_page
 * @locked page
 * @fidelity followed
 */
export function* unlock_page(this: Kernel, page: page): Task {
	const was = yield* unlock(PL, page);
	yield* BUG_ON(!was, 'unlock_page: !TestClearPageLocked(page)');
}

/**
 * Waits until the page is seen unlocked once.
 * @kernel include/linux/pagemap.h:wait_on_page_locked
 * @locked none
 * @fidelity followed
 */
export function* wait_on_page_locked(this: Kernel, page: page): Task {
	if (yield* PageLocked(page)) yield* wait_bit_clear(PG_locked, page);
}

/**
 * Waits until the page is seen without writeback once.
 * @kernel include/linux/pagemap.h:wait_on_page_writeback
 * @locked none
 * @fidelity followed
 */
export function* wait_on_page_writeback(this: Kernel, page: page): Task {
	if (yield* PageWriteback(page)) yield* wait_bit_clear(PG_writeback, page);
}

/**
 * Ends writeback and wakes those who wait for it.
 * @kernel mm/filemap.c:end_page_writeback
 * @locked none
 * @fidelity customised: rotation of reclaimed pages to the list's tail is left out
 */
export function* end_page_writeback(this: Kernel, page: page): Task {
	yield* ClearPageReclaim(page);
	yield* BUG_ON(
		!(yield* test_and_clear_bit(PG_writeback, page)),
		'end_page_writeback: !TestClearPageWriteback(page)',
	);
}

/**
 * Starts the read of a locked page; its end unlocks the page. What lies beyond the end of file is filled with
 * zeroes, whatever the disk has there.
 * @kernel fs/mpage.c:do_mpage_readpage as readpage
 * @locked page
 * @fidelity customised: whole pages; the read ends within the call, step by step
 */
export function* readpage(this: Kernel, mapping: address_space, page: page): Task<number> {
	const index = yield* load(page_index, page);
	const size = ((yield* load(i_size, mapping)) + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	if (index < size && (yield* load(fileReadError, mapping))) {
		yield* SetPageError(page);
		yield* this.unlock_page(page);
		return -EIO;
	}
	const value = index < size ? yield* load(at(diskBlock, index), mapping) : 0;
	yield* store(page_contents, page, value);
	yield* SetPageUptodate(page);
	yield* this.unlock_page(page);
	return 0;
}

/**
 * Brings a page into the cache and starts its read.
 * @kernel mm/filemap.c:page_cache_read
 * @locked none
 * @fidelity followed
 */
export function* page_cache_read(
	this: Kernel,
	mapping: address_space,
	index: number,
): Task<number> {
	const page = yield* this.alloc_page(1);
	if (page === 0) return -ENOMEM;
	let error = yield* this.add_to_page_cache_lru(page, mapping, index);
	if (error === 0) error = yield* this.readpage(mapping, page);
	yield* this.page_cache_release(page);
	return error === -EEXIST ? 0 : error;
}

/**
 * Fault on a file page: i_size, then the cache, then the disk. What comes back has a reference and is
 * not locked; nobody looks at it again before it is mapped.
 * @kernel mm/filemap.c:filemap_nopage
 * @locked mmap_sem for read
 * @fidelity customised: no readahead
 */
export function* filemap_nopage(this: Kernel, vma: vm_area_struct, address: number): Task<number> {
	const mapping = yield* load(vm_file, vma);
	const start = yield* load(vm_start, vma);
	const pgoff = ((address - start) >>> PAGE_SHIFT) + (yield* load(vm_pgoff, vma));
	return yield* this.filemap_nopage_at(mapping, pgoff);
}

/**
 * filemap_nopage() from its label retry_all on.
 * @part-of mm/filemap.c:filemap_nopage
 * @locked mmap_sem for read
 * @fidelity customised: no readahead
 */
export function* filemap_nopage_at(
	this: Kernel,
	mapping: address_space,
	pgoff: number,
): Task<number> {
	const size = ((yield* load(i_size, mapping)) + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	if (pgoff >= size) return NOPAGE_SIGBUS;
	const page = yield* this.filemap_find_or_read(mapping, pgoff);
	if (page <= 0) return page === -ENOMEM ? NOPAGE_OOM : NOPAGE_SIGBUS;
	// An uptodate page is neither locked nor looked at.
	if (yield* PageUptodate(page)) {
		yield* this.mark_page_accessed(page);
		return page;
	}
	const state = yield* this.filemap_read_twice(mapping, page);
	if (state === 0) {
		yield* this.mark_page_accessed(page);
		return page;
	}
	yield* this.page_cache_release(page);
	if (state === TRUNCATED) return yield* become('filemap_nopage_at', mapping, pgoff);
	return NOPAGE_SIGBUS;
}

/**
 * retry_find: the page with a reference, brought into the cache if need be; or -errno.
 * @part-of mm/filemap.c:filemap_nopage
 * @locked none
 * @fidelity followed
 */
export function* filemap_find_or_read(
	this: Kernel,
	mapping: address_space,
	pgoff: number,
): Task<number> {
	const page = yield* this.find_get_page(mapping, pgoff);
	if (page !== 0) return page;
	// A read that fails shows in the page's flags, as it would with a disk that answers later.
	if ((yield* this.page_cache_read(mapping, pgoff)) === -ENOMEM) return -ENOMEM;
	return yield* become('filemap_find_or_read', mapping, pgoff);
}

/**
 * page_not_uptodate, and once more when the read failed. Returns as filemap_make_uptodate().
 * @part-of mm/filemap.c:filemap_nopage
 * @locked none
 * @fidelity followed
 */
export function* filemap_read_twice(
	this: Kernel,
	mapping: address_space,
	page: page,
): Task<number> {
	const state = yield* this.filemap_make_uptodate(mapping, page);
	return state === -EIO ? yield* this.filemap_make_uptodate(mapping, page) : state;
}

/**
 * page_not_uptodate: under the page lock, truncated (1), uptodate (0) or read from disk (0, -EIO).
 * @part-of mm/filemap.c:filemap_nopage
 * @locked none
 * @fidelity followed
 */
export function* filemap_make_uptodate(
	this: Kernel,
	mapping: address_space,
	page: page,
): Task<number> {
	yield* this.lock_page(page);
	if ((yield* load(page_mapping, page)) === 0) {
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
 * The populate path's lookup: as nopage, without the test of i_size. 0 when there is none. Not to block
 * means not to start a read; a page that is being read is waited for all the same.
 * @kernel mm/filemap.c:filemap_getpage
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* filemap_getpage(
	this: Kernel,
	mapping: address_space,
	pgoff: number,
	nonblock: number,
): Task<number> {
	const page = nonblock
		? yield* this.find_get_page(mapping, pgoff)
		: yield* this.filemap_find_or_read(mapping, pgoff);
	if (page <= 0) return 0;
	if (!(yield* PageUptodate(page)) && (yield* this.filemap_read_twice(mapping, page)) !== 0) {
		yield* this.page_cache_release(page);
		return 0;
	}
	yield* this.mark_page_accessed(page);
	return page;
}

/**
 * Installs a run of file pages at consecutive addresses. Pages before an error stay installed.
 * @kernel mm/filemap.c:filemap_populate
 * @locked mmap_sem for read
 * @fidelity customised: no readahead
 */
export function* filemap_populate(
	this: Kernel,
	vma: vm_area_struct,
	addr: number,
	len: number,
	prot: number,
	pgoff: number,
	nonblock: number,
): Task<number> {
	for (let done = 0; done < len; done += PAGE_SIZE) {
		const error = yield* this.filemap_populate_one(
			vma,
			addr + done,
			len - done,
			prot,
			pgoff + (done >>> PAGE_SHIFT),
			nonblock,
		);
		if (error !== 0) return error;
	}
	return 0;
}

/**
 * Body of filemap_populate()'s loop.
 * @part-of mm/filemap.c:filemap_populate
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* filemap_populate_one(
	this: Kernel,
	vma: vm_area_struct,
	addr: number,
	len: number,
	prot: number,
	pgoff: number,
	nonblock: number,
): Task<number> {
	const mapping = yield* load(vm_file, vma);
	const size = ((yield* load(i_size, mapping)) + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	if (pgoff + (len >>> PAGE_SHIFT) > size) return -EINVAL;
	const page = yield* this.filemap_getpage(mapping, pgoff, nonblock);
	if (page === 0) return nonblock ? 0 : -ENOMEM;
	const error = yield* this.install_page(yield* load(vm_mm, vma), vma, addr, page, prot);
	if (error !== 0) yield* this.page_cache_release(page);
	return error;
}

/**
 * read() of one page: its contents, READ_EOF beyond the end, or -errno.
 * @kernel mm/filemap.c:do_generic_mapping_read as generic_file_read
 * @locked none
 * @fidelity customised: whole pages, no readahead
 */
export function* generic_file_read(
	this: Kernel,
	mapping: address_space,
	index: number,
): Task<number> {
	const size = ((yield* load(i_size, mapping)) + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	if (index >= size) return READ_EOF;
	return yield* become('generic_file_read_find', mapping, index);
}

/**
 * generic_file_read() from its label find_page on. A page that truncation took before we had its lock is looked
 * for again, from the size on.
 * @part-of mm/filemap.c:do_generic_mapping_read
 * @locked none
 * @fidelity followed
 */
export function* generic_file_read_find(
	this: Kernel,
	mapping: address_space,
	index: number,
): Task<number> {
	const page = yield* this.find_get_page(mapping, index);
	if (page === 0) return yield* become('generic_file_read_new', mapping, index);
	if (!(yield* PageUptodate(page))) {
		const state = yield* this.filemap_make_uptodate(mapping, page);
		if (state !== 0) {
			yield* this.page_cache_release(page);
			return state === TRUNCATED ? yield* become('generic_file_read', mapping, index) : -EIO;
		}
	}
	return yield* this.generic_file_read_actor(page);
}

/**
 * no_cached_page: reads a page of our own. It is not looked up again: when truncation takes it between the end of
 * the read and our look at it, the program is told EIO (mended by 3cca3028, 18 Oct 2004, and a2e92a75).
 * @part-of mm/filemap.c:do_generic_mapping_read
 * @locked none
 * @fidelity customised: a page that somebody else was faster with is given back at once, not kept for later
 */
export function* generic_file_read_new(
	this: Kernel,
	mapping: address_space,
	index: number,
): Task<number> {
	const page = yield* this.alloc_page(1);
	if (page === 0) return -ENOMEM;
	const error = yield* this.add_to_page_cache_lru(page, mapping, index);
	if (error !== 0) {
		yield* this.page_cache_release(page);
		if (error !== -EEXIST) return error;
		return yield* become('generic_file_read_find', mapping, index);
	}
	if ((yield* this.readpage(mapping, page)) === 0) {
		if (!(yield* PageUptodate(page))) yield* this.wait_on_page_locked(page);
		if (yield* PageUptodate(page)) return yield* this.generic_file_read_actor(page);
	}
	yield* this.page_cache_release(page);
	return -EIO;
}

/**
 * page_ok: copies an uptodate page to the user, whatever has become of it since, and drops the reference.
 * @part-of mm/filemap.c:do_generic_mapping_read
 * @locked none
 * @fidelity customised: whole pages, which the user's memory takes at once
 */
export function* generic_file_read_actor(this: Kernel, page: page): Task<number> {
	yield* this.mark_page_accessed(page);
	const contents = yield* load(page_contents, page);
	yield* this.page_cache_release(page);
	return contents;
}

/**
 * write() of one page under i_sem; extends the file when it lies at its end.
 * @kernel mm/filemap.c:generic_file_write_nolock as generic_file_write
 * @locked none
 * @fidelity customised: whole pages; the value that tests follow does not come from user memory
 */
export function* generic_file_write(
	this: Kernel,
	mapping: address_space,
	index: number,
	value: number,
	mm: mm_struct = 0,
	from: number = 0,
): Task<number> {
	yield* lock(IS, mapping);
	yield* this.fault_in_pages_readable(mm, from);
	const error = yield* this.generic_file_write_locked(mapping, index, value, mm, from);
	yield* unlock(IS, mapping);
	return error;
}

/**
 * generic_file_write() with i_sem held: finds or creates the page, copies, marks dirty, moves i_size.
 * @part-of mm/filemap.c:generic_file_write_nolock
 * @locked inode->i_sem
 * @fidelity customised: prepare_write and commit_write of a whole page, which is uptodate before it is dirty, there
 * behind it; no balance_dirty_pages
 */
export function* generic_file_write_locked(
	this: Kernel,
	mapping: address_space,
	index: number,
	value: number,
	mm: mm_struct,
	from: number,
): Task<number> {
	let page = yield* this.find_lock_page(mapping, index);
	if (page === 0) {
		page = yield* this.alloc_page(1);
		if (page === 0) return -ENOMEM;
		if ((yield* this.add_to_page_cache_lru(page, mapping, index)) !== 0) {
			yield* this.page_cache_release(page);
			return yield* become('generic_file_write_locked', mapping, index, value, mm, from);
		}
	}
	const error = yield* this.copy_from_user(mm, from);
	if (error === 0) yield* store(page_contents, page, value);
	yield* SetPageUptodate(page);
	yield* this.set_page_dirty(page);
	if ((yield* load(i_size, mapping)) < (index + 1) << PAGE_SHIFT) {
		yield* store(i_size, mapping, (index + 1) << PAGE_SHIFT);
	}
	if (!(yield* PageReferenced(page))) yield* SetPageReferenced(page);
	yield* this.unlock_page(page);
	yield* this.page_cache_release(page);
	return error;
}

/**
 * Writes a locked page to disk and unlocks it. Beyond the end of file nothing is written.
 * @kernel fs/buffer.c:block_write_full_page as writepage
 * @locked page
 * @fidelity customised: the write ends within the call, step by step; beyond EOF no block_invalidatepage()
 */
export function* writepage(this: Kernel, mapping: address_space, page: page): Task<number> {
	const index = yield* load(page_index, page);
	const size = ((yield* load(i_size, mapping)) + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	if (index >= size) {
		yield* this.unlock_page(page);
		return -EIO;
	}
	yield* BUG_ON(yield* PageWriteback(page), 'block_write_full_page: PageWriteback(page)');
	yield* SetPageWriteback(page);
	yield* this.unlock_page(page);
	yield* store(at(diskBlock, index), mapping, yield* load(page_contents, page));
	yield* this.end_page_writeback(page);
	return 0;
}

/**
 * Writes the pages of a mapping that are dirty now, up to the first error. What is behind it stays on io_pages, for
 * the next call.
 * @kernel mm/filemap.c:filemap_fdatawrite
 * @locked none
 * @fidelity customised: no mapping is memory-backed; the number of pages is not limited to twice those of the mapping
 */
export function* filemap_fdatawrite(this: Kernel, mapping: address_space): Task<number> {
	yield* lock(TL, mapping);
	yield* list_splice_init(mapping, PAGES_DIRTY, PAGES_IO);
	yield* unlock(TL, mapping);
	return yield* this.mpage_writepages(mapping);
}

/**
 * Writes what is on io_pages, and waits where a page is being written already (WB_SYNC_ALL).
 * @kernel fs/mpage.c:mpage_writepages
 * @locked none
 * @fidelity customised: every page by writepage, none by a bio of several; pages by index, not the oldest first
 */
export function* mpage_writepages(this: Kernel, mapping: address_space): Task<number> {
	yield* lock(TL, mapping);
	return yield* become('mpage_writepages_locked', mapping);
}

/**
 * mpage_writepages()'s loop, which ends at the first error. A page whose dirt is gone by now is only put back.
 * @part-of fs/mpage.c:mpage_writepages
 * @locked mapping->page_lock for write
 * @fidelity followed
 */
export function* mpage_writepages_locked(this: Kernel, mapping: address_space): Task<number> {
	const page = yield* list_entry(mapping, PAGES_IO);
	if (page === 0) {
		yield* unlock(TL, mapping);
		return 0;
	}
	if (!(yield* PageDirty(page))) {
		yield* store(page_list, page, PAGES_CLEAN);
		return yield* become('mpage_writepages_locked', mapping);
	}
	yield* store(page_list, page, PAGES_LOCKED);
	yield* get_page(page);
	yield* unlock(TL, mapping);
	const error = yield* this.mpage_writepages_one(mapping, page);
	yield* this.page_cache_release(page);
	yield* lock(TL, mapping);
	if (error === 0) return yield* become('mpage_writepages_locked', mapping);
	yield* unlock(TL, mapping);
	return error;
}

/**
 * mpage_writepages() with a page that has just come onto locked_pages. Whatever became of it while nobody had its
 * lock, it is written if it is this mapping's and dirty.
 * @part-of fs/mpage.c:mpage_writepages
 * @locked none
 * @fidelity followed
 */
export function* mpage_writepages_one(
	this: Kernel,
	mapping: address_space,
	page: page,
): Task<number> {
	yield* this.lock_page(page);
	yield* this.wait_on_page_writeback(page);
	if (
		(yield* load(page_mapping, page)) === mapping &&
		!(yield* PageWriteback(page)) &&
		(yield* this.test_clear_page_dirty(page)) !== 0
	) {
		return yield* this.writepage(mapping, page);
	}
	yield* this.unlock_page(page);
	return 0;
}

/**
 * Waits for what is on locked_pages. A page that is dirty there, because somebody is about to write it, goes back to
 * dirty_pages, and nobody waits for it.
 * @kernel mm/filemap.c:filemap_fdatawait
 * @locked none
 * @fidelity customised: pages by index, not the newest first; no rest every 32 pages
 */
export function* filemap_fdatawait(this: Kernel, mapping: address_space): Task<number> {
	yield* lock(TL, mapping);
	return yield* become('filemap_fdatawait_locked', mapping);
}

/**
 * filemap_fdatawait()'s loop.
 * @part-of mm/filemap.c:filemap_fdatawait
 * @locked mapping->page_lock for write
 * @fidelity customised: PG_error is not asked, as no write to the disk fails here
 */
export function* filemap_fdatawait_locked(this: Kernel, mapping: address_space): Task<number> {
	const page = yield* list_entry(mapping, PAGES_LOCKED);
	if (page === 0) {
		yield* unlock(TL, mapping);
		return 0;
	}
	yield* store(page_list, page, (yield* PageDirty(page)) ? PAGES_DIRTY : PAGES_CLEAN);
	if (yield* PageWriteback(page)) {
		yield* get_page(page);
		yield* unlock(TL, mapping);
		yield* this.wait_on_page_writeback(page);
		yield* this.page_cache_release(page);
		yield* lock(TL, mapping);
	}
	return yield* become('filemap_fdatawait_locked', mapping);
}

/**
 * O_DIRECT write of one page, which may lie behind the end: then the file grows.
 * @part-of mm/filemap.c:generic_file_aio_write_nolock
 * @locked inode->i_sem
 * @fidelity customised: whole pages
 */
export function* generic_file_direct_write(
	this: Kernel,
	mapping: address_space,
	index: number,
	value: number,
): Task<number> {
	const error = yield* this.generic_file_direct_IO(mapping, index, value);
	if (error !== 0) return error;
	const end = (index + 1) << PAGE_SHIFT;
	if (end > (yield* load(i_size, mapping))) yield* store(i_size, mapping, end);
	return 0;
}

/**
 * O_DIRECT write of one page under i_sem: cached dirt goes out first, then the data, then the cache is
 * invalidated. When the dirt does not go out, nothing is written.
 * @kernel mm/filemap.c:generic_file_direct_IO
 * @locked inode->i_sem
 * @fidelity followed
 */
export function* generic_file_direct_IO(
	this: Kernel,
	mapping: address_space,
	index: number,
	value: number,
): Task<number> {
	if ((yield* load(mapping_nrpages, mapping)) !== 0) {
		let error = yield* this.filemap_fdatawrite(mapping);
		if (error === 0) error = yield* this.filemap_fdatawait(mapping);
		if (error !== 0) return error;
	}
	yield* store(at(diskBlock, index), mapping, value);
	if ((yield* load(mapping_nrpages, mapping)) !== 0) yield* this.invalidate_inode_pages2(mapping);
	return 0;
}

/**
 * O_DIRECT read of one page, without i_sem: cached dirt goes out first, and when that fails so does the read. What
 * only ptes know to be dirty it does not see.
 * @part-of mm/filemap.c:generic_file_direct_IO
 * @locked none
 * @fidelity customised: whole pages
 */
export function* generic_file_direct_read(
	this: Kernel,
	mapping: address_space,
	index: number,
): Task<number> {
	if (index << PAGE_SHIFT >= (yield* load(i_size, mapping))) return READ_EOF;
	if ((yield* load(mapping_nrpages, mapping)) !== 0) {
		let error = yield* this.filemap_fdatawrite(mapping);
		if (error === 0) error = yield* this.filemap_fdatawait(mapping);
		if (error !== 0) return error;
	}
	if (yield* load(fileReadError, mapping)) return -EIO;
	return yield* load(at(diskBlock, index), mapping);
}

/**
 * Tries to drop a page's buffers.
 * @kernel fs/buffer.c:try_to_release_page
 * @locked page
 * @fidelity customised: the one buffer ring is never busy
 */
export function* try_to_release_page(this: Kernel, page: page): Task<number> {
	yield* BUG_ON(!(yield* PageLocked(page)), 'try_to_release_page: !PageLocked(page)');
	if (yield* PageWriteback(page)) return 0;
	if (yield* PagePrivate(page)) {
		yield* ClearPagePrivate(page);
		yield* this.__put_page(page);
	}
	return 1;
}
