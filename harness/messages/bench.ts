/*
 * harness/messages/bench.ts - what the benchmarks say.
 */
import { counted } from '../text/count.ts';

const columns = (cells: readonly (number | string)[]): string =>
	cells.map((each) => String(each).padStart(8)).join('');

/** The head of `npm run sampling`; rows below it are for what uniform random schedules seldom meet. */
export function samplingHead(strategies: readonly string[], runs: number): string {
	return `${columns(strategies)}  hits in ${counted(runs, 'execution')}, where uniform has under 1 %`;
}

export function samplingRow(cell: string, violation: string, hits: readonly number[]): string {
	return `${columns(hits)}  ${cell}: ${violation}`;
}

export function samplingSummary(
	strategies: readonly string[],
	sum: {
		readonly cells: number;
		readonly violations: number;
		readonly met: readonly number[];
		readonly best: readonly number[];
		readonly seconds: readonly number[];
	},
): string[] {
	return [
		columns(strategies),
		`${columns(sum.met)}  of ${counted(sum.violations, 'violation')} in ${counted(sum.cells, 'cell')} met`,
		`${columns(sum.best)}  met as often as by any other`,
		`${columns(sum.seconds.map((each) => each.toFixed(1)))}  seconds`,
	];
}

export function samplingUsage(): string {
	return 'error: --runs and --seed are whole numbers from 1';
}

/** One line of the bench; what is aimed at and what came out, as they are printed. */
export interface BenchRow {
	readonly what: string;
	readonly measured: string;
	readonly aim: string;
	/** Null where nothing was aimed at, or not at this size. */
	readonly met: boolean | null;
	readonly detail: string;
}

export function benchUsage(): string {
	return 'error: usage: npm run bench:explore -- [--rounds N] [--write]';
}

export function benchLoadsUsage(): string {
	return 'error: usage: npm run bench -- [--rounds N] [--json] [--full]';
}

export function hostFaultNeeds(): string {
	return 'skipped: a real minor fault, which needs a C compiler (cc or tcc) and Linux';
}

/** Head of the table that the repository keeps. */
export function benchHead(node: string, spinVersion: string | null): string[] {
	return [
		`# Written by npm run bench:explore -- --write; node ${node}, ${spinVersion ?? 'without SPIN'}.`,
		'# Medians ± median absolute deviation. SPIN is timed end to end (spin -a, compiler, pan), with tcc;',
		'# where that takes about 100 s, with gcc -O2 if it ends first.',
	];
}

/** The rows as a Markdown table. */
export function benchTable(rows: readonly BenchRow[]): string[] {
	return [
		'| what | measured | aim | | |',
		'| --- | --- | --- | --- | --- |',
		...rows.map(
			({ what, measured, aim, met, detail }) =>
				`| ${what} | ${measured} | ${aim} | ${met === null ? '' : met ? 'met' : 'MISSED'} | ${detail} |`,
		),
	];
}
