/*
 * harness/measure/curve.ts - how a cost grows with one parameter of a load: y = factor * x ** exponent.
 */
import { regressionPow } from 'vega-statistics';
import { assert } from '../engine/assert.ts';

export interface Point {
	readonly x: number;
	readonly y: number;
}

export interface PowerLaw {
	readonly factor: number;
	readonly exponent: number;
	/** Of 95 %, from the scatter around the line in logarithms; null for two points, which a line always meets. */
	readonly interval: readonly [low: number, high: number] | null;
	readonly points: number;
	/** The least and the largest x that was measured. */
	readonly from: number;
	readonly to: number;
}

/**
 * Least squares on logarithms. Points at 1, 2, 4 with y of 3, 12, 48 have factor 3 and exponent 2. Null where a line
 * cannot be told: fewer than two different x, or a coordinate that is not above 0.
 */
export function fitPowerLaw(points: readonly Point[]): PowerLaw | null {
	const isAbove = (value: number): boolean => value > 0 && Number.isFinite(value);
	if (!points.every(({ x, y }) => isAbove(x) && isAbove(y))) return null;
	const all = points.map(({ x }) => x);
	const from = Math.min(...all);
	const to = Math.max(...all);
	if (!(from < to)) return null;
	const [factor, exponent] = regressionPow(
		points,
		({ x }) => x,
		({ y }) => y,
	).coef;
	const margin = marginOf(points, factor, exponent);
	return {
		factor,
		exponent,
		interval: margin === null ? null : [exponent - margin, exponent + margin],
		points: points.length,
		from,
		to,
	};
}

/** Half the width of the interval of the slope: standard error times Student's t. */
function marginOf(points: readonly Point[], factor: number, exponent: number): number | null {
	const degrees = points.length - 2;
	if (degrees < 1) return null;
	const logs = points.map(({ x }) => Math.log(x));
	const middle = logs.reduce((sum, each) => sum + each, 0) / logs.length;
	const spread = logs.reduce((sum, each) => sum + (each - middle) ** 2, 0);
	const errors = points.reduce(
		(sum, { x, y }) => sum + (Math.log(y) - Math.log(factor * x ** exponent)) ** 2,
		0,
	);
	return studentQuantile(degrees) * Math.sqrt(errors / degrees / spread);
}

/** What Student's t does not exceed in 95 of 100 cases, on either side; 12.706 for one degree of freedom. */
export function studentQuantile(degrees: number): number {
	assert(Number.isInteger(degrees) && degrees >= 1, 'degrees of freedom are whole numbers from 1');
	let low = 0;
	let high = 16;
	for (let step = 0; step < 60; step++) {
		const middle = (low + high) / 2;
		if (studentInside(middle, degrees) < 0.95) low = middle;
		else high = middle;
	}
	return high;
}

/** The probability that t lies within so much of 0; the finite series for whole degrees of freedom. */
function studentInside(t: number, degrees: number): number {
	const angle = Math.atan(t / Math.sqrt(degrees));
	const cosine = Math.cos(angle);
	const isOdd = degrees % 2 === 1;
	let term = isOdd ? cosine : 1;
	let sum = degrees === 1 ? 0 : term;
	for (let n = isOdd ? 3 : 2; n < degrees; n += 2) {
		term *= ((n - 1) / n) * cosine ** 2;
		sum += term;
	}
	const series = Math.sin(angle) * sum;
	return isOdd ? (2 / Math.PI) * (angle + series) : series;
}

export interface Crossing {
	/** The x at which both curves cost the same. */
	readonly at: number;
	/** Which curve costs more above it. */
	readonly dearerAbove: 'first' | 'second';
	/** It lies where both were measured; elsewhere it is extrapolated. */
	readonly isMeasured: boolean;
}

/** Where two curves meet; null for curves that grow alike. 2 * x and x ** 2 meet at 2, the second is dearer above. */
export function crossingOf(first: PowerLaw, second: PowerLaw): Crossing | null {
	const steeper = second.exponent - first.exponent;
	const at = (first.factor / second.factor) ** (1 / steeper);
	if (Math.abs(steeper) < 1e-9 || !Number.isFinite(at) || at <= 0) return null;
	return {
		at,
		dearerAbove: steeper > 0 ? 'second' : 'first',
		isMeasured: [first, second].every(({ from, to }) => from <= at && at <= to),
	};
}

export interface MeasuredCrossing {
	/** Interpolated between the two points around it, on logarithms. */
	readonly at: number;
	readonly dearerAbove: 'first' | 'second';
}

/**
 * Where one set of points goes from below the other to above it. Both are by x, and what only one of them has is left
 * out; points at which both are alike decide nothing.
 */
export function measuredCrossings(
	first: readonly Point[],
	second: readonly Point[],
): MeasuredCrossing[] {
	const others = new Map(second.map(({ x, y }) => [x, y]));
	const apart = first.flatMap(({ x, y }) => {
		const other = others.get(x);
		return other === undefined || other === y || !(y > 0) || !(other > 0)
			? []
			: [{ x: Math.log(x), by: Math.log(y) - Math.log(other) }];
	});
	return apart.flatMap((point, i): MeasuredCrossing[] => {
		const before = apart[i - 1];
		if (before === undefined || before.by > 0 === point.by > 0) return [];
		const part = before.by / (before.by - point.by);
		return [
			{
				at: Math.exp(before.x + (point.x - before.x) * part),
				dearerAbove: point.by > 0 ? 'first' : 'second',
			},
		];
	});
}
