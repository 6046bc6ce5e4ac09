/*
 * variants/readings.ts - variants that read a passage of the mail otherwise than its words go, and the one that takes
 * them literally. Reports that quote the passage say so.
 */

export interface Reading {
	readonly variant: string;
	/** The variant that does what the words say. */
	readonly literal: string;
	/** What this one does instead, after 'if'. */
	readonly says: string;
	/** What the words mean, and where that is told. */
	readonly source: string;
}

const tryToUnmap =
	'try_to_unmap_one of 2.5.66-mm stores a file pte for a page off its linear place; claim S7, docs/findings.md';

export const readings: readonly Reading[] = [
	{
		variant: 'forced-unmap',
		literal: 'forced-unmap-filepte',
		says: 'the pte is cleared instead',
		source: tryToUnmap,
	},
	{
		variant: 'forced-unmap-blocking',
		literal: 'forced-unmap-filepte',
		says: 'the pte is cleared instead and page_table_lock is waited for',
		source: tryToUnmap,
	},
	{
		variant: 'forced-unmap-noforce',
		literal: 'forced-unmap-filepte',
		says: 'the pte is cleared instead and VM_LOCKED vmas are spared',
		source: tryToUnmap,
	},
];
