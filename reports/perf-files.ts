/*
 * reports/perf-files.ts - what a performance run shows and writes: loads side by side, or curves where a parameter varied.
 */
import type { PerfResult } from '../harness/result.ts';
import { chartFiles } from './chart.ts';
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
import { timedText, waitsSheet } from './timed.ts';

const usualColumns = 80;

/** @param columns of the terminal, 80 where nobody knows */
export function perfScreen(result: PerfResult, columns: number = usualColumns): string {
	if (isTimed(result)) return timedText(result);
	if (result.curves !== undefined) return curvesText(result, columns);
	return [
		perfText(result, columns),
		...frontLines(result, columns),
		...clockLines(result, columns),
	].join('\n');
}

/** Of a run on several cpus. */
const isTimed = ({ rows }: PerfResult): boolean => rows.some(({ cpus }) => cpus !== undefined);

const charts = [
	'perf',
	'perf-delta',
	'perf-memory',
	'perf-front',
	'perf-scaling',
	'perf-wall-clock',
] as const;

/** All that a run can write; what is not of this run is of an earlier one. */
export const perfFileNames: readonly string[] = [
	'perf.json',
	'perf.csv',
	'perf-front.csv',
	'perf-curves.csv',
	'perf-wall-clock.csv',
	'waits.csv',
	...charts.flatMap((name) => [`${name}.svg`, `${name}.vl.json`]),
];

/** With perf.json first; of no rows nothing can be drawn. */
export async function perfFiles(result: PerfResult): Promise<RenderedFile[]> {
	const first = [{ file: 'perf.json', text: perfJson(result) }, await perfSheet(result)];
	if (isTimed(result)) return [...first, await waitsSheet(result)];
	return [
		...first,
		...(result.curves === undefined ? await perfCharts(result) : await curveFiles(result)),
		...(await frontFiles(result)),
		...(await clockFiles(result)),
	];
}

export const perfJson = (result: PerfResult): string => `${JSON.stringify(result, null, '\t')}\n`;

async function curveFiles(result: PerfResult): Promise<RenderedFile[]> {
	return [
		await curvesSheet(result),
		...(await chartFiles('perf-scaling', perfScalingChart(result))),
	];
}

async function clockFiles(result: PerfResult): Promise<RenderedFile[]> {
	if (timedRows(result).length === 0) return [];
	return [
		await clockSheet(result),
		...(await chartFiles('perf-wall-clock', perfClockChart(result))),
	];
}

async function frontFiles(result: PerfResult): Promise<RenderedFile[]> {
	if (result.beside === undefined) return [];
	return [
		await frontSheet(result.beside.rows),
		...(await chartFiles('perf-front', perfFrontChart(result))),
	];
}
