/*
 * harness/result/together.ts - what several findings, or several searches, come to together.
 */
import type { ExploredTogether } from './answer.ts';
import type { Frequency, Violation } from './cell.ts';

/** Of how often each was seen; 'never' of none. */
export function strongest(frequencies: readonly Frequency[]): Frequency {
	const order: readonly Frequency[] = ['always', 'sometimes'];
	return order.find((each) => frequencies.includes(each)) ?? 'never';
}

/** What rests on all of these searches rests on the weakest; 'none' of none. */
export function weakest(kinds: readonly ExploredTogether['kind'][]): ExploredTogether['kind'] {
	const order = ['none', 'stopped', 'sampled', 'bounded', 'complete'] as const;
	return order.find((kind) => kinds.includes(kind)) ?? 'none';
}

/** What a whole search shows and no single execution of it: the steps of its witness say nothing. */
export const ofWholeSearches: ReadonlySet<string> = new Set(['lock order', 'data race']);

/** Orders by fewest preemptions, then fewest steps of the witness; what no single execution shows comes last. */
export const plainerFirst = (one: Violation, other: Violation): number =>
	Number(ofWholeSearches.has(one.oracle)) - Number(ofWholeSearches.has(other.oracle)) ||
	one.preemptions - other.preemptions ||
	one.steps - other.steps;

/** The one to read first; the earlier wins a tie. */
export const plainest = (found: readonly Violation[]): Violation | undefined =>
	found.toSorted(plainerFirst)[0];
