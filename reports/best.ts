/*
 * reports/best.ts - the answer in a few sentences: which proposals fix most, which adds most, and what the control
 * shows.
 */
import * as messages from '../harness/messages/index.ts';
import { topicOf } from '../harness/result.ts';
import { type Changes, isBroad, kindsPhrase, type Section } from './changes.ts';
import type { Selection } from './select.ts';

/** Ideas that are told of. */
const bestMax = 3;

/** A sentence for each; none about what nobody does. */
export function bestSentences({ comparison }: Selection, sections: readonly Section[]): string[] {
	const { reference, control } = comparison;
	const ideas = sections.filter(({ is }) => is === 'topic').flatMap((each) => each.ideas);
	const all = ideas.flat();
	if (topicOf(comparison).as === 'each') {
		return all.map((each) =>
			messages.patchDoes(each.variant.name, each, reference, kindsPhrase(each.kinds)),
		);
	}
	const best = ideas
		.map(([first]) => first!)
		.filter((each) => each.fixed > 0 && isBroad(each, all))
		.slice(0, bestMax);
	const [worst] = all.filter(({ added }) => added > 0).toSorted((a, b) => b.added - a.added);
	const end = sections
		.flatMap((each) => each.ideas.flat())
		.find(({ variant }) => variant.name === control);
	const told = (each: Changes): messages.Told => ({ ...each, name: each.variant.name });
	return [
		...(best.length === 0 ? [] : [messages.fixMost(best.map(told), reference)]),
		...(worst === undefined ? [] : [messages.addsMost(told(worst), kindsPhrase(worst.kinds))]),
		...(end === undefined || all.includes(end) ? [] : [messages.controlSays(told(end))]),
	];
}
