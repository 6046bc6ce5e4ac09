/*
 * harness/compare/likely-stacks.ts - which stacks are worth a run, from what each patch does alone: those that would
 * fix the most less what they add, if each did in a stack what it does alone. Whether it does is for the run to say.
 */

/** What one patch does alone, as sets of keys of findings. */
export interface AloneEffect {
	readonly patch: string;
	readonly fixed: ReadonlySet<string>;
	readonly added: ReadonlySet<string>;
}

export interface LikelyOptions {
	/** Patches in a stack at most. */
	readonly upTo: number;
	/** Stacks that are wanted at most. */
	readonly stacksMax: number;
	readonly excludes: (one: string, other: string) => boolean;
}

/** Sets of each size that are grown further; the best of them, so a set that gets good late may be missed. */
const beam = 24;

interface Grown {
	readonly patches: readonly AloneEffect[];
	readonly score: number;
}

/**
 * Stacks of two patches and more, the likeliest first, of those in which each patch fixes what no other of
 * them does; the patches of each in the order of `effects`.
 * @example likelyStacks(effects, { upTo: 3, stacksMax: 2, excludes: () => false })
 */
export function likelyStacks(
	effects: readonly AloneEffect[],
	{ upTo, stacksMax, excludes }: LikelyOptions,
): string[][] {
	let grown: readonly Grown[] = effects.map((each) => grownBy([], each, effects)!);
	const found: Grown[] = [];
	for (let size = 2; size <= upTo; size++) {
		const next = new Map<string, Grown>();
		for (const { patches } of best(grown, beam)) {
			for (const each of effects) {
				if (patches.some(({ patch }) => patch === each.patch || excludes(patch, each.patch)))
					continue;
				const larger = grownBy(patches, each, effects);
				if (larger !== null) next.set(namesOf(larger).join(), larger);
			}
		}
		grown = [...next.values()];
		found.push(...grown);
	}
	return best(found, stacksMax).map(namesOf);
}

const namesOf = ({ patches }: Grown): string[] => patches.map(({ patch }) => patch);

/** Highest score first; among equals the smaller, then the earlier. */
function best(sets: readonly Grown[], count: number): readonly Grown[] {
	return sets
		.toSorted((a, b) => b.score - a.score || a.patches.length - b.patches.length)
		.slice(0, count);
}

/** The set with one patch more; null where a patch of it would be there for nothing. */
function grownBy(
	patches: readonly AloneEffect[],
	more: AloneEffect,
	order: readonly AloneEffect[],
): Grown | null {
	const all = [...patches, more].toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
	const isIdle = all.some((each) =>
		[...each.fixed].every((key) => all.some((other) => other !== each && other.fixed.has(key))),
	);
	if (patches.length > 0 && isIdle) return null;
	const count = (of: (each: AloneEffect) => ReadonlySet<string>): number =>
		new Set(all.flatMap((each) => [...of(each)])).size;
	return { patches: all, score: count((each) => each.fixed) - count((each) => each.added) };
}
