/*
 * harness/audit/fuzz/pool.ts - what program number N is: drawn afresh, or one that came to something new, changed.
 *
 * Threads run programs ahead of what is known. So a program is made of the pool as it was some programs before it,
 * however many have run by then, and the seed and the number alone say what it is.
 */
import { below } from '../../engine/seeded.ts';
import { type Draw, oneOf } from './draw-call.ts';
import { drawText, nameOf } from './draw-program.ts';
import { mutate } from './mutate.ts';
import { streamOf } from './weights.ts';

/** A program that came to accesses, pairs or turns to which none before it came. */
export interface Pooled {
	readonly program: number;
	readonly text: string;
}

/** Program N knows of those before N less this many. */
export const poolLag = 32;

/** Of three programs this many are drawn afresh. */
const freshOfThree = 1;
/** The last ones to come into the pool are as good as all others together. */
const newest = 16;
/** Parts of the stream of random words that nothing else draws from. */
const mutating = 0x2545f491;

/** @param pool in the order of the programs; those that came too late are left out */
export function programText(seed: number, number: number, pool: readonly Pooled[]): string {
	const random = streamOf(seed ^ mutating, number);
	const draw: Draw = (count) => below(count, random());
	const known = pool.slice(0, countBelow(pool, number - poolLag));
	if (known.length === 0 || draw(3) < freshOfThree) return drawText(seed, number);
	const from = draw(2) === 0 ? known.slice(-newest) : known;
	const [one, other] = [oneOf(from, draw), oneOf(from, draw)];
	// The smaller of two: more of its schedules are searched in the same time.
	const [parent, donor] = one.text.length <= other.text.length ? [one, other] : [other, one];
	return mutate(parent.text, donor.text, nameOf(seed, number), draw);
}

/** How many of them have a lower number than `end`; they are in order. */
function countBelow(pool: readonly Pooled[], end: number): number {
	let count = pool.length;
	while (count > 0 && pool[count - 1]!.program >= end) count--;
	return count;
}
