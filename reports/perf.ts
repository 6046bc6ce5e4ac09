/*
 * reports/perf.ts - cost of loads as a sheet, and published tables for the terminal.
 */
import type { PerfResult, PublishedResult } from '../harness/result.ts';
import { perfSaid } from '../harness/messages/index.ts';
import { short } from './perf-lines.ts';
import type { RenderedFile } from './renderer.ts';
import { sheetFile } from './sheet.ts';
import { table } from './table.ts';

/** Columns of numbers behind one of names; no rule under the head. */
const grid = ([head, ...rows]: readonly (readonly string[])[]): string[] =>
	table(
		head!.map((each, i) => ({ head: each, align: i === 0 ? 'left' : 'right' })),
		rows,
	).toSpliced(1, 1);

/** perf.csv: a row for each load on each variant. */
export function perfSheet({ rows }: PerfResult): Promise<RenderedFile> {
	const events = Object.keys(rows[0]?.events ?? {});
	const memory = ['structPages', 'pteChains', 'vmas', 'pageTables', 'total'] as const;
	return sheetFile({
		file: 'perf.csv',
		columns: [
			'variant',
			'load',
			'parameters',
			'machine',
			'userSeconds',
			'systemSeconds',
			'diskSeconds',
			'elapsedSeconds',
			...events,
			...memory.map((name) => `${name}Bytes`),
			'lockedOwn',
			'lockedTruncation',
			'lockedInsideEof',
			'findings',
		],
		rows: rows.map((row) => ({
			variant: row.variant,
			load: row.load,
			parameters: Object.entries(row.parameters)
				.map(([name, value]) => `${name}=${value}`)
				.join(' '),
			machine: row.machine,
			userSeconds: row.user,
			systemSeconds: row.system,
			diskSeconds: row.disk,
			elapsedSeconds: row.elapsed,
			...row.events,
			...Object.fromEntries(memory.map((name) => [`${name}Bytes`, row.memory[name]])),
			lockedOwn: row.lockedUnmapped.own,
			lockedTruncation: row.lockedUnmapped.truncation,
			lockedInsideEof: row.lockedUnmapped.insideEof,
			findings: row.findings.map(({ oracle }) => oracle).join('; '),
		})),
	});
}

/** Published tables beside simulated ones, a line for each number, and what was left out. */
export function publishedText({ rows, leftOut }: PublishedResult): string {
	const number = (value: number | null): string =>
		value === null ? '-' : value >= 1e6 ? value.toExponential(2) : short(value);
	const marked = ({ isSame, isKeptBack }: PublishedResult['rows'][number]): string =>
		`${isSame ? '' : 'k'}${isKeptBack ? '' : 'c'}`;
	const cells = [
		['table', 'row', 'variant', 'published', 'simulated', 'ratio', ''],
		...rows.map((row) => [
			row.table,
			row.row,
			row.variant,
			number(row.published),
			number(row.simulated),
			number(row.ratio),
			marked(row),
		]),
	];
	const sizes = [
		...new Set(rows.flatMap((row) => (row.size === null ? [] : [`${row.table}: ${row.size}`]))),
	];
	return [
		perfSaid.publishedHead(),
		'',
		...grid(cells),
		'',
		...sizes,
		...leftOut.map(({ table: name, why }) => perfSaid.leftOut(name, why)),
	].join('\n');
}
