/*
 * reports/timed.ts - loads on several cpus: what they took and what was waited for, for the terminal and as a sheet.
 */
import { timedSaid } from '../harness/messages/index.ts';
import { hasDied, type PerfResult, type PerfRow, type PerfWait } from '../harness/result.ts';
import { loadsOf, parametersOf, short } from './perf-lines.ts';
import type { RenderedFile } from './renderer.ts';
import { sheetFile } from './sheet.ts';
import { wrap } from './table.ts';

const width = 80;
const labelWidth = 30;
const cellWidth = 7;
/** Numbers of cpus beside each other; more go below. */
const cellsMax = Math.floor((width - labelWidth) / cellWidth);
/** What is waited for longer than all else, of one variant on one load. */
const namesMax = 6;

const { rows: said } = timedSaid;
const milliseconds = (seconds: number): string => short(seconds * 1000);

/** A line of the table, with a cell for each number of cpus. */
const line = (label: string, cells: readonly string[]): string =>
	`${label.padEnd(labelWidth)}${cells.map((each) => each.padStart(cellWidth)).join('')}`.trimEnd();

/** What one variant did on one load, by rows of rising numbers of cpus. */
function linesOf(rows: readonly PerfRow[], base: readonly PerfRow[] | null): string[] {
	const cells = (of: (row: PerfRow) => string): string[] => rows.map(of);
	const against = (row: PerfRow): string => {
		const beside = base?.find(({ cpus }) => cpus === row.cpus);
		if (beside === undefined || hasDied(beside) || hasDied(row)) return '-';
		return short(row.elapsed / beside.elapsed);
	};
	const elapsed = (row: PerfRow): string => (hasDied(row) ? said.died : milliseconds(row.elapsed));
	return [
		line(rows[0]!.variant, []),
		line(`  ${said.elapsed}`, cells(elapsed)),
		...(base === null ? [] : [line(`  ${said.against}`, cells(against))]),
		line(
			`  ${said.system}`,
			cells((row) => milliseconds(row.system)),
		),
		...waitLines(rows, said.spinning, ({ spinning }) => spinning),
		...waitLines(rows, said.sleeping, ({ sleeping }) => sleeping),
		...refusedLines(rows),
	];
}

const waitOf = (row: PerfRow, name: string): PerfWait | undefined =>
	row.waits?.byName.find((each) => each.name === name);

/** Names in the order of what they come to over all rows, those that come to nothing left out. */
function namesBy(rows: readonly PerfRow[], of: (wait: PerfWait) => number): string[] {
	const sums = new Map<string, number>();
	for (const { waits } of rows) {
		for (const each of waits?.byName ?? []) {
			sums.set(each.name, (sums.get(each.name) ?? 0) + of(each));
		}
	}
	return [...sums]
		.filter(([, sum]) => sum > 0)
		.toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
		.slice(0, namesMax)
		.map(([name]) => name);
}

function waitLines(
	rows: readonly PerfRow[],
	label: string,
	of: (wait: PerfWait) => number,
): string[] {
	const all = (row: PerfRow): number =>
		(row.waits?.byName ?? []).reduce((sum, each) => sum + of(each), 0);
	const each =
		(name: string) =>
		(row: PerfRow): string => {
			const wait = waitOf(row, name);
			return wait === undefined ? '0' : milliseconds(of(wait));
		};
	return [
		line(
			`  ${label}`,
			rows.map((row) => milliseconds(all(row))),
		),
		...namesBy(rows, of).map((name) => line(`    ${name}`, rows.map(each(name)))),
	];
}

function refusedLines(rows: readonly PerfRow[]): string[] {
	const names = namesBy(rows, ({ refused }) => refused);
	if (names.length === 0) return [];
	return [
		line(`  ${said.refused}`, []),
		...names.map((name) =>
			line(
				`    ${name}`,
				rows.map((row) => `${waitOf(row, name)?.refused ?? 0}`),
			),
		),
	];
}

/** Which variant is fastest on which numbers of cpus, neighbours together. */
function fastest(rows: readonly PerfRow[], cpus: readonly number[]): (readonly [string, string])[] {
	const spans: { variants: string; cpus: number[] }[] = [];
	for (const count of cpus) {
		const alive = rows.filter((row) => row.cpus === count && !hasDied(row));
		const least = Math.min(...alive.map(({ elapsed }) => elapsed));
		const names = alive.filter(({ elapsed }) => elapsed === least).map(({ variant }) => variant);
		const variants = names.join(', ');
		const last = spans.at(-1);
		if (last?.variants === variants) last.cpus.push(count);
		else if (variants !== '') spans.push({ variants, cpus: [count] });
	}
	return spans.map((span) => [
		span.cpus.length === 1 ? `${span.cpus[0]}` : `${span.cpus[0]} to ${span.cpus.at(-1)}`,
		span.variants,
	]);
}

/** For each load a table: variants below each other, numbers of cpus beside each other. */
export function timedText(result: PerfResult): string {
	const machines = [...new Set(result.rows.map(({ machine }) => machine))].join(', ');
	const lines = wrap(timedSaid.head(result.base, machines), width);
	const answers: string[] = [];
	for (const load of loadsOf(result)) {
		const rows = result.rows.filter((row) => row.load === load);
		const cpus = [...new Set(rows.map((row) => row.cpus ?? 1))].toSorted((a, b) => a - b);
		lines.push('', ...wrap(timedSaid.load(load, parametersOf(result, load)), width, '  '));
		for (let first = 0; first < cpus.length; first += cellsMax) {
			const some = cpus.slice(first, first + cellsMax);
			lines.push('', line('cpus', some.map(String)));
			lines.push(...variantLines(rows, some, result.base));
		}
		answers.push(...wrap(timedSaid.fastest(load, fastest(rows, cpus)), width, '  '));
		answers.push(...deaths(rows));
	}
	return [...lines, '', ...answers].join('\n');
}

function variantLines(rows: readonly PerfRow[], cpus: readonly number[], base: string): string[] {
	const shown = rows.filter((row) => cpus.includes(row.cpus ?? 1));
	const of = (variant: string): PerfRow[] => shown.filter((row) => row.variant === variant);
	return [...new Set(shown.map(({ variant }) => variant))].flatMap((variant) =>
		linesOf(of(variant), variant === base ? null : of(base)),
	);
}

const deaths = (rows: readonly PerfRow[]): string[] =>
	rows.flatMap(({ variant, load, cpus, findings }) =>
		findings.flatMap(({ oracle, text }) =>
			wrap(timedSaid.died(variant, load, cpus ?? 1, oracle, text), width, '  '),
		),
	);

/** waits.csv: a row for each lock that was waited for, or was found taken, in each run. */
export function waitsSheet({ rows }: PerfResult): Promise<RenderedFile> {
	return sheetFile({
		file: 'waits.csv',
		columns: [
			'variant',
			'load',
			'machine',
			'cpus',
			'name',
			'spinningSeconds',
			'sleepingSeconds',
			'times',
			'refused',
		],
		rows: rows.flatMap(({ variant, load, machine, cpus, waits }) =>
			(waits?.byName ?? []).map(({ name, spinning, sleeping, times, refused }) => ({
				variant,
				load,
				machine,
				cpus: cpus ?? 1,
				name,
				spinningSeconds: spinning,
				sleepingSeconds: sleeping,
				times,
				refused,
			})),
		),
	});
}
