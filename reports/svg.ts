/*
 * reports/svg.ts - three charts: who breaks what, which VM_LOCKED pages get unmapped, what it costs.
 * Every cell carries a sign or a number; colour only repeats it.
 */
import type { TopLevelSpec } from 'vega-lite';
import * as messages from '../harness/messages.ts';
import type { Cell, Comparison } from '../harness/result.ts';
import {
	draw,
	grey,
	ink,
	inkOn,
	noneFill,
	noneInk,
	purples,
	reds,
	shade,
	unsureFill,
} from './chart.ts';
import type { RenderedFile, Renderer } from './renderer.ts';
import { select, type Selection } from './select.ts';
import { comparableCosts, markOf, percentOf, summaryOf, type Mark } from './summarise.ts';
import { percent } from './table.ts';

/** One square of a matrix, with everything that is drawn already decided. */
interface Square {
	readonly variant: string;
	readonly litmus: string;
	readonly fill: string;
	readonly ink: string;
	readonly text: string;
	readonly bold: boolean;
	/** A check mark is drawn as a path, since not every font has one. */
	readonly check: boolean;
	/** Read aloud by screen readers and shown by tooltips. */
	readonly says: string;
}

const kindLetter: Readonly<Record<Mark['kind'], string>> = {
	complete: '',
	bounded: 'b',
	sampled: 's',
	stopped: '?',
};

function columnName(selection: Selection, workload: string): string {
	const column = selection.columns.find((candidate) => candidate.workload.name === workload);
	return column === undefined ? workload : `${column.label} ${workload}`;
}

function violationSquare(selection: Selection, cell: Cell, oraclesMax: number): Square {
	const mark = markOf(cell);
	const explored = messages.exploredPhrase(cell.explored);
	const place = { variant: cell.variant, litmus: columnName(selection, cell.workload) };
	if (!mark.found) {
		const complete = mark.kind === 'complete';
		return {
			...place,
			fill: complete ? noneFill : unsureFill,
			ink: complete ? noneInk : grey,
			text: kindLetter[mark.kind],
			bold: false,
			check: complete,
			says: `${cell.variant}, ${cell.workload}: ${mark.kind === 'stopped' ? '' : 'nothing violated; '}${explored}`,
		};
	}
	const fill = shade(reds, Math.max(1, mark.oracles), oraclesMax);
	const names = [...new Set(cell.violations.map((violation) => violation.oracle))];
	return {
		...place,
		fill,
		ink: inkOn(fill),
		text: `${mark.oracles === 0 ? 'q' : mark.oracles}${kindLetter[mark.kind]}`,
		bold: true,
		check: false,
		says:
			`${cell.variant}, ${cell.workload}: ` +
			`${names.length === 0 ? 'a never line of the litmus held' : names.join('; ')}; ${explored}`,
	};
}

interface MatrixChart {
	readonly title: string;
	readonly subtitle: readonly string[];
	readonly variants: readonly string[];
	readonly litmus: readonly string[];
	readonly squares: readonly Square[];
	/** Width of a column in pixels. */
	readonly step: number;
}

function matrixChart(chart: MatrixChart): TopLevelSpec {
	const x = {
		field: 'litmus',
		type: 'ordinal' as const,
		scale: { domain: [...chart.litmus], padding: 0 },
		axis: {
			orient: 'top' as const,
			title: null,
			labelAngle: -45,
			labelAlign: 'left' as const,
			labelBaseline: 'middle' as const,
		},
	};
	const y = {
		field: 'variant',
		type: 'ordinal' as const,
		scale: { domain: [...chart.variants], padding: 0 },
		axis: { title: null },
	};
	return {
		$schema: 'https://vega.github.io/schema/vega-lite/v6.json',
		title: { text: chart.title, subtitle: [...chart.subtitle] },
		data: { values: chart.squares.map((square) => ({ ...square })) },
		width: { step: chart.step },
		height: { step: 23 },
		encoding: { x, y },
		layer: [
			{
				mark: { type: 'rect', stroke: '#ffffff', strokeWidth: 2 },
				encoding: {
					color: { field: 'fill', type: 'nominal', scale: null },
					description: { field: 'says', type: 'nominal' },
				},
			},
			{
				transform: [{ filter: 'datum.check' }],
				mark: {
					type: 'point',
					shape: 'M-0.7,0.05L-0.2,0.55L0.75,-0.6',
					size: 110,
					filled: false,
					strokeWidth: 1.6,
					aria: false,
				},
				encoding: { color: { value: noneInk } },
			},
			...[true, false].map((bold) => ({
				transform: [{ filter: `datum.bold === ${bold} && datum.text !== ''` }],
				mark: {
					type: 'text' as const,
					fontSize: 11.5,
					fontWeight: bold ? ('bold' as const) : ('normal' as const),
					aria: false,
				},
				encoding: {
					text: { field: 'text', type: 'nominal' as const },
					color: { field: 'ink', type: 'nominal' as const, scale: null },
				},
			})),
		],
	};
}

function violationChart(selection: Selection): TopLevelSpec {
	const { comparison } = selection;
	const oraclesMax = Math.max(1, ...comparison.cells.map((cell) => markOf(cell).oracles));
	return matrixChart({
		title: 'Who breaks what: oracles violated, by variant and litmus',
		subtitle: [
			'3 = oracles violated, all schedules explored; 3b = preemptions bounded; 3s = samples only; ' +
				'q = only a never line of the litmus',
			'check = none in any schedule (proved); b = none within the bound; ' +
				's = none in samples (proves nothing); ? = no verdict; blank = not run',
		],
		variants: selection.variants.map((variant) => variant.name),
		litmus: selection.columns.map(({ label, workload }) => `${label} ${workload.name}`),
		squares: comparison.cells.map((cell) => violationSquare(selection, cell, oraclesMax)),
		step: 27,
	});
}

function lockedSquare(selection: Selection, cell: Cell, pagesMax: number): Square {
	if (cell.unmappedLocked === null) return violationSquare(selection, cell, 1);
	const { min, max, collateralMax } = cell.unmappedLocked;
	const fill = max === 0 ? unsureFill : shade(purples, max, pagesMax);
	// Only a complete search may say that there is no more than this.
	const letter = kindLetter[cell.explored.kind];
	const range = min === max ? String(max) : `${min}-${max}`;
	const inside = collateralMax === 0 ? '' : ` (${collateralMax})`;
	return {
		variant: cell.variant,
		litmus: columnName(selection, cell.workload),
		fill,
		ink: max === 0 ? grey : inkOn(fill),
		text: max === 0 ? `0${letter}` : `${range}${letter}${inside}`,
		bold: collateralMax > 0,
		check: false,
		says:
			`${cell.variant}, ${cell.workload}: ${range} pages missing from VM_LOCKED vmas, ` +
			`at most ${collateralMax} of them inside EOF; ${messages.exploredPhrase(cell.explored)}`,
	};
}

function lockedChart(selection: Selection): TopLevelSpec {
	const { comparison } = selection;
	const touched = selection.columns.filter(({ workload }) =>
		selection.variants.some(({ name }) => {
			const cell = selection.cell(name, workload.name);
			// Where there is no verdict, nobody knows that there are none.
			return cell !== undefined && (cell.unmappedLocked?.max ?? 1) > 0;
		}),
	);
	// With nothing to show, the empty matrix says so better than no chart.
	const columns = touched.length === 0 ? selection.columns : touched;
	const names = new Set(columns.map(({ workload }) => workload.name));
	const pagesMax = Math.max(1, ...comparison.cells.map((cell) => cell.unmappedLocked?.max ?? 0));
	return matrixChart({
		title: 'Pages missing from VM_LOCKED vmas once all is quiet',
		subtitle: [
			'0-2 = between none and two, over all final states; in brackets and bold: of these, ' +
				'most still inside EOF',
			'b = preemptions bounded; s = samples only; ? = no verdict; ' +
				`${columns.length} of ${selection.columns.length} litmus shown, the others have none`,
		],
		variants: selection.variants.map((variant) => variant.name),
		litmus: columns.map(({ label, workload }) => `${label} ${workload.name}`),
		squares: comparison.cells
			.filter((cell) => names.has(cell.workload))
			.map((cell) => lockedSquare(selection, cell, pagesMax)),
		step: 46,
	});
}

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

function costChart(selection: Selection): TopLevelSpec {
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
	const totals = summaries.flatMap((summary) =>
		summary.operationsPercent === null
			? []
			: [
					{
						variant: labels.get(summary.variant.name) ?? '',
						percent: summary.operationsPercent,
						direction: directionOf(summary.operationsPercent),
						label: percent(summary.operationsPercent),
						says:
							`${summary.variant.name}, all litmus together: ` + percent(summary.operationsPercent),
					},
				],
	);
	const singles = comparison.cells.flatMap((cell) => {
		const costs = comparableCosts(selection, cell);
		const variant = labels.get(cell.variant);
		if (costs === null || variant === undefined) return [];
		const value = percentOf(costs.own.operations, costs.ofBase.operations);
		if (value === null) return [];
		const says = `${cell.variant}, ${cell.workload}: ${percent(value)}`;
		return [{ variant, percent: value, says }];
	});
	const values = [0, ...totals, ...singles].map((row) =>
		typeof row === 'number' ? row : row.percent,
	);
	const low = Math.min(-5, ...values);
	const high = Math.max(5, ...values);
	const ticks = percentTicks.filter((tick) => tick >= low && tick <= high);
	const y = {
		field: 'variant',
		type: 'ordinal' as const,
		scale: { domain: [...labels.values()] },
		axis: { title: null, grid: true, gridColor: '#e6e6e6' },
	};
	const x = {
		field: 'percent',
		type: 'quantitative' as const,
		scale: { type: 'symlog' as const, constant: 5, domain: [low, high], nice: false },
		axis: {
			title: `operations against ${comparison.base}, percent`,
			values: ticks,
			labelExpr: "(datum.value > 0 ? '+' : '') + datum.value",
			grid: true,
			gridColor: '#f0f0f0',
			ticks: true,
			tickColor: '#cccccc',
			labelOverlap: true,
		},
	};
	const directions: readonly Direction[] = ['fewer', 'same', 'more'];
	return {
		$schema: 'https://vega.github.io/schema/vega-lite/v6.json',
		title: {
			text: `Cost against ${comparison.base}: operations of the sequential run`,
			subtitle: [
				'large sign and number = all litmus together; tick = one litmus; exact counts, no noise',
				`in brackets: litmus violated; ${messages.costLeavesOut()}`,
			],
		},
		width: 560,
		height: { step: 21 },
		layer: [
			{
				data: { values: [{ percent: 0 }] },
				mark: { type: 'rule', color: '#555555', strokeWidth: 1.2, aria: false },
				encoding: { x },
			},
			{
				data: { values: singles },
				mark: { type: 'tick', color: '#8a8a8a', thickness: 1.2, size: 11, opacity: 0.8 },
				encoding: { x, y, description: { field: 'says', type: 'nominal' } },
			},
			{
				data: { values: totals },
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
			},
			{
				data: { values: totals },
				mark: { type: 'text', align: 'right', fontSize: 11.5, color: ink, aria: false },
				encoding: { y, x: { value: 622 }, text: { field: 'label', type: 'nominal' } },
			},
		],
	};
}

async function render(comparison: Comparison): Promise<RenderedFile[]> {
	const selection = select(comparison);
	// One after the other: ids of clip paths are counted in one place.
	return [
		{ file: 'violations.svg', text: await draw(violationChart(selection)) },
		{ file: 'unmapped-locked.svg', text: await draw(lockedChart(selection)) },
		{ file: 'cost.svg', text: await draw(costChart(selection)) },
	];
}

export const svg: Renderer = {
	says: 'violations.svg, unmapped-locked.svg, cost.svg',
	render,
};
