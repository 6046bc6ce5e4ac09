/*
 * harness/commands/perf-curve.ts - rmaplab perf --curve: loads with one parameter at several sizes, and what lines fit.
 */
import { checkGiven } from '../../workloads/load/given.ts';
import { loadNamed } from '../../workloads/load/index.ts';
import {
	crossingOf,
	fitPowerLaw,
	measuredCrossings,
	type Point,
	type PowerLaw,
} from '../measure/curve.ts';
import { BadInput, noLoadHasParameter, notPoints, pointsWithoutCurve } from '../messages/index.ts';
import {
	type CurveCrossing,
	type CurvesBeside,
	groupBy,
	hasDied,
	type LoadCurves,
	type PerfRow,
	type VariantCurve,
} from '../result.ts';
import { nearest } from '../text/nearest.ts';
import type { PerfLoad } from './run-perf.ts';

/** What a curve is drawn of besides the base where nobody says: the two that the discussion is about. */
export const curveVariants: readonly string[] = ['pte-chains'];

const doublings = 4;
/** By default the parameter goes to this many times the size that is asked for, and twice as far below it. */
const above = 4;
const pointsMax = 32;

export interface CurveFlags {
	/** The parameter; true for each load's own. */
	readonly curve?: string | true | undefined;
	readonly points?: string | undefined;
	readonly full?: true | undefined;
}

/** A load with the sizes of one of its parameters. */
export interface CurvePlan {
	readonly load: string;
	readonly parameter: string;
	readonly runs: readonly PerfLoad[];
}

/**
 * What to run for curves: null where none is asked for. Sizes that a load refuses are left out of its usual ones.
 * @throws BadInput where nobody has the parameter, or a point of the user's own cannot be run
 */
export function curvePlans(
	given: readonly PerfLoad[],
	{ curve, points, full }: CurveFlags,
): CurvePlan[] | null {
	if (curve === undefined) {
		if (points !== undefined) throw new BadInput(pointsWithoutCurve());
		return null;
	}
	const asked = points === undefined ? null : pointsOf(points);
	const plans = given.flatMap(({ load, parameters }): CurvePlan[] => {
		const parameter = curve === true ? loadNamed(load).scales : curve;
		const size = parameters[parameter];
		if (size === undefined) return [];
		const at = (value: number): PerfLoad => ({
			load,
			parameters: checkGiven(loadNamed(load), { ...parameters, [parameter]: value }),
		});
		const runs =
			asked === null
				? usualPoints(full === true ? size : size * above).flatMap((value) =>
						unlessRefused(at, value),
					)
				: asked.map(at);
		return [{ load, parameter, runs }];
	});
	if (plans.length === 0) {
		const known = given.flatMap(({ parameters }) => Object.keys(parameters));
		throw new BadInput(noLoadHasParameter(String(curve), nearest(String(curve), known)));
	}
	return plans;
}

function pointsOf(text: string): number[] {
	const values = text.split(',').map((each) => (/^\d{1,9}$/.test(each) ? Number(each) : 0));
	const points = [...new Set(values)].toSorted((a, b) => a - b);
	if (points.length < 2 || points.length > pointsMax || points[0] === 0) {
		throw new BadInput(notPoints(text));
	}
	return points;
}

/** Five sizes, each twice the one before, the last as large as this or a little more. */
function usualPoints(largest: number): number[] {
	const first = Math.max(1, Math.ceil(largest / 2 ** doublings));
	return Array.from({ length: doublings + 1 }, (_, n) => first * 2 ** n);
}

function unlessRefused(at: (value: number) => PerfLoad, value: number): PerfLoad[] {
	try {
		return [at(value)];
	} catch (error) {
		if (error instanceof BadInput) return [];
		throw error;
	}
}

/** The curves of these rows; `base` is what the others are held against. */
export function curvesOf(
	plans: readonly CurvePlan[],
	rows: readonly PerfRow[],
	base: string,
): LoadCurves[] {
	return plans.flatMap(({ load, parameter }): LoadCurves[] => {
		const own = rows.filter((row) => row.load === load);
		const [first] = own;
		if (first === undefined) return [];
		const { least, most } = loadNamed(load).parameters[parameter]!;
		const curves = [...groupBy(own, ({ variant }) => variant)].map(([variant, some]) =>
			curveOf(variant, some, parameter),
		);
		const ofBase = curves.find(({ variant }) => variant === base);
		const takes = [least, most] as const;
		return [
			{
				load,
				machine: first.machine,
				parameter,
				others: Object.fromEntries(
					Object.entries(first.parameters).filter(([name]) => name !== parameter),
				),
				takes,
				curves,
				beside:
					ofBase === undefined
						? []
						: curves
								.filter(({ variant }) => variant !== base)
								.map((each) => besideOf(ofBase, each, takes)),
			},
		];
	});
}

function curveOf(variant: string, rows: readonly PerfRow[], parameter: string): VariantCurve {
	const at = ({ parameters }: PerfRow): number => parameters[parameter]!;
	const lived = rows.filter((row) => !hasDied(row));
	const points = lived.map((row) => ({ x: at(row), y: row.system })).toSorted((a, b) => a.x - b.x);
	const fit = fitPowerLaw(points);
	return {
		variant,
		points,
		died: rows.filter((row) => !lived.includes(row)).map(at),
		fit:
			fit === null
				? null
				: {
						factor: fit.factor,
						exponent: fit.exponent,
						interval: fit.interval,
						last: fitPowerLaw(points.slice(-2))!.exponent,
					},
	};
}

function besideOf(
	base: VariantCurve,
	other: VariantCurve,
	[least, most]: readonly [number, number],
): CurvesBeside {
	const names = { first: base.variant, second: other.variant };
	const shared = base.points.flatMap((point) => {
		const beside = other.points.find(({ x }) => x === point.x);
		return beside === undefined ? [] : [{ point, beside }];
	});
	const [begin, end] = [shared[0], shared.at(-1)];
	const named = ({
		at,
		dearerAbove,
	}: {
		at: number;
		dearerAbove: 'first' | 'second';
	}): CurveCrossing => ({
		at,
		dearerAbove: names[dearerAbove],
	});
	const measured = measuredCrossings(base.points, other.points).map(named);
	const growsAlike = overlap(base.fit?.interval ?? null, other.fit?.interval ?? null);
	const far = measured.length > 0 || growsAlike ? null : crossingOfFits(base, other);
	const isOutside = far !== null && !far.isMeasured && far.at >= least && far.at <= most;
	return {
		variant: other.variant,
		range: begin === undefined || end === undefined ? null : [begin.point.x, end.point.x],
		dearerAtEnd: end === undefined ? null : dearerOf(end.point.y, end.beside.y, names),
		isSame: shared.every(({ point, beside }) => point.y === beside.y),
		measured,
		growsAlike,
		extrapolated: isOutside ? named(far) : null,
	};
}

function dearerOf(
	first: number,
	second: number,
	names: { readonly first: string; readonly second: string },
): CurvesBeside['dearerAtEnd'] {
	if (first === second) return null;
	return first > second
		? { variant: names.first, ratio: first / second }
		: { variant: names.second, ratio: second / first };
}

type Interval = readonly [low: number, high: number] | null;

/** What nobody knows may be anything. */
const overlap = (one: Interval, other: Interval): boolean =>
	one === null || other === null || (one[0] <= other[1] && other[0] <= one[1]);

function crossingOfFits(one: VariantCurve, other: VariantCurve): ReturnType<typeof crossingOf> {
	const [first, second] = [lineOf(one), lineOf(other)];
	return first === null || second === null ? null : crossingOf(first, second);
}

const lineOf = ({ points }: { readonly points: readonly Point[] }): PowerLaw | null =>
	fitPowerLaw(points);
