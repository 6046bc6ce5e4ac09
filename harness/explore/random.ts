/*
 * harness/explore/random.ts - seeded random schedules on the automata: at every step each task that
 * can run is equally likely.
 */
import { below, seeded } from '../engine/seeded.ts';
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
