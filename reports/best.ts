/*
 * reports/best.ts - the answer in a few sentences: which proposals fix most, which adds most, and what the control
 * shows.
 */
import * as messages from '../harness/messages/index.ts';
import { topicOf } from '../harness/result.ts';
import {
	changesOf,
	columnsOfTopic,
	type Counted,
	isBroad,
	kindsPhrase,
	ofReference,
	type Section,
} from './changes.ts';
import type { Selection } from './select.ts';

/** Ideas that are told of. */
const bestMax = 3;

/** A sentence for each; none about what nobody does. */
export function bestSentences(selection: Selection, sections: readonly Section[]): string[] {
	const { comparison } = selection;
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
	const end = selection.variants.find(({ name }) => name === control && name !== reference);
	const told = (each: Counted): messages.Told => ({ ...each, name: each.variant.name });
	const columns = columnsOfTopic(selection);
	return [
		...(best.length === 0 ? [] : [messages.fixMost(best.map(told), reference)]),
		...(worst === undefined ? [] : [messages.addsMost(told(worst), kindsPhrase(worst.kinds))]),
		...(end === undefined || all.some(({ variant }) => variant === end)
			? []
			: [messages.controlSays(told(changesOf(selection, end, columns)))]),
		...basisLines(selection, columns),
	];
}

/** What all figures are counted on, where it is less than the reference ran. */
function basisLines(selection: Selection, columns: Selection['columns']): string[] {
	const all = ofReference(selection, selection.columns);
	const common = ofReference(selection, columns);
	if (common.litmus >= all.litmus) return [];
	return [messages.countedOn(selection.comparison.reference, { ...all, common })];
}
