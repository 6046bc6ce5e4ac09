/*
 * harness/measure/vega-statistics.d.ts - types of what is used of vega-statistics, which has none.
 */
declare module 'vega-statistics' {
	/** Of the standard normal distribution, to 14 digits. */
	export function cumulativeNormal(value: number): number;
	/** Linear between order statistics. */
	export function quantiles(values: readonly number[], p: readonly number[]): number[];
	/** y = coef[0] * x ** coef[1], by least squares on logarithms. */
	export function regressionPow<T>(
		data: readonly T[],
		x: (each: T) => number,
		y: (each: T) => number,
	): { readonly coef: readonly [number, number] };
}
