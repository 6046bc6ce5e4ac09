/*
 * variants/thread/invalidate2-two-plain.ts - mm: the two counters go up by a plain ++
 *
 * Andrea Arcangeli's patch of 15 May 2003 writes ++ and not atomic_inc(), which i_sem makes good where it
 * counts, in vmtruncate. Invalidation need not have i_sem: two that meet can lose a count, and then the
 * two counters differ for ever.
 *
 * On top of invalidate2-two-counters, which counts atomically. Open: as there; that caller is not in his
 * patch. The claims are those of the base.
 */
import { load, lock, store, unlock } from '../../harness/engine/operation.ts';
import {
	i_size,
	invalidate_count,
	page_index,
	page_mapping,
	PAGE_SHIFT,
	PAGE_SIZE,
	SS,
	truncate_count,
	type address_space,
	type page,
	type Task,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import invalidate2TwoCounters from './invalidate2-two-counters.ts';
import type { Patched as Below } from './invalidate2-two-counters.ts';

/** The kernel with the unmapping of invalidate2-two-counters and the list of nonlinear-aware. */
type Patched = PatchedBy<typeof import('./invalidate2-two-plain.ts'), Below>;

/**
 * Sets a new size. Shrinking unmaps by address first, then removes the pages: the two steps are not
 * done under any one lock.
 * @kernel mm/memory.c:vmtruncate
 * @locked inode->i_sem
 * @fidelity customised: no limits on growing; i_op->truncate frees nothing that is modelled but disk blocks
 */
export function* vmtruncate(this: Patched, mapping: address_space, offset: number): Task<number> {
	const size = yield* load(i_size, mapping);
	yield* store(i_size, mapping, offset);
	if (size < offset) return 0;
	yield* store(truncate_count, mapping, (yield* load(truncate_count, mapping)) + 1);
	yield* lock(SS, mapping);
	const pgoff = (offset + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	yield* this.vmtruncate_list(mapping, 0, pgoff);
	yield* this.vmtruncate_list(mapping, 1, pgoff);
	yield* this.vmtruncate_nonlinear(mapping, pgoff);
	yield* unlock(SS, mapping);
	yield* this.truncate_inode_pages(mapping, offset);
	yield* store(invalidate_count, mapping, (yield* load(invalidate_count, mapping)) + 1);
	yield* this.truncate_blocks(mapping, pgoff);
	return 0;
}

/**
 * Body of invalidate_inode_pages2()'s loop: the two counters bracket unmapping and removal.
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
		yield* store(truncate_count, mapping, (yield* load(truncate_count, mapping)) + 1);
		yield* this.unmap_mapping_page(mapping, page);
		yield* this.invalidate2_unmap(mapping, page);
		const error = yield* this.invalidate2_remove(mapping, page);
		yield* store(invalidate_count, mapping, (yield* load(invalidate_count, mapping)) + 1);
		if (error !== 0) after = error;
	}
	yield* this.unlock_page(page);
	return after;
}

const variant: Variant = defineVariant({
	name: 'invalidate2-two-plain',
	subject: 'mm: the two counters go up by a plain ++',
	from: 'Andrea Arcangeli, 15 May 2003, carried over to invalidation; "Race between vmtruncate and mapped areas?"',
	date: '2003-05-15',
	base: invalidate2TwoCounters,
	replaces: { vmtruncate, invalidate2_one_page },
	claims: {
		'orphan page mapped': 'never',
		'two copies of one file page': 'never',
		livelock: 'never',
	},
});

export default variant;
