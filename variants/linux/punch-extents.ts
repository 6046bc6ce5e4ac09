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
import { lock, store, unlock } from '../../harness/engine/operation.ts';
import { at } from '../../harness/engine/struct.ts';
import { diskBlock, IS, type address_space, type Task } from '../../harness/mm/mm_types.ts';
import {
	truncate_inode_pages_range,
	truncate_range_unless_locked,
	truncate_range_waiting,
} from './punch-hole.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import faultBoth from './fault-both.ts';
import type { Patched as Below } from './fault-both.ts';

/** The kernel that has holes. */
export type Patched = PatchedBy<
	typeof import('./punch-extents.ts') &
		Pick<typeof import('./punch-hole.ts'), 'truncate_inode_pages_range'>,
	Below
>;

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
	yield* this.truncate_inode_pages_range(mapping, first, last);
	for (let i = first; i <= last; i++) yield* store(at(diskBlock, i), mapping, 0);
	yield* unlock(IS, mapping);
	return 0;
}

const variant: Variant = defineVariant({
	name: 'punch-extents',
	subject: 'fs: a hole is punched in the page cache, then its blocks are freed',
	from: 'Linux 3.0 (what commit 730633f0 mends); the date is that of the release, from memory',
	date: '2011-07-21',
	version: '2.6.23',
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
