/*
 * reports/charts/locked.ts - how many VM_LOCKED pages are unmapped where.
 */
import * as messages from '../../harness/messages/index.ts';
import type { TopLevelSpec } from 'vega-lite';
import type { Cell } from '../../harness/result.ts';
import { grey, inkOn, purples, shade, unsureFill } from '../chart.ts';
import type { Selection } from '../select.ts';
import { columnName, kindLetter, matrixChart, type Square, widthOf } from './matrix.ts';
import { violationSquare } from './violations.ts';

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

export function lockedChart(selection: Selection): TopLevelSpec {
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
	const squares = comparison.cells
		.filter((cell) => names.has(cell.workload))
		.map((cell) => lockedSquare(selection, cell, pagesMax));
	return matrixChart({
		title: 'Pages missing from VM_LOCKED vmas once all is quiet',
		subtitle: [
			'0-2 = between none and two, over all final states; in brackets and bold: of these, ' +
				'most still inside EOF',
			'b = preemptions bounded; s = samples only; ~ = no verdict; ' +
				`${columns.length} of ${selection.columns.length} litmus shown, the others have none`,
		],
		variants: selection.variants.map((variant) => variant.name),
		litmus: columns.map(({ label, workload }) => `${label} ${workload.name}`),
		squares,
		step: Math.max(46, ...squares.map(widthOf)),
	});
}
