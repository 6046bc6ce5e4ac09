/*
 * variants/linux/fault-page-lock.ts - mm: truncation unmaps a second time, for private copies
 *
 * Nick Piggin, 19 July 2007 (d00806b1), the whole of it: vmtruncate calls unmap_mapping_range()
 * once more after truncate_inode_pages(), since a fault may have copied a page of a private mapping
 * between the first call and the removal, and nothing leads from the removed page to its copy.
 *
 * On top of fault-page-lock-once. The claims are a reading: what both calls and the lock are for.
 */
import { load, lock, store, unlock } from '../../harness/engine/operation.ts';
import {
	i_size,
	PAGE_SHIFT,
	PAGE_SIZE,
	SS,
	type address_space,
	type Task,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import faultPageLockOnce from './fault-page-lock-once.ts';
import type { Patched as Below } from './fault-page-lock-once.ts';

/** The kernel with the list of nonlinear-aware. */
export type Patched = PatchedBy<typeof import('./fault-page-lock.ts'), Below>;

/**
 * Sets a new size. Shrinking unmaps, removes the pages, and unmaps again what was copied from them
 * in between.
 * @kernel mm/memory.c:vmtruncate
 * @locked inode->i_sem
 * @fidelity customised: no limits on growing; i_op->truncate frees nothing that is modelled but disk blocks
 */
export function* vmtruncate(this: Patched, mapping: address_space, offset: number): Task<number> {
	const size = yield* load(i_size, mapping);
	yield* store(i_size, mapping, offset);
	if (size < offset) return 0;
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
	return 0;
}

const variant: Variant = defineVariant({
	name: 'fault-page-lock',
	subject: 'mm: truncation unmaps a second time, for private copies',
	from: 'Nick Piggin, 19 Jul 2007, Linux 2.6.23 (commit d00806b1)',
	date: '2007-07-19',
	version: '2.6.23',
	base: faultPageLockOnce,
	replaces: { vmtruncate },
	claims: {
		'orphan page mapped': 'never',
		'access beyond EOF succeeds': 'never',
		'kernel BUG': 'never',
		deadlock: 'never',
	},
});

export default variant;
