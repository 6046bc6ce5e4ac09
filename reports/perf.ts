/*
 * reports/perf.ts - cost of loads as a sheet, and published tables for the terminal.
 */
import type { PerfResult, PublishedResult } from '../harness/result.ts';
import { perfSaid } from '../harness/messages/index.ts';
import { type BlockColumn, blockLines, blocksThatFit } from './blocks.ts';
import { short } from './perf-lines.ts';
import type { RenderedFile } from './renderer.ts';
import { sheetFile } from './sheet.ts';
import { wrap } from './table.ts';

const usualColumns = 80;

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
			...(rows.some(({ cpus }) => cpus !== undefined) ? ['cpus'] : []),
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
			cpus: row.cpus ?? null,
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

/**
 * Published tables beside simulated ones, a line for each number, and what was left out. @param columns of the
 * terminal; no line is longer
 */
export function publishedText(
	{ rows, leftOut }: PublishedResult,
	columns: number = usualColumns,
): string {
	const number = (value: number | null): string =>
		value === null ? '-' : value >= 1e6 ? value.toExponential(2) : short(value);
	const marked = ({ isSame, isKeptBack }: PublishedResult['rows'][number]): string =>
		`${isSame ? '' : 'k'}${isKeptBack ? '' : 'c'}`;
	const column = (
		head: string,
		cellOf: (row: PublishedResult['rows'][number]) => string,
	): BlockColumn => ({ head: [head], cells: rows.map(cellOf) });
	const blocks = blocksThatFit(
		rows.map((row) => `${row.table} ${row.row}`),
		[
			column('variant', ({ variant }) => variant),
			column('published', ({ published }) => number(published)),
			column('simulated', ({ simulated }) => number(simulated)),
			column('ratio', ({ ratio }) => number(ratio)),
			column('', marked),
		],
		columns,
	);
	const sizes = [
		...new Set(rows.flatMap((row) => (row.size === null ? [] : [`${row.table}: ${row.size}`]))),
	];
	return [
		...wrap(perfSaid.publishedHead(), columns),
		...blocks.blocks.flatMap((block) => ['', ...blockLines(blocks, block)]),
		'',
		...[...sizes, ...leftOut.map(({ table: name, why }) => perfSaid.leftOut(name, why))].flatMap(
			(text) => wrap(text, columns, '  '),
		),
	].join('\n');
}
