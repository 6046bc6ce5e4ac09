/*
 * harness/explore/random.ts - seeded random schedules on the automata: at every step each task that
 * can run is equally likely.
 */
import { mixOne } from '../engine/mix.ts';
import type { OnTerminal, Problem } from './problem.ts';
import { sample, type SamplingOptions } from './sampling.ts';

/** A `Sampler`, see sampling.ts. */
export function randomRuns(
	problem: Problem,
	options: SamplingOptions,
	onTerminal: OnTerminal,
): void {
	const next = seeded(options.seed);
	const chooser = { begin() {}, choose: (enabled: number) => pick(enabled, next()), end() {} };
	sample(problem, options, chooser, onTerminal);
}

/** The set bit that a random 32-bit word selects. */
export function pick(mask: number, random: number): number {
	let count = 0;
	for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
	let skip = below(count, random);
	let rest = mask;
	while (skip-- > 0) rest &= rest - 1;
	return 31 - Math.clz32(rest & -rest);
}

/** The whole number from 0 and below `count` that a random 32-bit word selects. */
export function below(count: number, random: number): number {
	return Math.floor(((random >>> 0) / 4294967296) * count);
}

/** Splitmix32: a stream of 32-bit words from a seed. */
export function seeded(seed: number): () => number {
	let state = seed | 0;
	return () => {
		state = (state + 0x9e3779b9) | 0;
		return mixOne(state);
	};
}
