/*
 * variants/mail/lock-page-convert.ts - the base: 2.5.66-mm3 with objfix-2.5.66-mm3-3
 *
 * > I see you're going for locking the page around page_convert_anon,
 * > to guard page->mapping against truncation. Nice thought,
 * > but the words "tip" and "iceberg" spring to mind.
 *
 * This is the kernel in harness/mm/ itself, so it replaces nothing. Dave McCracken's third version of
 * 3 April 2003: install_page() takes the page lock around page_convert_anon(), which re-reads
 * page->mapping under it and leaves quietly, returning 0, when truncation won.
 */
import { defineVariant, type Variant } from '../../harness/variant.ts';

const variant: Variant = defineVariant({
	name: 'lock-page-convert',
	subject: 'rmap: lock the page around page_convert_anon (objfix-2.5.66-mm3-3)',
	from: 'Dave McCracken, 3 Apr 2003 22:40 UTC, "Re: [PATCH 2.5.66-mm3] New page_convert_anon"',
	date: '2003-04-03',
	replaces: {},
	claims: {
		'orphan page mapped': 'never',
		'kernel BUG': 'never',
		'page not reachable by rmap': 'never',
	},
});

export default variant;
