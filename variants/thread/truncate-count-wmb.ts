/*
 * variants/thread/truncate-count-wmb.ts - mm: let i_size be seen before truncate_count
 *
 * > Make sure truncate fix has no race
 *
 * The -mm patch lists of 2003 (message 54) name two patches on top of the single counter. What they put
 * where is a reading: this is the writer's half of what McKenney says, that after the bump nopage sees
 * the new size. Taking i_shared_sem keeps behind it what follows, not before it what came before.
 * truncate-count-barriers has both. Linux 2.6.0 to 2.6.10 (53b6fb60) had the reader's half alone, smp_rmb() behind
 * the read of the count, which orders nothing either as long as the writer does not. The date is that of the
 * counter in Linus' tree, since the lists give none; claims are what the patch is meant to achieve.
 */
import { add, load, lock, smp_wmb, store, unlock } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	i_size,
	PAGE_SHIFT,
	PAGE_SIZE,
	SS,
	truncate_count,
	type address_space,
	type Task,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';
import truncateCount from './truncate-count.ts';

/**
 * Sets a new size, and lets it be seen before the count. Shrinking unmaps by address first, then
 * removes the pages: the two steps are not done under any one lock.
 * @kernel mm/memory.c:vmtruncate
 * @locked inode->i_sem
 * @fidelity customised: no limits on growing; i_op->truncate frees nothing that is modelled but disk blocks
 */
function* vmtruncate(this: Kernel, mapping: address_space, offset: number): Task<number> {
	const size = yield* load(i_size, mapping);
	yield* store(i_size, mapping, offset);
	if (size < offset) return 0;
	yield* smp_wmb(); // who sees the count sees the size
	yield* lock(SS, mapping);
	yield* add(truncate_count, mapping, 1); // tells do_no_page()
	const pgoff = (offset + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	yield* this.vmtruncate_list(mapping, 0, pgoff);
	yield* this.vmtruncate_list(mapping, 1, pgoff);
	yield* unlock(SS, mapping);
	yield* this.truncate_inode_pages(mapping, offset);
	yield* this.truncate_blocks(mapping, pgoff);
	return 0;
}

const variant: Variant = defineVariant({
	name: 'truncate-count-wmb',
	subject: 'mm: let i_size be seen before truncate_count',
	from: '-mm patch list of 2003, "Make sure truncate fix has no race"',
	date: '2003-07-31',
	base: truncateCount,
	replaces: { vmtruncate },
	claims: {
		'orphan page mapped': 'never',
	},
});

export default variant;
