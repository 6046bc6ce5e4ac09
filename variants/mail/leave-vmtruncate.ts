/*
 * variants/mail/leave-vmtruncate.ts - truncate: leave vmtruncate_list and zap_page_range as they are
 *
 * > I propose that we don't change vmtruncate_list, zap_page_range, ...
 * > at all for this: let it unmap inappropriate pages, even from a
 * > VM_LOCKED vma, that's just a price userspace pays for the
 * > privilege of truncating a sys_remap_file_pages file.
 *
 * The proposal is what the base does, so there is nothing to replace: its claims state the price, and
 * the counts of unmapped VM_LOCKED pages show it.
 */
import { defineVariant, type Variant } from '../../harness/variant.ts';

const variant: Variant = defineVariant({
	name: 'leave-vmtruncate',
	subject: 'truncate: leave vmtruncate_list and zap_page_range as they are',
	from: 'Hugh Dickins, 4 Apr 2003, "objrmap and vmtruncate"',
	date: '2003-04-04',
	replaces: {},
	claims: {
		'VM_LOCKED page unmapped inside EOF': 'sometimes',
		'spurious SIGBUS': 'sometimes',
		'lost dirty data': 'never',
		'two copies of one file page': 'never',
	},
	refines: ['lock-page-convert'],
});

export default variant;
