/*
 * harness/audit/promela/table.ts - the table of judged cells that the repository keeps.
 */
import type { Judged } from './judge.ts';

export interface Row {
	readonly variant: string;
	readonly workload: string;
	readonly judged: Judged;
}

export interface KeptRow {
	readonly variant: string;
	readonly workload: string;
	readonly states: number;
	readonly transitions: number;
	readonly ends: number;
	readonly violations: number;
}

const columns = ['variant', 'workload', 'states', 'transitions', 'ends', 'violations'] as const;

/** A row for each cell on which both sides agree. */
const keptRows = (rows: readonly Row[]): KeptRow[] =>
	rows.flatMap(({ variant, workload, judged }) => {
		if (judged.kind !== 'judged' || judged.complaints.length > 0) return [];
		const { states, transitions, ends, violations } = judged.theirs;
		return [{ variant, workload, states, transitions, ends, violations: violations.length }];
	});

/**
 * The rows of a run of some cells among those of before: a cell that was run has the new row, or none where both sides
 * do not agree any more.
 * @param order variants and workloads in the order of the table
 */
export function mergedRows(
	before: readonly KeptRow[],
	run: readonly Row[],
	order: { readonly variants: readonly string[]; readonly workloads: readonly string[] },
): KeptRow[] {
	const keyOf = ({ variant, workload }: Pick<KeptRow, 'variant' | 'workload'>): string =>
		`${variant} ${workload}`;
	const ran = new Set(run.map(keyOf));
	// What is no part of the run of record any more has no row either.
	const isOfRecord = ({ variant, workload }: KeptRow): boolean =>
		order.variants.includes(variant) && order.workloads.includes(workload);
	const others = before.filter((row) => isOfRecord(row) && !ran.has(keyOf(row)));
	const all = [...others, ...keptRows(run)];
	const place = ({ variant, workload }: KeptRow): number =>
		order.variants.indexOf(variant) * order.workloads.length + order.workloads.indexOf(workload);
	return all.toSorted((a, b) => place(a) - place(b));
}

/** One line for each cell, in columns; `head` is a comment above. */
export function printTable(head: readonly string[], rows: readonly KeptRow[]): string {
	const cells = [
		[...columns] as string[],
		...rows.map(({ variant, workload, ...counts }) => [
			variant,
			workload,
			...[counts.states, counts.transitions, counts.ends, counts.violations].map(String),
		]),
	];
	const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
	const lines = cells.map((row) =>
		row
			.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
			.join('  ')
			.trimEnd(),
	);
	return `${[...head.map((each) => `# ${each}`.trimEnd()), ...lines].join('\n')}\n`;
}

/** Reads what printTable wrote. */
export function readTable(text: string): KeptRow[] {
	return text
		.trimEnd()
		.split('\n')
		.filter((line) => !line.startsWith('#'))
		.slice(1)
		.map((line) => {
			const [variant, workload, ...counts] = line.split(/ +/) as [string, string, ...string[]];
			const [states, transitions, ends, violations] = counts.map(Number) as [
				number,
				number,
				number,
				number,
			];
			return { variant, workload, states, transitions, ends, violations };
		});
}
