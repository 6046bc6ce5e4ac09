/*
 * harness/cell/race.ts - what a cell is about: a variant, a workload, and what races once it is placed.
 */
import type { TerminalState, Problem } from '../explore/problem.ts';
import type { Workload } from '../workload.ts';
import type { BootedVariant } from './boot.ts';
import type { Verdict } from './judge.ts';
import type { Placed } from './placed.ts';

/** What a cell is about. */
export interface Subject {
	readonly booted: BootedVariant;
	readonly workload: Workload;
	readonly placed: Placed;
}

/** A race, with the judge of its ends. */
export interface Race extends Subject {
	readonly problem: Problem;
	readonly judged: (ending: TerminalState) => Verdict;
}
