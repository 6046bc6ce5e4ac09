/*
 * variants/mail/invalidate2-unmap.ts - truncate: invalidate_inode_pages2 unmaps first
 *
 * > What about invalidate_inode_pages2?
 *
 * On top of forced-unmap: a mapped page is unmapped by force, and invalidated if that worked. Linux
 * did it in January 2005 by address (1528cec1).
 */
import { load } from '../../harness/engine/operation.ts';
import {
	type address_space,
	type page,
	page_index,
	page_mapped,
	page_mapping,
	type Task,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import forcedUnmap from './forced-unmap.ts';
import type { Patched as Below } from './forced-unmap.ts';

/** The kernel with the force flag of forced-unmap. */
type Patched = PatchedBy<typeof import('./invalidate2-unmap.ts'), Below>;

/**
 * Body of invalidate_inode_pages2()'s loop.
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
		if (yield* page_mapped(page)) {
			yield* this.pte_chain_lock(page);
			if (yield* page_mapped(page)) yield* this.try_to_unmap(page, 1);
			yield* this.pte_chain_unlock(page);
		}
		if (yield* page_mapped(page)) yield* this.clear_page_dirty(page);
		else yield* this.invalidate_complete_page(mapping, page);
	}
	yield* this.unlock_page(page);
	return after;
}

const variant: Variant = defineVariant({
	name: 'invalidate2-unmap',
	subject: 'truncate: invalidate_inode_pages2 unmaps first',
	from: 'Hugh Dickins, 4 Apr 2003, "objrmap and vmtruncate"',
	date: '2003-04-04',
	base: forcedUnmap,
	replaces: { invalidate2_one_page },
	claims: {
		'orphan page mapped': 'sometimes',
	},
});

export default variant;
