/*
 * reports/charts/violations.ts - which oracles are violated where.
 */
import * as messages from '../../harness/messages/index.ts';
import type { TopLevelSpec } from 'vega-lite';
import type { Cell } from '../../harness/result.ts';
import { grey, inkOn, noneFill, noneInk, reds, shade, unsureFill } from '../chart.ts';
import type { Selection } from '../select.ts';
import { markOf } from '../summarise.ts';
import { columnName, kindLetter, matrixChart, type Square, widthOf } from './matrix.ts';

export function violationSquare(selection: Selection, cell: Cell, oraclesMax: number): Square {
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

export function violationChart(selection: Selection): TopLevelSpec {
	const { comparison } = selection;
	const oraclesMax = Math.max(1, ...comparison.cells.map((cell) => markOf(cell).oracles));
	const squares = comparison.cells.map((cell) => violationSquare(selection, cell, oraclesMax));
	return matrixChart({
		title: 'Who breaks what: oracles violated, by variant and litmus',
		subtitle: [
			'3 = oracles violated, all schedules explored; 3b = preemptions bounded; 3s = samples only; ' +
				'q = only a never line of the litmus',
			'check = none in any schedule (proved); b = none within the bound; ' +
				's = none in samples (proves nothing); ~ = no verdict; blank = not run',
		],
		variants: selection.variants.map((variant) => variant.name),
		litmus: selection.columns.map(({ label, workload }) => `${label} ${workload.name}`),
		squares,
		step: Math.max(27, ...squares.map(widthOf)),
	});
}
