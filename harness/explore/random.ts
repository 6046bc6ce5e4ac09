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
	let rest = mask & (mask - 1);
	if (rest === 0) return lowest(mask);
	// Of two, the first bit of the word selects one, as below() would.
	if ((rest & (rest - 1)) === 0) return lowest(mask ^ ((mask ^ rest) & (random >> 31)));
	let count = 1;
	for (; rest !== 0; rest &= rest - 1) count++;
	rest = mask;
	for (let skip = below(count, random); skip > 0; skip--) rest &= rest - 1;
	return lowest(rest);
}

const lowest = (mask: number): number => 31 - Math.clz32(mask & -mask);
