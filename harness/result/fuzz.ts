/*
 * harness/result/fuzz.ts - what random programs have found on one kernel.
 */

export interface FuzzOutcomes {
	/** Programs of which all schedules were searched. */
	readonly complete: number;
	/** Programs with more states than the limit for their size: some of them and random schedules. */
	readonly cut: number;
	/** Programs of which random schedules were run, which came to nothing new. */
	readonly sampled: number;
	/** Programs that have no race or no end before it, or for which the simulated memory has no room. */
	readonly stopped: number;
	/** Texts that are no litmus test. */
	readonly refused: number;
}

export interface FuzzFinding {
	/** Of its litmus file. */
	readonly name: string;
	readonly file: string;
	readonly oracle: string;
	readonly site: string;
	/** Whether no litmus test of the tree shows this oracle at this site on this kernel. */
	readonly isNew: boolean;
	/** Replays the small program. */
	readonly token: string;
	/** Number of the program that showed it first. */
	readonly program: number;
	/** Of programs: how many have shown it. */
	readonly seen: number;
	/** Smallest programs that were told apart by their calls and have the same cause. */
	readonly shapes: number;
	readonly steps: number;
	readonly preemptions: number;
	readonly minimal: 'proved' | 'within limits';
	/** Repairs of Linux that close it: with the oracle and the site that is its cause. */
	readonly closedBy: readonly string[];
	/** Seconds until it was found, since this run began; null: an earlier run has found it. */
	readonly found: number | null;
}

export interface FuzzCoverage {
	/** Lines of the base's kernel functions on which a statement begins; null: a run that was stopped has not counted. */
	readonly lines: { readonly entered: number; readonly known: number | null };
	/** Accesses: function, kind, field. */
	readonly sites: number;
	/** Of two sites that touch the same field, one of them writing; and how many such pairs the sites have. */
	readonly pairs: { readonly met: number; readonly thinkable: number };
}

export interface FuzzGrowth {
	readonly programs: number;
	readonly seconds: number;
	readonly sites: number;
	readonly pairs: number;
	readonly findings: number;
}

export interface FuzzResult {
	readonly format: 'rmaplab-fuzz/2';
	readonly variant: string;
	readonly seed: number;
	/** Number of the first program of this run. */
	readonly first: number;
	/** Of this run. */
	readonly programs: number;
	readonly seconds: number;
	readonly threads: number;
	readonly states: number;
	readonly outcomes: FuzzOutcomes;
	readonly coverage: FuzzCoverage;
	readonly growth: readonly FuzzGrowth[];
	/** Of the corpus; new ones first. */
	readonly findings: readonly FuzzFinding[];
}
