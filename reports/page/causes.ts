/*
 * reports/page/causes.ts - why the reference shows what it shows: the places that are wrong, who closes how much, and
 * what closed it in Linux.
 */
import * as messages from '../../harness/messages/index.ts';
import type { CauseResult } from '../../harness/result.ts';
import { causeAnchor } from './anchor.ts';
import { tokenHtml } from './executions.ts';
import { between, htm, type Html } from './html.ts';
import { cellLink, type Section, type View, variantLink } from './view.ts';

function causeItem(view: View, cause: CauseResult): Html {
	const { id, name, findings, places, closes, closedBy, linux, witness, workload } = cause;
	const { reference, control, together } = view.comparison;
	const proposals = new Set(
		together === undefined ? closedBy : together.stacks.flatMap(({ patches }) => patches),
	);
	const all = closes.toSorted((a, b) => b.findings - a.findings);
	return htm`<li id="${causeAnchor(id)}"><p><b>${id}</b> ${messages.counted(findings, 'finding')}: ${name}. 
		${messages.plainestIs()} ${cellLink(view, reference, workload)}, ${cause.oracle}, ${cause.site}. 
		All are closed by ${
			closedBy.length === 0
				? 'nobody'
				: between(
						closedBy.map((each) =>
							each === control
								? htm`${variantLink(view, each)} (control)`
								: proposals.has(each)
									? variantLink(view, each)
									: htm`${variantLink(view, each)} (${messages.inNoStack()})`,
						),
						', ',
					)
		}.</p>
		${places.length > 0 ? null : htm`<p>${messages.closedInLinux(linux === '' ? null : linux)}</p>`}
		${places.map((place) => htm`<p><b>${place.id}</b>: ${place.says}. <small>${messages.closedInLinux(place.linux)}</small></p>`)}
		<details><summary>Who closes how many of them</summary><p>${between(
			all.map((each) => htm`${variantLink(view, each.variant)} ${each.findings}`),
			', ',
		)}</p><p>${messages.plainestIs()} ${tokenHtml(view, witness)}</p></details></li> `;
}

export function causesSection(view: View): Section | null {
	const { causes = [], reference } = view.comparison;
	if (causes.length === 0) return null;
	const findings = causes.reduce((sum, each) => sum + each.findings, 0);
	return {
		id: 'causes',
		title: 'Causes',
		body: htm`<p>${messages.causesHead(findings, causes.length, reference)} ${messages.repairsWereRun()}</p>
			<ul class="plain">${causes.map((cause) => causeItem(view, cause))}</ul>`,
	};
}
