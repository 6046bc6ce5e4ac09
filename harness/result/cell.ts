/*
 * harness/result/cell.ts - what one variant showed on one workload.
 */
import type { Explored } from './explored.ts';
import type { SequenceFacts } from './sequence.ts';

/** Among how many terminal states (or sampled executions) of a cell something held. */
export type Frequency = 'never' | 'sometimes' | 'always';

export interface Rate {
	/** Seeded random schedules that showed the violation. */
	readonly hits: number;
	/** Seeded random schedules that were run. */
	readonly runs: number;
}

export interface Violation {
	/** The oracle's English phrase, verbatim, e.g. 'orphan page mapped'. */
	readonly oracle: string;
	/** Kernel function (and BUG text) or object that shows it, e.g. 'page_add_rmap: !page->mapping'. */
	readonly site: string;
	/** One sentence naming page, vma and task. */
	readonly detail: string;
	/** At most 80 characters; `rmaplab replay TOKEN` prints the execution. */
	readonly token: string;
	/** Operations in the witness. */
	readonly steps: number;
	/** Preemptive switches in the witness; 0 when plain sequential execution shows it. */
	readonly preemptions: number;
	readonly frequency: Exclude<Frequency, 'never'>;
	readonly rate: Rate;
}

/** Present ptes missing from VM_LOCKED vmas once everything is quiet, over all terminal states. */
export interface UnmappedLocked {
	readonly min: number;
	readonly max: number;
	/** Those whose page is still inside EOF: nobody asked for them to go. */
	readonly collateralMax: number;
}

/** Exact operation counts of the sequential schedule (cpus run in file order, each to its end). */
export interface Cost {
	readonly operations: number;
	readonly locks: number;
	readonly trylocks: number;
	readonly trylocksFailed: number;
	readonly pteAccesses: number;
	readonly pageAccesses: number;
	readonly vmaVisits: number;
	readonly chainNodes: number;
	readonly allocations: number;
}

/** Verdict on the `never` lines of a litmus file, taken together, for one variant. */
export interface Question {
	/** The `never` line's text, e.g. 'mapped f[5] and beyond-eof f[5]'. */
	readonly text: string;
	readonly frequency: Frequency;
	readonly token: string | null;
}

/** An `expect` line that speaks about this cell's variant. */
export interface Expectation {
	readonly text: string;
	readonly expected: Frequency;
	/** Null where there is no verdict; then it is not met. */
	readonly observed: Frequency | null;
	/** Never where 'never' or 'always' would have to be believed of a search that was not complete. */
	readonly met: boolean;
	/** `file:line` of the expect line. */
	readonly where: string;
}

/** Something that programs can see at an end. */
export interface Shown {
	/**
	 * Twelve hex digits that stand for what became of each access, how each cpu ended, what every page and
	 * file shows next.
	 */
	readonly digest: string;
	/** An execution that ends so; not the plainest. */
	readonly token: string;
}

/** A cell with more outcomes than this stores null in their place. */
export const outcomesMax = 256;

export interface Cell {
	readonly variant: string;
	readonly workload: string;
	readonly explored: Explored;
	/** Empty, as all lists are, where there is no verdict. */
	readonly violations: readonly Violation[];
	readonly questions: readonly Question[];
	/** All that was seen to be shown, by digest; null when that is more than `outcomesMax`. */
	readonly outcomes: readonly Shown[] | null;
	readonly expectations: readonly Expectation[];
	/** Null where there is no verdict. */
	readonly unmappedLocked: UnmappedLocked | null;
	/** Null where there is no verdict, or the sequential schedule has no end. */
	readonly cost: Cost | null;
	/** Why a 'never' of it says less than it seems to; left out where nothing does. */
	readonly vacuous?: readonly string[];
	/** By token: schedules for which tokens have no room, which have their digests instead. */
	readonly schedules?: Readonly<Record<string, string>>;
	/** Of a workload that is a sequence of calls. */
	readonly sequence?: SequenceFacts;
}

/** A cell as a search yields it, before it is held against another. */
export interface FoundCell extends Cell {
	/** Whether it is proved to take the same steps as the run's reference in every schedule. */
	readonly sameSteps: boolean;
}

/** A cell of the matrix that the run did not come to; nothing at all is known of it. */
export interface NotRun {
	readonly variant: string;
	readonly workload: string;
	readonly explored: { readonly kind: 'none' };
}

/** A variant of a user's own that is of no use, and why: file, line and advice. */
export interface Failure {
	readonly variant: string;
	readonly why: string;
}
