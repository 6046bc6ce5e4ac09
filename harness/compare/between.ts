/*
 * harness/compare/between.ts - what is otherwise in a later result than in an earlier one, and what of that is worse.
 *
 * `against` of the cells holds two variants of one run against each other; here each variant is held against itself in
 * another run, of another version of the tool, of its own file, or with other limits.
 */
import { cellKey, type Explored, isSameFinding } from '../result.ts';
import type { Measured, MeasuredFinding } from './measured.ts';

/** A finding, and where it was made. */
export interface PlacedFinding extends MeasuredFinding {
	readonly on: string;
}

export interface MovedSite extends PlacedFinding {
	/** Where the earlier result has it. */
	readonly from: string;
}

export interface OpenFinding extends PlacedFinding {
	/** Which of the two shows it; the other was not searched as deep. */
	readonly in: 'earlier' | 'later';
}

/** The search of a row: 'exact' of a run that has one schedule, 'none' where there is no such row. */
export type Degree = Explored | { readonly kind: 'exact' | 'none' };

export interface DegreeChange {
	readonly on: string;
	readonly from: Degree;
	readonly to: Degree;
	/** Whether less is proved, or nothing is known any more. */
	readonly isLost: boolean;
}

export interface CostChange {
	readonly on: string;
	readonly measure: string;
	readonly from: number;
	readonly to: number;
	/** Null where it was nothing before. */
	readonly percent: number | null;
	/** Whether it is more than the threshold allows. */
	readonly isBeyond: boolean;
}

export interface VariantChanges {
	readonly variant: string;
	readonly added: readonly PlacedFinding[];
	readonly removed: readonly PlacedFinding[];
	readonly moved: readonly MovedSite[];
	readonly open: readonly OpenFinding[];
	readonly degrees: readonly DegreeChange[];
	readonly costs: readonly CostChange[];
}

export interface Between {
	/** Rows that both results have. */
	readonly compared: number;
	/** Those of them with no difference. */
	readonly same: number;
	/** Variants with a difference, in the order of the earlier result, those that only the later has at the end. */
	readonly variants: readonly VariantChanges[];
}

/** What a gate stops. */
export interface Regressions {
	readonly findings: number;
	readonly proofs: number;
	readonly costs: number;
}

/** Both results, and from how much more, in percent, a cost is worse. */
export function between(
	earlier: readonly Measured[],
	later: readonly Measured[],
	threshold: number,
): Between {
	const keyOf = ({ variant, on }: Measured): string => cellKey(variant, on);
	const [before, after] = [earlier, later].map(
		(rows) => new Map(rows.map((row) => [keyOf(row), row])),
	);
	const pairs = [...new Set([...before!.keys(), ...after!.keys()])].map((key): Pair => ({
		one: before!.get(key),
		other: after!.get(key),
	}));
	const both = pairs.filter(({ one, other }) => one !== undefined && other !== undefined);
	const byVariant = new Map<string, RowChanges[]>();
	for (const pair of pairs) {
		const { variant } = (pair.one ?? pair.other)!;
		byVariant.set(variant, [...(byVariant.get(variant) ?? []), changesOf(pair, threshold)]);
	}
	const variants = [...byVariant].map(([variant, rows]): VariantChanges => ({
		variant,
		added: rows.flatMap(({ added }) => added),
		removed: rows.flatMap(({ removed }) => removed),
		moved: rows.flatMap(({ moved }) => moved),
		open: rows.flatMap(({ open }) => open),
		degrees: rows.flatMap(({ degrees }) => degrees),
		costs: rows.flatMap(({ costs }) => costs),
	}));
	return {
		compared: both.length,
		same: both.filter((pair) => isNone(changesOf(pair, threshold))).length,
		variants: variants.filter((each) => !isNone(each)),
	};
}

export const regressionsIn = ({ variants }: Between): Regressions => ({
	findings: variants.flatMap(({ added }) => added).length,
	proofs: variants.flatMap(({ degrees }) => degrees.filter(({ isLost }) => isLost)).length,
	costs: variants.flatMap(({ costs }) => costs.filter(({ isBeyond }) => isBeyond)).length,
});

export const isRegression = ({ findings, proofs, costs }: Regressions): boolean =>
	findings + proofs + costs > 0;

/** The same row in both results, undefined in one that does not have it. */
interface Pair {
	readonly one: Measured | undefined;
	readonly other: Measured | undefined;
}

type RowChanges = Omit<VariantChanges, 'variant'>;

const isNone = ({ added, removed, moved, open, degrees, costs }: RowChanges): boolean =>
	[added, removed, moved, open, degrees, costs].every(({ length }) => length === 0);

function changesOf({ one, other }: Pair, threshold: number): RowChanges {
	const degrees = degreeChange(one, other);
	if (one === undefined || other === undefined) {
		return { added: [], removed: [], moved: [], open: [], degrees, costs: [] };
	}
	const { on } = one;
	const place = (finding: MeasuredFinding): PlacedFinding => ({ ...finding, on });
	const lacks = (row: Measured, finding: MeasuredFinding): boolean =>
		row.findings.every((each) => !isSameFinding(each, finding));
	const gone = one.findings.filter((each) => lacks(other, each));
	const came = other.findings.filter((each) => lacks(one, each));
	const isGone = (each: MeasuredFinding): boolean => isKnownNotTo(other, each);
	const isNew = (each: MeasuredFinding): boolean =>
		isKnownNotTo(one, each) || isSearchedAlike(one, other);
	const removed = new Set(gone.filter(isGone));
	const moved: MovedSite[] = [];
	const added: PlacedFinding[] = [];
	for (const each of came.filter(isNew)) {
		const elsewhere = [...removed].find(({ oracle }) => oracle === each.oracle);
		if (elsewhere === undefined) added.push(place(each));
		else {
			removed.delete(elsewhere);
			moved.push({ ...place(each), from: elsewhere.site });
		}
	}
	const open = (some: readonly MeasuredFinding[], shows: OpenFinding['in']): OpenFinding[] =>
		some.map((each) => ({ ...place(each), in: shows }));
	return {
		added,
		removed: [...removed].map(place),
		moved,
		open: [
			...open(
				gone.filter((each) => !isGone(each)),
				'earlier',
			),
			...open(
				came.filter((each) => !isNew(each)),
				'later',
			),
		],
		degrees,
		costs: costChanges(one, other, threshold),
	};
}

/** Whether a row is known not to show a finding that another shows: all schedules like that one were explored. */
function isKnownNotTo({ explored }: Measured, { preemptions }: MeasuredFinding): boolean {
	if (explored === null || explored.kind === 'complete') return true;
	return explored.kind === 'bounded' && preemptions !== null && preemptions <= explored.bound;
}

/**
 * Whether both looked equally hard. What only the later shows is then taken for new, since the same search did not meet
 * it before; that what only the earlier shows is gone would need a proof.
 */
function isSearchedAlike(one: Measured, other: Measured): boolean {
	const [a, b] = [one.explored, other.explored];
	if (a?.kind === 'bounded' && b?.kind === 'bounded') return a.bound === b.bound;
	if (a?.kind !== 'sampled' || b?.kind !== 'sampled' || a.isCutOff || b.isCutOff) return false;
	return a.executions === b.executions && a.engine === b.engine && one.seed === other.seed;
}

/** How much each proves; a bound more or less is another proof. */
const rank = (degree: Degree): number => {
	switch (degree.kind) {
		case 'none':
			return -2;
		case 'stopped':
			return -1;
		case 'sampled':
			return 0;
		case 'bounded':
			return 1 + degree.bound;
		case 'complete':
		case 'exact':
			return Infinity;
	}
};

function degreeChange(one: Measured | undefined, other: Measured | undefined): DegreeChange[] {
	const degreeOf = (row: Measured | undefined): Degree =>
		row === undefined ? { kind: 'none' } : (row.explored ?? { kind: 'exact' });
	const [from, to] = [degreeOf(one), degreeOf(other)];
	if (rank(from) === rank(to)) return [];
	return [{ on: (one ?? other)!.on, from, to, isLost: rank(to) < rank(from) }];
}

function costChanges(one: Measured, other: Measured, threshold: number): CostChange[] {
	return Object.entries(one.costs).flatMap(([measure, from]): CostChange[] => {
		const to = other.costs[measure];
		if (to === undefined || to === from) return [];
		// Rounded, so that 102 is not more than 2 % above 100.
		const percent = from === 0 ? null : Number((((to - from) / from) * 100).toPrecision(12));
		const isBeyond = percent === null ? to > from : percent > threshold;
		return [{ on: one.on, measure, from, to, percent, isBeyond }];
	});
}
