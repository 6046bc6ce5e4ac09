/*
 * reports/perf-curves.ts - how the cost of loads grows, as tables and sentences for the terminal and as a sheet.
 */
import {
	type CurveWords,
	curvesBeside,
	curveGrows,
	curvesSaid,
	perfSaid,
	exponentText,
} from '../harness/messages/index.ts';
import { groupBy, type LoadCurves, type PerfResult, type VariantCurve } from '../harness/result.ts';
import { type BlockColumn, blockLines, blocksThatFit, sharedName } from './blocks.ts';
import { short } from './perf-lines.ts';
import type { RenderedFile } from './renderer.ts';
import { sheetFile } from './sheet.ts';
import { wrap } from './table.ts';

const usualColumns = 80;
const fewestColumns = 40;
const unknown = '-';

/** Variants whose points are all alike, and the curve of the first of them. */
export interface CurveLine {
	readonly variants: readonly string[];
	readonly curve: VariantCurve;
}

export const curveLines = ({ curves }: LoadCurves): CurveLine[] =>
	[...groupBy(curves, ({ points, died }) => JSON.stringify([points, died])).values()].map(
		(group) => ({ variants: group.map(({ variant }) => variant), curve: group[0]! }),
	);

const intervalOf = ({ fit }: VariantCurve): string =>
	fit === null || fit.interval === null ? unknown : fit.interval.map(exponentText).join(' to ');

function columnsOf(lines: readonly CurveLine[]): BlockColumn[] {
	const xs = new Set(
		lines.flatMap(({ curve: { points, died } }) => [...points.map(({ x }) => x), ...died]),
	);
	const cellAt =
		(x: number) =>
		({ curve: { points, died } }: CurveLine): string => {
			const point = points.find((each) => each.x === x);
			if (point !== undefined) return short(point.y);
			return died.includes(x) ? perfSaid.diedShort() : unknown;
		};
	const { exponent, interval, last } = curvesSaid.columns;
	return [
		...[...xs]
			.toSorted((a, b) => a - b)
			.map((x) => ({ head: [String(x)], cells: lines.map(cellAt(x)) })),
		{
			head: exponent,
			cells: lines.map(({ curve }) =>
				curve.fit === null ? unknown : exponentText(curve.fit.exponent),
			),
		},
		{ head: interval, cells: lines.map(({ curve }) => intervalOf(curve)) },
		{
			head: last,
			cells: lines.map(({ curve }) =>
				curve.fit === null ? unknown : exponentText(curve.fit.last),
			),
		},
	];
}

const wordsOf = ({ variants, curve }: CurveLine): CurveWords | null =>
	curve.fit === null
		? null
		: {
				variant: variants[0]!,
				exponent: curve.fit.exponent,
				interval: curve.fit.interval,
				points: curve.points.length,
			};

/** One for each variant against the base; where there is nothing beside it, one of the base. */
function sentencesOf(load: LoadCurves, lines: readonly CurveLine[], base: string): string[] {
	const { parameter, takes, beside } = load;
	const ofBase = lines.find(({ variants }) => variants.includes(base));
	const first = ofBase === undefined ? null : wordsOf({ ...ofBase, variants: [base] });
	if (first === null) return [];
	const others = lines.filter((line) => line !== ofBase);
	if (others.length === 0) return [curveGrows(first, parameter)];
	return others.flatMap((line) => {
		const second = wordsOf(line);
		const meets = beside.find(({ variant }) => variant === line.variants[0]);
		if (second === null || meets === undefined) return [];
		return [curvesBeside(first, second, parameter, meets, takes)];
	});
}

const parametersText = (parameters: Readonly<Record<string, number>>): string =>
	Object.entries(parameters)
		.map(([name, value]) => `${name} ${value}`)
		.join(', ');

function linesOfLoad(load: LoadCurves, base: string, width: number): string[] {
	const lines = curveLines(load);
	const names = lines.map(({ variants }) => sharedName(variants));
	const blocks = blocksThatFit(names, columnsOf(lines), width);
	const head = curvesSaid.load(load.load, load.parameter, parametersText(load.others));
	return [
		...wrap(head, width, '  '),
		...blocks.blocks.flatMap((block) => ['', ...blockLines(blocks, block)]),
		'',
		...sentencesOf(load, lines, base).flatMap((sentence) => wrap(sentence, width, '  ')),
		...lines
			.filter(({ variants }) => variants.length > 1)
			.flatMap(({ variants: [first, ...others] }) =>
				wrap(curvesSaid.alike(first!, others), width, '  '),
			),
	];
}

/** @param columns of the terminal; no line is longer, unless a name is */
export function curvesText(
	{ base, curves = [] }: Pick<PerfResult, 'base' | 'curves'>,
	columns: number = usualColumns,
): string {
	const width = Math.max(fewestColumns, columns);
	const machine = [...new Set(curves.map((each) => each.machine))].join(', ');
	return [
		...wrap(curvesSaid.head(machine), width),
		...curves.flatMap((load) => ['', ...linesOfLoad(load, base, width)]),
	].join('\n');
}

/** perf-curves.csv: a row for each curve, with where it crosses the base's. */
export function curvesSheet({ curves = [] }: Pick<PerfResult, 'curves'>): Promise<RenderedFile> {
	return sheetFile({
		file: 'perf-curves.csv',
		columns: [
			'load',
			'parameter',
			'machine',
			'variant',
			'points',
			'from',
			'to',
			'factor',
			'exponent',
			'low',
			'high',
			'last',
			'crossesBaseAt',
			'dearerAbove',
			'isMeasured',
		],
		rows: curves.flatMap(({ load, parameter, machine, curves: all, beside }) =>
			all.map(({ variant, points, fit }) => {
				const meets = beside.find((each) => each.variant === variant);
				const crossing = meets?.measured.at(-1) ?? meets?.extrapolated ?? null;
				return {
					load,
					parameter,
					machine,
					variant,
					points: points.length,
					from: points[0]?.x ?? null,
					to: points.at(-1)?.x ?? null,
					factor: fit?.factor ?? null,
					exponent: fit?.exponent ?? null,
					low: fit?.interval?.[0] ?? null,
					high: fit?.interval?.[1] ?? null,
					last: fit?.last ?? null,
					crossesBaseAt: crossing?.at ?? null,
					dearerAbove: crossing?.dearerAbove ?? null,
					isMeasured: crossing === null ? null : (meets?.measured.length ?? 0) > 0,
				};
			}),
		),
	});
}
