/*
 * variants/linux/invalidate-lock-linear.ts - mm: truncation keeps pages out until the blocks are freed
 *
 * Jan Kara (730633f0, Linux 5.15), as invalidate-lock has it, on the kernel of 2003, which knows no holes:
 * who brings a page into the cache, or reads one that is not uptodate, takes mapping->invalidate_lock
 * shared; truncation holds it from before i_size changes until the blocks are freed.
 *
 * Without it a read that passed i_size before brings a page in behind truncate_inode_pages() and fills it
 * from a block that is about to be freed. The page stays, and the file shows it when it grows again.
 * Open: nothing that invalidate-lock leaves closed. The date is that of the release [M].
 */
import { load, lock, store, unlock } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	i_size,
	PAGE_SHIFT,
	PAGE_SIZE,
	SS,
	type address_space,
	type Task,
} from '../../harness/mm/mm_types.ts';
import {
	filemap_find_or_read,
	filemap_make_uptodate,
	find_or_read_locked,
	generic_file_read_new,
	IL,
} from './invalidate-lock.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';
import { generic_file_read_sized } from '../thread/invalidate2-range.ts';

/**
 * Sets a new size. Shrinking unmaps by address first, then removes the pages; nothing is brought in
 * before the blocks are gone.
 * @kernel fs/ext4/inode.c:ext4_setattr as vmtruncate
 * @locked inode->i_sem
 * @fidelity customised: no limits on growing; one value a block
 */
export function* vmtruncate(this: Kernel, mapping: address_space, offset: number): Task<number> {
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
	yield* unlock(SS, mapping);
	yield* this.truncate_inode_pages(mapping, offset);
	yield* this.truncate_blocks(mapping, pgoff);
	yield* unlock(IL, mapping);
	return 0;
}

const variant: Variant = defineVariant({
	name: 'invalidate-lock-linear',
	subject: 'mm: truncation keeps pages out until the blocks are freed',
	from: 'Jan Kara, Linux 5.15 (commit 730633f0), on 2.5.66; the date is that of the release, from memory',
	date: '2021-10-31',
	replaces: { filemap_find_or_read, filemap_make_uptodate, generic_file_read_new, vmtruncate },
	adds: { find_or_read_locked, generic_file_read_sized },
	claims: {
		deadlock: 'never',
	},
});

export default variant;
