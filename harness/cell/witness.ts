/*
 * harness/cell/witness.ts - finds, for each violation, a witness with the fewest preemptions.
 */
import { keyOf } from '../check/oracle.ts';
import { boundedSearch } from '../explore/bounded.ts';
import type { Problem } from '../explore/problem.ts';
import { TaskState } from '../explore/task-state.ts';
import type { Verdict } from './judge.ts';
import { defaultLimits } from './limits.ts';
import type { CellOptions, CellWatch } from './options.ts';
import type { Race } from './race.ts';
import type { Searched } from './search-race.ts';
import type { Tally } from './tally.ts';

/** A schedule and its number of preemptions. */
export interface Witness {
	readonly schedule: readonly number[];
	readonly preemptions: number;
}

/**
 * By key of the tally, or 'question N': the schedule with the fewest preemptions. The search raises
 * the bound step by step; a key that no bound within the limits shows has no entry.
 */
export function findWitnesses(
	{ problem, judged }: Race,
	{ tally, footprints }: Searched,
	{ witnessPreemptionsMax }: CellOptions,
	watch: CellWatch | undefined,
): ReadonlyMap<string, readonly number[]> {
	const witnesses = new Map<string, readonly number[]>();
	const { statesMax } = defaultLimits.witness;
	const wanted = wantedIn(tally);
	if (footprints === null || wanted.size === 0) return witnesses;
	footprints.learn(problem.roots);
	for (let bound = 0; bound <= witnessPreemptionsMax && wanted.size > 0; bound++) {
		const result = boundedSearch(
			problem,
			{ preemptionsMax: bound, statesMax, watch: watch?.search },
			footprints,
			() => {},
			(ending) => {
				for (const key of keysOf(judged(ending))) {
					if (wanted.delete(key)) witnesses.set(key, ending.schedule());
				}
				return wanted.size === 0;
			},
		);
		if (!result.complete && wanted.size > 0 && bound > 0) break;
	}
	return witnesses;
}

function wantedIn(tally: Tally): Set<string> {
	const wanted = new Set<string>();
	for (const [key, { schedule }] of tally.violations) if (schedule.length > 0) wanted.add(key);
	for (const [i, { count }] of tally.questions.entries())
		if (count > 0) wanted.add(`question ${i}`);
	return wanted;
}

function* keysOf({ findings, questions }: Verdict): Generator<string> {
	for (const finding of findings) yield keyOf(finding);
	for (const [i, holds] of questions.entries()) if (holds) yield `question ${i}`;
}

export const witnessOf = (problem: Problem, schedule: readonly number[]): Witness => ({
	schedule,
	preemptions: preemptionsOf(problem, schedule),
});

/** Number of switches away from a task that could have gone on. */
function preemptionsOf(problem: Problem, schedule: readonly number[]): number {
	const state = new TaskState(problem);
	state.reset();
	let count = 0;
	let last: number | null = null;
	for (const task of schedule) {
		if (last !== null && last !== task && (state.enabled() >> last) & 1) count++;
		state.run(task);
		last = task;
	}
	return count;
}
