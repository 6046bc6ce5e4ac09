/*
 * harness/result/curve.ts - what `rmaplab perf --curve` yields: how the cost of a load grows with one of its parameters.
 */

export interface CurvePoint {
	/** The parameter. */
	readonly x: number;
	/** Seconds of system time, modelled and exact. */
	readonly y: number;
}

/** y = factor * x ** exponent, by least squares on logarithms. */
export interface CurveFit {
	readonly factor: number;
	readonly exponent: number;
	/**
	 * Of 95 %. The points have no noise: it says how far they are from a straight line in logarithms. Null for two
	 * points, which always lie on one.
	 */
	readonly interval: readonly [low: number, high: number] | null;
	/** The exponent between the last two points alone. */
	readonly last: number;
}

export interface VariantCurve {
	readonly variant: string;
	/** By x; without runs that the kernel did not survive, whose time is no cost. */
	readonly points: readonly CurvePoint[];
	/** The x at which the kernel died. */
	readonly died: readonly number[];
	/** Null where fewer than two points are above 0. */
	readonly fit: CurveFit | null;
}

export interface CurveCrossing {
	/** For one that was measured between the two points around it; else where the fits meet. */
	readonly at: number;
	/** Name of the variant that costs more above it. */
	readonly dearerAbove: string;
}

/** A variant's curve beside the base's. */
export interface CurvesBeside {
	readonly variant: string;
	/** The least and the largest x at which both have a point; null where there is none. */
	readonly range: readonly [from: number, to: number] | null;
	/** Which costs more at the last of these points, and how many times as much; null where both cost the same. */
	readonly dearerAtEnd: { readonly variant: string; readonly ratio: number } | null;
	/** Whether both cost the same at all of them. */
	readonly isSame: boolean;
	readonly measured: readonly CurveCrossing[];
	/** Whether the intervals of their exponents overlap, or one is missing: then nothing is said beyond the points. */
	readonly growsAlike: boolean;
	/** Outside of the points, where the parameter may go; null where they do not meet there, or meet at the points. */
	readonly extrapolated: CurveCrossing | null;
}

export interface LoadCurves {
	readonly load: string;
	readonly machine: string;
	readonly parameter: string;
	/** All parameters but this one. */
	readonly others: Readonly<Record<string, number>>;
	/** The least and the largest that the load takes. */
	readonly takes: readonly [least: number, most: number];
	readonly curves: readonly VariantCurve[];
	/** Of all variants but the base; empty where the base has no curve. */
	readonly beside: readonly CurvesBeside[];
}
