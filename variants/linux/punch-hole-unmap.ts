/*
 * variants/linux/punch-hole-unmap.ts - shmem: unmap after the second removal as well
 *
 * 16a10019 (2007): the second truncate_inode_pages_range() of a hole is followed by an
 * unmap_mapping_range(), for the pages that came in meanwhile and were mapped:
 * > disconnected pages (freed from pagecache while still mapped in userspace)
 *
 * On top of punch-hole. A fault that found such a page before it was removed is told by truncate_count.
 * Open: the day of the commit [M]. Claims are what the second unmapping is for, and
 * none on BUGs, as for punch-hole.
 */
import { store } from '../../harness/engine/operation.ts';
import { at } from '../../harness/engine/struct.ts';
import { diskBlock, type address_space, type Task } from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import punchHole from './punch-hole.ts';
import type { Patched as Below } from './punch-hole.ts';

/** The kernel with the holes of punch-hole. */
type Patched = PatchedBy<typeof import('./punch-hole-unmap.ts'), Below>;

/**
 * i_op->truncate_range: frees what is behind the pages, removes those that came in meanwhile, and unmaps
 * them.
 * @kernel mm/shmem.c:shmem_truncate_range
 * @locked inode->i_sem
 * @fidelity customised: one value a block; always as if SHMEM_PAGEIN were set
 */
export function* shmem_truncate_range(
	this: Patched,
	mapping: address_space,
	first: number,
	last: number,
): Task {
	for (let i = first; i <= last; i++) yield* store(at(diskBlock, i), mapping, 0);
	yield* this.truncate_inode_pages_range(mapping, first, last);
	yield* this.unmap_mapping_range(mapping, first, last);
}

const variant: Variant = defineVariant({
	name: 'punch-hole-unmap',
	subject: 'shmem: unmap after the second removal as well',
	from: 'Linux 2.6.21 (commit 16a10019, 2007); version and day are from memory',
	date: '2007-03-29',
	version: '2.6.11',
	base: punchHole,
	replaces: {},
	adds: { shmem_truncate_range },
	claims: {
		'orphan page mapped': 'never',
		deadlock: 'never',
	},
});

export default variant;
