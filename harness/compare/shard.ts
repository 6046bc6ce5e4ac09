/*
 * harness/compare/shard.ts - which cells of a run belong to one of the machines that share it. A digest of the cell's
 * name decides, so that a cell stays where it was when others are added.
 */
import { sha256 } from '../catalogue/imports.ts';
import type { Pair } from './options.ts';

/** The `index`-th of `of` parts, counted from 1. */
export interface Shard {
	readonly index: number;
	readonly of: number;
}

/** So many parts at most; more of them would only search the reference more often. */
export const shardsMax = 10_000;

/** Null for what is no part, such as 0/4 or 5/4. */
export function parseShard(text: string): Shard | null {
	const match = /^([1-9]\d{0,4})\/([1-9]\d{0,4})$/.exec(text);
	if (match === null) return null;
	const [index, of] = [Number(match[1]), Number(match[2])];
	return index <= of && of <= shardsMax ? { index, of } : null;
}

/** Which part a cell is in, counted from 1. */
export const shardOf = ({ variant, workload }: Pair, of: number): number =>
	1 + (Number.parseInt(sha256(`${variant} ${workload}`).slice(0, 12), 16) % of);

export const isOf =
	({ index, of }: Shard) =>
	(pair: Pair): boolean =>
		shardOf(pair, of) === index;
