/*
 * reports/perf-front.ts - findings beside costs: who is beaten by nobody, for the terminal and as a sheet.
 */
import { besideSaid } from '../harness/messages/index.ts';
import { type BesideRow, groupBy, type PerfResult } from '../harness/result.ts';
import { blockLines, blocksThatFit, sharedName } from './blocks.ts';
import { changeOf } from './perf-table.ts';
import type { RenderedFile } from './renderer.ts';
import { sheetFile } from './sheet.ts';
import { wrap } from './table.ts';

/** Variants with the same numbers. */
export interface FrontPoint {
	readonly variants: readonly string[];
	readonly row: BesideRow & { readonly cost: number };
}

/** Those with a cost, fewest findings first. */
export function frontPoints(rows: readonly BesideRow[]): FrontPoint[] {
	const priced = rows.filter((row): row is FrontPoint['row'] => row.cost !== null);
	const alike = groupBy(priced, ({ shown, open, lockedInsideEof, lostByLoads, cost }) =>
		JSON.stringify([shown, open, lockedInsideEof, lostByLoads, cost]),
	);
	return [...alike.values()]
		.map((group) => ({ variants: group.map(({ variant }) => variant), row: group[0]! }))
		.toSorted((a, b) => a.row.shown - b.row.shown || a.row.cost - b.row.cost);
}

const shared = ({ variants }: FrontPoint): string => sharedName(variants);

/** Empty where no findings were given. @param width no line is longer, unless a name is */
export function frontLines({ base, beside }: PerfResult, width: number): string[] {
	if (beside === undefined) return [];
	const points = frontPoints(beside.rows);
	// The base too, as what the others are held against.
	const shown = points.filter(({ row, variants }) => row.pareto || variants.includes(base));
	const beaten = points.filter((point) => !shown.includes(point));
	const dead = beside.rows.filter(({ cost }) => cost === null).map(({ variant }) => variant);
	const { columns } = besideSaid;
	const of = (head: readonly string[], cellOf: (row: FrontPoint['row']) => string) => ({
		head,
		cells: shown.map(({ row }) => cellOf(row)),
	});
	const blocks = blocksThatFit(
		shown.map(shared),
		[
			of(columns.shown, (row) => String(row.shown)),
			of(columns.open, (row) => String(row.open)),
			of(columns.lost, (row) => String(row.lockedInsideEof)),
			of(columns.lostByLoads, (row) => String(row.lostByLoads)),
			of(columns.cost, (row) => changeOf(row.cost)),
		],
		width,
	);
	const filled = (text: string): string[] => wrap(text, width, '  ');
	return [
		'',
		...wrap(besideSaid.head(beside, base), width),
		...blocks.blocks.flatMap((block) => ['', ...blockLines(blocks, block)]),
		'',
		...(beaten.length === 0
			? []
			: filled(besideSaid.beaten(beaten.flatMap(({ variants }) => variants)))),
		...shown
			.filter(({ variants }) => variants.length > 1)
			.flatMap(({ variants: [first, ...others] }) => filled(besideSaid.alike(first!, others))),
		...(dead.length === 0 ? [] : filled(besideSaid.died(dead))),
		...(beside.without.length === 0 ? [] : filled(besideSaid.without(beside))),
	];
}

/** perf-front.csv */
export const frontSheet = (rows: readonly BesideRow[]): Promise<RenderedFile> =>
	sheetFile({
		file: 'perf-front.csv',
		columns: ['variant', 'shown', 'open', 'lockedInsideEof', 'lostByLoads', 'cost', 'pareto'],
		rows: rows.map((row) => ({ ...row })),
	});
