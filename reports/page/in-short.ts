/*
 * reports/page/in-short.ts - a line for each question of a maintainer, so that the first window answers all of them; each
 * leads to where more is said.
 */
import * as messages from '../../harness/messages/index.ts';
import { type BestClosing, unclosedByCause } from '../../harness/result.ts';
import { htm, type Html, type Part } from './html.ts';
import type { View } from './view.ts';

/** Where an answer stands, what it is called, and what it is in one sentence. */
export interface ShortAnswer {
	readonly id: string;
	readonly head: string;
	readonly says: Part;
}

/** How much remains with the best stack, by the place in the kernel where that is known. */
export function remainsShort({ comparison }: View, { rest }: BestClosing): string {
	const groups = unclosedByCause(rest, comparison.causes ?? []);
	const places = groups.flatMap(({ places: at, findings: { length } }) =>
		at.length === 0 ? [] : [{ findings: length, says: at.map(({ says }) => says).join(', or ') }],
	);
	const tests = groups.flatMap(({ places: at, findings }) =>
		at.length > 0
			? []
			: [{ findings: findings.length, names: [...new Set(findings.map((each) => each.workload))] }],
	);
	return messages.remainsInShort(rest.length, places, tests);
}

export const inShort = (answers: readonly ShortAnswer[]): Html | null =>
	answers.length === 0
		? null
		: htm`<dl class="short">${answers.map(
				({ id, head, says }) => htm`<dt><a href="#${id}">${head}</a></dt><dd>${says}</dd> `,
			)}</dl>`;
