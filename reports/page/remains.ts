/*
 * reports/page/remains.ts - what remains with the best stack, place by place, what no stack closes, and what the control
 * is.
 */
import * as messages from '../../harness/messages/index.ts';
import { kindCounts, type UnclosedFinding, unclosedByCause } from '../../harness/result.ts';
import { percent } from '../table.ts';
import { causeAnchor } from './anchor.ts';
import { between, htm, type Html } from './html.ts';
import { cellLink, type View, variantLink } from './view.ts';

/** What is wrong, place by place, with which findings come from there and on which litmus tests they are. */
function placesList(view: View, found: readonly UnclosedFinding[], runner: string): Html {
	const { causes = [], workloads } = view.comparison;
	const questionOf = (name: string): string | undefined =>
		workloads.find((each) => each.name === name)?.question;
	const items = unclosedByCause(found, causes).map(({ cause, places, findings }) => {
		const says = messages.groupOfFindings(
			places.map((place) => place.says),
			kindCounts(findings),
		);
		const litmus = [...new Set(findings.map(({ workload }) => workload))];
		// Where no place is known, what the test does has to say it.
		const asks = (name: string): string => (places.length > 0 ? '' : `: ${questionOf(name) ?? ''}`);
		const where = between(
			litmus.map((each) => htm`${cellLink(view, runner, each)}${asks(each)}`),
			places.length > 0 ? ', ' : ' ',
		);
		return htm`<li><b>${messages.counted(findings.length, 'finding')}:</b> ${says}${
			cause === null ? null : htm` (<a href="#${causeAnchor(cause)}">${cause}</a>)`
		}: <small>${where}</small></li> `;
	});
	return htm`<ul>${items}</ul>`;
}

/** What the stack shows on litmus tests that the reference did not run. Null where that is nothing. */
function elsewhereHtml(view: View, runner: string): Html | null {
	const { cells, reference } = view.comparison;
	const found = cells.filter(
		({ variant, workload, violations }) =>
			variant === runner &&
			violations.length > 0 &&
			view.selection.cell(reference, workload) === undefined,
	);
	if (found.length === 0) return null;
	const kinds = kindCounts(found.flatMap(({ violations }) => violations));
	const where = between(
		found.map(({ workload }) => cellLink(view, runner, workload)),
		', ',
	);
	return htm`<p>${messages.remainsElsewhere(reference, kinds)} ${where}.</p>`;
}

function controlHtml(view: View): Html | null {
	const { control, variants, together } = view.comparison;
	const found = variants.find(({ name }) => name === control);
	if (found === undefined) return null;
	const cost = together?.control?.cost ?? null;
	const costs = cost === null ? null : percent(cost);
	return htm`<details><summary>${messages.controlHead()}</summary>
		<p>${variantLink(view, found.name)} ${messages.controlIs(found, costs)}</p></details>`;
}

/** Null where no stacks were tried. @param patches of the best stack, the lowest first */
export function remainsHtml(view: View, patches: readonly string[]): Html | null {
	const { together, reference } = view.comparison;
	if (together === undefined) return null;
	const { findings, unclosed, best } = together;
	// Cells of a stack of several are not shown.
	const runner = patches.length === 1 ? patches[0]! : reference;
	if (best === undefined) {
		return htm`<p>${messages.noneClosesThese(unclosed.length, findings)}</p>
			${placesList(view, unclosed, reference)}${controlHtml(view)}`;
	}
	const { rest } = best;
	return htm`<p><b>${messages.remainsWithIt(best, findings)}</b>${
		rest.length === 0 ? null : ` ${messages.remainsByKind(kindCounts(rest))}`
	}</p>
		${rest.length === 0 ? null : [placesList(view, rest, runner), htm`<p>${messages.restOfAll(rest.length, unclosed.length)}</p>`]}
		${elsewhereHtml(view, runner)}${controlHtml(view)}`;
}
