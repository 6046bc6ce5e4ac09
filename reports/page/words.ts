/*
 * reports/page/words.ts - what the words of the page mean, with how many there are of each thing.
 */
import * as messages from '../../harness/messages/index.ts';
import { isLaterIn } from '../../harness/result.ts';
import { htm } from './html.ts';
import type { Section, View } from './view.ts';

export function wordsSection({ comparison, selection, topic }: View): Section {
	const { reference, control = null, variants, together } = comparison;
	const { columns } = selection;
	const proposals = topic.flat();
	const words = messages.pageWords({
		reference,
		control,
		litmus: columns.length,
		ofReference: columns.filter(
			({ workload }) => selection.cell(reference, workload.name) !== undefined,
		).length,
		variants: variants.length,
		proposals: proposals.length,
		later: proposals.filter(({ variant }) => isLaterIn(comparison, variant.name)).length,
		stacks:
			together === undefined ? null : { tried: together.stacks.length, litmus: together.litmus },
	});
	return {
		id: 'words',
		title: 'Words',
		body: htm`<dl class="litmus">${words.map(([word, means]) => htm`<dt>${word}</dt> <dd>${means}</dd> `)}</dl>`,
	};
}
