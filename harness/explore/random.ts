/*
 * harness/explore/random.ts - seeded random schedules on the automata: at every step each task that
 * can run is equally likely.
 */
import { mixOne } from '../engine/mix.ts';
import type { Footprints } from './footprint.ts';
import type { OnEnding, Problem } from './problem.ts';
import { TaskState } from './task-state.ts';

export interface RandomOptions {
	readonly runs: number;
	readonly seed: number;
	/** Told about every local state that is entered. */
	readonly footprints?: Footprints;
	/** An execution longer than this counts as a livelock. */
	readonly stepsMax?: number;
}

/** Runs `runs` executions and hands the end of each to `onEnding`. */
export function randomRuns(problem: Problem, options: RandomOptions, onEnding: OnEnding): void {
	const state = new TaskState(problem);
	const next = seeded(options.seed);
	const stepsMax = options.stepsMax ?? 20000;
	for (let run = 0; run < options.runs; run++) {
		state.reset();
		problem.machine.folding = false;
		const tasks: number[] = [];
		if (options.footprints !== undefined) {
			for (let task = 0; task < state.locals.length; task++) {
				options.footprints.enter(task, state.locals[task]!);
			}
		}
		for (;;) {
			const enabled = state.enabled();
			if (enabled === 0 || tasks.length === stepsMax) {
				const kind = enabled === 0 ? state.ending() : 'livelock';
				problem.machine.folding = true;
				problem.machine.refold();
				if (onEnding({ kind, locals: state.locals, schedule: () => [...tasks] }) === true) return;
				break;
			}
			const task = pick(enabled, next());
			options.footprints?.leave(task, state.locals[task]!);
			state.run(task);
			options.footprints?.enter(task, state.locals[task]!);
			tasks.push(task);
		}
	}
}

/** The set bit that a random 32-bit word selects. */
export function pick(mask: number, random: number): number {
	let count = 0;
	for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
	let skip = Math.floor(((random >>> 0) / 4294967296) * count);
	let rest = mask;
	while (skip-- > 0) rest &= rest - 1;
	return 31 - Math.clz32(rest & -rest);
}

/** Splitmix32: a stream of 32-bit words from a seed. */
export function seeded(seed: number): () => number {
	let state = seed | 0;
	return () => {
		state = (state + 0x9e3779b9) | 0;
		return mixOne(state);
	};
}
