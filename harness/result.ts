/*
 * harness/result.ts - what a comparison yields, as plain JSON: the contract between those who
 * measure and those who draw.
 *
 * Everything outside `machine` and `wallClock` is exact: the same input gives the same bytes. Where
 * `limits` is present, the clock decided how far the run came, and so which searches stand behind
 * the cells; each `explored` says which, and the cell is what that search always gives.
 */

export const resultFormat = 'rmaplab-result/1';

/**
 * How far the complete search came before it was given up, and how far it would have had to go. Present
 * only where a run was given a budget, since only then the estimate is made.
 */
export interface Cut {
	/** States that it had stored. */
	readonly states: number;
	/** States that it was allowed. */
	readonly statesMax: number;
	/** States that it was estimated to need, from random walks; see explore/estimate.ts for the error. */
	readonly statesEstimated: number;
}

/** How much of the schedule space a verdict rests on. Four types on purpose, never one flag. */
export type Explored =
	| {
			readonly kind: 'complete';
			readonly engine: string;
			/** Distinct states stored by the reduced search. */
			readonly states: number;
			readonly transitions: number;
			/** Distinct states in which nothing could run any more. */
			readonly terminals: number;
	  }
	| {
			readonly kind: 'bounded';
			readonly engine: string;
			/** All schedules with at most this many preemptions. */
			readonly bound: number;
			readonly states: number;
			readonly transitions: number;
			readonly terminals: number;
			readonly cut?: Cut;
	  }
	| {
			readonly kind: 'sampled';
			readonly engine: string;
			/** Seeded random schedules that were run. */
			readonly executions: number;
			readonly cut?: Cut;
			readonly withdrawn?: Withdrawn;
	  }
	| {
			/**
			 * A limit was reached before anything could be known, or the simulated memory had no room in some
			 * schedule, so that nobody knows what lies behind: there is no verdict.
			 */
			readonly kind: 'stopped';
			/** Which, in words. */
			readonly limit: string;
			readonly cut?: Cut;
	  };

/**
 * A search that took itself for complete, and an execution that ends where it never came. That is a fault
 * of the search, and what it said is withdrawn.
 */
export interface Withdrawn {
	readonly engine: string;
	readonly states: number;
	/** What the execution shows that the search did not, or where it ends. */
	readonly missed: string;
	/** Replays the execution. */
	readonly token: string;
}

/** How far the complete search came before it was given up, where that is known. */
export const cutOf = (explored: Explored): Cut | null =>
	'cut' in explored ? (explored.cut ?? null) : null;

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

/** A cell that shows more than that keeps none of it. */
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
}

/** A cell of the matrix that the run did not come to; nothing at all is known of it. */
export interface NotRun {
	readonly variant: string;
	readonly workload: string;
	readonly explored: { readonly kind: 'none' };
}

/** What is said of a run in which the wall clock had a say. What `cells` say is exact all the same. */
export interface RunLimits {
	/** Null: no budget was given. */
	readonly budgetMilliseconds: number | null;
	/** 'done': every cell is complete, or cannot be taken further in the memory that there is. */
	readonly ended: 'done' | 'budget' | 'interrupted';
	/** With `cells` these are the whole matrix. */
	readonly notRun: readonly NotRun[];
}

/** How weak the cpus' memory is, the strongest first: sequentially consistent, late stores, early loads too. */
export const memoryNames = ['sc', 'tso', 'relaxed'] as const;

export type MemoryName = (typeof memoryNames)[number];

export interface ClaimResult {
	/** The oracle's phrase. */
	readonly claim: string;
	/** What the runs showed over all workloads of this comparison. */
	readonly holds: Frequency;
	/** What the proposal's author says. */
	readonly stated: Frequency;
	/**
	 * For 'never', the weakest search among the cells that it rests on, 'none' when some were not run,
	 * 'stopped' when some have no verdict; what was seen was seen.
	 */
	readonly rests: Explored['kind'] | NotRun['explored']['kind'];
	/** Token of a witness that contradicts or shows it, or null. */
	readonly witness: string | null;
	/** The strongest memory on which it was seen; 'sc' where it was not. */
	readonly memory: MemoryName;
}

/** Of what one cell shows to programs against another; 'undecided' when one of them shows too much. */
export type Relation = 'equal' | 'refines' | 'is refined by' | 'differs' | 'undecided';

/** Whether a variant shows programs nothing that variant `of` does not show. */
export interface Refinement {
	readonly of: string;
	/** Litmus that both ran. */
	readonly litmus: number;
	/** Those on which both show the same. */
	readonly equal: number;
	/** Null when only an unfinished search of `of`, or one that shows too much, speaks against it. */
	readonly holds: boolean | null;
	/** Those on which both searches were complete. */
	readonly proved: number;
	/** Those on which it stays open whether `of` would show it too. */
	readonly open: number;
	/** The first litmus on which it shows what no execution of `of` shows, and an execution that does. */
	readonly violatedBy: { readonly workload: string; readonly token: string } | null;
}

/** What tells a variant from its base. */
export interface Apart {
	readonly base: string;
	/** Litmus that both ran. */
	readonly litmus: number;
	/** Null when nothing does within what was explored. */
	readonly by: 'violations' | 'outcomes' | 'cost' | null;
	readonly workload: string | null;
}

export interface VariantResult {
	readonly name: string;
	readonly subject: string;
	readonly from: string;
	/** ISO date of the mail or commit. */
	readonly date: string;
	readonly base: string | null;
	/** Kernel functions that it replaces. */
	readonly replaces: readonly string[];
	/** Lines of the mail that it answers, without the '> '. */
	readonly quoted: readonly string[];
	readonly claims: readonly ClaimResult[];
	/** Null for the base itself. */
	readonly apart: Apart | null;
	/** What its author says that it changes nothing against. */
	readonly refines: readonly Refinement[];
	/** Unified diff against what it stacks on, ends with a newline; '' for the base itself. */
	readonly patch: string;
	readonly diffstat: {
		readonly functions: number;
		readonly insertions: number;
		readonly deletions: number;
	};
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

/**
 * What became of a claim: 'both' when it is true by halves; 'within bound' where what was not seen might
 * be behind the bound; 'undecided' when a cell that it rests on was not run or has no verdict.
 */
export type Verdict =
	| 'confirmed'
	| 'confirmed-within-bound'
	| 'refuted'
	| 'refuted-within-bound'
	| 'both'
	| 'undecided';

/** One test of a claim, and what the cell said. */
export interface Evidence {
	/** As the claims file has it, e.g. 'lock-page-convert on trunc-remapped always "orphan page mapped"'. */
	readonly text: string;
	/** Null when the cell was not run or has no verdict. */
	readonly holds: boolean | null;
	/** What was seen, e.g. 'sometimes', or '12 against 340'; null where `holds` is. */
	readonly observed: string | null;
	readonly explored: Explored | NotRun['explored'];
	/** Replays what was seen; null where nothing was. */
	readonly token: string | null;
}

/** What several cells rest on together. */
export interface ExploredTogether {
	/** The weakest of them. */
	readonly kind: Explored['kind'] | NotRun['explored']['kind'];
	readonly cells: number;
	/** Sums; schedules that were only sampled have no states. */
	readonly states: number;
	readonly transitions: number;
	readonly terminals: number;
}

/** A claim of a mail, answered. */
export interface Answer {
	readonly id: string;
	readonly kind: 'claim' | 'proposal' | 'question';
	readonly says: string;
	readonly verdict: Verdict;
	readonly parts: readonly {
		readonly says: string | null;
		readonly verdict: Exclude<Verdict, 'both'>;
		readonly evidence: readonly Evidence[];
	}[];
	readonly because: string | null;
	readonly explored: ExploredTogether;
	/** Token of the execution to read first; null where nothing was seen, or nothing could be. */
	readonly witness: string | null;
}

/** One variant in the row of a race. */
export interface RaceCell {
	readonly variant: string;
	readonly outcome: 'found' | 'absent' | 'not-applicable' | 'not-run' | 'no-verdict';
	/** What 'absent' rests on. */
	readonly kind: ExploredTogether['kind'];
	readonly token: string | null;
	/** What history says of this variant; null where it is silent. */
	readonly history: 'had' | 'fixed' | null;
	/** Null where history is silent or nothing was run. */
	readonly agrees: boolean | null;
	/** Why it does not apply, or why the search says otherwise than history. */
	readonly why: string | null;
}

/** A race that history knows, over all variants. */
export interface RaceResult {
	readonly id: string;
	readonly says: string;
	readonly workloads: readonly string[];
	readonly cells: readonly RaceCell[];
}

/** A discussion with its answers, in the order of the mail. */
export interface AnsweredDiscussion {
	readonly path: string;
	readonly blocks: readonly (
		| { readonly is: 'mail'; readonly subject: string; readonly from: string }
		| { readonly is: 'quote'; readonly lines: readonly string[] }
		| { readonly is: 'answer'; readonly answer: Answer }
		| { readonly is: 'race'; readonly race: RaceResult }
	)[];
}

export interface Comparison {
	readonly format: typeof resultFormat;
	readonly seed: number;
	readonly tool: string;
	readonly base: string;
	readonly variants: readonly VariantResult[];
	readonly workloads: readonly WorkloadResult[];
	readonly oracles: readonly { readonly name: string; readonly says: string }[];
	readonly cells: readonly Cell[];
	/** Cells of variants x workloads that this run did not set out to run. */
	readonly leftOut: readonly { readonly variant: string; readonly workloads: readonly string[] }[];
	/** Claims files, answered from the cells. */
	readonly discussions: readonly AnsweredDiscussion[];
	/** Left out when there was no budget and the run came to its end: then nothing depends on the clock. */
	readonly limits?: RunLimits;
	readonly machine: { readonly node: string; readonly platform: string; readonly cpus: number };
	readonly wallClock: WallClock | null;
}
