/*
 * Tests of fitted cost curves and of the sentences about them.
 */
import { describe, expect, test } from 'vitest';
import { curvesCross } from '../messages/index.ts';
import { crossingOf, fitPowerLaw, studentQuantile, type Point } from './curve.ts';

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
		const crossing = crossingOf(chains, objrmap);
		expect(
			curvesCross(
				words('chains', 1.02, [0.98, 1.06]),
				words('objrmap', 2.1, [1.97, 2.23]),
				'processes',
				crossing,
			),
		).toBe(
			'chains is linear in processes (exponent 1.02, 0.98 to 1.06), objrmap is quadratic in processes ' +
				'(exponent 2.10, 1.97 to 2.23); they cross at 37, and above it objrmap is dearer',
		);
		expect(curvesCross(words('a', 1.4, null), words('b', 1.6, [0.2, 3]), 'windows', null)).toBe(
			'a grows with windows to the power 1.40 (of 2 points), ' +
				'b grows with windows to the power 1.60 (0.20 to 3.00); they do not cross',
		);
		expect(
			curvesCross(words('a', 0, null), words('b', 1, null), 'pages', {
				at: 0.123,
				dearerAbove: 'first',
				isMeasured: false,
			}),
		).toBe(
			'a is constant in pages (exponent 0.00, of 2 points), b is linear in pages (exponent 1.00, of 2 points); ' +
				'they cross at 0.12, which was not measured, and above it a is dearer',
		);
	});
});
