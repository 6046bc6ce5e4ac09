/*
 * reports/charts/matrix.ts - variants by litmus tests as a matrix of squares, each with a sign.
 */
import type { TopLevelSpec } from 'vega-lite';
import { noneInk } from '../chart.ts';
import { textWidth } from '../font-widths.ts';
import type { Selection } from '../select.ts';
import type { Mark } from '../summarise.ts';

/** One square of a matrix, with everything that is drawn already decided. */
export interface Square {
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

const fontSize = 11.5;

/** What a column needs for what stands in it, with a little room at the sides. */
export const widthOf = ({ text, bold }: Square): number =>
	Math.ceil(textWidth(text, fontSize, bold)) + 4;

export const kindLetter: Readonly<Record<Mark['kind'], string>> = {
	complete: '',
	bounded: 'b',
	sampled: 's',
	stopped: '~',
};

export function columnName(selection: Selection, workload: string): string {
	const column = selection.columns.find((candidate) => candidate.workload.name === workload);
	return column === undefined ? workload : `${column.label} ${workload}`;
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

export function matrixChart(chart: MatrixChart): TopLevelSpec {
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
					fontSize,
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
