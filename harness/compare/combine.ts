/*
 * harness/compare/combine.ts - what stacks of patches come to: which close the most, which is no patch too many,
 * and what none of them closes. From cells; nothing is run here.
 */
import {
	against,
	type BestClosing,
	bestStack,
	type Cell,
	cellFinder,
	type Cost,
	type Combined,
	type EndsEarlier,
	findingKey,
	type FoundCell,
	type Interaction,
	kindCounts,
	shownBy,
	type StackResult,
	type UnclosedFinding,
} from '../result.ts';

/** What one stack does, as sets of 'workload oracle site'. */
export interface Effect {
	readonly patches: readonly string[];
	readonly fixed: ReadonlySet<string>;
	readonly added: ReadonlySet<string>;
	/** All that it shows. */
	readonly shows: ReadonlySet<string>;
	/** What one side shows, and the search of the other was too short to tell. */
	readonly open: ReadonlySet<string>;
	/** Tokens of what it adds. */
	readonly tokens: ReadonlyMap<string, string>;
	/** Workloads on which both it and the base were explored completely. */
	readonly complete: ReadonlySet<string>;
	readonly result: Omit<StackResult, 'minimal' | 'pareto'>;
}

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
	const tokens = new Map<string, string>();
	const shows = new Set<string>();
	const open = new Set<string>();
	const complete = new Set<string>();
	const sums = { moved: 0, left: 0, lockedInsideEof: 0, own: 0, ofBase: 0 };
	for (const other of base) {
		const { workload } = other;
		const cell = cellOf(name, workload);
		if (cell === undefined) {
			for (const each of other.violations) open.add(findingKey(workload, each));
			continue;
		}
		const difference = against(cell, other, other.variant, endsEarlier);
		for (const each of difference.fixed) fixed.add(findingKey(workload, each));
		for (const each of difference.added) tokens.set(findingKey(workload, each), each.token);
		for (const each of cell.violations) shows.add(findingKey(workload, each));
		for (const each of difference.open) open.add(findingKey(workload, each));
		if ([cell, other].every(({ explored }) => explored.kind === 'complete')) complete.add(workload);
		sums.moved += difference.moved.length;
		sums.left += difference.left.length;
		const lost = cell.unmappedLocked?.collateralMax ?? 0;
		sums.lockedInsideEof = Math.max(sums.lockedInsideEof, lost);
		const costs = costsBeside(cell, other);
		if (costs === null) continue;
		sums.own += costs.own.operations;
		sums.ofBase += costs.ofBase.operations;
	}
	const { moved, left, lockedInsideEof, own, ofBase } = sums;
	const cost = ofBase === 0 ? null : Math.round(((own - ofBase) / ofBase) * 1000) / 10;
	const result = {
		patches,
		fixed: fixed.size,
		added: tokens.size,
		moved,
		left,
		open: open.size,
		lockedInsideEof,
		cost,
	};
	return { patches, fixed, added: new Set(tokens.keys()), shows, open, tokens, complete, result };
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

function isPareto({ result }: Effect, all: readonly Effect[]): boolean {
	return !all.some(({ result: other }) => {
		const pairs = [
			[shownBy(other), shownBy(result)],
			[other.lockedInsideEof, result.lockedInsideEof],
			[other.cost ?? Infinity, result.cost ?? Infinity],
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
		const both = [first, second];
		const closes = [...effect.fixed].filter((key) => both.every(({ shows }) => shows.has(key)));
		const opens = [...effect.added].filter((key) => both.every((each) => isWithout(each, key)));
		if (closes.length + opens.length === 0) return [];
		const witness = opens.length === 0 ? null : effect.tokens.get(opens[0]!)!;
		return [{ patches: [one!, two!], closes: closes.length, opens: opens.length, witness }];
	});
}

/** Whether it is known that a stack does not show it. */
const isWithout = ({ complete, shows }: Effect, key: string): boolean =>
	complete.has(key.slice(0, key.indexOf('\n'))) && !shows.has(key);

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

function unclosedOf(base: readonly FoundCell[], effects: readonly Effect[]): UnclosedFinding[] {
	const closed = new Set(effects.flatMap(({ fixed }) => [...fixed]));
	const open = new Set(effects.flatMap((each) => [...each.open]));
	return base.flatMap(({ workload, violations }) =>
		violations
			.map(({ oracle, site, token }) => ({ workload, oracle, site, token }))
			.filter((each) => !closed.has(findingKey(workload, each)))
			.map((each) => ({ ...each, open: open.has(findingKey(workload, each)) })),
	);
}

/** What the best of the stacks closes, and what it does not. */
function bestOf(
	base: readonly FoundCell[],
	effects: readonly Effect[],
	stacks: readonly StackResult[],
): { readonly best?: BestClosing } {
	const best = bestStack({ stacks });
	const effect = effects.find(({ patches }) => patches === best?.patches);
	if (effect === undefined) return {};
	const closed = base.flatMap(({ workload, violations }) =>
		violations.filter((each) => effect.fixed.has(findingKey(workload, each))),
	);
	return { best: { closes: kindCounts(closed), rest: unclosedOf(base, [effect]) } };
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
	const endOf = (name: string): StackResult => {
		const [end] = effectsOf(cells, baseName, new Map([[name, [name]]]), means);
		return { ...end!.result, minimal: false, pareto: false };
	};
	const hasControl = cells.some(({ variant }) => variant === means.control);
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
				(a.cost ?? Infinity) - (b.cost ?? Infinity) ||
				0,
		);
	return {
		findings: base.reduce((sum, { violations }) => sum + violations.length, 0),
		litmus: base.length,
		base: endOf(baseName),
		control: hasControl ? endOf(means.control) : null,
		stacks,
		interactions: interactionsOf(effects),
		unclosed: unclosedOf(base, effects),
		...bestOf(base, effects, stacks),
	};
}
