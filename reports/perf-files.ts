/*
 * reports/perf-files.ts - what a performance run shows and writes: loads side by side, or curves where a parameter varied.
 */
import type { PerfResult } from '../harness/result.ts';
import { draw } from './chart.ts';
import { perfCharts } from './charts/perf.ts';
import { perfScalingChart } from './charts/perf-scaling.ts';
import { perfSheet } from './perf.ts';
import { curvesSheet, curvesText } from './perf-curves.ts';
import { perfText } from './perf-table.ts';
import type { RenderedFile } from './renderer.ts';

/** @param columns of the terminal, 80 where nobody knows */
export const perfScreen = (result: PerfResult, columns?: number): string =>
	result.curves === undefined ? perfText(result, columns) : curvesText(result, columns);

/** All that a run can write; what is not of this run is of an earlier one. */
export const perfFileNames: readonly string[] = [
	'perf.json',
	'perf.csv',
	'perf.svg',
	'perf-memory.svg',
	'perf-curves.csv',
	'perf-scaling.svg',
];

/** With perf.json first; of no rows nothing can be drawn. */
export async function perfFiles(result: PerfResult): Promise<RenderedFile[]> {
	return [
		{ file: 'perf.json', text: perfJson(result) },
		await perfSheet(result),
		...(result.curves === undefined ? await perfCharts(result) : await curveFiles(result)),
	];
}

export const perfJson = (result: PerfResult): string => `${JSON.stringify(result, null, '\t')}\n`;

async function curveFiles(result: PerfResult): Promise<RenderedFile[]> {
	const chart = perfScalingChart(result);
	return [
		await curvesSheet(result),
		...(chart === null ? [] : [{ file: 'perf-scaling.svg', text: await draw(chart) }]),
	];
}
