/*
 * harness/result/answer.ts - a discussion with its claims answered.
 */
import type { NotRun } from './cell.ts';
import type { Explored } from './explored.ts';

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
	/** By which oracles it is recognised; missing in results that are older than that. */
	readonly oracles?: readonly string[];
	readonly cells: readonly RaceCell[];
}

/** A discussion with its answers, in the order of the mail. */
export interface AnsweredDiscussion {
	readonly path: string;
	readonly blocks: readonly (
		| { readonly is: 'mail'; readonly subject: string; readonly from: string }
		| {
				readonly is: 'quote';
				readonly lines: readonly string[];
				/** Whether the first goes on in the line of the mail that the quote before ends with. */
				readonly goesOn?: true;
		  }
		| { readonly is: 'answer'; readonly answer: Answer }
		| { readonly is: 'race'; readonly race: RaceResult }
	)[];
}
