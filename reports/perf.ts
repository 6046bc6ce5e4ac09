/*
 * reports/perf.ts - cost of loads: a table for the terminal, a sheet and JSON.
 */
import { groupBy, type PerfResult, type PerfRow, type PublishedResult } from '../harness/result.ts';
import { perfSaid } from '../harness/messages/index.ts';
import type { RenderedFile } from './renderer.ts';
import { sheetFile } from './sheet.ts';

/** A variant on all loads, or several that cost the same on each of them. */
interface Line {
	readonly variants: readonly string[];
	readonly rows: readonly PerfRow[];
}

const loadsOf = ({ rows }: PerfResult): string[] => [...new Set(rows.map(({ load }) => load))];

/** Variants in the order of the rows; those that are alike in all that is shown share a line. */
function linesOf(result: PerfResult): Line[] {
	const byVariant = groupBy(result.rows, ({ variant }) => variant);
	const alike = groupBy([...byVariant], ([, rows]) =>
		JSON.stringify(
			rows.map(({ events, memory, lockedUnmapped, findings }) => [
				events,
				memory,
				lockedUnmapped,
				findings,
			]),
		),
	);
	return [...alike.values()].map((group) => ({
		variants: group.map(([name]) => name),
		rows: group[0]![1],
	}));
}

/** Three digits that matter, such as 0.98, 13.2, 391. */
export const short = (value: number): string =>
	value === 0 ? '0' : Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3).slice(0, 5);

const mebibytes = (bytes: number): string => short(bytes / 2 ** 20);

const grid = (table: readonly (readonly string[])[]): string[] => {
	const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)));
	return table.map((row) =>
		row
			.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
			.join('  ')
			.trimEnd(),
	);
};

const findingsOf = (rows: readonly PerfRow[]): string[] => [
	...new Set(rows.flatMap(({ findings }) => findings.map(({ oracle }) => oracle))),
];

/** One table for each quantity would not fit: system time against the base for each load, then memory and pages. */
export function perfText(result: PerfResult): string {
	const loads = loadsOf(result);
	const lines = linesOf(result);
	const base = result.rows.filter(({ variant }) => variant === result.base);
	const againstBase = (row: PerfRow | undefined, load: string): string => {
		const of = base.find((each) => each.load === load);
		if (row === undefined) return '-';
		if (of === undefined || of.system === 0) return `${short(row.system)}s`;
		return short(row.system / of.system);
	};
	const table = [
		['variant', ...loads.map((_, i) => `${i + 1}`), 'chains', 'tables', 'lost', 'died'],
		...lines.map(({ variants, rows }) => [
			`${variants[0]!}${variants.length > 1 ? ` (and ${variants.length - 1})` : ''}`,
			...loads.map((load) =>
				againstBase(
					rows.find((row) => row.load === load),
					load,
				),
			),
			mebibytes(Math.max(...rows.map(({ memory }) => memory.pteChains))),
			mebibytes(Math.max(...rows.map(({ memory }) => memory.pageTables))),
			`${rows.reduce((sum, { lockedUnmapped }) => sum + lockedUnmapped.insideEof, 0)}`,
			findingsOf(rows).length === 0
				? ''
				: `${rows.filter(({ findings }) => findings.length > 0).length}`,
		]),
	];
	return [
		perfSaid.head(result.base, [...new Set(result.rows.map(({ machine }) => machine))].join(', ')),
		'',
		...grid(table),
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
	const table = [
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
		...grid(table),
		'',
		...sizes,
		...leftOut.map(({ table: name, why }) => perfSaid.leftOut(name, why)),
	].join('\n');
}
