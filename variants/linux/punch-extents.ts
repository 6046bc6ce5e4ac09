/*
 * variants/linux/punch-extents.ts - fs: a hole is punched in the page cache, then its blocks are freed
 *
 * What 730633f0 (5.15) found in most file systems: they remove the pages of the hole, and then free the
 * blocks. A page that is brought in between the two is filled from a block that is about to be another
 * file's.
 *
 * On top of fault-both, where a page is unmapped under its lock before it is removed. Open: the unmapping
 * of the whole range that comes before is left out, since it only saves work. Private copies stay, as 6.18
 * was seen to do. The date is that of the first such file system [M]; claims are what a hole is meant to be.
 */
import { become, load, lock, store, unlock } from '../../harness/engine/operation.ts';
import { at } from '../../harness/engine/struct.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	diskBlock,
	IS,
	mapping_nrpages,
	page_index,
	pagevec_pages,
	PAGEVEC_SIZE,
	type address_space,
	type pagevec,
	type Task,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';
import faultBoth from './fault-both.ts';

/** The kernel that has holes. */
type Patched = Kernel & {
	truncate_inode_pages_range(mapping: address_space, first: number, last: number): Task;
	truncate_range_unless_locked(
		mapping: address_space,
		first: number,
		last: number,
		pvec: pagevec,
	): Task;
	truncate_range_waiting(mapping: address_space, first: number, last: number, pvec: pagevec): Task;
};

/**
 * Punches a hole: the pages from `first` to `last` are gone, the size stays.
 * @kernel fs/ext4/inode.c:ext4_punch_hole
 * @locked none
 * @fidelity customised: one value a block
 */
function* madvise_remove(
	this: Patched,
	mapping: address_space,
	first: number,
	last: number,
): Task<number> {
	yield* lock(IS, mapping);
	yield* this.truncate_inode_pages_range(mapping, first, last);
	for (let i = first; i <= last; i++) yield* store(at(diskBlock, i), mapping, 0);
	yield* unlock(IS, mapping);
	return 0;
}

/**
 * Removes the cached pages from `first` to `last`: those that nobody holds locked, then, waiting, all
 * others. A page behind the hole ends it.
 * @kernel mm/truncate.c:truncate_inode_pages_range
 * @locked inode->i_sem
 * @fidelity customised: whole pages only
 */
function* truncate_inode_pages_range(
	this: Patched,
	mapping: address_space,
	first: number,
	last: number,
): Task {
	if ((yield* load(mapping_nrpages, mapping)) === 0) return;

	const pvec = yield* this.pagevec_init();
	yield* this.truncate_range_unless_locked(mapping, first, last, pvec);
	yield* this.truncate_range_waiting(mapping, first, last, pvec);
	yield* this.pagevec_free(pvec);
}

/**
 * truncate_inode_pages_range()'s first loop, which leaves what is locked or under writeback.
 * @kernel mm/truncate.c:truncate_inode_pages_range
 * @locked inode->i_sem
 * @fidelity followed
 */
function* truncate_range_unless_locked(
	this: Kernel,
	mapping: address_space,
	first: number,
	last: number,
	pvec: pagevec,
): Task {
	let next = first;
	while (next <= last) {
		const got = yield* this.pagevec_lookup(pvec, mapping, next, PAGEVEC_SIZE);
		if (got === 0) break;
		for (let i = 0; i < got && next <= last; i++) {
			const page = yield* load(at(pagevec_pages, i), pvec);
			if ((yield* load(page_index, page)) > last) next = last + 1;
			else next = yield* this.truncate_page_unless_locked(mapping, page, next);
		}
		yield* this.pagevec_release(pvec);
	}
}

/**
 * truncate_inode_pages_range()'s second loop, which waits for locks. It begins anew until it finds
 * nothing: pages may be brought in as fast as it removes them.
 * @kernel mm/truncate.c:truncate_inode_pages_range
 * @locked inode->i_sem
 * @fidelity followed
 */
function* truncate_range_waiting(
	this: Kernel,
	mapping: address_space,
	first: number,
	last: number,
	pvec: pagevec,
): Task {
	let next = first;
	for (;;) {
		const got = yield* this.pagevec_lookup(pvec, mapping, next, PAGEVEC_SIZE);
		if (got === 0) break;
		let done = 0;
		while (done < got) {
			const page = yield* load(at(pagevec_pages, done), pvec);
			if ((yield* load(page_index, page)) > last) break;
			next = yield* this.truncate_page_waiting(mapping, page, next);
			done++;
		}
		yield* this.pagevec_release(pvec);
		if (done === 0) return; // what comes is behind the hole
	}
	if (next !== first) yield* become('truncate_range_waiting', mapping, first, last, pvec);
}

const variant: Variant = defineVariant({
	name: 'punch-extents',
	subject: 'fs: a hole is punched in the page cache, then its blocks are freed',
	from: 'Linux 3.0 (what commit 730633f0 mends); the date is that of the release [M]',
	date: '2011-07-21',
	base: faultBoth,
	replaces: { madvise_remove },
	adds: { truncate_inode_pages_range, truncate_range_unless_locked, truncate_range_waiting },
	claims: {
		'orphan page mapped': 'never',
		'two copies of one file page': 'never',
		'lost dirty data': 'never',
		deadlock: 'never',
	},
});

export default variant;
