/*
 * harness/engine/pair.ts - two small numbers as one key of a map.
 */

const secondMax = 2 ** 26;
const firstMax = 2 ** 27;

/** One number for two; throws where two pairs could share one. */
export function pairKey(first: number, second: number): number {
	if (first >= firstMax || second >= secondMax) {
		throw new Error(`no key for the pair ${first}, ${second}`);
	}
	return first * secondMax + second;
}
