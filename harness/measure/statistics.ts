/*
 * harness/measure/statistics.ts - tells two sets of measured times apart, or says that it cannot. For wall-clock only:
 * modelled numbers are exact and need none of this.
 *
 * vega-statistics (BSD) has the normal distribution and quantiles. No library has the rest: simple-statistics (ISC) sums
 * ranks without a p-value and knows the normal distribution to four digits, jstat (MIT) has no rank test, and @stdlib is
 * under Apache-2.0, which does not go with GPL-2.0-only.
 */
import { cumulativeNormal, quantiles } from 'vega-statistics';
import { median } from '../compare/median.ts';
import { assert } from '../engine/assert.ts';
import { below, seeded } from '../engine/seeded.ts';

/** From so many samples in both sets on, the normal approximation serves. */
const exactSamplesMax = 40;

export interface RankTest {
	/** Pairs in which the first set's value is larger; a tie is half a pair. */
	readonly u: number;
	/** Two-sided. */
	readonly p: number;
	readonly isExact: boolean;
}

/**
 * Mann and Whitney's test of whether values of one set tend to be larger. Exact up to 40 samples in all, ties included
 * (each way to hand out the ranks that there are is equally likely); above, normal with corrections for ties and
 * continuity. With three samples in each set p is 0.1 at least.
 */
export function mannWhitney(
	a: readonly number[],
	b: readonly number[],
	method: 'exact' | 'normal' = a.length + b.length <= exactSamplesMax ? 'exact' : 'normal',
): RankTest {
	checkSamples(a, b);
	const ranks = doubledRanks([...a, ...b]);
	const sum = ranks.slice(0, a.length).reduce((total, rank) => total + rank, 0);
	const u = sum / 2 - (a.length * (a.length + 1)) / 2;
	const isExact = method === 'exact';
	return { u, p: isExact ? exactP(ranks, a.length, sum) : normalP(ranks, a.length, u), isExact };
}

function checkSamples(...sets: readonly (readonly number[])[]): void {
	assert(
		sets.every((set) => set.length > 0 && set.every(Number.isFinite)),
		'statistics need at least one number in each set, and finite numbers',
	);
}

/** Twice the rank of each value from the lowest on, which is whole: tied values share the middle of their ranks. */
function doubledRanks(values: readonly number[]): number[] {
	const sorted = values.toSorted((x, y) => x - y);
	const ranks = new Map<number, number>();
	for (let first = 0; first < sorted.length;) {
		const end = first + values.filter((each) => each === sorted[first]).length;
		ranks.set(sorted[first]!, first + 1 + end);
		first = end;
	}
	return values.map((value) => ranks.get(value)!);
}

/** How many of all choices of `count` ranks have a sum as far from the middle as this one, or farther. */
function exactP(ranks: readonly number[], count: number, sum: number): number {
	const sumMax = ranks.reduce((total, rank) => total + rank, 0);
	const ways = Array.from({ length: count + 1 }, () => new Float64Array(sumMax + 1));
	ways[0]![0] = 1;
	for (const rank of ranks) {
		for (let taken = count; taken >= 1; taken--) {
			const with_ = ways[taken]!;
			const without = ways[taken - 1]!;
			for (let total = sumMax; total >= rank; total--) with_[total]! += without[total - rank]!;
		}
	}
	const middle = count * (ranks.length + 1);
	let far = 0;
	let all = 0;
	for (const [total, number] of ways[count]!.entries()) {
		all += number;
		if (Math.abs(total - middle) >= Math.abs(sum - middle)) far += number;
	}
	return far / all;
}

function normalP(ranks: readonly number[], count: number, u: number): number {
	const size = ranks.length;
	const pairs = count * (size - count);
	const tied = new Map<number, number>();
	for (const rank of ranks) tied.set(rank, (tied.get(rank) ?? 0) + 1);
	const ties = [...tied.values()].reduce((sum, t) => sum + t ** 3 - t, 0);
	const variance = (pairs / 12) * (size + 1 - ties / (size * (size - 1)));
	if (!(variance > 0)) return 1;
	const distance = Math.max(0, Math.abs(u - pairs / 2) - 0.5);
	return Math.min(1, 2 * cumulativeNormal(-distance / Math.sqrt(variance)));
}

/** Hodges and Lehmann's estimate of how far the second set is shifted: the median of all differences b - a. */
export function hodgesLehmann(a: readonly number[], b: readonly number[]): number {
	checkSamples(a, b);
	return median(b.flatMap((y) => a.map((x) => y - x)));
}

/** Holm's correction: p-values of one family in their order, each as if it were asked alone. */
export function holm(pValues: readonly number[]): number[] {
	const order = pValues.map((p, index) => ({ p, index })).toSorted((x, y) => x.p - y.p);
	const adjusted: number[] = pValues.map(() => 1);
	let largest = 0;
	for (const [place, { p, index }] of order.entries()) {
		largest = Math.max(largest, Math.min(1, p * (pValues.length - place)));
		adjusted[index] = largest;
	}
	return adjusted;
}

/** Bounds that hold the difference of medians, b - a, in so many of 100 resamplings; the same seed gives the same. */
export function bootstrapInterval(
	a: readonly number[],
	b: readonly number[],
	{ seed = 1, confidence = 0.95, resamples = 2000 }: BootstrapOptions = {},
): readonly [low: number, high: number] {
	checkSamples(a, b);
	const next = seeded(seed);
	const fromA = resampler(a, next);
	const fromB = resampler(b, next);
	const differences = Array.from({ length: resamples }, () => fromB() - fromA());
	const outside = (1 - confidence) / 2;
	const [low, high] = quantiles(differences, [outside, 1 - outside]);
	return [low!, high!];
}

/** Medians of sets of the same size that are drawn from this one; by counting, as sorting each would take most of the time. */
function resampler(set: readonly number[], next: () => number): () => number {
	const sorted = set.toSorted((x, y) => x - y);
	const drawn = new Uint32Array(set.length);
	return () => {
		drawn.fill(0);
		for (let draw = 0; draw < set.length; draw++) drawn[below(set.length, next())]!++;
		const atPlace = (place: number): number => {
			let index = 0;
			for (let seen = drawn[0]!; seen <= place; seen += drawn[index]!) index++;
			return sorted[index]!;
		};
		return (atPlace((set.length - 1) >> 1) + atPlace(set.length >> 1)) / 2;
	};
}

export interface BootstrapOptions {
	readonly seed?: number;
	readonly confidence?: number;
	readonly resamples?: number;
}

export interface Apart {
	/** Of the medians: b - a, in the unit of the samples. */
	readonly difference: number;
	/** Of 95 %, by bootstrap. */
	readonly interval: readonly [low: number, high: number];
	/** Hodges and Lehmann's shift from a to b. */
	readonly shift: number;
	/** Of the rank test, after Holm's correction where more than one question was asked. */
	readonly p: number;
	readonly verdict: 'apart' | '~';
}

const significance = 0.05;

/** Whether two sets of samples differ: the rank test says so at 5 %, and the interval does not hold 0. */
export function apart(a: readonly number[], b: readonly number[]): Apart {
	return apartAll([[a, b]])[0]!;
}

/** The same for a family of questions that one table answers. */
export function apartAll(
	pairs: readonly (readonly [a: readonly number[], b: readonly number[]])[],
): Apart[] {
	const adjusted = holm(pairs.map(([a, b]) => mannWhitney(a, b).p));
	return pairs.map(([a, b], index) => {
		const interval = bootstrapInterval(a, b);
		const p = adjusted[index]!;
		const holdsZero = interval[0] <= 0 && interval[1] >= 0;
		return {
			difference: median(b) - median(a),
			interval,
			shift: hodgesLehmann(a, b),
			p,
			verdict: p <= significance && !holdsZero ? 'apart' : '~',
		};
	});
}

/** Samples that each set needs for the rank test to tell anything apart, as one of so many questions. */
export function samplesToTell(questions: number): number {
	let samples = 1;
	// Two of all ways to hand out the ranks are as far apart as can be: all of one set before all of the other.
	for (let ways = 2; (2 / ways) * questions > significance; samples++) {
		ways *= ((2 * samples + 1) * (2 * samples + 2)) / (samples + 1) ** 2;
	}
	return samples;
}
