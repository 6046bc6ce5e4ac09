/*
 * variants/mail/no-bug-swap.ts - swap: add_to_swap marks a truncated page Anon, without BUG()s before it
 *
 * > Various places in rmap.c where !page->mapping is considered a
 * > BUG(), but you've now drawn attention to the fact it may get
 * > vmtruncated at any moment. Easy to remove those BUG()s.
 *
 * What Hugh adds in his answer to akpm, on top of no-bug-chainlock: SetPageAnon in add_to_swap. In
 * anon-in-rmap-swap the same stands behind page_referenced_obj's BUG(); here it can be seen at work. It
 * says nothing of the count that the page's union may hold, and so nothing is done about it.
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
import noBugChainlock from './no-bug-chainlock.ts';

/**
 * Gives a page swap space and puts it into the swap cache, dirty. A page that truncation took from
 * its file comes here too. Says whether that worked.
 * @kernel mm/swap_state.c:add_to_swap
 * @locked page
 * @fidelity followed
 */
function* add_to_swap(this: Kernel, page: page): Task<number> {
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
	name: 'no-bug-swap',
	subject: 'swap: add_to_swap marks a truncated page Anon',
	from: 'Hugh Dickins, 4 Apr 2003 21:43 UTC, "Re: objrmap and vmtruncate"',
	date: '2003-04-04',
	base: noBugChainlock,
	replaces: { add_to_swap },
	claims: {
		'kernel BUG': 'never',
	},
});

export default variant;
