/*
 * variants/thread/invalidate2-one-counter.ts - truncate: one counter, and invalidation always unmaps
 *
 * Dave McCracken, 12 June 2003: "a single increment is sufficient". For truncation it is, since i_size is
 * lower by the time of the increment; here is the same for a caller that removes pages inside i_size, as a
 * counterpart of invalidate2-two-counters that has all of it but the second counter.
 *
 * Open: that caller is not in his patch: distributed file systems, he says, must mark pages invalid first.
 * So the claims are a reading. On top of invalidate2-range: invalidation unmaps whether or not the page is
 * mapped.
 * No claim on dirty data: invalidate2-range throws it away.
 */
import { load } from '../../harness/engine/operation.ts';
import {
	page_index,
	page_mapping,
	type address_space,
	type page,
	type Task,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import invalidate2Range from './invalidate2-range.ts';
import type { Patched as Below } from './invalidate2-range.ts';

/** The kernel with the unmapping of invalidate2-range. */
type Patched = PatchedBy<typeof import('./invalidate2-one-counter.ts'), Below>;

/**
 * Body of invalidate_inode_pages2()'s loop: unmapping counts truncate_count up, and only once.
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
		yield* this.unmap_mapping_page(mapping, page);
		yield* this.invalidate2_unmap(mapping, page);
		const error = yield* this.invalidate2_remove(mapping, page);
		if (error !== 0) after = error;
	}
	yield* this.unlock_page(page);
	return after;
}

const variant: Variant = defineVariant({
	name: 'invalidate2-one-counter',
	subject: 'truncate: one counter, and invalidation always unmaps',
	from: 'Dave McCracken, 12 Jun 2003, carried over to invalidation; "[PATCH] Fix vmtruncate race and distributed filesystem race"',
	date: '2003-06-12',
	base: invalidate2Range,
	replaces: { invalidate2_one_page },
	claims: {
		'orphan page mapped': 'never',
		'two copies of one file page': 'never',
	},
});

export default variant;
