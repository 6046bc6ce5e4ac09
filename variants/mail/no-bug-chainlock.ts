/*
 * variants/mail/no-bug-chainlock.ts - truncate: clear page->mapping under the chain lock
 *
 * > Various places in rmap.c where !page->mapping is considered a
 * > BUG(), but you've now drawn attention to the fact it may get
 * > vmtruncated at any moment. Easy to remove those BUG()s.
 *
 * Hugh's answer to akpm: what truncation does under the chain lock serialises page_referenced_obj, which
 * is called with it held. On top of no-bug: the page leaves the cache under its chain lock.
 */
import { load } from '../../harness/engine/operation.ts';
import {
	type address_space,
	ClearPageMappedToDisk,
	ClearPageUptodate,
	type page,
	page_mapping,
	PagePrivate,
	type Task,
} from '../../harness/mm/mm_types.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import { page_referenced_obj } from './no-bug-trylock.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';
import noBug from './no-bug.ts';

/**
 * Takes one page out of its mapping. If the page is mapped into page tables it "becomes anonymous":
 * nothing here looks at that, nor at the count.
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
	yield* this.pte_chain_lock(page);
	yield* this.remove_from_page_cache(page);
	yield* this.pte_chain_unlock(page);
	yield* this.page_cache_release(page); // pagecache ref
}

const variant: Variant = defineVariant({
	name: 'no-bug-chainlock',
	subject: 'truncate: clear page->mapping under the chain lock',
	from: 'Hugh Dickins, 4 Apr 2003 21:43 UTC, "Re: objrmap and vmtruncate"',
	date: '2003-04-04',
	base: noBug,
	replaces: { page_referenced_obj, truncate_complete_page },
	claims: {
		'kernel BUG': 'never',
		'NULL dereference': 'never',
	},
});

export default variant;
