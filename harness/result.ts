/*
 * harness/result.ts - what a comparison yields, as plain JSON: the contract between those who
 * measure and those who draw.
 *
 * Everything outside `machine` and `wallClock` is exact: the same input gives the same bytes. Where
 * `limits` is present, the clock decided how far the run came, and so which searches stand behind
 * the cells; each `explored` says which, and the cell is what that search always gives.
 */
import type { AnsweredDiscussion } from './result/answer.ts';
import type { CauseResult } from './result/causes.ts';
import type { NotRun } from './result/cell.ts';
import type { Combined } from './result/combined.ts';
import type { Diagram } from './result/diagram.ts';
import type { ComparedCell } from './result/difference.ts';
import type { Execution } from './result/execution.ts';
import type { LockedLoss } from './result/locked-loss.ts';
import type { PerfResult } from './result/perf.ts';
import type { MemoryName, VariantResult } from './result/variant.ts';

export * from './result/against.ts';
export * from './result/answer.ts';
export * from './result/causes.ts';
export * from './result/beside.ts';
export * from './result/cell.ts';
export * from './result/cell-key.ts';
export * from './result/closers.ts';
export * from './result/hollow.ts';
export * from './result/combined.ts';
export * from './result/curve.ts';
export * from './result/diagram.ts';
export * from './result/difference.ts';
export * from './result/execution.ts';
export * from './result/explored.ts';
export * from './result/fsx.ts';
export * from './result/group-by.ts';
export * from './result/fuzz.ts';
export * from './result/host.ts';
export * from './result/locked-loss.ts';
export * from './result/mail-lines.ts';
export * from './result/perf.ts';
export * from './result/external.ts';
export * from './result/recorded.ts';
export * from './result/sequence.ts';
export * from './result/suggestions.ts';
export * from './result/timeline.ts';
export * from './result/to-tell.ts';
export * from './result/together.ts';
export * from './result/topic.ts';
export * from './result/unclosed.ts';
export * from './result/variant.ts';

export const resultFormat = 'rmaplab-result/2';

/** What is said of a run in which the wall clock had a say. What `cells` say is exact all the same. */
export interface RunLimits {
	/** Null: no budget was given. */
	readonly budgetMilliseconds: number | null;
	/** 'done': every cell is complete, or cannot be taken further in the memory that there is. */
	readonly ended: 'done' | 'budget' | 'interrupted';
	/** Of how many cells that were under way `cells` have what was found of them; left out where of none. */
	readonly cutOff?: number;
	/** With `cells` these are the whole matrix. */
	readonly notRun: readonly NotRun[];
}

export interface WorkloadResult {
	readonly name: string;
	/** The question, from the head comment. */
	readonly question: string;
	readonly digest: string;
	/** 'S1', 'R10', 'E6' ... claims of the discussion that it serves. */
	readonly serves: readonly string[];
	readonly cpus: number;
	readonly memory: MemoryName;
	/** Pages that it locks; left out where it locks none, or its text alone does not tell. */
	readonly lockedPages?: number;
	/** What speaks against some kinds of bugs that it shows; left out where nothing is known. */
	readonly caveats?: readonly { readonly oracles: readonly string[]; readonly says: string }[];
	/** Of one that is a sequence of calls, no litmus test: how many. */
	readonly calls?: number;
	/** As it was given, of one that is the user's own. */
	readonly file?: string;
	/** Of the same, so that a mail can carry it. */
	readonly text?: string;
}

/** Wall-clock of the harness itself (not of any kernel), by tinybench; differs from run to run. */
export interface WallClock {
	readonly label: string;
	readonly unit: 'ms';
	readonly rows: readonly {
		readonly variant: string;
		readonly samples: number;
		readonly p50: number;
		readonly mad: number;
	}[];
	readonly elapsedSeconds: number;
}

export interface Comparison {
	readonly format: typeof resultFormat;
	readonly seed: number;
	readonly tool: string;
	/** Where the tool can be had, if it says so. */
	readonly repository?: string;
	/** What gives this result again. */
	readonly command?: string;
	/** How faithful the simulated kernel is: how many of its functions are followed, customised, stubbed. */
	readonly fidelity?: readonly { readonly kind: string; readonly functions: number }[];
	readonly base: string;
	/** The variant that all cells are held against. */
	readonly reference: string;
	/** The variant that violates nothing, where it is among them. */
	readonly control?: string;
	readonly variants: readonly VariantResult[];
	readonly workloads: readonly WorkloadResult[];
	/** Litmus tests that there are; fewer in `workloads` are a choice. */
	readonly litmusShipped?: number;
	readonly oracles: readonly { readonly name: string; readonly says: string }[];
	readonly cells: readonly ComparedCell[];
	/** Why the reference shows what it shows, and what the mail's proposals come to together; only where
	 * nobody said what to run. */
	readonly causes?: readonly CauseResult[];
	readonly together?: Combined;
	/** What they cost under load, where nobody chose litmus tests; only clocks are not the same in every run. */
	readonly performance?: PerfResult;
	/** Cells of variants x workloads that this run did not set out to run. */
	readonly leftOut: readonly { readonly variant: string; readonly workloads: readonly string[] }[];
	/** Claims files, answered from the cells. */
	readonly discussions: readonly AnsweredDiscussion[];
	/** Whether reports show how many operations each variant takes in sequential runs. */
	readonly showsOperations?: true;
	/** The executions that a mail shows. */
	readonly diagrams?: readonly Diagram[];
	/** Those that the page tells step by step. */
	readonly executions?: readonly Execution[];
	/** Page by page, what VM_LOCKED vmas lose; missing in results that are older than that. */
	readonly lockedLosses?: readonly LockedLoss[];
	/** Left out when there was no budget and the run came to its end: then nothing depends on the clock. */
	readonly limits?: RunLimits;
	readonly machine: { readonly node: string; readonly platform: string; readonly cpus: number };
	readonly wallClock: WallClock | null;
}
