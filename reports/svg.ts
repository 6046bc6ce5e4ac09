/*
 * reports/svg.ts - charts: who breaks what, which VM_LOCKED pages get unmapped and, if that is asked for,
 * how many operations it takes.
 * Beside each is what it is drawn from, as Vega-Lite. Every cell carries a sign or a number; colour only repeats it.
 */
import type { Comparison } from '../harness/result.ts';
import { chartFiles } from './chart.ts';
import { costChart } from './charts/cost.ts';
import { lockedChart } from './charts/locked.ts';
import { violationChart } from './charts/violations.ts';
import type { RenderedFile, Renderer } from './renderer.ts';
import { select } from './select.ts';

async function render(comparison: Comparison): Promise<RenderedFile[]> {
	const selection = select(comparison);
	// One after the other: ids of clip paths are counted in one place.
	return [
		...(await chartFiles('violations', violationChart(selection))),
		...(await chartFiles('unmapped-locked', lockedChart(selection))),
		...(comparison.showsOperations ? await chartFiles('cost', costChart(selection)) : []),
	];
}

export const svg: Renderer = {
	says: 'violations.svg, unmapped-locked.svg, cost.svg (compare --operations), each with its .vl.json',
	render,
};
