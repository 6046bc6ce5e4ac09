/*
 * harness/engine/mix.ts - finishing steps of splitmix: every bit of the word counts for every bit of the
 * outcome, so that fingerprints made of them by exclusive or have no structure. The two are independent.
 */

export function mixOne(word: number): number {
	let z = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
	z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
	return z ^ (z >>> 15);
}

export function mixTwo(word: number): number {
	let z = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d);
	z = Math.imul(z ^ (z >>> 12), 0x297a2d39);
	return z ^ (z >>> 15);
}
