/*
 * Tests of the statistics of wall-clock times, against worked examples, and of how often they cry wolf.
 */
import { describe, expect, test } from 'vitest';
import { seeded } from '../engine/seeded.ts';
import {
	apart,
	apartAll,
	bootstrapInterval,
	hodgesLehmann,
	holm,
	mannWhitney,
	samplesToTell,
} from './statistics.ts';

/** Hollander and Wolfe (1973), p. 69: permeability of membranes at term, and at 12 to 26 weeks; from wilcox.test of R. */
const atTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
const early = [1.15, 0.88, 0.9, 0.74, 1.21];

describe('Mann and Whitney', () => {
	test('agree with Hollander and Wolfe', () => {
		const { u, p, isExact } = mannWhitney(atTerm, early);
		expect(u).toBe(35);
		expect(isExact).toBe(true);
		// One-sided 0.1272 there, and the distribution is symmetric.
		expect(p).toBeCloseTo(2 * 0.1272, 3);
		expect(mannWhitney(early, atTerm)).toEqual({ u: 15, p, isExact: true });
	});

	test('agree with the tables of exact probabilities', () => {
		// Two-sided; one order of the 70 and of the 252 is as far out, on either side.
		expect(mannWhitney([1, 2, 3, 4], [5, 6, 7, 8]).p).toBeCloseTo(2 / 70, 12);
		expect(mannWhitney([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]).p).toBeCloseTo(2 / 252, 12);
		expect(mannWhitney([1, 2, 3, 4, 7], [5, 6, 8, 9, 10])).toMatchObject({ u: 2 });
		expect(mannWhitney([1, 2, 3, 4, 7], [5, 6, 8, 9, 10]).p).toBeCloseTo(8 / 252, 12);
		expect(mannWhitney([1, 2, 3], [4, 5, 6]).p).toBeCloseTo(0.1, 12);
	});

	test('correct the normal approximation for ties and continuity', () => {
		// The example of mannWhitneyUTest in the manual of DolphinDB: U 11 of 30 pairs, p 0.518023.
		const { u, p } = mannWhitney([5, 1, 4, 3, 5], [2, 4, 7, -1, 0, 4], 'normal');
		expect(30 - u).toBe(11);
		expect(p).toBeCloseTo(0.518023, 5);
	});

	test('count the ways of tied ranks one by one', () => {
		const a = [5, 1, 4, 3, 5];
		const b = [2, 4, 7, -1, 0, 4];
		const all = [...a, ...b];
		const pairs = (mask: number): number => {
			let u = 0;
			for (const [i, x] of all.entries()) {
				if ((mask >> i) % 2 === 0) continue;
				for (const [j, y] of all.entries()) {
					if ((mask >> j) % 2 === 1) continue;
					u += x > y ? 1 : x === y ? 0.5 : 0;
				}
			}
			return u;
		};
		let far = 0;
		let choices = 0;
		for (let mask = 0; mask < 1 << all.length; mask++) {
			if (mask.toString(2).replaceAll('0', '').length !== a.length) continue;
			choices++;
			if (Math.abs(pairs(mask) - 15) >= Math.abs(pairs(0b11111) - 15)) far++;
		}
		expect(choices).toBe(462);
		expect(mannWhitney(a, b)).toEqual({ u: 19, p: far / choices, isExact: true });
	});

	test('come to the same with many samples either way', () => {
		const next = seeded(3);
		const a = Array.from({ length: 20 }, () => (next() >>> 0) / 2 ** 32);
		const b = Array.from({ length: 20 }, () => (next() >>> 0) / 2 ** 32 + 0.15);
		const exact = mannWhitney(a, b, 'exact').p;
		expect(mannWhitney(a, b, 'normal').p).toBeCloseTo(exact, 2);
		expect(mannWhitney([...a, 1], b).isExact).toBe(false);
	});

	test('tell nothing apart that is one value, and refuse what is no number', () => {
		expect(mannWhitney([1, 1, 1], [1, 1, 1]).p).toBe(1);
		expect(mannWhitney([1, 1, 1], [1, 1, 1], 'normal').p).toBe(1);
		expect(() => mannWhitney([], [1])).toThrow('at least one');
		expect(() => mannWhitney([Number.NaN], [1])).toThrow('finite');
		expect(() => apart([1], [Infinity])).toThrow('finite');
	});
});

describe('Hodges and Lehmann', () => {
	test('agree with wilcox.test of R, which estimates 0.305', () => {
		expect(hodgesLehmann(early, atTerm)).toBeCloseTo(0.305, 9);
		expect(hodgesLehmann(atTerm, early)).toBeCloseTo(-0.305, 9);
	});

	test('find a shift that is the same everywhere', () => {
		expect(hodgesLehmann([1, 2, 30], [6, 7, 35])).toBe(5);
	});
});

describe('Holm', () => {
	test('agrees with the worked example, p.adjust of R', () => {
		const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
		for (const [index, p] of [0.03, 0.06, 0.06, 0.02].entries()) {
			expect(adjusted[index]).toBeCloseTo(p, 12);
		}
	});

	test('never exceeds 1, never reorders, and leaves one question alone', () => {
		expect(holm([0.9, 0.8, 0.7])).toEqual([1, 1, 1]);
		expect(holm([0.04])).toEqual([0.04]);
		expect(holm([])).toEqual([]);
		// The last would be 0.041 by its own factor of 1, less than the one before it.
		expect(holm([0.03, 0.041])).toEqual([0.06, 0.06]);
	});
});

describe('the bootstrap', () => {
	test('is the same for the same seed, and not for another', () => {
		const once = bootstrapInterval(atTerm, early);
		expect(bootstrapInterval(atTerm, early)).toEqual(once);
		expect(bootstrapInterval(atTerm, early, { seed: 2, resamples: 20 })).not.toEqual(
			bootstrapInterval(atTerm, early, { seed: 3, resamples: 20 }),
		);
	});

	test('has bounds between which the difference lies, wider for more confidence', () => {
		const [low, high] = bootstrapInterval(atTerm, early);
		expect(low).toBeLessThan(0.9 - 1.415);
		expect(high).toBeGreaterThan(0.9 - 1.415);
		const [lower, higher] = bootstrapInterval(atTerm, early, { confidence: 0.999 });
		expect(lower).toBeLessThanOrEqual(low);
		expect(higher).toBeGreaterThan(high);
		expect(bootstrapInterval([1], [3])).toEqual([2, 2]);
	});

	test('has the interval that can be counted', () => {
		// Of two values the median is 0, 1 or 2 in a quarter, a half and a quarter of all resamplings, so the difference
		// from a constant is 0 in more than 2.5 % and 2 as well.
		expect(bootstrapInterval([0, 0], [0, 2])).toEqual([0, 2]);
		const [low, high] = bootstrapInterval([0, 0], [0, 2], { confidence: 0.4 });
		expect([low, high]).toEqual([1, 1]);
	});
});

describe('apart', () => {
	const base = [10.1, 10.2, 10.3, 10.4, 10.5, 10.6];

	test('sees a difference, with its sign', () => {
		const slower = base.map((each) => each + 1);
		const { difference, interval, shift, p, verdict } = apart(base, slower);
		expect(difference).toBeCloseTo(1, 9);
		expect(shift).toBeCloseTo(1, 9);
		expect(interval[0]).toBeGreaterThan(0);
		expect(p).toBeCloseTo(2 / 924, 12);
		expect(verdict).toBe('apart');
		expect(apart(slower, base).difference).toBeCloseTo(-1, 9);
	});

	test('is not sure of too few samples, or of noise', () => {
		expect(apart([1, 2, 3], [101, 102, 103]).verdict).toBe('~');
		expect(apart(base, base).verdict).toBe('~');
		expect(apart(base, [9, 9.5, 10.2, 10.9, 11.2, 11.5]).verdict).toBe('~');
	});

	test('asks more of each of many questions', () => {
		const pair = [base, [10.25, 10.65, 10.7, 10.8, 10.9, 11]] as const;
		const alone = apart(...pair);
		expect(alone.verdict).toBe('apart');
		const family = apartAll([pair, ...Array.from({ length: 9 }, () => [base, base] as const)]);
		expect(family[0]?.p).toBeCloseTo(10 * alone.p, 12);
		expect(family.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 10 }, () => '~'));
		expect(apartAll([])).toEqual([]);
	});

	test('calls shuffled labels different in at most 5 % of all ways to shuffle', () => {
		// Each way to choose 5 of 10 runs, so this is a count and no sample. Times have a long tail and ties.
		const times = [10, 10, 10.1, 10.2, 10.2, 10.4, 10.9, 11.8, 13, 19];
		let called = 0;
		let ways = 0;
		for (let mask = 0; mask < 1 << 10; mask++) {
			const a = times.filter((_, index) => (mask >> index) % 2 === 1);
			if (a.length !== 5) continue;
			const b = times.filter((_, index) => (mask >> index) % 2 === 0);
			ways++;
			if (apart(a, b).verdict === 'apart') called++;
		}
		expect(ways).toBe(252);
		expect(called).toBeGreaterThan(0);
		expect(called / ways).toBeLessThanOrEqual(0.05);
	});

	test.each([8, 25])(
		'calls shuffled labels of %i runs different in at most one trial of 20',
		(size) => {
			const next = seeded(20_030_404);
			const uniform = (): number => (next() >>> 0) / 2 ** 32;
			const trials = 400;
			let called = 0;
			for (let trial = 0; trial < trials; trial++) {
				// Most runs take about as long, one in eight is disturbed.
				const runs = Array.from(
					{ length: 2 * size },
					() => 10 + uniform() + (uniform() < 0.125 ? 5 * uniform() : 0),
				);
				for (let last = runs.length - 1; last > 0; last--) {
					const other = Math.floor(uniform() * (last + 1));
					[runs[last], runs[other]] = [runs[other]!, runs[last]!];
				}
				if (apart(runs.slice(0, size), runs.slice(size)).verdict === 'apart') called++;
			}
			expect(called).toBeGreaterThan(0);
			expect(called / trials).toBeLessThanOrEqual(0.05);
		},
	);
});

test('so few samples as cannot tell anything apart are known before they are taken', () => {
	// The most that n samples on each side can show is p = 2 / C(2n, n): 0.029 for 4, 0.0079 for 5.
	expect([1, 6, 7, 24, 216].map(samplesToTell)).toEqual([4, 5, 6, 7, 8]);
	for (const questions of [1, 6, 7, 24, 216]) {
		const p = (samples: number): number => {
			const low = Array.from({ length: samples }, (_, n) => n);
			return mannWhitney(
				low,
				low.map((each) => each + 100),
			).p;
		};
		const needed = samplesToTell(questions);
		expect(p(needed) * questions).toBeLessThanOrEqual(0.05);
		expect(p(needed - 1) * questions).toBeGreaterThan(0.05);
	}
});
