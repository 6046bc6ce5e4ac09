/*
 * harness/audit/fuzz/fuzz-job.ts - what a thread is asked, and what it answers.
 */
import type { Target } from '../../replay/judge-schedule.ts';
import type { Segment } from '../../text/token.ts';
import type { Outcome } from './explore-program.ts';
import type { Shape } from './shape.ts';

/** First of all, to each thread. */
export interface FuzzStart {
	/** Name, path or stack. */
	readonly variant: string;
	readonly seed: number;
}

export type FuzzJob =
	/** What litmus tests show. */
	| { readonly kind: 'litmus'; readonly names: readonly string[] }
	/** What programs from `first` on show. */
	| { readonly kind: 'explore'; readonly first: number; readonly count: number }
	/** The smallest program that shows a finding of program `number`. */
	| {
			readonly kind: 'minimise';
			readonly number: number;
			/** Of its file. */
			readonly name: string;
			readonly target: Target;
			readonly schedule: readonly Segment[];
	  };

/** What was reached that the thread had not reached before. */
export interface Reached {
	readonly sites: readonly string[];
	readonly pairs: readonly string[];
	readonly histories: readonly History[];
}

/** A call of a kernel function, with what it observed. */
export interface History {
	readonly name: string;
	readonly args: readonly number[];
	readonly observed: readonly number[];
}

/** What the thread that counts lines is told, that these programs came to these histories; null: what it has counted. */
export type LinesAsked = {
	readonly first: number;
	readonly count: number;
	readonly histories: readonly History[];
} | null;

export interface LinesSaid {
	/** Names of lines that were run. */
	readonly lines: readonly string[];
	/** Lines that there are. */
	readonly known: number;
}

export interface RanProgram {
	readonly outcome: Outcome | 'refused';
	readonly states: number;
	readonly found: readonly {
		readonly key: string;
		readonly target: Target;
		readonly schedule: readonly Segment[];
		readonly shape: Shape;
	}[];
}

export interface SmallProgram {
	readonly text: string;
	readonly token: string;
	readonly shape: Shape;
	readonly steps: number;
	readonly preemptions: number;
	readonly minimal: 'proved' | 'within limits';
	/** Repairs of Linux on which a complete search of the small program does not show it. */
	readonly closedBy: readonly string[];
}

export type FuzzSaid =
	| { readonly said: 'started' }
	| { readonly said: 'litmus'; readonly keys: readonly string[] }
	| {
			readonly said: 'explored';
			readonly programs: readonly RanProgram[];
			readonly reached: Reached;
	  }
	| { readonly said: 'minimised'; readonly small: SmallProgram }
	| { readonly said: 'failed'; readonly why: string };
