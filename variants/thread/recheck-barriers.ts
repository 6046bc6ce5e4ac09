/*
 * variants/thread/recheck-barriers.ts - mm: full barriers between mapping a page and looking at page->mapping
 *
 * V30, suggested by the notes: page_table_lock; set the pte; add the rmap; full barrier; if the mapping
 * is gone, clear and retry. Truncation: clear the mapping; barrier; if page_mapped, unmap.
 *
 * Nobody proposed it on the list; claims are what it is meant to achieve. On top of recheck-racy-c, with
 * a barrier in each of the three places that write and then look. What that leaves open stays open.
 */
import { load, smp_mb } from '../../harness/engine/operation.ts';
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
import recheckRacyC from '../mail/recheck-racy-c.ts';
import type { Patched } from '../mail/recheck-racy-c.ts';

/**
 * The look at page->mapping that follows the mapping of a page.
 * @kernel none
 * @locked mm->page_table_lock
 * @fidelity followed
 */
function* mapping_once_mapped(this: Kernel, page: page): Task<address_space> {
	yield* smp_mb(); // set_pte() and the count before the look
	return yield* load(page_mapping, page);
}

/**
 * Takes one page out of its mapping. If the page is mapped into page tables afterwards, it is unmapped
 * wherever the vmas of the file lead to it.
 * @kernel mm/truncate.c:truncate_complete_page
 * @locked page
 * @fidelity followed
 */
function* truncate_complete_page(this: Patched, mapping: address_space, page: page): Task {
	if ((yield* load(page_mapping, page)) !== mapping) return;

	if (yield* PagePrivate(page)) yield* this.do_invalidatepage(page, 0);

	yield* this.clear_page_dirty(page);
	yield* ClearPageUptodate(page);
	yield* ClearPageMappedToDisk(page);
	yield* this.remove_from_page_cache(page);
	yield* smp_mb(); // page->mapping before the look
	if (yield* page_mapped(page)) yield* this.unmap_truncated(mapping, page);
	yield* this.page_cache_release(page); // pagecache ref
}

const variant: Variant = defineVariant({
	name: 'recheck-barriers',
	subject: 'mm: full barriers between mapping a page and looking at page->mapping',
	from: 'a design of this project, after Hugh Dickins, 4 Apr 2003 14:34 UTC, "objrmap and vmtruncate"',
	date: '2003-04-04',
	base: recheckRacyC,
	replaces: { truncate_complete_page },
	adds: { mapping_once_mapped },
	claims: {
		'orphan page mapped': 'never',
	},
});

export default variant;
