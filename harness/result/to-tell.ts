/*
 * harness/result/to-tell.ts - the executions that a page tells step by step: of each patch that a run is about the
 * plainest of each kind of bug that it adds, one of each race of history, and the plainest of each kind of finding.
 */
import type { AnsweredDiscussion, RaceResult } from './answer.ts';
import type { ComparedCell } from './difference.ts';
import { plainestOfEach, type Seen, seenIn } from './diagram.ts';
import { groupBy } from './group-by.ts';
import { ofWholeSearches, plainerFirst } from './together.ts';
import { type Run, topicOf } from './topic.ts';

/** What is chosen from. */
interface Told extends Run {
	readonly cells: readonly ComparedCell[];
	readonly discussions: readonly AnsweredDiscussion[];
}

/** The token of a race that is told of: the reference's where it has it, or else the first variant's. */
export function raceToken({ cells }: Pick<RaceResult, 'cells'>, reference: string): string | null {
	const found = cells.filter(({ outcome, token }) => outcome === 'found' && token !== null);
	const own = found.find(({ variant }) => variant === reference);
	return (own ?? found[0])?.token ?? null;
}

/** How many variants have a race, of those that ran it. */
export function raceCounts({ cells }: Pick<RaceResult, 'cells'>): {
	readonly found: number;
	readonly ran: number;
} {
	const count = (outcomes: readonly RaceResult['cells'][number]['outcome'][]): number =>
		cells.filter(({ outcome }) => outcomes.includes(outcome)).length;
	return { found: count(['found']), ran: count(['found', 'absent', 'no-verdict']) };
}

/** What became of a race with one variant. */
export const raceOutcome = (
	{ cells }: Pick<RaceResult, 'cells'>,
	variant: string,
): RaceResult['cells'][number]['outcome'] =>
	cells.find((each) => each.variant === variant)?.outcome ?? 'not-run';

/** What few patches add that a run is about; of many nobody reads so much. */
function addedOfTopic(told: Told): Seen[] {
	const { as, variants } = topicOf(told);
	if (as !== 'each') return [];
	return variants.flatMap(({ name }) =>
		plainestOfEach(
			seenIn(told.cells, name, ({ added }) =>
				added.filter(({ oracle }) => !ofWholeSearches.has(oracle)),
			),
		),
	);
}

/**
 * What the patches of the run add; those of races; then of each oracle the plainest that the reference shows, or else
 * the plainest of all.
 */
export function executionsToTell(told: Told): Seen[] {
	const { reference, cells, discussions } = told;
	const all = cells.flatMap(({ variant, workload, violations }) =>
		violations.map((violation): Seen => ({ variant, workload, violation })),
	);
	const drawn = all.filter(({ violation }) => !ofWholeSearches.has(violation.oracle));
	const kinds = [...groupBy(drawn, ({ violation }) => violation.oracle).values()].map((each) => {
		const own = each.filter(({ variant }) => variant === reference);
		const from = own.length > 0 ? own : each;
		return from.toSorted((a, b) => plainerFirst(a.violation, b.violation))[0]!;
	});
	const races = discussions.flatMap(({ blocks }) =>
		blocks.flatMap((block) => {
			if (block.is !== 'race') return [];
			const token = raceToken(block.race, reference);
			const ofToken = drawn.filter(({ violation }) => violation.token === token);
			// One execution may show several findings: it is told for the one that the race is known by.
			const known = ofToken.find(({ violation }) => block.race.oracles?.includes(violation.oracle));
			return known ?? ofToken[0] ?? [];
		}),
	);
	const byToken = groupBy(
		[...addedOfTopic(told), ...races, ...kinds],
		({ violation }) => violation.token,
	);
	return [...byToken.values()].map(([first]) => first!);
}
