/*
 * workloads/claims/caveats.ts - what speaks against a finding although an execution shows it: what it rests on is so in
 * the C text, and a compiler may make something else of it. Reports that tell of such a finding say so.
 */

export interface Caveat {
	readonly workload: string;
	/** The kinds of bugs on it that rest on this. */
	readonly oracles: readonly string[];
	readonly says: string;
	readonly source: string;
}

export const caveats: readonly Caveat[] = [
	{
		workload: 'convert-vs-zap',
		oracles: ['stale rmap entry', 'mapcount wrong'],
		says:
			'This rests on a store that a compiler may leave out: page_add_rmap() writes 0 to page->pte.direct and ' +
			'then a chain to page->pte.chain, which is the same word.',
		source: 'page_add_rmap() of 2.5.66-mm3; docs/findings.md, what a second look turned',
	},
];

/** Of a litmus test, without where each is from. */
export const caveatsOf = (workload: string): Pick<Caveat, 'oracles' | 'says'>[] =>
	caveats.flatMap((each) =>
		each.workload === workload ? [{ oracles: each.oracles, says: each.says }] : [],
	);
