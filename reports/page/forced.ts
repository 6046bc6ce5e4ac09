/*
 * reports/page/forced.ts - what forced unmapping of VM_LOCKED pages costs: how many go by whose doing, who takes them at
 * which price, and what goes without it.
 */
import * as messages from '../../harness/messages/index.ts';
import { answersTestedOn, groupBy } from '../../harness/result.ts';
import type { LockedPrice } from '../locked-price.ts';
import { anchor, causeAnchor } from './anchor.ts';
import { between, htm, type Html } from './html.ts';
import { cellLink, costOf, type View, variantLink } from './view.ts';

/** What the reference loses inside EOF, by which cause, and which claims of the mails were tested there. */
function lostBefore(view: View, { reference, before }: LockedPrice): Html | null {
	if (before.length === 0) return null;
	const tests = before.map(
		({ workload, pages }) => htm`${messages.lostOn(pages)} ${cellLink(view, reference, workload)}`,
	);
	const names = before.map(({ workload }) => workload);
	const causes = names.flatMap((name) =>
		(view.selection.cell(reference, name)?.violations ?? [])
			.filter(({ oracle }) => oracle.includes('VM_LOCKED'))
			.flatMap((each) => view.causeOf(name, each)?.id ?? []),
	);
	const links = [...new Set(causes)].map((id) => htm`<a href="#${causeAnchor(id)}">${id}</a>`);
	const said = answersTestedOn(view.comparison.discussions, names).map(
		({ id, says: claim, verdict }) =>
			htm`${claim} (<a href="#${anchor('claim', id)}">${id}</a>): ${messages.verdictWord(verdict)}`,
	);
	return htm`<p>${messages.lostBeforeInside(reference)} ${between(tests, ', ')}${
		links.length === 0 ? null : htm` (${between(links, ', ')})`
	}. ${said.length === 0 ? null : htm`${messages.testedThere()} ${between(said, '; ')}.`}</p>`;
}

/** Those that take more, by what they cost besides. */
function takersHtml(view: View, price: LockedPrice): Html {
	const prices = groupBy(price.takers, ({ name, added }) =>
		messages.takerPrice(costOf(view, name), added),
	);
	const items = [...prices].map(([says, takers]) => {
		const names = takers.map(
			({ name, isLater }) =>
				htm`${variantLink(view, name)}${isLater ? ` ${messages.laterTag()}` : null}`,
		);
		return htm`<li>${between(names, ', ')}: ${says}</li> `;
	});
	return htm`<p>${messages.lockedTakers(price)}</p><ul>${items}</ul>`;
}

export const forcedHtml = (view: View, price: LockedPrice): Html =>
	htm`<p><b>${messages.lockedMore(price.reference, price.most)}</b> ${messages.lockedDoing(price.most)} ${messages.lockedKept(price.reference, price.most)} ${messages.forcedMeans()}</p>
		<p>${messages.lockedInside(price, price.reference)} <a href="#locked">${messages.allKernels()}</a>.</p>
		${takersHtml(view, price)}${lostBefore(view, price)}`;
