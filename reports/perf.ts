/*
 * reports/perf.ts - cost of loads: a table for the terminal, a sheet and JSON.
 */
import type { PerfResult, PerfRow, PublishedResult } from '../harness/result.ts';
import { perfSaid } from '../harness/messages/index.ts';
import { lineName, linesOf, loadsOf, short, systemRatio } from './perf-lines.ts';
import type { RenderedFile } from './renderer.ts';
import { sheetFile } from './sheet.ts';
import { table } from './table.ts';

const mebibytes = (bytes: number): string => short(bytes / 2 ** 20);

/** Columns of numbers behind one of names; no rule under the head. */
const grid = ([head, ...rows]: readonly (readonly string[])[]): string[] =>
	table(
		head!.map((each, i) => ({ head: each, align: i === 0 ? 'left' : 'right' })),
		rows,
	).toSpliced(1, 1);

const findingsOf = (rows: readonly PerfRow[]): string[] => [
	...new Set(rows.flatMap(({ findings }) => findings.map(({ oracle }) => oracle))),
];

/** Memory at most, pages lost and loads that died. */
const countsOf = (rows: readonly PerfRow[]): string[] => [
	mebibytes(Math.max(...rows.map(({ memory }) => memory.pteChains))),
	mebibytes(Math.max(...rows.map(({ memory }) => memory.pageTables))),
	`${rows.reduce((sum, { lockedUnmapped }) => sum + lockedUnmapped.insideEof, 0)}`,
	findingsOf(rows).length === 0
		? ''
		: `${rows.filter(({ findings }) => findings.length > 0).length}`,
];

/** One table for each quantity would not fit: system time against the base for each load, then memory and pages. */
export function perfText(result: PerfResult): string {
	const loads = loadsOf(result);
	const lines = linesOf(result);
	const base = result.rows.filter(({ variant }) => variant === result.base);
	const againstBase = (row: PerfRow | undefined): string => {
		if (row === undefined) return '-';
		const ratio = systemRatio(result, row);
		return ratio === null ? `${short(row.system)}s` : short(ratio);
	};
	const cells = [
		['variant', ...loads.map((_, i) => `${i + 1}`), 'chains', 'tables', 'lost', 'died'],
		...lines.map((line) => [
			lineName(line),
			...loads.map((load) => againstBase(line.rows.find((row) => row.load === load))),
			...countsOf(line.rows),
		]),
	];
	return [
		perfSaid.head(result.base, [...new Set(result.rows.map(({ machine }) => machine))].join(', ')),
		'',
		...grid(cells),
		'',
		...loads.map((load, i) =>
			perfSaid.load(
				i + 1,
				load,
				short(base.find((each) => each.load === load)?.system ?? 0),
				parametersOf(result, load),
			),
		),
		'',
		...lines
			.filter(({ variants }) => variants.length > 1)
			.map(({ variants: [first, ...others] }) => perfSaid.alike(first!, others)),
		...lines.flatMap(({ rows }) =>
			rows.flatMap(({ variant, load, findings }) =>
				findings.map(({ oracle, text }) => perfSaid.died(variant, load, oracle, text)),
			),
		),
	].join('\n');
}

const parametersOf = ({ rows }: PerfResult, load: string): string =>
	Object.entries(rows.find((row) => row.load === load)!.parameters)
		.map(([name, value]) => `${name} ${value}`)
		.join(', ');

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
