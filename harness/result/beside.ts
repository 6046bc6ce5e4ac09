/*
 * harness/result/beside.ts - what `rmaplab perf --with` adds: what each variant still shows, beside what it costs.
 */

export interface BesideRow {
	readonly variant: string;
	/** Findings (litmus, oracle, site) that it still shows, or shows anew, or of which nothing is known. */
	readonly shown: number;
	/** Those of them of which nothing is known. */
	readonly open: number;
	/** Most pages inside EOF that are missing from VM_LOCKED vmas once all is quiet, on any litmus. */
	readonly lockedInsideEof: number;
	/** Pages inside EOF that went from VM_LOCKED vmas on the loads, all together. */
	readonly lostByLoads: number;
	/** Geometric mean over the loads of system time to the base's; null where one of them killed the kernel. */
	readonly cost: number | null;
	/** Whether no other is as good in findings, pages lost in both ways and cost at once, and better in one of them. */
	readonly pareto: boolean;
}

export interface Beside {
	/** The results that the findings are from. */
	readonly results: string;
	/** Litmus tests that all of the variants ran. */
	readonly litmus: number;
	/** Variants of the run of which the results know nothing. */
	readonly without: readonly string[];
	readonly rows: readonly BesideRow[];
}
