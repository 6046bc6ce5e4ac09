/*
 * reports/page/answer.ts - what a maintainer asks first: which patches to take, what that closes, what remains, what
 * forced unmapping costs, and how a race goes.
 */
import * as messages from '../../harness/messages/index.ts';
import {
	bestStack,
	brokenClaims,
	type Combined,
	isLaterIn,
	isOfThread,
	ownBest,
	type OwnBest,
	type StackResult,
} from '../../harness/result.ts';
import { bestSentences } from '../best.ts';
import { type Changes, sectionsOf } from '../changes.ts';
import { type LockedPrice, lockedPriceOf } from '../locked-price.ts';
import { percent } from '../table.ts';
import { betterAtAPrice, stackSentences } from '../together.ts';
import { anchor } from './anchor.ts';
import { answer, tile } from './answer-parts.ts';
import { forcedHtml } from './forced.ts';
import { between, htm, type Html } from './html.ts';
import { inShort, remainsShort, type ShortAnswer } from './in-short.ts';
import { lostPagesTable } from './lost-pages.ts';
import { onePatchOf, patchHeadline, patchTakes, patchTiles } from './one-patch.ts';
import { remainsHtml } from './remains.ts';
import { suggestionsHtml } from './suggestions.ts';
import { type FirstTold, firstTold, toldRace } from './told-race.ts';
import { type Section, type View, variantLink } from './view.ts';

/** The best stack in figures; nothing where none was tried or none is clean. */
function tiles({ comparison }: View): Html | null {
	const { together } = comparison;
	const best = together === undefined ? null : bestStack(together);
	if (together === undefined || best === null) return null;
	const { fixed, added, left, moved, lockedInsideEof, cost } = best;
	const { length } = together.unclosed;
	return htm`<ul class="tiles">
		${tile(fixed, messages.closedOf(together), 'fx')}
		${tile(added, 'findings added', added > 0 ? 'ad' : 'ok')}
		${tile(left, `left${moved > 0 ? `, ${moved} only moved` : ''}`, 'lf')}
		${tile(length, 'of these closed by no stack of proposals', 'lf')}
		${tile(lockedInsideEof, 'VM_LOCKED pages inside EOF lost', lockedInsideEof > 0 ? 'ad' : 'ok')}
		${cost === null ? null : tile(percent(cost), messages.againstBase(), 'lf')}
	</ul>`;
}

function headline(view: View, patch: Changes | null): Html | null {
	if (patch !== null) return htm`${patchHeadline(view, patch)}${patchTiles(view, patch)}`;
	const { together, reference, variants } = view.comparison;
	const best = together === undefined ? null : bestStack(together);
	const base = variants.find(({ name }) => name === reference);
	if (best === null || base === undefined) return null;
	const names = best.patches.map((name) => variantLink(view, name));
	const patches = variants.filter(({ name }) => best.patches.includes(name));
	const later = patches.filter(({ name }) => isLaterIn(view.comparison, name));
	return htm`<p class="head">Take ${between(names, ' + ')} on ${variantLink(view, reference)}.</p>
		<p class="sub">${patches.map((each) => `${messages.patchIs(each)} `)}${
			later.length === 0 ? null : htm`<b>${messages.laterLinux(base)}</b> `
		}${messages.baseIs(base)}</p>${tiles(view)}`;
}

/** The best of the thread's own patches; null where what is best is one of them. */
function ownBestOf({ comparison }: View): OwnBest | null {
	const { together, variants } = comparison;
	const best = together === undefined ? null : bestStack(together);
	if (together === undefined || best === null) return null;
	const own = new Set(variants.filter(isOfThread).map(({ name }) => name));
	return best.patches.every((name) => own.has(name)) ? null : ownBest(together, own);
}

function ownBestHtml(own: OwnBest, together: Combined): Html {
	const { best, rule } = messages.ownBestAlone(own, together);
	const stacks = messages.ownBestStacks(own);
	return htm`<p><b>${best}</b> ${rule}${
		stacks.length === 0
			? null
			: htm` ${messages.ownStacksHead()}</p><ul>${stacks.map((each) => htm`<li>${each}</li> `)}</ul><p>`
	}</p>`;
}

function remaining(view: View): Html | null {
	const { together } = view.comparison;
	const patches = together === undefined ? [] : (bestStack(together)?.patches ?? []);
	const body = remainsHtml(view, patches);
	return body === null ? null : answer('remains', messages.answerHeads.remains, body);
}

/** Where each patch of the best stack comes from, and which claims it breaks. */
function patchesHtml(view: View, { patches }: StackResult): Html[] {
	const { variants } = view.comparison;
	return patches.flatMap((name) => {
		const patch = variants.find((each) => each.name === name);
		if (patch === undefined) return [];
		const broken = brokenClaims(patch);
		const claims =
			broken.length === 0
				? messages.breaksNoClaim()
				: htm`<a href="#${anchor('proposal', name)}">${messages.breaksClaims(broken.length)}</a>: 
					${broken.map(messages.claimRefuted).join('; ')}.`;
		return [
			htm`<p>${variantLink(view, name)}: ${messages.patchChanges(patch)} ${messages.comesFrom(patch)} ${claims}</p>`,
		];
	});
}

/** Which to take, what that is, and what it closes. */
function takes(view: View, patch: Changes | null): Html {
	if (patch !== null) return patchTakes(view, patch);
	const { together, reference } = view.comparison;
	const best = together === undefined ? null : bestStack(together);
	const sentences =
		together === undefined
			? bestSentences(view.selection, sectionsOf(view.selection))
			: stackSentences(together, reference);
	const [first, ...others] = sentences.map((each) => htm`<p>${each}</p>`);
	const closes = together?.best?.closes;
	const better = together === undefined ? null : betterAtAPrice(together);
	const own = ownBestOf(view);
	return answer('takes', messages.answerHeads.takes, [
		best === null ? (first ?? null) : patchesHtml(view, best),
		own === null || together === undefined ? null : ownBestHtml(own, together),
		others,
		better === null ? null : htm`<p>${messages.whyNotBest(better)}</p>`,
		best === null || closes === undefined
			? null
			: htm`<details><summary>${messages.closesHead(best.fixed)}</summary>
				<p>${messages.closesByKind(best.fixed, closes)}</p></details>`,
	]);
}

const locked = (view: View, price: LockedPrice | null): Html | null =>
	price === null ? null : answer('forced', messages.answerHeads.locked, forcedHtml(view, price));

/** Each answer in one line. */
function shortAnswers(
	view: View,
	price: LockedPrice | null,
	told: FirstTold | null,
): ShortAnswer[] {
	const { together } = view.comparison;
	const own = ownBestOf(view);
	const { inShortHeads: heads } = messages;
	const all: (ShortAnswer | null)[] = [
		own === null || together === undefined
			? null
			: { id: 'takes', head: heads.own, says: messages.ownInShort(own, together) },
		together?.best === undefined
			? null
			: { id: 'remains', head: heads.remains, says: remainsShort(view, together.best) },
		price === null
			? null
			: {
					id: 'forced',
					head: heads.locked,
					says: [
						messages.lockedMore(price.reference, price.most),
						messages.lockedBy(
							price.takers,
							together === undefined ? [] : (bestStack(together)?.patches ?? []),
						),
						messages.lockedDoing(price.most),
						messages.lockedKept(price.reference, price.most),
					].join(' '),
				},
		told === null ? null : { id: 'told', head: told.head, says: told.says },
	];
	return all.filter((each) => each !== null);
}

/** Page by page, whose doing it is that VM_LOCKED pages are gone. */
function lostPages(view: View): Html | null {
	const table = lostPagesTable(view);
	if (table === null) return null;
	return htm`<div class="across"><h3>${messages.answerHeads.lostPages}</h3>${table}</div>`;
}

export function answerSection(view: View): Section {
	const price = lockedPriceOf(view.selection, view.topic.flat());
	const patch = onePatchOf(view);
	const told = firstTold(view, patch);
	return {
		id: 'answer',
		title: 'The answer',
		body: htm`${headline(view, patch)}${inShort(shortAnswers(view, price, told))}
			<div class="answers">${takes(view, patch)}${remaining(view)}${toldRace(view, told)}${locked(view, price)}</div>
			${lostPages(view)}${suggestionsHtml(view)}`,
	};
}
