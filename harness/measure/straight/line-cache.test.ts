/*
 * A cache that effects are written into holds and misses what a cache does that is touched line by line.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineCache } from './line-cache.ts';

const size = { lineWords: 32, lines: 1024 };
const spread = size.lines * size.lineWords * 3;

/** Addresses as a walk over vmas has them: many in a row, a stride apart. */
const walk = fc
	.record({
		from: fc.integer({ min: 0, max: spread }),
		stride: fc.integer({ min: 16, max: 40 }),
		count: fc.integer({ min: 1, max: 3 * size.lines }),
	})
	.map(({ from, stride, count }) => Array.from({ length: count }, (_, i) => from + i * stride));
const between = fc.array(fc.integer({ min: 0, max: spread }), { maxLength: 700 });

function touched(cache: LineCache, addresses: readonly number[]): number {
	return addresses.filter((address) => cache.misses(address)).length;
}

test('walks that come again, with other accesses between them', () => {
	let copied = 0;
	const given = fc.tuple(
		fc.array(walk, { minLength: 1, maxLength: 4 }),
		fc.array(fc.tuple(fc.nat(3), between), { minLength: 4, maxLength: 20 }),
	);
	fc.assert(
		fc.property(given, ([walks, steps]) => {
			const [each, whole] = [new LineCache(size), new LineCache(size)];
			const effects = walks.map((addresses) => whole.effectOf(addresses));
			for (const [nth, others] of steps) {
				const i = nth % walks.length;
				expect(whole.apply(effects[i]!)).toBe(touched(each, walks[i]!));
				if (effects[i]!.sets.length >= 256) copied++;
				expect(touched(whole, others)).toBe(touched(each, others));
				expect(whole.tags).toEqual(each.tags);
			}
		}),
		{ numRuns: 60, seed: 20030405 },
	);
	expect(copied).toBeGreaterThan(100);
});
