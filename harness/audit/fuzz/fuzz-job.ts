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

export interface FuzzProgram {
	readonly number: number;
	/** A litmus file. */
	readonly text: string;
}

export type FuzzJob =
	/** What litmus tests show. */
	| { readonly kind: 'litmus'; readonly names: readonly string[] }
	/** What programs show in some random schedules, and some of the programs in a search. */
	| { readonly kind: 'explore'; readonly programs: readonly FuzzProgram[] }
	/** What a search of one shows. */
	| { readonly kind: 'search'; readonly program: FuzzProgram }
	/** The smallest program that shows a finding. */
	| {
			readonly kind: 'minimise';
			readonly program: FuzzProgram;
			/** Of its file. */
			readonly name: string;
			readonly target: Target;
			readonly schedule: readonly Segment[];
	  };

/**
 * Names of what a program reached that its thread had not reached before, see sites.ts. Pairs are told until they were
 * met pairsOften times.
 */
export interface Reached {
	readonly sites: readonly string[];
	readonly pairs: readonly string[];
	readonly turns: readonly string[];
}

/** A call of a kernel function, with what it observed. */
export interface History {
	readonly name: string;
	readonly args: readonly number[];
	readonly observed: readonly number[];
}

/** What the thread that counts lines is told, that these programs came to these histories; null: what it has counted. */
export type LinesAsked = {
	readonly programs: readonly FuzzProgram[];
	readonly histories: readonly History[];
} | null;

export interface LinesSaid {
	/** Names of lines that were run. */
	readonly lines: readonly string[];
	/** Lines that there are. */
	readonly known: number;
}

export interface RanProgram {
	readonly program: FuzzProgram;
	readonly outcome: Outcome | 'refused';
	readonly states: number;
	/** Whether it enters a function that the kernel's own patch is about; of a kernel without a patch, always. */
	readonly enters: boolean;
	readonly reached: Reached;
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
			/** What was entered that the thread had not entered before. */
			readonly histories: readonly History[];
	  }
	| { readonly said: 'minimised'; readonly small: SmallProgram }
	| { readonly said: 'failed'; readonly why: string };
