/*
 * variants/thread/bug-page-mapped.ts - truncate: BUG when a page leaves the cache mapped
 *
 * > disconnected from the file but is mapped
 *
 * Dave McCracken, 13 May 2003, chasing a BUG() of objrmap: another task had mapped the page again
 * between zap_page_range() and truncate_inode_pages(). He found it with a check of page_mapped() in
 * truncate_complete_page(). It repairs nothing; Linux has had such a check again since 2.6.23.
 *
 * Open: where in the function. It is right before the page leaves the cache, with the page locked.
 */
import { BUG_ON, load } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	ClearPageMappedToDisk,
	ClearPageUptodate,
	page_mapped,
	page_mapping,
	PagePrivate,
	type address_space,
	type page,
	type Task,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

/**
 * Takes one page out of its mapping. It must not be mapped into page tables by then.
 * @kernel mm/truncate.c:truncate_complete_page
 * @locked page
 * @fidelity followed
 */
function* truncate_complete_page(this: Kernel, mapping: address_space, page: page): Task {
	if ((yield* load(page_mapping, page)) !== mapping) return;

	if (yield* PagePrivate(page)) yield* this.do_invalidatepage(page, 0);

	yield* this.clear_page_dirty(page);
	yield* ClearPageUptodate(page);
	yield* ClearPageMappedToDisk(page);
	yield* BUG_ON(yield* page_mapped(page), 'truncate_complete_page: page_mapped(page)');
	yield* this.remove_from_page_cache(page);
	yield* this.page_cache_release(page); // pagecache ref
}

const variant: Variant = defineVariant({
	name: 'bug-page-mapped',
	subject: 'truncate: BUG when a page leaves the cache mapped',
	from: 'Dave McCracken, 13 May 2003 20:44 UTC, "Race between vmtruncate and mapped areas?"',
	date: '2003-05-13',
	replaces: { truncate_complete_page },
	claims: { 'kernel BUG': 'sometimes' },
});

export default variant;
