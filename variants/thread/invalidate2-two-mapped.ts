/*
 * variants/thread/invalidate2-two-mapped.ts - truncate: two counters, and what is not mapped is not unmapped
 *
 * Andrea Arcangeli's two counters (15 May 2003) around an invalidation that looks whether a page is mapped
 * before it unmaps it, as that of 2.6.11 does. It asks what of invalidate2-two-counters makes it hold: the
 * counters, or that its unmapping takes page_table_lock of every mm whose fault may have compared them and
 * not yet set its pte.
 *
 * Open: nobody proposed it, so the claims are a reading. On top of invalidate2-two-counters.
 * No claim on dirty data: invalidate2-range throws it away.
 */
import { add, load } from '../../harness/engine/operation.ts';
import {
	invalidate_count,
	page_index,
	page_mapping,
	truncate_count,
	type address_space,
	type page,
	type Task,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import invalidate2TwoCounters from './invalidate2-two-counters.ts';
import type { Patched as Below } from './invalidate2-two-counters.ts';

/** The kernel with the unmapping of invalidate2-two-counters. */
type Patched = PatchedBy<typeof import('./invalidate2-two-mapped.ts'), Below>;

/**
 * Body of invalidate_inode_pages2()'s loop: the two counters bracket unmapping, if there is anything to
 * unmap, and removal.
 * @part-of mm/truncate.c:invalidate_inode_pages2
 * @locked none
 * @fidelity followed
 */
export function* invalidate2_one_page(
	this: Patched,
	mapping: address_space,
	page: page,
	next: number,
): Task<number> {
	yield* this.lock_page(page);
	let after = next;
	if ((yield* load(page_mapping, page)) === mapping) {
		yield* this.wait_on_page_writeback(page);
		after = (yield* load(page_index, page)) + 1;
		yield* add(truncate_count, mapping, 1); // tells do_no_page()
		yield* this.invalidate2_unmap(mapping, page);
		const error = yield* this.invalidate2_remove(mapping, page);
		yield* add(invalidate_count, mapping, 1);
		if (error !== 0) after = error;
	}
	yield* this.unlock_page(page);
	return after;
}

const variant: Variant = defineVariant({
	name: 'invalidate2-two-mapped',
	subject: 'truncate: two counters, and what is not mapped is not unmapped',
	from: 'Andrea Arcangeli, 15 May 2003, carried over to invalidation as it is; "Race between vmtruncate and mapped areas?"',
	date: '2003-05-15',
	base: invalidate2TwoCounters,
	replaces: { invalidate2_one_page },
	claims: {
		'orphan page mapped': 'never',
		'two copies of one file page': 'never',
	},
});

export default variant;
