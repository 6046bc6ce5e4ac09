/*
 * reports/page/difference.ts - the matrix of differences, what narrows it down, and the pane that shows a cell.
 */
import * as messages from '../../harness/messages/index.ts';
import { htm, type Html } from './html.ts';
import { legend, matrixTable } from './matrix.ts';
import type { Section, View } from './view.ts';

/** The script makes an option of each line. */
const choice = (id: string, label: string, options: readonly string[]): Html =>
	htm`<label for="${id}">${label}</label> <select id="${id}" data-lines="${options.join('\n')}"><option value="">all</option></select> `;

/** Shown only where the script runs that it needs. */
function filters({ comparison }: View): Html {
	const { variants, oracles, causes = [] } = comparison;
	return htm`<form class="filters" hidden>
		${choice(
			'by-variant',
			'proposal',
			variants.map(({ name }) => name),
		)}
		${choice(
			'by-oracle',
			'oracle',
			oracles.map(({ name }) => name),
		)}
		${
			causes.length === 0
				? null
				: choice(
						'by-cause',
						'cause',
						causes.map(({ id }) => id),
					)
		}
		<button type="reset">show all</button> <output aria-live="polite"></output></form>`;
}

export function differenceSection(view: View): Section {
	const { topic, comparison } = view;
	// It fixes all that it runs, and would be a sign in every column.
	const others = view.others.filter(([first]) => first!.variant.name !== comparison.control);
	const without = others.length < view.others.length ? (comparison.control ?? null) : null;
	return {
		id: 'difference',
		title: 'Who changes what',
		body: htm`<p>${messages.matrixHelp()}</p>${legend()}${filters(view)}
			${topic.length === 0 ? null : matrixTable(view, topic, 'What the proposals change')}
			${
				others.length === 0
					? null
					: htm`<details class="more"><summary>${messages.othersFolded(others.flat().length, without)}</summary>
						${matrixTable(view, others, 'What the others change')}</details>`
			}
			<div class="pane" id="pane" role="region" aria-label="What the cell shows" tabindex="-1" hidden></div>`,
	};
}
