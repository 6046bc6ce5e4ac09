/*
 * reports/page/in-short.ts - a line for each question of a maintainer, so that the first window answers all of them; each
 * leads to where more is said.
 */
import * as messages from '../../harness/messages/index.ts';
import { type BestClosing, type Combined, unclosedByCause } from '../../harness/result.ts';
import { htm, type Html, type Part } from './html.ts';
import type { View } from './view.ts';

/** Where an answer stands, what it is called, and what it is in one sentence. */
export interface ShortAnswer {
	readonly id: string;
	readonly head: string;
	readonly says: Part;
}

/** How much remains with the best stack, and the most of it for which a place in the kernel is known. */
export function remainsShort(
	{ comparison }: View,
	{ rest }: BestClosing,
	{ unclosed }: Combined,
): string {
	const [most] = unclosedByCause(rest, comparison.causes ?? [])
		.filter(({ places }) => places.length === 1)
		.map(({ places, findings }) => ({ findings: findings.length, says: places[0]!.says }));
	return messages.remainsInShort({ rest: rest.length, unclosed: unclosed.length }, most ?? null);
}

export const inShort = (answers: readonly ShortAnswer[]): Html | null =>
	answers.length === 0
		? null
		: htm`<dl class="short">${answers.map(
				({ id, head, says }) => htm`<dt><a href="#${id}">${head}</a></dt><dd>${says}</dd> `,
			)}</dl>`;
