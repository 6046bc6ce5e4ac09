/*
 * variants/mail/convert-from-truncate.ts - truncate: convert to chains what cannot be unmapped now
 *
 * > leave those for shrink_list? But that won't find them once
 * > page->mapping gone: page_convert_anon from here too?
 *
 * On top of forced-unmap: what is still mapped is converted while page->mapping is there, under the
 * page lock that truncation holds. Nobody looks at -ENOMEM.
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
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import forcedUnmap from './forced-unmap.ts';
import type { Patched as Below } from './forced-unmap.ts';

/** The kernel with the force flag of forced-unmap. */
type Patched = PatchedBy<typeof import('./convert-from-truncate.ts'), Below>;

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
	if (yield* page_mapped(page)) yield* this.page_convert_anon(page);
	if (yield* PagePrivate(page)) yield* this.do_invalidatepage(page, 0);

	yield* this.clear_page_dirty(page);
	yield* ClearPageUptodate(page);
	yield* ClearPageMappedToDisk(page);
	yield* this.remove_from_page_cache(page);
	yield* this.page_cache_release(page); // pagecache ref
}

const variant: Variant = defineVariant({
	name: 'convert-from-truncate',
	subject: 'truncate: convert to chains what cannot be unmapped now',
	from: 'Hugh Dickins, 4 Apr 2003, "objrmap and vmtruncate"',
	date: '2003-04-04',
	base: forcedUnmap,
	replaces: { truncate_complete_page },
	claims: {
		'page not reachable by rmap': 'never',
		'unreclaimable page': 'never',
	},
});

export default variant;
