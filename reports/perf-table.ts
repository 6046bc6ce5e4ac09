/*
 * reports/perf-table.ts - loads beside each other, as the terminal shows them: what each variant costs against the base.
 *
 * The base's line has seconds and megabytes, the lines of others what differs from it. Columns go into as many blocks
 * as the width asks for, and a block leaves out whoever is exactly as the base in all of it.
 */
import { perfSaid } from '../harness/messages/index.ts';
import { hasDied, isDeath, type PerfResult, type PerfRow } from '../harness/result.ts';
import { type BlockColumn, blockLines, type Blocks, blocksThatFit, sharedName } from './blocks.ts';
import { findingLines } from './perf-findings.ts';
import { linesOf, loadsOf, type PerfLine, parametersOf, short } from './perf-lines.ts';
import { wrap } from './table.ts';

const usualColumns = 80;
const fewestColumns = 40;

/** What stands for "exactly as the base". */
const same = '=';
const unknown = '-';

interface Column {
	/** Words over each other. */
	readonly head: readonly string[];
	readonly cellOf: (line: PerfLine) => string;
}

/**
 * A change that can be told at a glance: `=` for none at all, `-13.2%`, `+0.04%`, `+0%` for one that is smaller than
 * that, and from twice as much on `2.74x`.
 */
export function changeOf(ratio: number): string {
	if (ratio === 1) return same;
	if (ratio >= 2) return `${short(ratio)}x`;
	const percent = Math.abs(ratio - 1) * 100;
	const digits = percent >= 0.995 ? 1 : 2;
	const sign = ratio > 1 ? '+' : '-';
	return `${sign}${percent < 0.005 ? '0' : percent.toFixed(digits)}%`;
}

/** A quantity against the base's: as it is where there is no base, or nothing to divide by. */
const against = (value: number, base: number | undefined, unit: string): string => {
	if (value === base) return same;
	return base === undefined || base === 0 ? `${short(value)}${unit}` : changeOf(value / base);
};

function loadColumn({ base, rows }: PerfResult, load: string): Column {
	const ofBase = rows.find((row) => row.variant === base && row.load === load);
	return {
		head: load.split('-').map((word, i, words) => (i < words.length - 1 ? `${word}-` : word)),
		cellOf: (line) => {
			const row = line.rows.find((each) => each.load === load);
			if (row === undefined) return unknown;
			if (hasDied(row)) return perfSaid.diedShort();
			return line.variants.includes(base)
				? `${short(row.system)}s`
				: against(row.system, ofBase?.system, 's');
		},
	};
}

/** A number over all loads; of variants that ran on other loads than the base did, nothing compares. */
function sumColumn(
	{ base, rows }: PerfResult,
	head: readonly string[],
	valueOf: (rows: readonly PerfRow[]) => number,
	show: (value: number, base: number | undefined) => string,
): Column {
	const ofBase = rows.filter(({ variant }) => variant === base);
	return {
		head,
		cellOf: (line) => {
			const isBeside = line.rows.length === ofBase.length && !line.variants.includes(base);
			return show(valueOf(line.rows), isBeside ? valueOf(ofBase) : undefined);
		},
	};
}

const mebibytes = (value: number, base: number | undefined): string =>
	against(value / 2 ** 20, base === undefined ? base : base / 2 ** 20, '');

/** Of a count the number is what one wants to know, also where the base's is 0. */
const countOf = (value: number, base: number | undefined): string =>
	value === base ? same : `${value}`;

function columnsOf(result: PerfResult): Column[] {
	const { chains, tables, lost, died, found } = perfSaid.columns;
	// Added up, since the largest of them hides what differs on the other loads.
	const sumOf =
		(valueOf: (row: PerfRow) => number) =>
		(rows: readonly PerfRow[]): number =>
			rows.reduce((sum, row) => sum + valueOf(row), 0);
	const peaks = (part: 'pteChains' | 'pageTables'): ReturnType<typeof sumOf> =>
		sumOf(({ memory }) => memory[part]);
	const dead = sumOf((row) => (hasDied(row) ? 1 : 0));
	const wrong = sumOf(({ findings }) => findings.filter((each) => !isDeath(each)).length);
	return [
		...loadsOf(result).map((load) => loadColumn(result, load)),
		sumColumn(result, chains, peaks('pteChains'), mebibytes),
		sumColumn(result, tables, peaks('pageTables'), mebibytes),
		sumColumn(
			result,
			lost,
			sumOf(({ lockedUnmapped }) => lockedUnmapped.insideEof),
			countOf,
		),
		...(dead(result.rows) === 0 ? [] : [sumColumn(result, died, dead, countOf)]),
		...(wrong(result.rows) === 0 ? [] : [sumColumn(result, found, wrong, countOf)]),
	];
}

/** A block without those who are exactly as the base in all of it, who are named under it. */
function linesOfBlock(
	blocks: Blocks,
	block: readonly BlockColumn[],
	lines: readonly PerfLine[],
	{ base, width }: { readonly base: string; readonly width: number },
): string[] {
	const isAsBase = (row: number): boolean =>
		!lines[row]!.variants.includes(base) && block.every(({ cells }) => cells[row] === same);
	const rows = [...lines.keys()];
	const alike = rows.filter(isAsBase).flatMap((row) => lines[row]!.variants);
	return [
		...blockLines(
			blocks,
			block,
			rows.filter((row) => !isAsBase(row)),
		),
		...(alike.length === 0 ? [] : wrap(perfSaid.asBase(alike), width, '  ')),
	];
}

/** @param columns of the terminal; no line is longer, unless a name is */
export function perfText(result: PerfResult, columns: number = usualColumns): string {
	const width = Math.max(fewestColumns, columns);
	if (result.rows.length === 0) return wrap(perfSaid.noRows(), width).join('\n');
	const lines = linesOf(result);
	const columnsOfAll = columnsOf(result).map(({ head, cellOf }) => ({
		head,
		cells: lines.map(cellOf),
	}));
	const names = lines.map(({ variants }) => sharedName(variants));
	const blocks = blocksThatFit(names, columnsOfAll, width);
	const filled = (text: string): string[] => wrap(text, width, '  ');
	const machine = [...new Set(result.rows.map((row) => row.machine))].join(', ');
	const shared = lines.filter(({ variants }) => variants.length > 1);
	return [
		...wrap(perfSaid.head(result.base, machine), width),
		...blocks.blocks.flatMap((block) => [
			'',
			...linesOfBlock(blocks, block, lines, { base: result.base, width }),
		]),
		'',
		...loadsOf(result).flatMap((load) => filled(perfSaid.load(load, parametersOf(result, load)))),
		...(shared.length === 0 ? [] : ['']),
		...shared.flatMap(({ variants: [first, ...others] }) => filled(perfSaid.alike(first!, others))),
		...findingLines(result).flatMap(filled),
	].join('\n');
}
