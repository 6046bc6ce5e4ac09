/*
 * reports/charts/perf-delta.ts - the table of loads as squares: how much more or less system time than the base.
 */
import type { TopLevelSpec } from 'vega-lite';
import { perfSaid } from '../../harness/messages/index.ts';
import { hasDied, type PerfResult, type PerfRow } from '../../harness/result.ts';
import { ink, noneInk, unsureFill } from '../chart.ts';
import { sharedName } from '../blocks.ts';
import { linesOf, loadsOf, type PerfLine, short, systemRatio } from '../perf-lines.ts';
import { changeOf } from '../perf-table.ts';
import { matrixChart, type Square, widthOf } from './matrix.ts';

/** From a little to a lot; the number stands in the square, so nothing rests on telling shades apart. */
const less: readonly string[] = ['#eaf1f9', '#cfe0f2', '#a9c8e8', '#7faedb'];
const more: readonly string[] = ['#fdeee9', '#fbd9d2', '#f5ae9f', '#f08c79'];
/** Changes from which on the second, third and fourth shade is taken: a hundredth, a tenth, a half. */
const steps: readonly number[] = [Math.log(1.01), Math.log(1.1), Math.log(1.5)];
const died = { fill: '#444444', ink: '#ffffff' } as const;

function fillOf(ratio: number): string {
	if (ratio === 1) return unsureFill;
	const by = Math.abs(Math.log(ratio));
	const shade = steps.filter((step) => by >= step).length;
	return (ratio < 1 ? less : more)[shade]!;
}

function squareOf(result: PerfResult, line: PerfLine, row: PerfRow): Square[] {
	const ratio = systemRatio(result, row);
	const isBase = line.variants.includes(result.base);
	const isDead = hasDied(row);
	if (!isDead && !isBase && (ratio === null || ratio === 0)) return [];
	const text = isDead ? perfSaid.diedShort() : isBase ? `${short(row.system)} s` : changeOf(ratio!);
	return [
		{
			variant: sharedName(line.variants),
			litmus: row.load,
			fill: isDead ? died.fill : isBase ? '#ffffff' : fillOf(ratio!),
			ink: isDead ? died.ink : text === '=' ? noneInk : ink,
			text,
			bold: isBase,
			check: false,
			says: `${line.variants.join(', ')} on ${row.load}: ${text}`,
		},
	];
}

/** A row for each line of the table, the base's with seconds. */
export function perfDeltaChart(result: PerfResult): TopLevelSpec {
	const lines = linesOf(result);
	const squares = lines.flatMap((line) => line.rows.flatMap((row) => squareOf(result, line, row)));
	const machine = [...new Set(result.rows.map((row) => row.machine))].join(', ');
	return matrixChart({
		title: perfSaid.deltaTitle(result.base),
		subtitle: [...perfSaid.deltaSubtitle(machine)],
		variants: lines.map(({ variants }) => sharedName(variants)),
		litmus: loadsOf(result),
		squares,
		step: Math.max(44, ...squares.map(widthOf)),
	});
}
