/*
 * reports/page/method.ts - what all of it rests on: the search, the litmus tests, limits, commands, seed and version.
 */
import * as messages from '../../harness/messages/index.ts';
import { cutOf } from '../../harness/result.ts';
import { litmusRunOf, originOf } from '../text.ts';
import { anchor } from './anchor.ts';
import { between, htm, type Html } from './html.ts';
import { questionOf, type Section, type View } from './view.ts';

const list = (head: string, items: readonly string[]): Html | null =>
	items.length === 0
		? null
		: htm`<details><summary>${head}</summary><ul>${items.map((each) => htm`<li>${each}</li> `)}</ul></details>`;

/** Claims and races that the page has; the others are of a list that it has not. */
function askedBy(serves: readonly string[]): string {
	const ids = serves.filter((id) => !id.startsWith('K-'));
	return ids.length === 0 ? '' : `; ${ids.join(' ')}`;
}

function litmusList(view: View): Html {
	return htm`<h3>The litmus tests</h3><dl class="litmus">${view.selection.columns.map(
		({ workload: { name, question, cpus, memory, serves } }) =>
			htm`<dt id="${anchor('litmus', name)}">${name}</dt> <dd>${questionOf(view, { name, question })} <small>${messages.counted(cpus, 'cpu')}${
				memory === 'sc' ? '' : `, memory ${memory}`
			}${askedBy(serves)}</small></dd> `,
	)}</dl>`;
}

export function methodSection(view: View): Section {
	const { comparison, selection } = view;
	const {
		cells,
		variants,
		reference,
		oracles,
		limits,
		leftOut,
		seed,
		tool,
		command,
		fidelity,
		performance,
	} = comparison;
	const commands = [
		...(command === undefined ? [] : [command]),
		'npx rmaplab replay TOKEN --step',
		'npx rmaplab replay TOKEN --against VARIANT',
	];
	const complete = cells.filter(({ explored }) => explored.kind === 'complete').length;
	const cut = cells.filter((cell) => cell.explored.kind !== 'complete' || cutOf(cell.explored));
	return {
		id: 'method',
		title: 'What all this rests on',
		body: htm`
			<p>${messages.mailMeans(variants.find(({ name }) => name === reference) ?? null)}</p>
			<p>${messages.cellsTally(cells.length, complete)} ${litmusRunOf(selection)}</p>
			${fidelity === undefined ? null : htm`<p>${messages.fidelitySays(fidelity)}</p>`}
			<p>${messages.limitsOfModel()}</p>
			${performance === undefined || performance.rows.length === 0 ? htm`<p>${messages.noPerformance()}</p>` : null}
			${limits === undefined ? null : htm`<p>${messages.limitsPhrase(limits)}</p>`}
			<p>${tool}, seed ${seed}. ${originOf(comparison)}</p>
			<pre>${between(commands, '\n')}</pre>
			${list(
				'Cells that were not searched completely',
				cut.map(
					(each) =>
						`${each.variant} on ${each.workload}: ${messages.exploredPhrase(each.explored)}`,
				),
			)}
			${leftOut.length === 0 ? null : list('Left out of this run', [messages.leftOutPhrase(leftOut)])}
			${list(
				'The oracles',
				oracles.map(({ name, says }) => `${name}: ${says}`),
			)}
			${litmusList(view)}`,
	};
}
