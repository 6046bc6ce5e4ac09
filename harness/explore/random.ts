/*
 * harness/explore/random.ts - seeded random schedules on the automata: at every step each task that
 * can run is equally likely.
 */
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

/** Runs `runs` executions, hands the end of each to `onEnding`, and returns the steps taken in all. */
export function randomRuns(problem: Problem, options: RandomOptions, onEnding: OnEnding): number {
	const state = new TaskState(problem);
	const next = seeded(options.seed);
	const stepsMax = options.stepsMax ?? 20000;
	let tasks = new Uint8Array(1024);
	let length = 0;
	let steps = 0;
	for (let run = 0; run < options.runs; run++) {
		state.reset();
		problem.machine.folding = false;
		length = 0;
		if (options.footprints !== undefined) {
			for (let task = 0; task < state.locals.length; task++) {
				options.footprints.enter(task, state.locals[task]!);
			}
		}
		for (;;) {
			const enabled = state.enabled();
			if (enabled === 0 || length === stepsMax) {
				const kind = enabled === 0 ? state.ending() : 'livelock';
				steps += length;
				problem.machine.folding = true;
				problem.machine.refold();
				onEnding({ kind, locals: state.locals, schedule: () => [...tasks.subarray(0, length)] });
				break;
			}
			const task = pick(enabled, next());
			state.run(task);
			options.footprints?.enter(task, state.locals[task]!);
			if (length === tasks.length) {
				const longer = new Uint8Array(length * 2);
				longer.set(tasks);
				tasks = longer;
			}
			tasks[length++] = task;
		}
	}
	return steps;
}

/** How many bits of a mask below 128 are set, and which is the n-th of them: at 8 * mask + n. */
const counts = new Uint8Array(128);
const nths = new Uint8Array(128 * 8);
for (let mask = 0; mask < 128; mask++) {
	for (let task = 0; task < 7; task++) {
		if ((mask >> task) & 1) nths[8 * mask + counts[mask]!++] = task;
	}
}

/** The set bit that a random 32-bit word selects; a mask has at most 31 bits. */
export function pick(mask: number, random: number): number {
	if (mask < 128) return nths[8 * mask + ((counts[mask]! * (random >>> 8)) >>> 24)]!;
	let count = 0;
	for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
	let skip = (count * (random >>> 8)) >>> 24;
	let rest = mask;
	while (skip-- > 0) rest &= rest - 1;
	return 31 - Math.clz32(rest & -rest);
}

/** Splitmix32: a stream of 32-bit words from a seed. */
export function seeded(seed: number): () => number {
	let state = seed | 0;
	return () => {
		state = (state + 0x9e3779b9) | 0;
		let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
		z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
		return z ^ (z >>> 15);
	};
}
