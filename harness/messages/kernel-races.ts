/*
 * harness/messages/kernel-races.ts - races and failures that the sources of 2.5.66 and of the patches of the thread show
 * to who reads them, by the numbers that litmus tests give them under `serves`. Claims of the mails (S, R) and races of
 * the kernel's history (E) are in workloads/claims/.
 */
export const kernelRaces: Readonly<Record<string, string>> = {
	'K-R1': 'a fault has found a page, truncation removes it, and the fault maps it',
	'K-R2': 'remap_file_pages or a fault on a file pte maps a page that truncation has removed',
	'K-R3':
		'truncation unmaps by address, so a nonlinear page beyond EOF stays mapped; it takes no race',
	'K-R5': 'page_referenced reads page->mapping twice, and truncation clears it in between',
	'K-R6': 'reclaim comes upon a mapped page without a mapping and gives it swap',
	'K-R8':
		'invalidate_inode_pages2 finds a page unmapped and removes it, and a fault that has it maps it',
	'K-R9':
		'fork puts the vma of the child before that of the parent, and truncation passes it too early',
	'K-R10': 'mremap moves a pte from where truncation has not been to where it has been',
	'K-R11': 'a vma is split while truncation or rmap reads where it begins',
	'K-R12':
		'the first page_convert_anon meets a pte that is being zapped, or goes round for ever against a fault',
	'K-R14': 'the second page_convert_anon sets PG_locked although another holds the page lock',
	'K-R16': 'while page_convert_anon runs, the page is neither found by its file nor by its chain',
	'K-R17': 'page_convert_anon runs out of memory half way, and leaves ptes that nobody finds',
	'K-R19': 'vmas of a file are not sorted as the walk of them believes, so it ends too early',
	'K-R20': 'a page that others map has no mapping, and a fault takes it for an anonymous one',
};
