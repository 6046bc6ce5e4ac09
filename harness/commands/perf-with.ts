/*
 * harness/commands/perf-with.ts - rmaplab perf --with: findings of `rmaplab compare` beside what loads cost.
 */
import { BadInput, noVariantInCommon, notFindings } from '../messages/index.ts';
import {
	type Beside,
	type BesideRow,
	cellFinder,
	type Comparison,
	groupBy,
	hasDied,
	type PerfRow,
	resultFormat,
} from '../result.ts';
import { givenResults } from './given-results.ts';

/** Results that were read before the loads run, so that a wrong name costs no time. */
export interface GivenComparison {
	readonly path: string;
	readonly comparison: Comparison;
}

/** @throws BadInput when there are none, when they are of something else, or of none of these variants but the base */
export function comparisonOf(
	given: string,
	variants: readonly string[],
	base: string,
): GivenComparison {
	const results = givenResults(given);
	if (results.format !== resultFormat) throw new BadInput(notFindings(results.path));
	const { path, comparison } = results;
	const known = new Set(comparison.variants.map(({ name }) => name));
	if (!known.has(base) || !variants.some((name) => name !== base && known.has(name))) {
		throw new BadInput(noVariantInCommon(path, base));
	}
	return { path, comparison };
}

/** What is worse the larger it is. */
const burdens = ({
	shown,
	lockedInsideEof,
	lostByLoads,
	cost,
}: Omit<BesideRow, 'pareto'>): number[] => [shown, lockedInsideEof, lostByLoads, cost!];

function isBeaten(one: Omit<BesideRow, 'pareto'>, by: Omit<BesideRow, 'pareto'>): boolean {
	if (by.cost === null) return false;
	const pairs = burdens(one).map((own, i) => [burdens(by)[i]!, own] as const);
	return pairs.every(([a, b]) => a <= b) && pairs.some(([a, b]) => a < b);
}

/** Findings and costs of the variants that are in both, on the litmus tests that all of these ran. */
export function besideOf(
	{ path, comparison }: GivenComparison,
	rows: readonly PerfRow[],
	base: string,
): Beside {
	const byVariant = groupBy(rows, ({ variant }) => variant);
	const known = new Set(comparison.variants.map(({ name }) => name));
	const names = [...byVariant.keys()];
	const both = names.filter((name) => known.has(name));
	const cell = cellFinder(comparison.cells);
	const litmus = comparison.workloads
		.map(({ name }) => name)
		.filter((workload) => both.every((name) => cell(name, workload) !== undefined));
	const all = both.map((variant) => {
		const cells = litmus.map((workload) => cell(variant, workload)!);
		const open = cells.reduce((sum, { against }) => sum + against.open.length, 0);
		const shown = cells.reduce(
			(sum, { against: { left, moved, added } }) => sum + left.length + moved.length + added.length,
			open,
		);
		const lockedInsideEof = Math.max(
			0,
			...cells.map(({ unmappedLocked }) => unmappedLocked?.collateralMax ?? 0),
		);
		const own = byVariant.get(variant)!;
		const lostByLoads = own.reduce((sum, { lockedUnmapped }) => sum + lockedUnmapped.insideEof, 0);
		const cost = costOf(own, byVariant.get(base) ?? []);
		return { variant, shown, open, lockedInsideEof, lostByLoads, cost };
	});
	return {
		results: path,
		litmus: litmus.length,
		without: names.filter((name) => !known.has(name)),
		rows: all.map((each) => ({
			...each,
			pareto: each.cost !== null && !all.some((other) => isBeaten(each, other)),
		})),
	};
}

/** Each load counts as much as any other. */
function costOf(own: readonly PerfRow[], ofBase: readonly PerfRow[]): number | null {
	const logs = ofBase.map((base) => {
		const row = own.find(({ load }) => load === base.load);
		const lived = row !== undefined && !hasDied(row) && !hasDied(base);
		return lived && row.system > 0 && base.system > 0
			? Math.log(row.system / base.system)
			: Number.NaN;
	});
	const mean = logs.reduce((sum, each) => sum + each, 0) / logs.length;
	return Number.isNaN(mean) ? null : Math.exp(mean);
}
