/*
 * reports/page/matrix.ts - who changes what: variants by litmus tests, a sign in each cell that leads to its findings.
 */
import * as messages from '../../harness/messages/index.ts';
import type { Changes } from '../changes.ts';
import { type Change, changeOf, meanings, stillShown } from '../difference.ts';
import { anchor, cellAnchor } from './anchor.ts';
import { htm, type Html } from './html.ts';
import { type View, variantLink, wide } from './view.ts';

/** Colours repeat what the sign says. */
export const signClass: Readonly<Record<Change, string>> = {
	'+': 'fx',
	'!': 'ad',
	'~': 'mx',
	o: 'lf',
	'.': 'ok',
	'=': 'sm',
	'?': 'op',
	'-': 'no',
};

const quiet: ReadonlySet<string> = new Set(['ok', 'sm', 'no']);

export const legend = (): Html =>
	htm`<ul class="legend">
		${(Object.entries(meanings) as [Change, string][])
			.filter(([sign]) => sign !== '-')
			.map(
				([sign, says]) =>
					htm`<li><i class="sign ${signClass[sign]}">${sign}</i> ${says}${sign === '+' ? messages.numberBehindPlus() : null}</li> `,
			)}
	</ul>`;

function rowHtml(view: View, name: string, columns: View['selection']['columns']): Html {
	const { cell, comparison } = view.selection;
	// Thousands of cells: ends of tags that a browser knows by itself are left out.
	const cells = columns.map(({ workload }) => {
		const own = cell(name, workload.name);
		const sign = changeOf(own, cell(comparison.reference, workload.name));
		if (own === undefined) return htm`<td>`;
		const to = cellAnchor(name, workload.name);
		const still = sign === '+' ? stillShown(own) : 0;
		const shown = still === 0 ? sign : `${sign}${still}`;
		const kind = signClass[sign];
		// Cells without news have no colour of their own.
		return quiet.has(kind)
			? htm`<td><a href="#${to}">${sign}</a>`
			: htm`<td class=${kind}><a href="#${to}">${shown}</a>`;
	});
	return htm`<tr><th scope="row">${variantLink(view, name)}</th>${cells}</tr> `;
}

/** Litmus tests that some of these variants ran. */
const ranBy = (view: View, names: readonly string[]): View['selection']['columns'] =>
	view.selection.columns.filter(({ workload }) =>
		names.some((name) => view.selection.cell(name, workload.name) !== undefined),
	);

/** A row for the reference, then one for each form; a body of the table for each idea. */
export function matrixTable(
	view: View,
	ideas: readonly (readonly Changes[])[],
	label: string,
): Html {
	const { reference } = view.comparison;
	const names = ideas.flat().map(({ variant }) => variant.name);
	const columns = ranBy(view, names);
	const heads = columns.map(
		({ workload: { name } }) =>
			htm`<th scope="col"><a href="#${anchor('litmus', name)}"><span>${name}</span></a></th>`,
	);
	const bodies = ideas.map(
		(idea) =>
			htm`<tbody>${idea.map(({ variant }) => rowHtml(view, variant.name, columns))}</tbody> `,
	);
	return wide(
		label,
		htm`<table class="matrix">
			<caption class="unseen">${label}</caption>
			<thead><tr><td></td>${heads}</tr></thead>
			<tbody class="base">${rowHtml(view, reference, columns)}</tbody>
			${bodies}
		</table>`,
	);
}
