/*
 * reports/page/one-patch.ts - what comes first in a run about one patch: what it fixes and adds, in figures, and the
 * execution that shows it.
 */
import * as messages from '../../harness/messages/index.ts';
import {
	type Execution,
	groupBy,
	isSameFinding,
	plainerFirst,
	plainestOfEach,
	type Seen,
	shownBefore,
} from '../../harness/result.ts';
import { type Changes, kindsPhrase } from '../changes.ts';
import { hollowSentence } from '../hollow.ts';
import { summaryOf } from '../summarise.ts';
import { percent } from '../table.ts';
import { answer, tile } from './answer-parts.ts';
import { tokenHtml } from './executions.ts';
import { between, htm, type Html } from './html.ts';
import { cellLink, type View, variantLink } from './view.ts';

/** What the one patch of a run changes; null in a run about several, or about none. */
export function onePatchOf({ comparison, topic }: View): Changes | null {
	const [patch, ...others] = topic.flat();
	const isOne = comparison.together === undefined && others.length === 0;
	return isOne && patch !== undefined && patch.judged > 0 ? patch : null;
}

export function patchHeadline(view: View, { variant, fixed, added }: Changes): Html {
	const { reference, variants } = view.comparison;
	const base = variants.find(({ name }) => name === reference);
	return htm`<p class="head">${variantLink(view, variant.name)} ${messages.patchComesTo(fixed, added)}</p>
		<p class="sub">${messages.patchIs(variant)}${base === undefined ? null : ` ${messages.baseIs(base)}`}</p>`;
}

export function patchTiles({ selection, comparison }: View, changes: Changes): Html {
	const { variant, before, litmus, fixed, added, left, moved, open, hidden } = changes;
	const { collateralMax: lost, operationsPercent } = summaryOf(selection, variant);
	const base = comparison.variants.find(({ name }) => name === comparison.reference);
	const lostBefore = base === undefined ? 0 : summaryOf(selection, base).collateralMax;
	const says = messages.patchTiles;
	return htm`<ul class="tiles">
		${tile(fixed, says.fixed(before, litmus), fixed > 0 ? 'fx' : 'lf')}
		${tile(added, says.added, added > 0 ? 'ad' : 'ok')}
		${tile(left, says.left(moved), 'lf')}
		${hidden === 0 ? null : tile(hidden, says.hidden, 'lf')}
		${open === hidden ? null : tile(open - hidden, says.open, 'lf')}
		${tile(lost, says.lost(lostBefore), lost > lostBefore ? 'ad' : 'ok')}
		${operationsPercent === null ? null : tile(percent(operationsPercent), messages.againstBase(), 'lf')}
	</ul>`;
}

/** What of one variant is added, or of the reference fixed, kind by kind, with the litmus tests that show it. */
function kindsHtml(view: View, head: string, seen: readonly Seen[]): Html | null {
	if (seen.length === 0) return null;
	const kinds = groupBy(seen, ({ violation }) => violation.oracle);
	return htm`<h4>${head}</h4><ul>${plainestOfEach(seen).map(({ violation: { oracle, token } }) => {
		const all = kinds.get(oracle)!;
		const names = [...new Map(all.map((each) => [each.workload, each])).values()];
		const tests = names.map(({ variant, workload }) => cellLink(view, variant, workload));
		return htm`<li><b>${oracle}</b> ${all.length} ${messages.onTests()} ${between(tests, ', ')}. 
			${messages.plainestIs()} ${tokenHtml(view, token)}</li> `;
	})}</ul>`;
}

/** What the reference shows, and the patch does not. */
const fixedBy = ({ comparison: { cells, reference } }: View, { variant }: Changes): Seen[] =>
	shownBefore(cells, { reference, variant: variant.name }, ({ fixed }) => fixed);

/** What it changes: the sentence of it, then kind by kind. */
export function patchTakes(view: View, changes: Changes): Html {
	const { variant, kinds } = changes;
	const { reference } = view.comparison;
	const caution = hollowSentence(view.selection);
	return answer('takes', messages.patchHeads.takes, [
		htm`<p>${messages.patchDoes(variant.name, changes, reference, kindsPhrase(kinds))}</p>`,
		caution === '' ? null : htm`<p><b>${caution}</b></p>`,
		kindsHtml(view, messages.patchHeads.added, changes.news),
		kindsHtml(view, messages.patchHeads.fixed, fixedBy(view, changes)),
	]);
}

/** The execution that shows most of a patch: the plainest of what it adds, or else of what it fixes. */
export function patchExecution(
	view: View,
	changes: Changes,
): { readonly head: string; readonly run: Execution } | null {
	const { executions = [] } = view.comparison;
	const first = (seen: readonly Seen[]): Execution | undefined =>
		seen
			.toSorted((a, b) => plainerFirst(a.violation, b.violation))
			.flatMap(({ variant, workload, violation }) =>
				executions.filter(
					(each) =>
						each.variant === variant &&
						each.workload === workload &&
						isSameFinding(each, violation),
				),
			)[0];
	const heads = messages.patchHeads;
	const added = first(changes.news);
	if (added !== undefined) return { head: heads.addedRace, run: added };
	const fixed = first(fixedBy(view, changes));
	return fixed === undefined ? null : { head: heads.fixedRace, run: fixed };
}
