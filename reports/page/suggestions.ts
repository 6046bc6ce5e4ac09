/*
 * reports/page/suggestions.ts - what the authors of the mails suggest, in their words, a line each with its verdict.
 */
import * as messages from '../../harness/messages/index.ts';
import { type Suggestion, suggestionsOf } from '../../harness/result.ts';
import type { Changes } from '../changes.ts';
import { anchor } from './anchor.ts';
import { htm, type Html } from './html.ts';
import { verdictClass } from './mail.ts';
import type { View } from './view.ts';

/** What the variants add or only move with which it was tested, of those that the run is about. */
const addedBy = (view: View, tested: readonly string[]): readonly Changes[] =>
	view.topic
		.flat()
		.filter(({ variant, added, moved }) => added + moved > 0 && tested.includes(variant.name));

function suggestionItem(view: View, { answer, words, refuted, tested }: Suggestion): Html {
	const { id, kind, says, verdict, because } = answer;
	const quoted = words === '' ? null : htm`<q>${words}</q> That is: `;
	// Of what is to be done the price is told even where it does what it says.
	const isPlain = verdict.startsWith('confirmed') && kind !== 'proposal';
	const why = isPlain || because === null ? null : messages.verdictWhy(because);
	const adds = addedBy(view, tested).map((each) => messages.testedAdds(each.variant.name, each));
	return htm`<li><a href="#${anchor('claim', id)}">${id}</a> ${quoted}${says}: 
		<span class="verdict ${verdictClass[verdict]}">${messages.verdictWord(verdict)}</span>${messages.notSo(refuted)}${why}${
			adds.length === 0 ? null : htm` <small>(${adds.join('; ')})</small>`
		}</li> `;
}

const list = (view: View, suggestions: readonly Suggestion[]): Html =>
	htm`<ul class="said">${suggestions.map((each) => suggestionItem(view, each))}</ul>`;

/** Those of who wrote first are open to see. Null where nobody suggests anything. */
export function suggestionsHtml(view: View): Html | null {
	const { comparison } = view;
	const [first, ...others] = suggestionsOf(comparison.discussions, comparison.reference);
	if (first === undefined) return null;
	const more = others.flatMap(({ author, suggestions }) => [
		htm`<p>${author}</p>`,
		list(view, suggestions),
	]);
	const count = others.reduce((sum, { suggestions }) => sum + suggestions.length, 0);
	return htm`<div class="across"><h3>${messages.suggestionsHead(first.author)}</h3><p>${messages.verdictIsOf()}</p>${list(view, first.suggestions)}
		${count === 0 ? null : htm`<details><summary>${messages.othersSuggest(count)}</summary>${more}</details>`}</div>`;
}
