/*
 * reports/svg.ts - charts: who breaks what, which VM_LOCKED pages get unmapped and, if that is asked for,
 * how many operations it takes.
 * Every cell carries a sign or a number; colour only repeats it.
 */
import type { Comparison } from '../harness/result.ts';
import { draw } from './chart.ts';
import { costChart } from './charts/cost.ts';
import { lockedChart } from './charts/locked.ts';
import { violationChart } from './charts/violations.ts';
import type { RenderedFile, Renderer } from './renderer.ts';
import { select } from './select.ts';

async function render(comparison: Comparison): Promise<RenderedFile[]> {
	const selection = select(comparison);
	// One after the other: ids of clip paths are counted in one place.
	return [
		{ file: 'violations.svg', text: await draw(violationChart(selection)) },
		{ file: 'unmapped-locked.svg', text: await draw(lockedChart(selection)) },
		...(comparison.showsOperations
			? [{ file: 'cost.svg', text: await draw(costChart(selection)) }]
			: []),
	];
}

export const svg: Renderer = {
	says: 'violations.svg, unmapped-locked.svg, cost.svg (compare --operations)',
	render,
};
