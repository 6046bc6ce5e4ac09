/*
 * reports/perf-files.ts - what a performance run shows and writes: loads side by side, or curves where a parameter varied.
 */
import type { PerfResult } from '../harness/result.ts';
import { draw } from './chart.ts';
import { perfCharts } from './charts/perf.ts';
import { perfClockChart } from './charts/perf-clock.ts';
import { perfFrontChart } from './charts/perf-front.ts';
import { perfScalingChart } from './charts/perf-scaling.ts';
import { perfSheet } from './perf.ts';
import { clockLines, clockSheet, timedRows } from './perf-clock.ts';
import { curvesSheet, curvesText } from './perf-curves.ts';
import { frontLines, frontSheet } from './perf-front.ts';
import { perfText } from './perf-table.ts';
import type { RenderedFile } from './renderer.ts';

const usualColumns = 80;

/** @param columns of the terminal, 80 where nobody knows */
export const perfScreen = (result: PerfResult, columns: number = usualColumns): string =>
	result.curves === undefined
		? [
				perfText(result, columns),
				...frontLines(result, columns),
				...clockLines(result, columns),
			].join('\n')
		: curvesText(result, columns);

/** All that a run can write; what is not of this run is of an earlier one. */
export const perfFileNames: readonly string[] = [
	'perf.json',
	'perf.csv',
	'perf.svg',
	'perf-delta.svg',
	'perf-memory.svg',
	'perf-front.csv',
	'perf-front.svg',
	'perf-curves.csv',
	'perf-scaling.svg',
	'perf-wall-clock.csv',
	'perf-wall-clock.svg',
];

/** With perf.json first; of no rows nothing can be drawn. */
export async function perfFiles(result: PerfResult): Promise<RenderedFile[]> {
	return [
		{ file: 'perf.json', text: perfJson(result) },
		await perfSheet(result),
		...(result.curves === undefined ? await perfCharts(result) : await curveFiles(result)),
		...(await frontFiles(result)),
		...(await clockFiles(result)),
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

async function clockFiles(result: PerfResult): Promise<RenderedFile[]> {
	if (timedRows(result).length === 0) return [];
	const chart = perfClockChart(result);
	return [
		await clockSheet(result),
		...(chart === null ? [] : [{ file: 'perf-wall-clock.svg', text: await draw(chart) }]),
	];
}

async function frontFiles(result: PerfResult): Promise<RenderedFile[]> {
	if (result.beside === undefined) return [];
	const chart = perfFrontChart(result);
	return [
		await frontSheet(result.beside.rows),
		...(chart === null ? [] : [{ file: 'perf-front.svg', text: await draw(chart) }]),
	];
}
