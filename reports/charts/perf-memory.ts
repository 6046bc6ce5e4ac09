/*
 * reports/charts/perf-memory.ts - loads: what the kernel's own bookkeeping takes at its largest.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { PerfMemory, PerfResult } from '../../harness/result.ts';
import { grey } from '../chart.ts';
import { sharedName } from '../blocks.ts';
import { linesAlike, loadsOf } from '../perf-lines.ts';
import { loadField } from './load-field.ts';

const barsWidth = 190;
/** Loads side by side. */
const columns = 3;

/** struct page is left out: it is the same for all, and larger than all the rest. */
const parts = ['pteChains', 'pageTables', 'vmas'] as const satisfies (keyof PerfMemory)[];
const partNames: Readonly<Record<(typeof parts)[number], string>> = {
	pteChains: 'pte_chain nodes',
	pageTables: 'page tables',
	vmas: 'vmas',
};
const partColours = ['#b3202c', '#1f5fa8', '#c9a227'];

interface Bar {
	readonly line: string;
	readonly load: string;
	readonly part: string;
	/** Place of the part in the bar. */
	readonly order: number;
	readonly kilobytes: number;
	/** Of all parts; empty but for the first, so that it is written once. */
	readonly label: string;
	/** Description for those who cannot see the chart. */
	readonly says: string;
}

const kilobytesOf = (bytes: number): number => bytes / 1024;

function barsOf(result: PerfResult): { bars: Bar[]; lines: string[] } {
	const lines = linesAlike(result, ({ memory }) => parts.map((part) => memory[part]));
	const bars = lines.flatMap((line) =>
		line.rows.flatMap(({ load, memory }) =>
			parts.map((part, order): Bar => {
				const sum = parts.reduce((all, each) => all + memory[each], 0);
				return {
					line: sharedName(line.variants),
					load,
					part: partNames[part],
					order,
					kilobytes: kilobytesOf(memory[part]),
					label: order === 0 ? Math.round(kilobytesOf(sum)).toLocaleString('en') : '',
					says: `${line.variants.join(', ')} on ${load}, ${partNames[part]}: ${memory[part]} bytes`,
				};
			}),
		),
	);
	return { bars, lines: lines.map(({ variants }) => sharedName(variants)) };
}

/** A square for each load; the variants that take as much as each other on every load share a bar. */
export function perfMemoryChart(result: PerfResult): TopLevelSpec {
	const { bars, lines } = barsOf(result);
	const loads = loadsOf(result);
	const y = {
		field: 'line',
		type: 'ordinal',
		scale: { domain: lines },
		axis: { title: null },
	} as const;
	return {
		$schema: 'https://vega.github.io/schema/vega-lite/v6.json',
		title: {
			text: 'Memory that the kernel keeps its books in, at its largest',
			subtitle: [
				'kilobytes of pte_chain nodes, page tables and vmas, each at its own peak; exact; the axes differ',
				'(+N): so many more variants that take as much on every load',
			],
		},
		data: { values: bars.map((each) => ({ ...each })) },
		facet: loadField(loads),
		columns: Math.min(columns, loads.length),
		spacing: { row: 16, column: 64 },
		resolve: { scale: { x: 'independent' } },
		spec: {
			width: barsWidth,
			height: { step: 21 },
			layer: [
				{
					mark: { type: 'bar', height: { band: 0.7 } },
					encoding: {
						x: {
							field: 'kilobytes',
							type: 'quantitative',
							stack: 'zero',
							axis: { title: null, tickCount: 4, grid: true, gridColor: '#f0f0f0', format: ',~r' },
						},
						y,
						color: {
							field: 'part',
							type: 'nominal',
							scale: { domain: parts.map((part) => partNames[part]), range: partColours },
							legend: { title: null, orient: 'bottom', labelFontSize: 11.5, labelLimit: 0 },
						},
						order: { field: 'order', type: 'quantitative' },
						description: { field: 'says', type: 'nominal' },
					},
				},
				{
					mark: { type: 'text', align: 'left', fontSize: 11, color: grey, aria: false },
					encoding: { y, x: { value: barsWidth + 6 }, text: { field: 'label', type: 'nominal' } },
				},
			],
		},
	};
}
