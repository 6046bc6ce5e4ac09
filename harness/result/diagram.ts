/*
 * harness/result/diagram.ts - the executions that a mail shows, of all those that a run has met.
 */
import { isSameFinding } from './against.ts';
import type { Violation } from './cell.ts';
import { cellFinder } from './cell-key.ts';
import type { Against, ComparedCell, FindingRef } from './difference.ts';
import { groupBy } from './group-by.ts';
import { ofWholeSearches, plainerFirst, plainest } from './together.ts';
import { topicOf, type Run } from './topic.ts';

/** A violation of a cell. */
export interface Seen {
	readonly variant: string;
	readonly workload: string;
	readonly violation: Violation;
}

/** An execution with a column for each cpu that meets another. */
export interface Diagram {
	readonly variant: string;
	readonly workload: string;
	readonly oracle: string;
	readonly site: string;
	readonly token: string;
	/** Below the step that is wrong, where one step is, stands a line of '^'. */
	readonly lines: readonly string[];
	/** What the oracle says of it. */
	readonly detail: string;
}

export const diagramsMax = 3;

/** What a mail shows when nothing is added. */
const leftMax = 1;

const plainerSeen = (one: Seen, other: Seen): number =>
	plainerFirst(one.violation, other.violation);

/** What a variant shows that stands in a list of its differences. */
export function seenIn(
	cells: readonly ComparedCell[],
	variant: string,
	list: (against: Against) => readonly Pick<FindingRef, 'oracle' | 'site'>[],
): Seen[] {
	return cells
		.filter((cell) => cell.variant === variant)
		.flatMap(({ workload, violations, against }) =>
			violations
				.filter((violation) => list(against).some((each) => isSameFinding(each, violation)))
				.map((violation) => ({ variant, workload, violation })),
		);
}

/** The same of the reference: what it shows that stands in a list of the differences of another variant. */
export function shownBefore(
	cells: readonly ComparedCell[],
	{ reference, variant }: { readonly reference: string; readonly variant: string },
	list: (against: Against) => readonly Pick<FindingRef, 'oracle' | 'site'>[],
): Seen[] {
	const own = new Map(
		cells.filter((cell) => cell.variant === variant).map((cell) => [cell.workload, cell.against]),
	);
	return cells
		.filter((cell) => cell.variant === reference)
		.flatMap(({ workload, violations }) => {
			const against = own.get(workload);
			const listed = against === undefined ? [] : list(against);
			return violations
				.filter((violation) => listed.some((each) => isSameFinding(each, violation)))
				.map((violation) => ({ variant: reference, workload, violation }));
		});
}

/** The plainest of each oracle, the plainest first. */
export function plainestOfEach(seen: readonly Seen[]): Seen[] {
	const byOracle = groupBy(seen, ({ violation }) => violation.oracle);
	return [...byOracle.values()].map((each) => each.toSorted(plainerSeen)[0]!).toSorted(plainerSeen);
}

/** Takes one of each list in turn, until there are enough. */
function inTurn<T>(lists: readonly (readonly T[])[], max: number): T[] {
	const longest = Math.max(0, ...lists.map((each) => each.length));
	return Array.from({ length: longest }, (_, i) => lists.flatMap((each) => each.slice(i, i + 1)))
		.flat()
		.slice(0, max);
}

/** What the reference shows, and so do those of these variants that ran it, which at least half of them did. */
export function unclosedBy(
	variants: readonly string[],
	{ reference, cells }: Pick<Run, 'reference'> & { readonly cells: readonly ComparedCell[] },
): Seen[] {
	const find = cellFinder(cells);
	return cells
		.filter(({ variant }) => variant === reference)
		.flatMap(({ workload, violations }) =>
			violations
				.filter((violation) => {
					const ran = variants.flatMap((name) => find(name, workload)?.against ?? []);
					const isGone = ({ fixed, open }: Against): boolean =>
						[...fixed, ...open].some((each) => isSameFinding(each, violation));
					return ran.length > 0 && ran.length * 2 >= variants.length && !ran.some(isGone);
				})
				.map((violation) => ({ variant: reference, workload, violation })),
		);
}

/** What no single execution shows is not drawn. */
const isDrawn = ({ violation }: Seen): boolean => !ofWholeSearches.has(violation.oracle);

/**
 * Of one patch, or of a few, what they add, the plainest execution of each kind; where none of them adds anything, what
 * is left. Of many, what some of them add, and what none of them closes.
 */
export function witnessesToDraw(
	comparison: Run & { readonly cells: readonly ComparedCell[] },
): Seen[] {
	const { cells } = comparison;
	const topic = topicOf(comparison);
	const addedBy = (name: string): Seen[] =>
		plainestOfEach(seenIn(cells, name, ({ added }) => added)).filter(isDrawn);
	if (topic.as === 'each') {
		const added = topic.variants.map(({ name }) => addedBy(name));
		const leftBy = (name: string): Seen[] =>
			plainestOfEach(seenIn(cells, name, (each) => [...each.left, ...each.moved]))
				.filter(isDrawn)
				.slice(0, leftMax);
		const isAnyAdded = added.some((each) => each.length > 0);
		return inTurn(isAnyAdded ? added : topic.variants.map(({ name }) => leftBy(name)), diagramsMax);
	}
	const names = topic.variants.map(({ name }) => name);
	const unclosed = plainestOfEach(unclosedBy(names, comparison)).filter(isDrawn).slice(0, leftMax);
	const ideas = [...groupBy(topic.variants, ({ idea }) => idea).values()];
	const lists = ideas.map((each) => each.flatMap(({ name }) => addedBy(name)));
	return [...ofDifferentKinds(lists, diagramsMax - unclosed.length), ...unclosed];
}

/** The plainest of each idea, those that add most of one kind first; no oracle comes twice. */
function ofDifferentKinds(ideas: readonly (readonly Seen[])[], max: number): Seen[] {
	const chosen: Seen[] = [];
	for (const seen of ideas.toSorted((a, b) => b.length - a.length)) {
		const news = seen.filter(({ violation }) =>
			chosen.every((each) => each.violation.oracle !== violation.oracle),
		);
		const first = plainest(news.map(({ violation }) => violation));
		if (first === undefined || chosen.length === max) continue;
		chosen.push(news.find(({ violation }) => violation === first)!);
	}
	return chosen;
}
