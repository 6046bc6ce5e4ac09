/*
 * harness/cell/race.ts - what a cell is about: a variant, a workload, and what races once it is placed.
 */
import type { TerminalState, Problem } from '../explore/problem.ts';
import { printToken, segmentsOf } from '../token.ts';
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

/** The token of a schedule of this variant on this workload. */
export function tokenOf(
	{ booted, workload }: Pick<Subject, 'booted' | 'workload'>,
	schedule: readonly number[],
): string {
	return printToken({
		variant: booted.variant.name,
		workload: workload.name,
		digest: workload.digest,
		schedule: segmentsOf(schedule),
	});
}
