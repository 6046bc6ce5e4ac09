/*
 * harness/result/fsx.ts - what `rmaplab fsx` yields: random operations on a file, held against a copy.
 */

/** The fewest operations at whose end the kernel answers otherwise than the copy. */
export interface FsxFailure {
	/** Runs that end in this way, of those that were made smaller. */
	readonly count: number;
	/** Lines of a .fsxops file. */
	readonly operations: readonly string[];
	/** What the copy has, and what the kernel answers. */
	readonly wanted: string;
	readonly said: string;
	/** Why a later kernel answers right: a cause of `rmaplab recorded`; null where none helps. */
	readonly cause: string | null;
	/** Whether the base answers the same operations wrongly, too. */
	readonly isOfBase: boolean;
	/** The same as lines of a workload for `rmaplab recorded`. */
	readonly sequence: readonly string[];
	/** The same as a litmus test; null where its language has no words for it. */
	readonly litmus: string | null;
}

export interface FsxResult {
	readonly variant: string;
	/** Null where operations were given. */
	readonly seed: number | null;
	/** Of the largest file. */
	readonly pages: number;
	readonly seconds: number;
	readonly operations: number;
	readonly runs: number;
	readonly failed: number;
	/** By reason: runs that ended because the simulation has a limit. */
	readonly cut: Readonly<Record<string, number>>;
	/** Operations that were left out, by name. */
	readonly skipped: Readonly<Record<string, number>>;
	/** One for each way in which runs fail, the shortest first. */
	readonly failures: readonly FsxFailure[];
	/** Runs that failed and were not made smaller, so that nobody knows how they end. */
	readonly others: number;
}
