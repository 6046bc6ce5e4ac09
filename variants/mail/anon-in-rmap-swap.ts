/*
 * variants/mail/anon-in-rmap-swap.ts - swap: add_to_swap marks the page Anon too
 *
 * > Consider page_add_rmap of page with NULL (or swapper_space)
 * > mapping as Anon? In which case move all the SetPageAnon stuff
 * > inside rmap.c, and do ClearPageAnon inside there too?
 *
 * On top of anon-in-rmap: a truncated page that is still mapped goes to swap, and is marked Anon there,
 * whatever its union holds.
 */
import { BUG_ON } from '../../harness/engine/operation.ts';
import {
	ClearPageDirty,
	EEXIST,
	type page,
	PageLocked,
	SetPageAnon,
	SetPageUptodate,
	swapper_space,
	type Task,
} from '../../harness/mm/mm_types.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';
import anonInRmap from './anon-in-rmap.ts';

/**
 * Gives a page swap space and puts it into the swap cache, dirty. A page that truncation took from
 * its file comes here too. Says whether that worked.
 * @kernel mm/swap_state.c:add_to_swap
 * @locked page
 * @fidelity followed
 */
export function* add_to_swap(this: Kernel, page: page): Task<number> {
	yield* BUG_ON(!(yield* PageLocked(page)), 'add_to_swap: !PageLocked(page)');
	for (;;) {
		const entry = yield* this.get_swap_page();
		if (entry === 0) return 0;

		const err = yield* this.add_to_page_cache(page, swapper_space, entry);
		if (err === 0) {
			yield* SetPageAnon(page);
			yield* SetPageUptodate(page);
			yield* ClearPageDirty(page);
			yield* this.set_page_dirty(page);
			return 1;
		}
		yield* this.swap_free(entry);
		if (err !== -EEXIST) return 0; // else raced with read_swap_cache_async()
	}
}

const variant: Variant = defineVariant({
	name: 'anon-in-rmap-swap',
	subject: 'swap: add_to_swap marks the page Anon too',
	from: 'Hugh Dickins, 4 Apr 2003 21:43 UTC, "Re: objrmap and vmtruncate"',
	date: '2003-04-04',
	base: anonInRmap,
	replaces: { add_to_swap },
	claims: {
		'kernel BUG': 'never',
		'type confusion of page->pte': 'never',
	},
});

export default variant;
