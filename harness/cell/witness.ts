/*
 * harness/cell/witness.ts - for each violation the execution with the fewest preemptions.
 */
import { keyOf } from '../check/oracle.ts';
import { boundedSearch } from '../explore/bounded.ts';
import type { Footprints } from '../explore/footprint.ts';
import type { Ending, Problem } from '../explore/problem.ts';
import { TaskState } from '../explore/task-state.ts';
import type { Verdict } from './judge.ts';
import type { CellOptions, CellWatch } from './options.ts';
import { Tally } from './tally.ts';

/** Stored states at most for each bound within which the plainest witness is looked for. */
const witnessStatesMax = 36_000;

/** For each violation the execution with the fewest preemptions, found by widening the bound. */
export function findWitnesses(
	problem: Problem,
	tally: Tally,
	options: CellOptions,
	judged: (ending: Ending) => Verdict,
	footprints: Footprints,
	witnesses: Map<string, number[]>,
	watch: CellWatch | undefined,
): void {
	const wanted = new Set(
		[...tally.violations].filter(([, each]) => each.schedule.length > 0).map(([key]) => key),
	);
	for (const [i, question] of tally.questions.entries()) {
		if (question.count > 0) wanted.add(`question ${i}`);
	}
	if (wanted.size === 0) return;
	footprints.learn(problem.roots);
	for (let bound = 0; bound <= options.witnessPreemptionsMax && wanted.size > 0; bound++) {
		const result = boundedSearch(
			problem,
			{ preemptionsMax: bound, statesMax: witnessStatesMax, watch: watch?.search },
			footprints,
			() => {},
			(ending) => {
				const verdict = judged(ending);
				const note = (key: string): void => {
					if (!wanted.delete(key)) return;
					witnesses.set(key, ending.schedule());
				};
				for (const finding of verdict.findings) note(keyOf(finding));
				for (const [i, holds] of verdict.questions.entries()) if (holds) note(`question ${i}`);
				return wanted.size === 0;
			},
		);
		if (!result.complete && wanted.size > 0 && bound > 0) break;
	}
}

/** Switches away from a task that could have gone on. */
export function preemptionsOf(problem: Problem, schedule: readonly number[]): number {
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
