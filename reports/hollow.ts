/*
 * reports/hollow.ts - a caution beside what is fixed: what a patch keeps from racing shows none of its bugs either.
 */
import * as messages from '../harness/messages/index.ts';
import { hollowCells, topicOf } from '../harness/result.ts';
import type { Selection } from './select.ts';

/** Where a fix of what the run is about may be none; '' where that is so nowhere. */
export function hollowSentence({ comparison }: Selection): string {
	const names = topicOf(comparison).variants.map(({ name }) => name);
	const { cells, reference } = comparison;
	return messages.hollowSays(reference, hollowCells(cells, reference, names));
}
