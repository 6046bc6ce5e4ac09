/*
 * reports/page/locked.ts - pages that VM_LOCKED vmas lose: how many, and which of them nobody asked for.
 */
import * as messages from '../../harness/messages/index.ts';
import { type ComparedCell, groupBy, type VariantResult } from '../../harness/result.ts';
import { cellAnchor } from './anchor.ts';
import { between, htm, type Html } from './html.ts';
import { litmusLink, type Section, type View, variantLink, wide } from './view.ts';

const isTouched = (cell: ComparedCell | undefined): boolean => (cell?.unmappedLocked?.max ?? 0) > 0;

function said(cell: ComparedCell | undefined): { readonly text: string; readonly inside: number } {
	if (cell === undefined) return { text: '', inside: 0 };
	if (cell.unmappedLocked === null) return { text: 'no verdict', inside: 0 };
	const { min, max, collateralMax } = cell.unmappedLocked;
	return { text: min === max ? String(max) : `${min}-${max}`, inside: collateralMax };
}

function entry(cell: ComparedCell | undefined): Html {
	const { text, inside } = said(cell);
	if (cell === undefined) return htm`<td></td>`;
	const bold = inside === 0 ? null : htm`, <b>${messages.ofThemInside(inside)}</b>`;
	const kind = inside > 0 ? 'ad' : text === '0' ? 'ok' : 'lf';
	return htm`<td class="${kind}"><a href="#${cellAnchor(cell.variant, cell.workload)}">${text}${bold}</a></td>`;
}

export function lockedSection(view: View): Section {
	const { selection, comparison } = view;
	const columns = selection.columns.filter(({ workload }) =>
		selection.variants.some(({ name }) => isTouched(selection.cell(name, workload.name))),
	);
	const cellsOf = (name: string): (ComparedCell | undefined)[] =>
		columns.map(({ workload }) => selection.cell(name, workload.name));
	const ran = comparison.variants.filter(({ name }) => cellsOf(name).some(isTouched));
	const topic = new Set(view.topic.flat().map(({ variant }) => variant.name));
	const isAsked = ({ name }: VariantResult): boolean =>
		topic.has(name) || name === comparison.reference;
	const rowsOf = (some: readonly VariantResult[]): Html[] =>
		[...groupBy(some, ({ name }) => JSON.stringify(cellsOf(name).map(said))).values()].map(
			(each) =>
				htm`<tr><th scope="row">${between(
					each.map(({ name }) => variantLink(view, name)),
					', ',
				)}</th>${cellsOf(each[0]!.name).map(entry)}</tr> `,
		);
	const others = ran.filter((each) => !isAsked(each));
	const rows = [
		...rowsOf(ran.filter(isAsked)),
		...(others.length === 0
			? []
			: [
					htm`<tr><th scope="row" colspan="${columns.length + 1}"><b>${messages.lockedOthers()}</b></th></tr> `,
				]),
		...rowsOf(others),
	];
	const heads = columns.map(
		({ workload: { name, lockedPages } }) =>
			htm`<th scope="col">${litmusLink(view, name)}${
				lockedPages === undefined
					? null
					: htm`<br><small>${messages.ofLockedPages(lockedPages)}</small>`
			}</th>`,
	);
	const label = 'Pages missing from VM_LOCKED vmas, by variant and litmus test';
	return {
		id: 'locked',
		title: 'Unmapped VM_LOCKED pages',
		body: htm`<p>${messages.lockedMeans()}</p>${
			columns.length === 0
				? htm`<p>None in any end state.</p>`
				: wide(
						label,
						htm`<table><caption class="unseen">${label}</caption>
							<thead><tr><td></td>${heads}</tr></thead><tbody>${rows}</tbody></table>`,
					)
		}`,
	};
}
