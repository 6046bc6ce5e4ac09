/*
 * harness/result/combined.ts - what sets of patches come to together: which close the most, which is no patch too
 * many, and what none of them closes.
 */
import { groupBy } from './group-by.ts';

/** A stack over all litmus tests of a run. */
export interface StackResult {
	/** Names of its patches, the lowest first. */
	readonly patches: readonly string[];
	/** Findings (litmus, oracle, site), against the base. */
	readonly fixed: number;
	readonly added: number;
	/** Shown at another site, or by a schedule that the base ends before it gets there. */
	readonly moved: number;
	readonly left: number;
	readonly open: number;
	/** Most pages inside EOF that are missing from VM_LOCKED vmas once all is quiet, on any litmus. */
	readonly lockedInsideEof: number;
	/** Operations of the sequential runs that compare, in percent of the base's; null where none does. */
	readonly cost: number | null;
	/** Whether no stack of some of its patches fixes all that it fixes and adds no more. */
	readonly minimal: boolean;
	/** Whether no other stack leaves fewer findings, loses fewer pages and costs less, all three at once. */
	readonly pareto: boolean;
}

/** Findings that a stack still shows, or shows anew, or of which nothing is known. */
export const shownBy = ({
	left,
	moved,
	added,
	open,
}: Pick<StackResult, 'left' | 'moved' | 'added' | 'open'>): number => left + moved + added + open;

/** A pair of patches that does together what neither does. */
export interface Interaction {
	readonly patches: readonly [string, string];
	/** Findings of the base that only both together fix; each alone shows them. */
	readonly closes: number;
	/** Findings that only both together show; each alone is known not to. */
	readonly opens: number;
	/** Token of one that they open; null where they open none. */
	readonly witness: string | null;
}

/** A finding of the base that no stack, or not this one, is known to fix. */
export interface UnclosedFinding {
	readonly workload: string;
	readonly oracle: string;
	readonly site: string;
	readonly token: string;
	/** Whether one of them does not show it, and its search was not complete. */
	readonly open: boolean;
}

/** How often something of one kind of bug is found. */
export interface KindCount {
	readonly oracle: string;
	readonly findings: number;
}

/** What the best stack does, finding by finding of the base. */
export interface BestClosing {
	/** By kind of bug, the most frequent first: together as many as the stack fixes. */
	readonly closes: readonly KindCount[];
	/** All others of the base; those that it moves are among them. */
	readonly rest: readonly UnclosedFinding[];
}

export interface Combined {
	/** Findings of the base, and on how many litmus tests. */
	readonly findings: number;
	readonly litmus: number;
	/** The base held against itself: all that it shows is left. */
	readonly base: StackResult;
	/** What shows nothing, at the other end from the base; null where it was not run. */
	readonly control: StackResult | null;
	/** The best first: most findings fixed less those added, then fewest patches, then least cost. */
	readonly stacks: readonly StackResult[];
	readonly interactions: readonly Interaction[];
	readonly unclosed: readonly UnclosedFinding[];
	/** Of `bestStack`; missing where there is none, and in results that are older than that. */
	readonly best?: BestClosing;
}

/** How many there are of each kind of bug, the most frequent first. */
export function kindCounts(findings: readonly { readonly oracle: string }[]): KindCount[] {
	return [...groupBy(findings, ({ oracle }) => oracle)]
		.map(([oracle, found]): KindCount => ({ oracle, findings: found.length }))
		.toSorted((a, b) => b.findings - a.findings);
}

/** What the patches of a thread come to without the kernels around it. */
export interface OwnBest {
	/** Of its patches that add nothing, the one that shows the fewest findings. */
	readonly alone: StackResult | null;
	/** Of its stacks of several that fix more than that: the one that adds least, and of those shows the fewest. */
	readonly leastAdded: StackResult | null;
	/** Of the same, the one that shows the fewest. */
	readonly most: StackResult | null;
}

/** The best of these. @param isBetter whether the first is better than the second */
const bestOf = (
	stacks: readonly StackResult[],
	isBetter: (one: StackResult, other: StackResult) => boolean,
): StackResult | null =>
	stacks.reduce<StackResult | null>(
		(best, each) => (best === null || isBetter(each, best) ? each : best),
		null,
	);

/**
 * Of the stacks that fix something and add nothing, the one that shows the fewest findings: what only fixes a kernel BUG
 * by uncovering what comes behind it is none; of equals the cheaper one. Null where there is none.
 */
export const bestStack = ({ stacks }: Pick<Combined, 'stacks'>): StackResult | null =>
	bestOf(
		stacks.filter(({ added, fixed }) => added === 0 && fixed > 0),
		(one, other) =>
			shownBy(one) < shownBy(other) ||
			(shownBy(one) === shownBy(other) && (one.cost ?? Infinity) < (other.cost ?? Infinity)),
	);

/** @param own names of its patches */
export function ownBest({ stacks }: Pick<Combined, 'stacks'>, own: ReadonlySet<string>): OwnBest {
	const all = stacks.filter(({ patches }) => patches.every((name) => own.has(name)));
	const alone = bestStack({ stacks: all.filter(({ patches }) => patches.length === 1) });
	const several = all.filter(
		({ patches, fixed }) => patches.length > 1 && fixed > (alone?.fixed ?? 0),
	);
	return {
		alone,
		leastAdded: bestOf(
			several,
			(one, other) =>
				one.added < other.added || (one.added === other.added && shownBy(one) < shownBy(other)),
		),
		most: bestOf(several, (one, other) => shownBy(one) < shownBy(other)),
	};
}
