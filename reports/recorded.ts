/*
 * reports/recorded.ts - answers of real kernels and of variants, as text.
 */
import { recordedSaid } from '../harness/messages/index.ts';
import type { RecordedResult, RecordedRow } from '../harness/result.ts';
import { table, type TableColumn, wrap } from './table.ts';

const columns: readonly TableColumn[] = [
	{ head: 'variant', align: 'left' },
	{ head: 'alike', align: 'right' },
	{ head: 'agree', align: 'right' },
	{ head: '%', align: 'right' },
	{ head: 'why', align: 'left' },
];

/** As many as a terminal has, or a mail. */
export function recordedText({ rows, causes }: RecordedResult, width: number = 80): string {
	const files = [...new Set(rows.map(({ file }) => file))];
	const tables = files.flatMap((file) =>
		fileText(
			rows.filter((row) => row.file === file),
			width,
		),
	);
	const why = causes.flatMap(({ id, what, source }) =>
		wrap(recordedSaid.cause(id, what, source), width, '  '),
	);
	return [
		recordedSaid.head(),
		...tables,
		...(why.length === 0 ? [] : ['', ...why]),
		...exampleLines(rows),
	].join('\n');
}

function fileText(rows: readonly RecordedRow[], width: number): string[] {
	const [{ file, sequences, results, kernel }] = rows as readonly [RecordedRow];
	const whys = rows.map(whyOf);
	const bare = table(
		columns,
		rows.map((row) => [
			row.variant,
			String(row.alike),
			String(row.agree),
			// What is not all is never rounded up to it.
			(Math.floor((row.agree / Math.max(1, row.results)) * 10_000) / 100).toFixed(2),
			'',
		]),
	).map((line) => line.replace(/ *-*$/, (end) => (end.trim() === '' ? '' : end.trimEnd())));
	const left = Math.max(...bare.slice(2).map((line) => line.length)) + 2;
	return [
		'',
		...wrap(recordedSaid.recording(file, sequences, results, kernel), width, '  '),
		...bare.slice(0, 2),
		...bare.slice(2).flatMap((line, i) => {
			const lines = wrap(whys[i]!, Math.max(30, width - left));
			const [first = '', ...more] = lines;
			return [
				`${line.padEnd(left)}${first}`.trimEnd(),
				...more.map((each) => ' '.repeat(left) + each),
			];
		}),
		...observedLines(rows).flatMap((line) => wrap(line, width, '    ')),
		...costLines(rows, width),
	];
}

const costColumns: readonly TableColumn[] = [
	{ head: 'variant', align: 'left' },
	{ head: 'system', align: 'right' },
	{ head: 'user', align: 'right' },
	{ head: 'disk', align: 'right' },
	{ head: 'faults', align: 'right' },
	{ head: 'own', align: 'right' },
	{ head: 'beyond', align: 'right' },
	{ head: 'inside', align: 'right' },
];

/** What the calls cost, in milliseconds of the modelled machine, where somebody asked. */
function costLines(rows: readonly RecordedRow[], width: number): readonly string[] {
	const [first] = rows.flatMap(({ cost }) => (cost === null ? [] : [cost]));
	if (first === undefined) return [];
	const ms = (seconds: number): string => (seconds * 1000).toFixed(3);
	const lines = table(
		costColumns,
		rows.flatMap(({ variant, cost }) => {
			if (cost === null) return [];
			const { user, system, disk, faults, lockedUnmapped: lost } = cost;
			const counts = [faults, lost.own, lost.truncation, lost.insideEof].map(String);
			return [[variant, ms(system), ms(user), ms(disk), ...counts]];
		}),
	);
	return ['', ...wrap(recordedSaid.cost(first.machine), width), ...lines];
}

/** What variants show of page tables, where the recording does; those that show the same are one line. */
function observedLines(rows: readonly RecordedRow[]): readonly string[] {
	const by = new Map<string, string[]>();
	for (const { variant, observed } of rows) {
		if (observed === null) continue;
		const what = recordedSaid.observed(observed);
		by.set(what, [...(by.get(what) ?? []), variant]);
	}
	return [...by].map(([what, names]) => recordedSaid.observedBy(what, names));
}

function whyOf({ causes, unexplained, died }: RecordedRow): string {
	const parts = Object.entries(causes).map(([id, count]) => `${id} ${count}`);
	if (unexplained > 0) parts.push(`${recordedSaid.unexplained} ${unexplained}`);
	const deaths = Object.entries(died).map(([of, count]) => recordedSaid.died(count, of));
	return [parts.join(', '), ...deaths].filter((each) => each !== '').join('; ');
}

/** One for each variant and cause, though each recording has its own. */
function exampleLines(rows: readonly RecordedRow[]): string[] {
	const shown = new Set<string>();
	return rows.flatMap(({ variant, examples }) =>
		examples.flatMap(({ cause, sequence, calls, recorded, said }) => {
			const what = recordedSaid.example(variant, cause ?? recordedSaid.unexplained, sequence);
			const key = `${variant} ${cause}`;
			if (shown.has(key)) return [];
			shown.add(key);
			return [
				'',
				what,
				...calls.slice(0, -1).map((call) => `    ${call}`),
				`    ${(calls.at(-1) ?? '').padEnd(24)}  ${recordedSaid.exampleEnd(recorded, said)}`,
			];
		}),
	);
}
