/*
 * reports/page/sequences.ts - what each proposal does to calls that were imported or recorded.
 */
import * as messages from '../../harness/messages/index.ts';
import {
	causesOf,
	causesPhrase,
	type SequenceRow,
	type SequenceTable,
	sequenceExamples,
	sequenceTables,
} from '../sequences.ts';
import { cellAnchor } from './anchor.ts';
import { between, htm, type Html } from './html.ts';
import { litmusLink, type Section, type View, variantLink, wide } from './view.ts';

const heads = [
	'fixed',
	'added',
	'moved',
	'left',
	'answers that differ',
	'unmapped by own doing',
	'by truncation',
	'inside EOF',
	'modelled ms',
] as const;

function line(view: View, alike: readonly SequenceRow[]): Html {
	const [first] = alike as readonly [SequenceRow];
	const named = between(
		alike.map(({ cell }) => variantLink(view, cell.variant)),
		', ',
	);
	const { variant, workload } = first.cell;
	const values = first.values.map(
		(each, i) =>
			htm`<td>${i === 0 ? htm`<a href="#${cellAnchor(variant, workload)}">${each}</a>` : each}</td>`,
	);
	return htm`<tr><th scope="row">${named}</th>${values}</tr> `;
}

function fileBlock(view: View, file: SequenceTable): Html {
	const { workload, rows } = file;
	const { calls, cost } = rows[0]![0]!.facts;
	const label = messages.sequenceSaid.file(workload.name, calls, cost.machine);
	const differing = rows.filter(([first]) => first!.facts.answers.differ > 0);
	const answers = differing.map(
		([first]) => htm`<li>${first!.cell.variant}: ${causesPhrase(first!.facts.answers)}</li> `,
	);
	const causes = causesOf(file).map(
		({ id, what, source }) => htm`<dt>${id}</dt><dd>${what} (${source})</dd> `,
	);
	const examples = sequenceExamples(file, view.comparison).map(
		({ head, command, calls: few }) =>
			htm`<p>${head}${command === null ? null : htm` <code>${command}</code>`}</p><pre>${few.join('\n')}</pre>`,
	);
	return htm`<h3>${litmusLink(view, workload.name)}</h3><p>${label}</p>${wide(
		label,
		htm`<table><caption class="unseen">${label}</caption><thead><tr><td></td>${heads.map(
			(each) => htm`<th scope="col">${each}</th>`,
		)}</tr></thead><tbody>${rows.map((each) => line(view, each))}</tbody></table>`,
	)}${answers.length === 0 ? null : htm`<ul>${answers}</ul><dl>${causes}</dl>`}${examples}`;
}

export function sequencesSection(view: View): Section | null {
	const files = sequenceTables(view.comparison);
	if (files.length === 0) return null;
	return {
		id: 'sequences',
		title: 'Imported and recorded calls',
		body: htm`<p>${messages.sequenceSaid.head(view.comparison.reference)}</p>${files.map((each) =>
			fileBlock(view, each),
		)}`,
	};
}
