/*
 * variants/truncate-count-wmb.ts - mm: let i_size be seen before truncate_count
 *
 * > Make sure truncate fix has no race
 *
 * -mm, June and July 2003 (message 54), one of two patches on top of the single counter. What they put where is not
 * told in the notes; this is the writer's half of the order that McKenney asks for: after the bump
 * nopage sees the new size. i_shared_sem, taken between the two, keeps what follows behind it, not what
 * comes before. The reader's half is truncate-count-barriers. Claims are what it is meant to achieve.
 */
import { add, load, lock, smp_wmb, store, unlock } from '../harness/engine/operation.ts';
import type { Kernel } from '../harness/mm/index.ts';
import {
	i_size,
	PAGE_SHIFT,
	PAGE_SIZE,
	SS,
	truncate_count,
	type address_space,
	type Task,
} from '../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../harness/variant.ts';
import truncateCount from './truncate-count.ts';

/**
 * Sets a new size, and only then counts. Shrinking unmaps by address first, then removes the pages: the two steps are not
 * done under any one lock.
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
	const pgoff = (offset + PAGE_SIZE - 1) >> PAGE_SHIFT;
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
	from: 'Andrew Morton, 2003, -mm "Make sure truncate fix has no race"',
	date: '2003-06-23',
	base: truncateCount,
	replaces: { vmtruncate },
	claims: {
		'orphan page mapped': 'never',
	},
});

export default variant;
