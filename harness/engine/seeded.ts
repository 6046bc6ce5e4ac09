/*
 * harness/engine/seeded.ts - random numbers that a seed determines.
 */
import { mixOne } from './mix.ts';

/** Splitmix32: a stream of 32-bit words from a seed. */
export function seeded(seed: number): () => number {
	let state = seed | 0;
	return () => {
		state = (state + 0x9e3779b9) | 0;
		return mixOne(state);
	};
}

/** The whole number from 0 and below `count` that a random 32-bit word selects. */
export function below(count: number, random: number): number {
	return Math.floor(((random >>> 0) / 4294967296) * count);
}
