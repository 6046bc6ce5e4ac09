/*
 * variants/linux/vmtruncate-twice.ts - mm: truncation unmaps a second time, for private copies
 *
 * Nick Piggin, 19 July 2007 (d00806b1), of which this is one hunk: vmtruncate() calls unmap_mapping_range()
 * once more after truncate_inode_pages(). A fault may have copied a page of a private mapping between the
 * first call and the removal, and nothing leads from the removed page to its copy (race E3).
 *
 * On top of fault-page-lock-linear. Without the page lock the second call also meets what faults have mapped
 * since, and then page_remove_rmap() its BUG on a page without mapping. fault-page-lock is the same on the
 * kernel of 2006. Open: nothing. The claims are a reading: what the second call is for.
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
import { defineVariant, type Variant } from '../../harness/variant.ts';
import faultPageLockLinear from './fault-page-lock-linear.ts';

/**
 * Sets a new size. Shrinking unmaps by address, removes the pages, and unmaps again what was copied from
 * them in between.
 * @kernel mm/memory.c:vmtruncate
 * @locked inode->i_sem
 * @fidelity customised: no limits on growing; i_op->truncate frees nothing that is modelled but disk blocks
 */
export function* vmtruncate(this: Kernel, mapping: address_space, offset: number): Task<number> {
	const size = yield* load(i_size, mapping);
	yield* store(i_size, mapping, offset);
	if (size < offset) return 0;
	yield* lock(SS, mapping);
	const pgoff = (offset + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	yield* this.vmtruncate_list(mapping, 0, pgoff);
	yield* this.vmtruncate_list(mapping, 1, pgoff);
	yield* unlock(SS, mapping);
	yield* this.truncate_inode_pages(mapping, offset);
	yield* lock(SS, mapping); // for private copies made in between
	yield* this.vmtruncate_list(mapping, 0, pgoff);
	yield* this.vmtruncate_list(mapping, 1, pgoff);
	yield* unlock(SS, mapping);
	yield* this.truncate_blocks(mapping, pgoff);
	return 0;
}

const variant: Variant = defineVariant({
	name: 'vmtruncate-twice',
	subject: 'mm: truncation unmaps a second time, for private copies',
	from: 'Nick Piggin, 19 Jul 2007, Linux 2.6.23 (a hunk of commit d00806b1), on 2.5.66',
	date: '2007-07-19',
	base: faultPageLockLinear,
	replaces: { vmtruncate },
	claims: {
		'page not reachable by rmap': 'never',
		deadlock: 'never',
	},
});

export default variant;
