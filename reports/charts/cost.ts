/*
 * reports/charts/cost.ts - operations of each variant against the base.
 */
import * as messages from '../../harness/messages/index.ts';
import type { TopLevelSpec } from 'vega-lite';
import { ink } from '../chart.ts';
import type { Selection } from '../select.ts';
import { comparableCosts, percentOf, summaryOf } from '../summarise.ts';
import { percent } from '../table.ts';

/** Labelled ticks of the percent axis, as far as the data goes. */
const percentTicks: readonly number[] = [
	-90, -50, -20, -10, -5, 0, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000,
];

type Direction = 'fewer' | 'same' | 'more';

/** `same` is exact, for counts have no noise. */
function directionOf(value: number): Direction {
	if (value === 0) return 'same';
	return value < 0 ? 'fewer' : 'more';
}

/** All litmus tests of a variant together, as one sign with its number. */
interface Total {
	/** Label of the variant's row. */
	readonly variant: string;
	readonly percent: number;
	readonly direction: Direction;
	readonly label: string;
	/** Description for those who cannot see the chart. */
	readonly says: string;
}

/** One litmus test of a variant, as a tick. */
type Single = Pick<Total, 'variant' | 'percent' | 'says'>;

interface Rows {
	/** Labels of the rows, in order. */
	readonly labels: readonly string[];
	readonly totals: readonly Total[];
	readonly singles: readonly Single[];
}

function rowsOf(selection: Selection): Rows {
	const { comparison } = selection;
	const summaries = selection.variants
		.filter((variant) => variant.name !== comparison.base)
		.map((variant) => summaryOf(selection, variant));
	const labels = new Map(
		summaries.map((summary) => [
			summary.variant.name,
			`${summary.variant.name} (${summary.cellsViolated}/${summary.cells})`,
		]),
	);
	const totals = summaries.flatMap((summary): Total[] => {
		const { operationsPercent: value } = summary;
		if (value === null) return [];
		return [
			{
				variant: labels.get(summary.variant.name) ?? '',
				percent: value,
				direction: directionOf(value),
				label: percent(value),
				says: `${summary.variant.name}, all litmus together: ${percent(value)}`,
			},
		];
	});
	const singles = comparison.cells.flatMap((cell): Single[] => {
		const costs = comparableCosts(selection, cell);
		const variant = labels.get(cell.variant);
		if (costs === null || variant === undefined) return [];
		const value = percentOf(costs.own.operations, costs.ofBase.operations);
		if (value === null) return [];
		const says = `${cell.variant}, ${cell.workload}: ${percent(value)}`;
		return [{ variant, percent: value, says }];
	});
	return { labels: [...labels.values()], totals, singles };
}

function axesOf({ labels, totals, singles }: Rows, base: string) {
	const values = [0, ...[...totals, ...singles].map((row) => row.percent)];
	const low = Math.min(-5, ...values);
	const high = Math.max(5, ...values);
	return {
		x: {
			field: 'percent',
			type: 'quantitative' as const,
			scale: { type: 'symlog' as const, constant: 5, domain: [low, high], nice: false },
			axis: {
				title: `operations against ${base}, percent`,
				values: percentTicks.filter((tick) => tick >= low && tick <= high),
				labelExpr: "(datum.value > 0 ? '+' : '') + datum.value",
				grid: true,
				gridColor: '#f0f0f0',
				ticks: true,
				tickColor: '#cccccc',
				labelOverlap: true,
			},
		},
		y: {
			field: 'variant',
			type: 'ordinal' as const,
			scale: { domain: [...labels] },
			axis: { title: null, grid: true, gridColor: '#e6e6e6' },
		},
	};
}

type Axes = ReturnType<typeof axesOf>;

type Layer = Extract<TopLevelSpec, { readonly layer: unknown }>['layer'][number];

/** The line of no change. */
function zeroLayer({ x }: Axes): Layer {
	return {
		data: { values: [{ percent: 0 }] },
		mark: { type: 'rule', color: '#555555', strokeWidth: 1.2, aria: false },
		encoding: { x },
	};
}

function singlesLayer({ singles }: Rows, { x, y }: Axes): Layer {
	return {
		data: { values: [...singles] },
		mark: { type: 'tick', color: '#8a8a8a', thickness: 1.2, size: 11, opacity: 0.8 },
		encoding: { x, y, description: { field: 'says', type: 'nominal' } },
	};
}

/** Shape and colour say the same, for those who see no colours. */
function totalsLayer({ totals }: Rows, { x, y }: Axes): Layer {
	const directions: readonly Direction[] = ['fewer', 'same', 'more'];
	return {
		data: { values: [...totals] },
		mark: { type: 'point', filled: true, size: 95, opacity: 1, strokeWidth: 1.5 },
		encoding: {
			x,
			y,
			shape: {
				field: 'direction',
				type: 'nominal',
				scale: {
					domain: [...directions],
					range: ['triangle-left', 'circle', 'triangle-right'],
				},
				legend: { title: null, orient: 'bottom', symbolSize: 95, labelFontSize: 11.5 },
			},
			color: {
				field: 'direction',
				type: 'nominal',
				scale: { domain: [...directions], range: ['#1f5fa8', '#7a7a7a', '#b3202c'] },
			},
			description: { field: 'says', type: 'nominal' },
		},
	};
}

/** The totals once more, as numbers at the right. */
function numbersLayer({ totals }: Rows, { y }: Axes): Layer {
	return {
		data: { values: [...totals] },
		mark: { type: 'text', align: 'right', fontSize: 11.5, color: ink, aria: false },
		encoding: { y, x: { value: 622 }, text: { field: 'label', type: 'nominal' } },
	};
}

export function costChart(selection: Selection): TopLevelSpec {
	const { base } = selection.comparison;
	const rows = rowsOf(selection);
	const axes = axesOf(rows, base);
	return {
		$schema: 'https://vega.github.io/schema/vega-lite/v6.json',
		title: {
			text: `Cost against ${base}: operations of the sequential run`,
			subtitle: [
				'large sign and number = all litmus together; tick = one litmus; exact counts, no noise',
				`in brackets: litmus violated; ${messages.costLeavesOut()}`,
			],
		},
		width: 560,
		height: { step: 21 },
		layer: [
			zeroLayer(axes),
			singlesLayer(rows, axes),
			totalsLayer(rows, axes),
			numbersLayer(rows, axes),
		],
	};
}
