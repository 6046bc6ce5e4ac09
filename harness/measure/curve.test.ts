/*
 * Tests of fitted cost curves and of the sentences about them.
 */
import { describe, expect, test } from 'vitest';
import { curvesBeside } from '../messages/index.ts';
import type { CurvesBeside } from '../result.ts';
import {
	crossingOf,
	fitPowerLaw,
	measuredCrossings,
	type Point,
	studentQuantile,
} from './curve.ts';

const along = (cost: (x: number) => number, xs: readonly number[] = [1, 2, 4, 8, 16]): Point[] =>
	xs.map((x) => ({ x, y: cost(x) }));

describe("Student's t", () => {
	test('is that of the tables, two-sided 95 %', () => {
		const tabled: readonly (readonly [degrees: number, t: number])[] = [
			[1, 12.706],
			[2, 4.303],
			[3, 3.182],
			[4, 2.776],
			[5, 2.571],
			[6, 2.447],
			[9, 2.262],
			[10, 2.228],
			[30, 2.042],
			[120, 1.98],
		];
		for (const [degrees, t] of tabled) expect(studentQuantile(degrees)).toBeCloseTo(t, 3);
		expect(() => studentQuantile(0)).toThrow('whole numbers');
	});
});

describe('a power law', () => {
	test('finds factor and exponent of exact points', () => {
		const fit = fitPowerLaw(along((x) => 3 * x ** 2));
		expect(fit?.factor).toBeCloseTo(3, 9);
		expect(fit?.exponent).toBeCloseTo(2, 9);
		expect(fit?.interval?.[0]).toBeCloseTo(2, 6);
		expect(fit).toMatchObject({ points: 5, from: 1, to: 16 });
	});

	test('has the interval that linear regression of the logarithms has', () => {
		// Logarithms x 0 1 2 3 4, y 0 1.1 1.9 3.2 3.8. By hand: slope 0.97, residual sum 0.091, so the standard
		// error is sqrt(0.091 / 3 / 10) = 0.055076, and the margin 3.182446 times that.
		const logs = [0, 1.1, 1.9, 3.2, 3.8];
		const fit = fitPowerLaw(logs.map((y, x) => ({ x: Math.exp(x), y: Math.exp(y) })));
		expect(fit?.exponent).toBeCloseTo(0.97, 9);
		expect(fit?.interval?.[0]).toBeCloseTo(0.97 - 0.175275, 5);
		expect(fit?.interval?.[1]).toBeCloseTo(0.97 + 0.175275, 5);
	});

	test('has no interval from two points, and is none from less', () => {
		expect(fitPowerLaw(along((x) => x, [1, 2]))).toMatchObject({ interval: null, points: 2 });
		expect(fitPowerLaw([])).toBeNull();
		expect(fitPowerLaw(along((x) => x, [5, 5, 5]))).toBeNull();
		expect(fitPowerLaw(along((x) => x - 1))).toBeNull();
		expect(fitPowerLaw(along(() => Number.NaN))).toBeNull();
		expect(fitPowerLaw([{ x: 0, y: 1 }, ...along((x) => x)])).toBeNull();
	});

	test('holds the true exponent in about 95 of 100 noisy fits', () => {
		let state = 1;
		const noise = (): number => {
			state = Math.imul(state, 1_664_525) + 1_013_904_223;
			return (state >>> 0) / 2 ** 32 - 0.5;
		};
		const trials = 1000;
		let held = 0;
		for (let trial = 0; trial < trials; trial++) {
			// The sum of twelve is near to normal, which the interval assumes.
			const scatter = (): number => Array.from({ length: 12 }, noise).reduce((a, b) => a + b, 0);
			const fit = fitPowerLaw(along((x) => x ** 1.5 * Math.exp(scatter() / 5)))!;
			if (fit.interval![0] <= 1.5 && 1.5 <= fit.interval![1]) held++;
		}
		expect(held / trials).toBeGreaterThan(0.93);
		expect(held / trials).toBeLessThan(0.97);
	});
});

describe('two curves', () => {
	const chains = fitPowerLaw(along((x) => 37 * x, [1, 10, 100]))!;
	const objrmap = fitPowerLaw(along((x) => x ** 2, [1, 10, 100]))!;

	test('cross where they are alike', () => {
		const crossing = crossingOf(chains, objrmap);
		expect(crossing?.at).toBeCloseTo(37, 6);
		expect(crossing).toMatchObject({ dearerAbove: 'second', isMeasured: true });
		expect(crossingOf(objrmap, chains)).toMatchObject({ dearerAbove: 'first' });
		const cubic = fitPowerLaw(along((x) => x ** 3 / 16, [1, 10, 100]))!;
		// 37 x and x ** 3 / 16 are alike where x ** 2 is 592.
		expect(crossingOf(chains, cubic)?.at).toBeCloseTo(Math.sqrt(592), 6);
	});

	test('cross outside what was measured, or not at all', () => {
		const short = fitPowerLaw(along((x) => x ** 2, [1, 2, 4]))!;
		expect(crossingOf(chains, short)).toMatchObject({ isMeasured: false });
		expect(crossingOf(chains, chains)).toBeNull();
		const twice = fitPowerLaw(along((x) => 74 * x, [1, 10, 100]))!;
		expect(crossingOf(chains, twice)).toBeNull();
	});

	test('cross where points go from below to above, whatever their lines say', () => {
		const flat = along(() => 8);
		// 1, 2, 4, 8, 16 meets 8 at the point 8 itself: the points around it tell.
		expect(
			measuredCrossings(
				along((x) => x),
				flat,
			),
		).toEqual([{ at: expect.closeTo(8, 9) as number, dearerAbove: 'first' }]);
		expect(
			measuredCrossings(
				flat,
				along((x) => 1.5 * x),
			),
		).toEqual([
			// Between 4 and 8, in logarithms, where 1.5 x is 8.
			{ at: expect.closeTo(16 / 3, 9) as number, dearerAbove: 'second' },
		]);
		const thereAndBack = along((x) => (x === 4 ? 20 : 1));
		expect(measuredCrossings(thereAndBack, flat).map(({ dearerAbove }) => dearerAbove)).toEqual([
			'first',
			'second',
		]);
		expect(measuredCrossings(flat, flat)).toEqual([]);
		expect(
			measuredCrossings(
				flat,
				along((x) => 9 + x),
			),
		).toEqual([]);
		// Nothing is said between points of which only one has each.
		expect(
			measuredCrossings(
				along((x) => x, [1, 4]),
				along((x) => 9 - x, [2, 8]),
			),
		).toEqual([]);
	});

	test('are described in words', () => {
		const words = (
			variant: string,
			exponent: number,
			interval: readonly [number, number] | null,
		) => ({
			variant,
			exponent,
			interval,
			points: 2,
		});
		const said = (changed: Partial<CurvesBeside>): string =>
			curvesBeside(
				words('objrmap', 1.97, [1.93, 2.01]),
				words('chains', 1.02, [0.98, 1.06]),
				'tasks',
				{
					variant: 'chains',
					range: [4, 5000],
					dearerAtEnd: { variant: 'objrmap', ratio: 2.71 },
					isSame: false,
					measured: [],
					growsAlike: false,
					extrapolated: null,
					...changed,
				},
				[1, 100_000],
			);
		const grow =
			'objrmap is quadratic in tasks here (exponent 1.97, 1.93 to 2.01), ' +
			'chains linear (exponent 1.02, 0.98 to 1.06); ';
		const crossing = { at: 37.2, dearerAbove: 'objrmap' };
		expect(said({ measured: [crossing] })).toBe(
			`${grow}they cross at 37, above which objrmap is dearer (2.7 times at 5,000)`,
		);
		expect(said({ measured: [{ ...crossing, at: 1.234 }, crossing] })).toContain(
			'they cross at 1.2 and 37, above which',
		);
		const apart = 'they do not cross from 4 to 5,000, where objrmap is dearer (2.7 times at 5,000)';
		expect(said({})).toBe(
			`${grow}${apart}; nor would they, if both went on so, anywhere from 1 to 100,000`,
		);
		expect(said({ extrapolated: crossing })).toBe(
			`${grow}${apart}; if both went on so, they would cross at 37, which was not measured`,
		);
		expect(said({ growsAlike: true })).toBe(`${grow}${apart}`);
		expect(said({ isSame: true })).toBe(`${grow}they cost exactly the same from 4 to 5,000`);
		expect(said({ range: null })).toBe(`${grow}they have no point in common`);
		expect(said({ dearerAtEnd: { variant: 'chains', ratio: 1.0042 } })).toContain(
			'where chains is dearer (by 0.42 % at 5,000)',
		);
		expect(
			curvesBeside(
				words('a', -0.001, null),
				words('b', 1.6, [0.2, 3]),
				'pages',
				{
					variant: 'b',
					range: [1, 2],
					dearerAtEnd: null,
					isSame: false,
					measured: [],
					growsAlike: true,
					extrapolated: null,
				},
				[1, 9],
			),
		).toBe(
			'a is constant in pages here (exponent 0.00, of 2 points), b to the power 1.60 (0.20 to 3.00); ' +
				'they do not cross from 1 to 2, where both cost the same at 2',
		);
	});
});
