/*
 * reports/perf-clock.ts - how long the simulation took: a table for each load with what is told apart from the base, and a
 * sheet. It is the only part of a performance run that has noise, and so statistics.
 */
import { perfClockSaid } from '../harness/messages/index.ts';
import type { PerfResult, PerfRow, PerfTimes } from '../harness/result.ts';
import { type BlockColumn, blockLines, blocksThatFit } from './blocks.ts';
import { loadsOf, short } from './perf-lines.ts';
import type { RenderedFile } from './renderer.ts';
import { sheetFile } from './sheet.ts';
import { wrap } from './table.ts';

/** A row that was timed. */
export interface TimedRow {
	readonly row: PerfRow;
	readonly times: PerfTimes;
	/** Of the base on the same load, milliseconds; null where it was not timed. */
	readonly ofBase: number | null;
}

export function timedRows({ base, rows }: PerfResult): TimedRow[] {
	return rows.flatMap((row) => {
		const { times } = row.wallClock;
		if (times === undefined) return [];
		const baseRow = rows.find(({ variant, load }) => variant === base && load === row.load);
		return [{ row, times, ofBase: baseRow?.wallClock.times?.median ?? null }];
	});
}

/** Milliseconds in percent of the base's median. */
export const percentOfBase = (milliseconds: number, ofBase: number): number =>
	(milliseconds / ofBase) * 100;

const signed = (percent: number): string => `${percent > 0 ? '+' : ''}${percent.toFixed(1)}%`;
const pText = (p: number): string => (p < 0.0001 ? '<0.0001' : p.toFixed(4));

function columnsOf(rows: readonly TimedRow[]): BlockColumn[] {
	const { median, shift, interval, p } = perfClockSaid.columns;
	const beside = (
		show: (against: NonNullable<PerfTimes['against']>, ofBase: number) => string,
	): string[] =>
		rows.map(({ times: { against }, ofBase }) =>
			against === null || ofBase === null ? '' : show(against, ofBase),
		);
	return [
		{ head: [median], cells: rows.map(({ times }) => short(times.median)) },
		{
			head: [shift],
			cells: beside((against, ofBase) => signed(percentOfBase(against.shift, ofBase))),
		},
		{
			head: [interval],
			cells: beside(({ interval: bounds }, ofBase) =>
				bounds.map((bound) => signed(percentOfBase(bound, ofBase))).join(' to '),
			),
		},
		{ head: [p], cells: beside(({ p: value }) => pText(value)) },
		{ head: [''], cells: beside(({ verdict }) => (verdict === '~' ? '~' : '')) },
	];
}

/** With more variants than this, those that are not told apart are only named. */
const allShownMax = 10;

/** The base and who is told apart from it, and of a few variants the others too. */
function linesOfLoad(rows: readonly TimedRow[], base: string, width: number): string[] {
	const isShown = ({ row, times: { against } }: TimedRow): boolean =>
		rows.length <= allShownMax ||
		row.variant === base ||
		against === null ||
		against.verdict === 'apart';
	const shown = rows.filter(isShown);
	const alike = rows.filter((each) => !isShown(each)).map(({ row }) => row.variant);
	const blocks = blocksThatFit(
		shown.map(({ row }) => row.variant),
		columnsOf(shown),
		width,
	);
	return [
		rows[0]!.row.load,
		...blocks.blocks.flatMap((block, i) => [...(i > 0 ? [''] : []), ...blockLines(blocks, block)]),
		...(alike.length === 0 ? [] : wrap(perfClockSaid.alike(alike), width, '  ')),
	];
}

/** Empty where nothing was timed. @param width no line is longer, unless a name is */
export function clockLines(result: PerfResult, width: number): string[] {
	const timed = timedRows(result);
	if (timed.length === 0) return [];
	const questions = timed.filter(({ times }) => times.against !== null).length;
	const rounds = Math.min(...timed.map(({ times }) => times.samples.length));
	return [
		'',
		...wrap(perfClockSaid.head(result.base, rounds, questions), width),
		...loadsOf(result).flatMap((load) => {
			const rows = timed.filter(({ row }) => row.load === load);
			return rows.length === 0 ? [] : ['', ...linesOfLoad(rows, result.base, width)];
		}),
	];
}

/** perf-wall-clock.csv: what was made of the samples; these are in perf.json. */
export function clockSheet(result: PerfResult): Promise<RenderedFile> {
	return sheetFile({
		file: 'perf-wall-clock.csv',
		columns: [
			'load',
			'variant',
			'rounds',
			'runsPerSample',
			'medianMs',
			'differenceMs',
			'lowMs',
			'highMs',
			'shiftMs',
			'p',
			'verdict',
		],
		rows: timedRows(result).map(({ row, times: { runs, samples, median, against } }) => ({
			load: row.load,
			variant: row.variant,
			rounds: samples.length,
			runsPerSample: runs,
			medianMs: median,
			differenceMs: against?.difference ?? null,
			lowMs: against?.interval[0] ?? null,
			highMs: against?.interval[1] ?? null,
			shiftMs: against?.shift ?? null,
			p: against?.p ?? null,
			verdict: against?.verdict ?? null,
		})),
	});
}
