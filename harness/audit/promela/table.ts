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

/** One line for each cell on which both sides agree, in columns; `head` is a comment above. */
export function printTable(head: readonly string[], rows: readonly Row[]): string {
	const cells = [[...columns] as string[]];
	for (const { variant, workload, judged } of rows) {
		if (judged.kind !== 'judged' || judged.complaints.length > 0) continue;
		const { states, transitions, ends, violations } = judged.theirs;
		cells.push([variant, workload, ...[states, transitions, ends, violations.length].map(String)]);
	}
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
