/*
 * reports/charts/perf-scaling.ts - how the cost of loads grows with a parameter: lines in logarithms, with their exponents.
 */
import type { TopLevelSpec } from 'vega-lite';
import { curvesSaid, exponentText } from '../../harness/messages/index.ts';
import type { LoadCurves, PerfResult } from '../../harness/result.ts';
import { grey, ink } from '../chart.ts';
import { sharedName } from '../blocks.ts';
import { type CurveLine, curveLines } from '../perf-curves.ts';

const plotWidth = 250;
const plotHeightLeast = 170;
/** Room for a label, and between the plot and the labels. */
const labelHeight = 14;
const labelGap = 26;
/** Loads side by side. */
const columns = 2;

/** Told apart by those who see few colours too (Okabe and Ito), and by the shape of the points. */
const colours = ['#222222', '#d55e00', '#0072b2', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'];
const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down'];

type Panel = Extract<TopLevelSpec, { readonly concat: unknown }>['concat'][number];
type Layer = Extract<TopLevelSpec, { readonly layer: unknown }>['layer'][number];

/** A line with the places of its end and of its label, in pixels from the upper edge. */
interface Placed {
	readonly line: CurveLine;
	readonly endX: number;
	readonly endY: number;
	readonly labelY: number;
}

interface Scales {
	readonly x: readonly [low: number, high: number];
	readonly y: readonly [low: number, high: number];
	readonly height: number;
}

function scalesOf(lines: readonly CurveLine[]): Scales {
	const points = lines.flatMap(({ curve }) => curve.points);
	const bounds = (values: readonly number[]): readonly [number, number] => [
		Math.min(...values) / 1.2,
		Math.max(...values) * 1.2,
	];
	return {
		x: bounds(points.map(({ x }) => x)),
		y: bounds(points.map(({ y }) => y)),
		height: Math.max(plotHeightLeast, lines.length * labelHeight),
	};
}

/** How far along a logarithmic axis, 0 to 1. */
const along = (value: number, [low, high]: readonly [number, number]): number =>
	Math.log(value / low) / Math.log(high / low);

/** Labels in the order of the ends of their lines, each moved down as far as those above it ask for. */
function placed(lines: readonly CurveLine[], { x, y, height }: Scales): Placed[] {
	const ends = lines
		.map((line) => {
			const last = line.curve.points.at(-1)!;
			return { line, endX: plotWidth * along(last.x, x), endY: height * (1 - along(last.y, y)) };
		})
		.toSorted((a, b) => a.endY - b.endY);
	return ends.map((end, i) => {
		// What is left below must have room for the labels that are still to come.
		const least = ends
			.slice(0, i + 1)
			.reduce((down, each) => Math.max(down + labelHeight, each.endY), -labelHeight);
		const most = height - (ends.length - 1 - i) * labelHeight;
		return { ...end, labelY: Math.min(least, most) };
	});
}

const labelOf = ({ variants, curve: { fit } }: CurveLine): string => {
	const bounds =
		fit === null || fit.interval === null
			? ''
			: ` (${fit.interval.map(exponentText).join(' to ')})`;
	return `${fit === null ? '' : exponentText(fit.exponent)}${bounds} ${sharedName(variants)}`;
};

const description = { field: 'says', type: 'nominal' } as const;

function axesOf(lines: readonly CurveLine[], { x, y }: Scales, parameter: string) {
	const axis = { grid: true, gridColor: '#ececec' };
	const xs = [...new Set(lines.flatMap(({ curve }) => curve.points.map((point) => point.x)))];
	const log = (domain: readonly [number, number]) => ({
		type: 'log' as const,
		domain: [...domain],
		nice: false,
	});
	return {
		x: {
			field: 'x',
			type: 'quantitative' as const,
			scale: log(x),
			axis: { ...axis, title: parameter, values: xs, format: ',~r', labelOverlap: true },
		},
		y: {
			field: 'y',
			type: 'quantitative' as const,
			scale: log(y),
			axis: { ...axis, title: null, tickCount: 5, format: '~g' },
		},
	};
}

/** Colour and shape say the same, and the labels too. */
function dressOf(names: readonly string[]) {
	const each = (range: readonly string[]) => ({
		field: 'line',
		type: 'nominal' as const,
		scale: { domain: [...names], range: names.map((_, i) => range[i % range.length]!) },
		legend: null,
	});
	return { color: each(colours), shape: each(shapes) };
}

/** At a place in pixels. */
const pixel = (field: string) =>
	({ field, type: 'quantitative', scale: null, axis: null }) as const;

function labelLayers(
	lines: readonly CurveLine[],
	scales: Scales,
	color: ReturnType<typeof dressOf>['color'],
): Layer[] {
	const values = placed(lines, scales).map(({ line, ...places }) => ({
		line: labelOf(line),
		...places,
	}));
	return [
		{
			data: { values },
			mark: { type: 'rule', strokeWidth: 0.8, color: grey, aria: false },
			encoding: {
				x: pixel('endX'),
				x2: { value: plotWidth + labelGap - 4 },
				y: pixel('endY'),
				y2: { field: 'labelY' },
			},
		},
		{
			data: { values },
			mark: { type: 'text', align: 'left', fontSize: 11, limit: 0, aria: false },
			encoding: {
				x: { value: plotWidth + labelGap },
				y: pixel('labelY'),
				color,
				text: { field: 'line', type: 'nominal' },
			},
		},
	];
}

function panelOf(load: LoadCurves): Panel[] {
	const lines = curveLines(load)
		.map(({ variants, curve }) => ({
			variants,
			// What takes no time has no place on a logarithmic axis.
			curve: { ...curve, points: curve.points.filter(({ y }) => y > 0) },
		}))
		.filter(({ curve }) => curve.points.length > 0);
	if (lines.length === 0) return [];
	const scales = scalesOf(lines);
	const { x, y } = axesOf(lines, scales, load.parameter);
	const { color, shape } = dressOf(lines.map(labelOf));
	const values = lines.flatMap((line) =>
		line.curve.points.map((point) => ({
			...point,
			line: labelOf(line),
			says: `${line.variants.join(', ')} on ${load.load}, ${load.parameter} ${point.x}: ${point.y} s`,
		})),
	);
	return [
		{
			title: { text: load.load, fontSize: 12, anchor: 'start', offset: 6, color: ink },
			width: plotWidth,
			height: scales.height,
			data: { values },
			layer: [
				{ mark: { type: 'line', strokeWidth: 1.4, aria: false }, encoding: { x, y, color } },
				{
					mark: { type: 'point', filled: true, size: 42, opacity: 1 },
					encoding: { x, y, color, shape, description },
				},
				...labelLayers(lines, scales, color),
			],
		},
	];
}

/** A square for each load; null where no line can be drawn. */
export function perfScalingChart({ curves = [] }: Pick<PerfResult, 'curves'>): TopLevelSpec | null {
	const panels = curves.flatMap(panelOf);
	if (panels.length === 0) return null;
	const machine = [...new Set(curves.map((each) => each.machine))].join(', ');
	return {
		$schema: 'https://vega.github.io/schema/vega-lite/v6.json',
		title: { text: curvesSaid.title(), subtitle: [...curvesSaid.subtitle(machine)] },
		concat: panels,
		columns: Math.min(columns, panels.length),
		spacing: { row: 26, column: 30 },
		resolve: { scale: { color: 'independent', shape: 'independent' } },
	};
}
