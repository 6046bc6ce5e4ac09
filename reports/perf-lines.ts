/*
 * reports/perf-lines.ts - what the table of loads and its charts have in common: variants that cost the same share a line.
 */
import { groupBy, type PerfResult, type PerfRow } from '../harness/result.ts';

/** A variant on all loads, or several that are alike in all that is shown of them. */
export interface PerfLine {
	readonly variants: readonly string[];
	/** Those of the first of the variants. */
	readonly rows: readonly PerfRow[];
}

export const loadsOf = ({ rows }: PerfResult): string[] => [
	...new Set(rows.map(({ load }) => load)),
];

/** Variants in the order of the rows; those of which `shown` is alike on every load share a line. */
export function linesAlike(result: PerfResult, shown: (row: PerfRow) => unknown): PerfLine[] {
	const byVariant = groupBy(result.rows, ({ variant }) => variant);
	const alike = groupBy([...byVariant], ([, rows]) =>
		JSON.stringify(rows.map((row) => [row.load, shown(row)])),
	);
	return [...alike.values()].map((group) => ({
		variants: group.map(([name]) => name),
		rows: group[0]![1],
	}));
}

/** Lines of variants that are alike in every count. */
export const linesOf = (result: PerfResult): PerfLine[] =>
	linesAlike(result, ({ events, memory, lockedUnmapped, findings }) => [
		events,
		memory,
		lockedUnmapped,
		findings,
	]);

/** System time against the base's on the same load; null where there is nothing to hold it against. */
export function systemRatio({ base, rows }: PerfResult, row: PerfRow): number | null {
	const of = rows.find(({ variant, load }) => variant === base && load === row.load);
	return of === undefined || of.system === 0 ? null : row.system / of.system;
}

/** Three digits that matter, such as 0.98, 13.2, 391. */
export const short = (value: number): string =>
	value === 0 ? '0' : Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3).slice(0, 5);

export const parametersOf = ({ rows }: PerfResult, load: string): string =>
	Object.entries(rows.find((row) => row.load === load)!.parameters)
		.map(([name, value]) => `${name} ${value}`)
		.join(', ');
