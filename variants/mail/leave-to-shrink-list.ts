/*
 * variants/mail/leave-to-shrink-list.ts - truncate: leave to shrink_list what cannot be unmapped now
 *
 * > Sadly, if page_table_lock is held, it won't be able to unmap:
 * > leave those for shrink_list? But that won't find them once
 * > page->mapping gone: page_convert_anon from here too?
 *
 * On top of forced-unmap: a page that is still mapped is moved to the inactive list at once, so that
 * shrink_list looks at it next. Nothing else is said about how it should find the ptes.
 */
import { list_add, list_del, load, lock, unlock } from '../../harness/engine/operation.ts';
import {
	active_list,
	type address_space,
	ClearPageActive,
	ClearPageMappedToDisk,
	ClearPageReferenced,
	ClearPageUptodate,
	inactive_list,
	LRU,
	mm_zone,
	type page,
	page_mapped,
	page_mapping,
	PageActive,
	PageLRU,
	PagePrivate,
	type Task,
} from '../../harness/mm/mm_types.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import forcedUnmap from './forced-unmap.ts';
import type { Patched as Below } from './forced-unmap.ts';

/** The kernel with what this patch and the one below it add. */
type Patched = PatchedBy<typeof import('./leave-to-shrink-list.ts'), Below>;

/**
 * Takes one page out of its mapping. If the page is mapped into page tables it "becomes anonymous":
 * nothing here looks at that, nor at the count.
 * @kernel mm/truncate.c:truncate_complete_page
 * @locked page
 * @fidelity followed
 */
export function* truncate_complete_page(this: Patched, mapping: address_space, page: page): Task {
	if ((yield* load(page_mapping, page)) !== mapping) return;

	if (yield* page_mapped(page)) {
		yield* this.pte_chain_lock(page);
		if (yield* page_mapped(page)) yield* this.try_to_unmap(page, 1);
		yield* this.pte_chain_unlock(page);
	}
	if (yield* page_mapped(page)) yield* this.deactivate_truncated(page);
	if (yield* PagePrivate(page)) yield* this.do_invalidatepage(page, 0);

	yield* this.clear_page_dirty(page);
	yield* ClearPageUptodate(page);
	yield* ClearPageMappedToDisk(page);
	yield* this.remove_from_page_cache(page);
	yield* this.page_cache_release(page); // pagecache ref
}

/**
 * Puts a truncated page that is still mapped where shrink_list() finds it first.
 * @kernel none
 * @locked page
 * @fidelity customised: no kernel has it; the mail names no function for it
 */
export function* deactivate_truncated(this: Kernel, page: page): Task {
	yield* lock(LRU, mm_zone);
	if ((yield* PageLRU(page)) && (yield* PageActive(page))) {
		yield* list_del(active_list, mm_zone, page);
		yield* ClearPageActive(page);
		yield* list_add(inactive_list, mm_zone, page, 'head');
	}
	yield* ClearPageReferenced(page);
	yield* unlock(LRU, mm_zone);
}

const variant: Variant = defineVariant({
	name: 'leave-to-shrink-list',
	subject: 'truncate: leave to shrink_list what cannot be unmapped now',
	from: 'Hugh Dickins, 4 Apr 2003, "objrmap and vmtruncate"',
	date: '2003-04-04',
	base: forcedUnmap,
	replaces: { truncate_complete_page },
	adds: { deactivate_truncated },
	claims: {
		'orphan page mapped': 'sometimes',
		'page not reachable by rmap': 'sometimes',
		'unreclaimable page': 'sometimes',
	},
});

export default variant;
