/*
 * variants/mail/forced-unmap-noforce.ts - truncate: unmap by rmap, sparing VM_LOCKED vmas
 *
 * > But truncate_inode_pages should check page_mapped, and if so
 * > try_to_unmap with a force flag to attack even VM_LOCKED vmas.
 *
 * The same without the flag, to see whether it is needed (claim S8).
 */
import { load } from '../../harness/engine/operation.ts';
import {
	type address_space,
	ClearPageMappedToDisk,
	ClearPageUptodate,
	type page,
	page_mapped,
	page_mapping,
	PagePrivate,
	type Task,
} from '../../harness/mm/mm_types.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

/**
 * Takes one page out of its mapping. If the page is mapped into page tables it "becomes anonymous":
 * nothing here looks at that, nor at the count.
 * @kernel mm/truncate.c:truncate_complete_page
 * @locked page
 * @fidelity followed
 */
function* truncate_complete_page(this: Kernel, mapping: address_space, page: page): Task {
	if ((yield* load(page_mapping, page)) !== mapping) return;

	if (yield* page_mapped(page)) {
		yield* this.pte_chain_lock(page);
		if (yield* page_mapped(page)) yield* this.try_to_unmap(page);
		yield* this.pte_chain_unlock(page);
	}
	if (yield* PagePrivate(page)) yield* this.do_invalidatepage(page, 0);

	yield* this.clear_page_dirty(page);
	yield* ClearPageUptodate(page);
	yield* ClearPageMappedToDisk(page);
	yield* this.remove_from_page_cache(page);
	yield* this.page_cache_release(page); // pagecache ref
}

const variant: Variant = defineVariant({
	name: 'forced-unmap-noforce',
	subject: 'truncate: unmap by rmap, sparing VM_LOCKED vmas',
	from: 'Hugh Dickins, 4 Apr 2003, "objrmap and vmtruncate"',
	date: '2003-04-04',
	replaces: { truncate_complete_page },
	claims: {
		'orphan page mapped': 'sometimes',
		'access beyond EOF succeeds': 'sometimes',
	},
});

export default variant;
