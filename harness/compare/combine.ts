/*
 * harness/compare/combine.ts - what stacks of patches come to: which close the most, which is no patch too many,
 * and what none of them closes. From cells; nothing is run here.
 */
import {
	against,
	type Cell,
	cellFinder,
	type Cost,
	type Combined,
	type EndsEarlier,
	type FoundCell,
	type Interaction,
	type StackResult,
} from '../result.ts';

/** What one stack does, as sets of 'workload oracle site'. */
export interface Effect {
	readonly patches: readonly string[];
	readonly fixed: ReadonlySet<string>;
	readonly added: ReadonlySet<string>;
	readonly result: Omit<StackResult, 'minimal' | 'pareto'>;
}

/** One finding of a run. */
export const findingKey = (
	workload: string,
	{ oracle, site }: { readonly oracle: string; readonly site: string },
): string => `${workload}\n${oracle}\n${site}`;

/** What two cells of one litmus test cost; null where the two do not compare. */
export type CostsBeside = (
	cell: Cell,
	base: Cell,
) => { readonly own: Cost; readonly ofBase: Cost } | null;

/** How cells are held against those of the base. */
export interface Means {
	readonly costsBeside: CostsBeside;
	readonly endsEarlier: EndsEarlier;
	/** Name of the control. */
	readonly control: string;
}

function effectOf(
	name: string,
	patches: readonly string[],
	base: readonly FoundCell[],
	cellOf: (variant: string, workload: string) => FoundCell | undefined,
	{ costsBeside, endsEarlier }: Means,
): Effect {
	const fixed = new Set<string>();
	const added = new Set<string>();
	const sums = { moved: 0, left: 0, open: 0, lockedInsideEof: 0, own: 0, ofBase: 0 };
	for (const other of base) {
		const cell = cellOf(name, other.workload);
		if (cell === undefined) {
			sums.open += other.violations.length;
			continue;
		}
		const difference = against(cell, other, other.variant, endsEarlier);
		for (const each of difference.fixed) fixed.add(findingKey(cell.workload, each));
		for (const each of difference.added) added.add(findingKey(cell.workload, each));
		sums.moved += difference.moved.length;
		sums.left += difference.left.length;
		sums.open += difference.open.length;
		const lost = cell.unmappedLocked?.collateralMax ?? 0;
		sums.lockedInsideEof = Math.max(sums.lockedInsideEof, lost);
		const costs = costsBeside(cell, other);
		if (costs === null) continue;
		sums.own += costs.own.operations;
		sums.ofBase += costs.ofBase.operations;
	}
	const { moved, left, open, lockedInsideEof, own, ofBase } = sums;
	const cost = ofBase === 0 ? 0 : Math.round(((own - ofBase) / ofBase) * 1000) / 10;
	const counts = { fixed: fixed.size, added: added.size, moved, left, open, lockedInsideEof, cost };
	return { patches, fixed, added, result: { patches, ...counts } };
}

const isWithin = (some: ReadonlySet<string>, all: ReadonlySet<string>): boolean =>
	[...some].every((each) => all.has(each));

function isMinimal(effect: Effect, all: readonly Effect[]): boolean {
	return !all.some(
		(other) =>
			other.patches.length < effect.patches.length &&
			other.patches.every((each) => effect.patches.includes(each)) &&
			isWithin(effect.fixed, other.fixed) &&
			other.added.size <= effect.added.size,
	);
}

/** What a stack still shows. */
const shownBy = ({ left, moved, added, open }: Effect['result']): number =>
	left + moved + added + open;

function isPareto({ result }: Effect, all: readonly Effect[]): boolean {
	return !all.some(({ result: other }) => {
		const pairs = [
			[shownBy(other), shownBy(result)],
			[other.lockedInsideEof, result.lockedInsideEof],
			[other.cost, result.cost],
		] as const;
		return pairs.every(([a, b]) => a <= b) && pairs.some(([a, b]) => a < b);
	});
}

function interactionsOf(all: readonly Effect[]): Interaction[] {
	const alone = new Map(
		all.filter(({ patches }) => patches.length === 1).map((each) => [each.patches[0]!, each]),
	);
	return all.flatMap((effect): Interaction[] => {
		const [one, two] = effect.patches;
		const first = alone.get(one!);
		const second = two === undefined ? undefined : alone.get(two);
		if (effect.patches.length !== 2 || first === undefined || second === undefined) return [];
		const only = (of: (each: Effect) => ReadonlySet<string>): number =>
			[...of(effect)].filter((each) => !of(first).has(each) && !of(second).has(each)).length;
		const closes = only((each) => each.fixed);
		const opens = only((each) => each.added);
		return closes + opens === 0 ? [] : [{ patches: [one!, two!], closes, opens }];
	});
}

/** What each of the stacks does against the base. */
export function effectsOf(
	cells: readonly FoundCell[],
	baseName: string,
	patchesOf: ReadonlyMap<string, readonly string[]>,
	means: Means,
): Effect[] {
	const cellOf = cellFinder(cells);
	const base = cells.filter(({ variant }) => variant === baseName);
	return [...patchesOf].map(([name, patches]) => effectOf(name, patches, base, cellOf, means));
}

/** Works out stacks from their cells and those of the base; `patchesOf` names the patches of each. */
export function combine(
	cells: readonly FoundCell[],
	baseName: string,
	patchesOf: ReadonlyMap<string, readonly string[]>,
	means: Means,
): Combined {
	const base = cells.filter(({ variant }) => variant === baseName);
	const effects = effectsOf(cells, baseName, patchesOf, means);
	const controls = cells.some(({ variant }) => variant === means.control);
	const [control] = controls
		? effectsOf(cells, baseName, new Map([[means.control, [means.control]]]), means)
		: [];
	const stacks = effects
		.map((each) => ({
			...each.result,
			minimal: isMinimal(each, effects),
			pareto: isPareto(each, effects),
		}))
		.toSorted(
			(a, b) =>
				b.fixed - b.added - (a.fixed - a.added) ||
				a.patches.length - b.patches.length ||
				a.cost - b.cost,
		);
	const closed = new Set(effects.flatMap(({ fixed }) => [...fixed]));
	const unclosed = base.flatMap(({ workload, violations }) =>
		violations
			.filter((each) => !closed.has(findingKey(workload, each)))
			.map(({ oracle, site, token }) => ({ workload, oracle, site, token })),
	);
	return {
		findings: base.reduce((sum, { violations }) => sum + violations.length, 0),
		litmus: base.length,
		control: control === undefined ? null : { ...control.result, minimal: false, pareto: false },
		stacks,
		interactions: interactionsOf(effects),
		unclosed,
	};
}
