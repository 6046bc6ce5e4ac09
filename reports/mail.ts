/*
 * reports/mail.ts - what a reply can carry: about one's own patch or the few that were asked for, else about all
 * proposals beside each other. At most 300 lines and 20 kB of plain ASCII in 72 columns, but for commands.
 */
import * as messages from '../harness/messages/index.ts';
import { type Comparison, topicOf } from '../harness/result.ts';
import { changesOf, sectionsOf } from './changes.ts';
import { eachParts } from './mail-each.ts';
import { hollowSentence } from './hollow.ts';
import { fitted, mailWidth, paragraph } from './mail-parts.ts';
import { tableParts } from './mail-table.ts';
import { sequencePart } from './mail-sequences.ts';
import { performanceCommand, performanceLines } from './performance.ts';
import type { Renderer } from './renderer.ts';
import { select } from './select.ts';

/** A mail about one patch of somebody's own answers that; all others answer the mail of 4 April 2003. */
function subjectOf(comparison: Comparison): string {
	const { variants } = topicOf(comparison);
	const [first] = variants;
	const isOwn = variants.length === 1 && first!.file !== undefined;
	return messages.mailSubject(isOwn ? first!.subject : null);
}

/** Nothing of nothing. */
const paragraphOf = (text: string): string[] => (text === '' ? [] : paragraph(text));

/** The mail, ending with a newline. */
export function mailText(comparison: Comparison): string {
	const selection = select(comparison);
	const { as, variants } = topicOf(comparison);
	const { limits } = comparison;
	return fitted([
		{ lines: [subjectOf(comparison), ''] },
		{ lines: limits === undefined ? [] : paragraph(messages.limitsPhrase(limits)) },
		{ lines: paragraphOf(hollowSentence(selection)) },
		...(as === 'each'
			? eachParts(
					selection,
					variants.map((each) => changesOf(selection, each)),
				)
			: tableParts(selection, sectionsOf(selection))),
		sequencePart(comparison, mailWidth),
		{
			lines: ['', ...performanceLines(comparison, mailWidth)],
			short: ['', ...performanceCommand(comparison)],
			rank: Infinity,
		},
	]);
}

export const mail: Renderer = {
	says: 'mail.txt: what a reply can carry, about your own patch or about all proposals',
	render: (comparison) => Promise.resolve([{ file: 'mail.txt', text: mailText(comparison) }]),
};
