/*
 * variants/not-expressed.ts - designs of the discussion (V0 to V30 there) of which there is no variant, and why.
 */

export interface NotExpressed {
	/** The discussion's number. */
	readonly design: string;
	readonly what: string;
	readonly why: string;
}

export const notExpressed: readonly NotExpressed[] = [
	{
		design: 'V19, V20',
		what: 'anonmm and anon_vma',
		why:
			'they replace chains of anonymous pages only, and no claim, race or litmus here is about those; ' +
			'file pages stay as they are in nonlinear-aware',
	},
	{
		design: 'V21c, V21d, V21f',
		what: 'list of ranges, companion pages, sub-vmas',
		why:
			'what they change is the memory and the cache lines that a search touches, which are not modelled; ' +
			'the vmas that are visited are those of prio-tree, the entries those of pte-chains',
	},
];
