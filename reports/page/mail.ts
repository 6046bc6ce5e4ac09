/*
 * reports/page/mail.ts - the mails quoted, and under each of their lines what became of its claims.
 */
import * as messages from '../../harness/messages/index.ts';
import type { Answer, AnsweredDiscussion } from '../../harness/result.ts';
import { answersOf } from '../answers.ts';
import { anchor } from './anchor.ts';
import { tokenHtml } from './executions.ts';
import { between, htm, type Html } from './html.ts';
import type { Section, View } from './view.ts';

/** The colour of a verdict. */
export const verdictClass: Readonly<Record<Answer['verdict'], string>> = {
	confirmed: 'fx',
	'confirmed-within-bound': 'fx',
	refuted: 'ad',
	'refuted-within-bound': 'ad',
	both: 'mx',
	undecided: 'op',
};

const evidence = (view: View, part: Answer['parts'][number]): Html =>
	htm`${part.says === null ? null : htm`<p>${messages.answerPart(part)}</p>`}<ul>${part.evidence.map(
		(each) =>
			htm`<li>${messages.evidencePhrase(each)}${each.token === null ? null : htm` ${tokenHtml(view, each.token)}`}</li> `,
	)}</ul>`;

const answerHtml = (view: View, answer: Answer): Html =>
	htm`<details class="answer">
		<summary><i class="dot ${verdictClass[answer.verdict]}"></i> ${messages.answerHead(answer)}</summary><div id="${anchor('claim', answer.id)}">
		${answer.because === null ? null : htm`<p>${answer.because}</p>`}
		${answer.parts.map((part) => evidence(view, part))}</div></details> `;

/** Without empty lines at its ends. */
function trimmed(lines: readonly string[]): readonly string[] {
	const isText = (line: string): boolean => line.trim() !== '';
	return lines.slice(Math.max(0, lines.findIndex(isText)), lines.findLastIndex(isText) + 1);
}

type Block = AnsweredDiscussion['blocks'][number];

function blockHtml(view: View, block: Block): Html | null {
	switch (block.is) {
		case 'mail':
			return htm`<h3>${block.subject} <small>${block.from}</small></h3> `;
		case 'quote':
			return htm`<blockquote>${between(trimmed(block.lines), htm`<br>`)}</blockquote> `;
		case 'answer':
			return answerHtml(view, block.answer);
		case 'race':
			return null;
	}
}

export function mailSection(view: View): Section | null {
	const { discussions } = view.comparison;
	const answers = answersOf(discussions);
	if (answers.length === 0) return null;
	return {
		id: 'mail',
		title: 'The mail, line by line',
		body: htm`<p>${messages.answersTally(answers)}</p>
			${discussions.map(({ blocks }) => blocks.map((block) => blockHtml(view, block)))}`,
	};
}
