/*
 * variants/linux/invalidate-lock.ts - mm: mapping->invalidate_lock keeps pages out of a range that is freed
 *
 * Jan Kara (730633f0, Linux 5.15): a rw-semaphore of the address_space. Who brings a page into the cache,
 * or reads one that is not uptodate, takes it shared; who punches a hole or truncates holds it from before
 * the pages are removed until the blocks are freed. A page that is cached and uptodate costs nothing.
 *
 * On top of punch-extents. Open: a fault lets go of it once the page is read, before it has the page lock;
 * there it does so after. The date is that of the release [M].
 */
import {
	become,
	load,
	lock,
	read_lock,
	read_unlock,
	store,
	unlock,
} from '../../harness/engine/operation.ts';
import { at, type Lock } from '../../harness/engine/struct.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	ClearPageError,
	diskBlock,
	EEXIST,
	EIO,
	ENOMEM,
	i_size,
	IS,
	page_mapping,
	PAGE_SHIFT,
	PAGE_SIZE,
	PageUptodate,
	SS,
	TRUNCATED,
	mappingLock,
	type address_space,
	type page,
	type Task,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import punchExtents from './punch-extents.ts';
import type { Patched as Below } from './punch-extents.ts';

/** mapping->invalidate_lock. */
export const IL: Lock<address_space> = mappingLock('invalidate_lock', 'rwsem', 'IL');

/** The kernel with the holes of punch-extents and the list of nonlinear-aware. */
type Patched = PatchedBy<typeof import('./invalidate-lock.ts'), Below>;

/**
 * The page with a reference, brought into the cache if need be; or -errno. Only a miss takes the lock.
 * @part-of mm/filemap.c:filemap_fault
 * @locked none
 * @fidelity customised: see find_or_read_locked
 */
export function* filemap_find_or_read(
	this: Patched,
	mapping: address_space,
	pgoff: number,
): Task<number> {
	const page = yield* this.find_get_page(mapping, pgoff);
	if (page !== 0) return page;
	yield* read_lock(IL, mapping);
	const found = yield* this.find_or_read_locked(mapping, pgoff);
	yield* read_unlock(IL, mapping);
	return found;
}

/**
 * retry_find: the page with a reference, brought into the cache if need be; or -errno.
 * @part-of mm/filemap.c:filemap_fault
 * @locked mapping->invalidate_lock for read
 * @fidelity followed
 */
export function* find_or_read_locked(
	this: Kernel,
	mapping: address_space,
	pgoff: number,
): Task<number> {
	const page = yield* this.find_get_page(mapping, pgoff);
	if (page !== 0) return page;
	if ((yield* this.page_cache_read(mapping, pgoff)) === -ENOMEM) return -ENOMEM;
	return yield* become('find_or_read_locked', mapping, pgoff);
}

/**
 * A page that is not uptodate: under both locks, truncated (1), uptodate (0) or read from disk (0, -EIO).
 * @part-of mm/filemap.c:filemap_update_page
 * @locked none
 * @fidelity recalled
 */
export function* filemap_make_uptodate(
	this: Kernel,
	mapping: address_space,
	page: page,
): Task<number> {
	yield* read_lock(IL, mapping);
	yield* this.lock_page(page);
	if ((yield* load(page_mapping, page)) === 0) {
		yield* this.unlock_page(page);
		yield* read_unlock(IL, mapping);
		return TRUNCATED;
	}
	if (yield* PageUptodate(page)) {
		yield* this.unlock_page(page);
		yield* read_unlock(IL, mapping);
		return 0;
	}
	yield* ClearPageError(page);
	const error = yield* this.readpage(mapping, page);
	if (error === 0) yield* this.wait_on_page_locked(page);
	yield* read_unlock(IL, mapping);
	return error === 0 && (yield* PageUptodate(page)) ? 0 : -EIO;
}

/**
 * read() brings a page in: added and read under the lock. What was invalidated meanwhile is looked for again, and
 * i_size is asked again behind the read (a3f5c84c).
 * @kernel mm/filemap.c:filemap_create_page as generic_file_read_new
 * @locked none
 * @fidelity customised: as in 2.5.66 for the rest
 */
export function* generic_file_read_new(
	this: Patched,
	mapping: address_space,
	index: number,
): Task<number> {
	const page = yield* this.alloc_page(1);
	if (page === 0) return -ENOMEM;
	yield* read_lock(IL, mapping);
	let error = yield* this.add_to_page_cache_lru(page, mapping, index);
	if (error === 0) {
		error = yield* this.readpage(mapping, page);
		if (error === 0) yield* this.wait_on_page_locked(page);
	}
	yield* read_unlock(IL, mapping);
	if (error === 0 && (yield* PageUptodate(page)))
		return yield* this.generic_file_read_sized(mapping, index, page);
	yield* this.page_cache_release(page);
	if (error === -EEXIST) return yield* become('generic_file_read_find', mapping, index);
	return error === 0 ? yield* become('generic_file_read', mapping, index) : error;
}

/**
 * Sets a new size. Shrinking unmaps, removes the pages, and unmaps again what was copied from them
 * in between; nothing is brought in before the blocks are gone.
 * @kernel fs/ext4/inode.c:ext4_setattr as vmtruncate
 * @locked inode->i_sem
 * @fidelity customised: no limits on growing; one value a block
 */
export function* vmtruncate(this: Patched, mapping: address_space, offset: number): Task<number> {
	yield* lock(IL, mapping);
	const size = yield* load(i_size, mapping);
	yield* store(i_size, mapping, offset);
	if (size < offset) {
		yield* unlock(IL, mapping);
		return 0;
	}
	yield* lock(SS, mapping);
	const pgoff = (offset + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	yield* this.vmtruncate_list(mapping, 0, pgoff);
	yield* this.vmtruncate_list(mapping, 1, pgoff);
	yield* this.vmtruncate_nonlinear(mapping, pgoff);
	yield* unlock(SS, mapping);
	yield* this.truncate_inode_pages(mapping, offset);
	yield* lock(SS, mapping); // for private copies made in between
	yield* this.vmtruncate_list(mapping, 0, pgoff);
	yield* this.vmtruncate_list(mapping, 1, pgoff);
	yield* this.vmtruncate_nonlinear(mapping, pgoff);
	yield* unlock(SS, mapping);
	yield* this.truncate_blocks(mapping, pgoff);
	yield* unlock(IL, mapping);
	return 0;
}

/**
 * Punches a hole: the pages from `first` to `last` are gone, the size stays.
 * @kernel fs/ext4/inode.c:ext4_punch_hole as madvise_remove
 * @locked none
 * @fidelity customised: one value a block
 */
export function* madvise_remove(
	this: Patched,
	mapping: address_space,
	first: number,
	last: number,
): Task<number> {
	yield* lock(IS, mapping);
	yield* lock(IL, mapping);
	yield* this.truncate_inode_pages_range(mapping, first, last);
	for (let i = first; i <= last; i++) yield* store(at(diskBlock, i), mapping, 0);
	yield* unlock(IL, mapping);
	yield* unlock(IS, mapping);
	return 0;
}

const variant: Variant = defineVariant({
	name: 'invalidate-lock',
	subject: 'mm: mapping->invalidate_lock keeps pages out of a range that is freed',
	from: 'Jan Kara, Linux 5.15 (commit 730633f0); the date is that of the release, from memory',
	date: '2021-10-31',
	version: '2.6.23',
	base: punchExtents,
	replaces: {
		filemap_find_or_read,
		filemap_make_uptodate,
		generic_file_read_new,
		vmtruncate,
		madvise_remove,
	},
	adds: { find_or_read_locked },
	claims: {
		'orphan page mapped': 'never',
		'access beyond EOF succeeds': 'never',
		'two copies of one file page': 'never',
		'lost dirty data': 'never',
		deadlock: 'never',
	},
});

export default variant;
