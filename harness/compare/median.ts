/*
 * harness/compare/median.ts - the middle of some measurements, and how far they lie around it.
 */

/** 0 for no values. */
export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	if (sorted.length === 0) return 0;
	return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Median absolute deviation from the median. */
export function deviation(values: readonly number[]): number {
	const middle = median(values);
	return median(values.map((value) => Math.abs(value - middle)));
}
