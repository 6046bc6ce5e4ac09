/*
 * reports/page/suggestions.ts - what the authors of the mails suggest, in their words, a line each with its verdict.
 */
import * as messages from '../../harness/messages/index.ts';
import { type Suggestion, suggestionsOf } from '../../harness/result.ts';
import { anchor } from './anchor.ts';
import { htm, type Html } from './html.ts';
import { verdictClass } from './mail.ts';
import type { View } from './view.ts';

function suggestionItem({ answer, words, refuted }: Suggestion): Html {
	const { id, says, verdict } = answer;
	const said = words === '' ? htm`${says}` : htm`<q>${words}</q>`;
	return htm`<li><a href="#${anchor('claim', id)}">${id}</a> ${said} 
		<span class="verdict ${verdictClass[verdict]}">${messages.verdictWord(verdict)}</span>${messages.notSo(refuted)}</li> `;
}

const list = (suggestions: readonly Suggestion[]): Html =>
	htm`<ul class="said">${suggestions.map(suggestionItem)}</ul>`;

/** Those of who wrote first are open to see. Null where nobody suggests anything. */
export function suggestionsHtml({ comparison }: View): Html | null {
	const [first, ...others] = suggestionsOf(comparison.discussions, comparison.reference);
	if (first === undefined) return null;
	const more = others.flatMap(({ author, suggestions }) => [
		htm`<p>${author}</p>`,
		list(suggestions),
	]);
	const count = others.reduce((sum, { suggestions }) => sum + suggestions.length, 0);
	return htm`<div class="across"><h3>${messages.suggestionsHead(first.author)}</h3>${list(first.suggestions)}
		${count === 0 ? null : htm`<details><summary>${messages.othersSuggest(count)}</summary>${more}</details>`}</div>`;
}
