/*
 * variants/thread/truncate-count-rmb.ts - mm: let a fault look at truncate_count before i_size
 *
 * Linux 2.6.0-test3 to 2.6.10 (53b6fb60, 31 July 2003): smp_rmb() behind the read of the count, and no barrier in
 * vmtruncate(). The reader's half alone orders nothing as long as the writer's stores may pass each other.
 * truncate-count-wmb is the writer's half, truncate-count-barriers has both. The barrier stands before the label
 * `retry`: who tries again has read the count under page_table_lock, and only the locks stand behind that.
 *
 * Open: nothing. Claims are what the barrier is meant to achieve.
 */
import { load, smp_rmb } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import { truncate_count, type address_space, type Task } from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';
import truncateCount from './truncate-count.ts';

/**
 * What do_no_page() remembers before nopage, to compare it with truncate_count afterwards.
 * @part-of mm/memory.c:do_no_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* do_no_page_count(this: Kernel, mapping: address_space): Task<number> {
	const sequence = yield* load(truncate_count, mapping);
	yield* smp_rmb(); // nopage looks at i_size after this
	return sequence;
}

const variant: Variant = defineVariant({
	name: 'truncate-count-rmb',
	subject: 'mm: let a fault look at truncate_count before i_size',
	from: 'Dave McCracken, 31 Jul 2003, Linux 2.6.0-test3 (commit 53b6fb60)',
	date: '2003-07-31',
	base: truncateCount,
	replaces: {},
	adds: { do_no_page_count },
	claims: {
		'orphan page mapped': 'never',
	},
});

export default variant;
