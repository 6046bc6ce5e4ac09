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
import { add_to_swap } from './anon-in-rmap-swap.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';
import noBugChainlock from './no-bug-chainlock.ts';

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
