/*
 * reports/page/answer.ts - what a maintainer asks first: which patches to take, what that closes, what remains.
 */
import { bestStack } from '../../harness/result.ts';
import { bestSentences } from '../best.ts';
import { sectionsOf } from '../changes.ts';
import { percent } from '../table.ts';
import { takeSentences } from '../together.ts';
import { between, htm, type Html, type Part } from './html.ts';
import { type Section, type View, variantLink } from './view.ts';

/** A number with what it counts. */
const tile = (number: Part, says: string, kind: string): Html =>
	htm`<li class="${kind}"><b>${number}</b> ${says}</li> `;

/** The best stack in figures; nothing where none was tried or none is clean. */
function tiles({ comparison }: View): Html | null {
	const { together } = comparison;
	const best = together === undefined ? null : bestStack(together);
	if (together === undefined || best === null) return null;
	const { fixed, added, left, moved, lockedInsideEof, cost } = best;
	const { length } = together.unclosed;
	return htm`<ul class="tiles">
		${tile(fixed, `of ${together.findings} findings closed`, 'fx')}
		${tile(added, 'added', added > 0 ? 'ad' : 'ok')}
		${tile(left, `left${moved > 0 ? `, ${moved} only moved` : ''}`, 'lf')}
		${tile(length, 'closed by no stack at all', 'lf')}
		${tile(lockedInsideEof, 'locked pages lost inside EOF', lockedInsideEof > 0 ? 'ad' : 'ok')}
		${cost === null ? null : tile(percent(cost), 'operations, counted, not timed', 'lf')}
	</ul>`;
}

function headline(view: View): Html | null {
	const { together, reference } = view.comparison;
	const best = together === undefined ? null : bestStack(together);
	if (best === null) return null;
	const names = best.patches.map((name) => variantLink(view, name));
	return htm`<p class="head">Take ${between(names, ' + ')} on ${variantLink(view, reference)}.</p>`;
}

export function answerSection(view: View): Section {
	const { together } = view.comparison;
	const sentences =
		together === undefined
			? bestSentences(view.selection, sectionsOf(view.selection))
			: takeSentences(together, view.comparison);
	return {
		id: 'answer',
		title: 'The answer',
		body: htm`${headline(view)}${tiles(view)}${sentences.map((each) => htm`<p>${each}</p>`)}`,
	};
}
