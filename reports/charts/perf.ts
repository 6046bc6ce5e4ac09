/*
 * reports/charts/perf.ts - loads: the system time of each variant against the base.
 */
import type { TopLevelSpec } from 'vega-lite';
import { perfSaid } from '../../harness/messages/index.ts';
import { hasDied, type PerfResult, type PerfRow } from '../../harness/result.ts';
import { chartFiles, grey } from '../chart.ts';
import { sharedName } from '../blocks.ts';
import { textWidth } from '../font-widths.ts';
import { linesOf, loadsOf, short, systemRatio } from '../perf-lines.ts';
import { changeOf } from '../perf-table.ts';
import type { RenderedFile } from '../renderer.ts';
import { loadField } from './load-field.ts';
import { perfDeltaChart } from './perf-delta.ts';
import { perfMemoryChart } from './perf-memory.ts';

/** Of the dots of a load, in pixels, and of the numbers beside them. */
const dotsWidth = 96;
const numbersWidth = 44;
const headerSize = 11.5;

type Kind = 'less' | 'same' | 'more' | 'died';
const kinds: readonly Kind[] = ['less', 'same', 'more', 'died'];

/** A line of variants on one load. */
interface Dot {
	readonly line: string;
	readonly load: string;
	readonly ratio: number;
	readonly kind: Kind;
	readonly label: string;
	/** Description for those who cannot see the chart. */
	readonly says: string;
}

function kindOf(row: PerfRow, ratio: number): Kind {
	if (hasDied(row)) return 'died';
	return ratio === 1 ? 'same' : ratio < 1 ? 'less' : 'more';
}

const dotsOf = (result: PerfResult): Dot[] =>
	linesOf(result).flatMap((line) =>
		line.rows.flatMap((row): Dot[] => {
			const ratio = systemRatio(result, row);
			// What takes no time has no place on a logarithmic axis.
			if (ratio === null || ratio === 0) return [];
			const kind = kindOf(row, ratio);
			const label = kind === 'died' ? perfSaid.diedShort() : changeOf(ratio);
			const says = `${line.variants.join(', ')} on ${row.load}: ${short(ratio)}${kind === 'died' ? ', died' : ''}`;
			return [{ line: sharedName(line.variants), load: row.load, ratio, kind, label, says }];
		}),
	);

/** Labelled ticks that a reader can count by; few, as each load has so little room. */
function ticksBetween(low: number, high: number): number[] {
	const inside = (tick: number): boolean => tick >= low && tick <= high;
	const decades = [0.001, 0.01, 0.1, 1, 10, 100, 1000].filter(inside);
	if (decades.length > 2) return decades;
	const halves = [0.2, 0.5, ...decades, 2, 5, 20, 50].filter(inside).toSorted((a, b) => a - b);
	return halves.length > 1 ? halves : [0.9, 1, 1.1].filter(inside);
}

function axesOf(dots: readonly Dot[], lines: readonly string[]) {
	const ratios = dots.map(({ ratio }) => ratio);
	const low = Math.min(0.85, ...ratios) / 1.05;
	const high = Math.max(1.18, ...ratios) * 1.05;
	return {
		x: {
			field: 'ratio',
			type: 'quantitative' as const,
			scale: {
				type: 'log' as const,
				domain: [low, high],
				nice: false,
				range: [0, dotsWidth] as [number, number],
			},
			axis: {
				title: null,
				values: ticksBetween(low, high),
				format: '~g',
				grid: true,
				gridColor: '#f0f0f0',
				ticks: true,
				tickColor: '#cccccc',
			},
		},
		y: {
			field: 'line',
			type: 'ordinal' as const,
			scale: { domain: [...lines] },
			axis: { title: null, grid: true, gridColor: '#e6e6e6' },
		},
	};
}

/** Shape and colour say the same, for those who see no colours. */
const shapes = {
	shape: {
		field: 'kind',
		type: 'nominal',
		scale: {
			domain: [...kinds],
			range: ['triangle-left', 'circle', 'triangle-right', 'cross'],
		},
		legend: { title: null, orient: 'bottom', symbolSize: 80, labelFontSize: 11.5 },
	},
	color: {
		field: 'kind',
		type: 'nominal',
		scale: { domain: [...kinds], range: ['#1f5fa8', '#7a7a7a', '#b3202c', '#222222'] },
	},
} as const;

/** A column for each load, a row for each line of the table. */
function perfChart(result: PerfResult): TopLevelSpec {
	const dots = dotsOf(result);
	const loads = loadsOf(result);
	const lines = linesOf(result).map(({ variants }) => sharedName(variants));
	const { x, y } = axesOf(dots, lines);
	const headers = loads.map((load) => textWidth(load, headerSize, true));
	const width = Math.max(dotsWidth + numbersWidth, ...headers);
	const machine = [...new Set(result.rows.map((row) => row.machine))].join(', ');
	const description = { field: 'says', type: 'nominal' } as const;
	return {
		$schema: 'https://vega.github.io/schema/vega-lite/v6.json',
		title: {
			text: `System time of loads against ${result.base}`,
			subtitle: [
				`1 and = are exactly the same; modelled for ${machine}. The numbers are exact, so there are no intervals`,
				'(+N): so many more variants that are alike in every count; perf.csv has them all',
			],
		},
		data: { values: dots.map((each) => ({ ...each })) },
		facet: {
			column: loadField(loads, headerSize),
		},
		spacing: 14,
		spec: {
			width,
			height: { step: 21 },
			layer: [
				{
					mark: { type: 'rule', color: '#555555', strokeWidth: 1.2, aria: false },
					encoding: { x: { ...x, field: undefined, datum: 1 } },
				},
				{
					mark: { type: 'point', filled: true, size: 80, opacity: 1, strokeWidth: 1.5 },
					encoding: { x, y, ...shapes, description },
				},
				{
					mark: { type: 'text', align: 'right', fontSize: 11, color: grey, aria: false },
					encoding: { y, x: { value: width }, text: { field: 'label', type: 'nominal' } },
				},
			],
		},
	};
}

/** perf, perf-delta and perf-memory. */
export async function perfCharts(result: PerfResult): Promise<RenderedFile[]> {
	// One after the other: ids of clip paths are counted in one place.
	return [
		...(await chartFiles('perf', perfChart(result))),
		...(await chartFiles('perf-delta', perfDeltaChart(result))),
		...(await chartFiles('perf-memory', perfMemoryChart(result))),
	];
}
