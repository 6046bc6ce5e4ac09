/*
 * reports/page/answer.ts - what a maintainer asks first: which patches to take, what that closes, what remains, what
 * forced unmapping costs, and how a race goes.
 */
import * as messages from '../../harness/messages/index.ts';
import {
	bestStack,
	brokenClaims,
	type Combined,
	type Execution,
	isLaterIn,
	isOfThread,
	ownBest,
	type OwnBest,
	type RaceCell,
	type RaceResult,
	raceOutcome,
	raceToken,
	type StackResult,
} from '../../harness/result.ts';
import { bestSentences } from '../best.ts';
import { sectionsOf } from '../changes.ts';
import { type LockedPrice, lockedPriceOf } from '../locked-price.ts';
import { percent } from '../table.ts';
import { betterAtAPrice, stackSentences } from '../together.ts';
import { anchor } from './anchor.ts';
import { executionLink, pictureLink, tellingHtml } from './executions.ts';
import { forcedHtml } from './forced.ts';
import { between, htm, type Html, type Part } from './html.ts';
import { inShort, remainsShort, type ShortAnswer } from './in-short.ts';
import { lostPagesTable } from './lost-pages.ts';
import { allRaces, recommended } from './races.ts';
import { remainsHtml } from './remains.ts';
import { suggestionsHtml } from './suggestions.ts';
import { cellLink, type Section, type View, variantLink } from './view.ts';

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
		${tile(fixed, messages.closedOf(together), 'fx')}
		${tile(added, 'findings added', added > 0 ? 'ad' : 'ok')}
		${tile(left, `left${moved > 0 ? `, ${moved} only moved` : ''}`, 'lf')}
		${tile(length, 'of these closed by no stack of proposals', 'lf')}
		${tile(lockedInsideEof, 'VM_LOCKED pages inside EOF lost', lockedInsideEof > 0 ? 'ad' : 'ok')}
		${cost === null ? null : tile(percent(cost), 'operations, counted, not timed', 'lf')}
	</ul>`;
}

function headline(view: View): Html | null {
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
		}${messages.baseIs(base)}</p>`;
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

/** A question of a maintainer, with its answer. */
const answer = (id: string, head: string, body: Part): Html =>
	htm`<div><h3 id="${id}">${head}</h3>${body}</div>`;

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
function takes(view: View): Html {
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

/** The number of a race, as a link to its picture; to what is said of it where the page has none. */
function raceLink({ comparison }: View, race: RaceResult): Html {
	const token = raceToken(race, comparison.reference);
	const told = comparison.executions?.find((each) => each.token === token);
	const to = told === undefined ? anchor('race', race.id) : anchor('execution', told.token);
	return htm`<a href="#${to}">${race.id}</a>`;
}

/** Which races the recommended patch has. */
function racesOfBest(view: View): Html | null {
	const best = recommended(view);
	if (best === null) return null;
	const links = (outcome: RaceCell['outcome']): readonly Part[] =>
		allRaces(view)
			.filter((race) => raceOutcome(race, best) === outcome)
			.map((race) => raceLink(view, race));
	const [had, gone] = [links('found'), links('absent')];
	const others = unjudged(view, best).map(
		({ why, races }) => htm`${between(races, ', ')} (${why})`,
	);
	return htm`<p>${messages.racesOfStack(best)} ${had.length > 0 ? between(had, ', ') : 'none'}
		${gone.length > 0 ? htm`${messages.racesGone()} ${between(gone, ', ')}` : null}
		${others.length > 0 ? htm`${messages.racesUnjudged()} ${between(others, '; ')}` : null}.</p>`;
}

/** The races of which nothing is known of a variant, by the reason. */
function unjudged(view: View, variant: string): { why: string; races: Html[] }[] {
	const byWhy = new Map<string, Html[]>();
	for (const race of allRaces(view)) {
		const cell = race.cells.find((each) => each.variant === variant);
		const why = messages.whyRaceUnjudged(cell?.outcome ?? 'not-run', cell?.why ?? null);
		if (why === null) continue;
		byWhy.set(why, [...(byWhy.get(why) ?? []), raceLink(view, race)]);
	}
	return [...byWhy].map(([why, races]) => ({ why, races }));
}

/** How the address spaces are when the race begins, in a sentence for each map. */
const spacesHtml = ({ spaces }: Execution): Html =>
	htm`<p>${messages.pagesAreCounted()} ${spaces.flatMap(({ process, maps }) =>
		maps.map((map) => `${messages.mapsSo(process, map)} `),
	)}</p>`;

/** A race that is told in a few sentences, with its picture one link away. */
function raceTold(view: View, { id, says }: RaceResult, run: Execution): Html {
	const { variant, workload } = run;
	return htm`<p><b>${id}</b>: ${says}. ${messages.raceRunsOn()} ${variantLink(view, variant)}, ${cellLink(view, variant, workload)}.</p>${spacesHtml(run)}${tellingHtml(view, run)}
		<p>${pictureLink(run.token, messages.pictureOf(id))}</p>`;
}

/** The first race of history that the page tells. */
function firstTold(view: View): { readonly told: RaceResult; readonly run: Execution } | undefined {
	const { executions = [], reference } = view.comparison;
	return allRaces(view).flatMap((told) => {
		const token = raceToken(told, reference);
		const run = executions.find((execution) => execution.token === token);
		return run === undefined ? [] : [{ told, run }];
	})[0];
}

/** That race, or else the first execution, and the way to all that the page tells. */
function race(view: View): Html | null {
	const { executions = [] } = view.comparison;
	const [first] = executions;
	if (first === undefined) return null;
	const shown = firstTold(view);
	const body =
		shown === undefined
			? htm`<p>${executionLink(first.token, `${first.oracle}, ${first.variant} on ${first.workload}`)}.</p>${tellingHtml(view, first)}`
			: raceTold(view, shown.told, shown.run);
	return answer(
		'told',
		shown === undefined ? messages.answerHeads.race : messages.raceHead(shown.told.id),
		htm`${body}<p><a href="#executions">${messages.allExecutions(executions.length)}</a>.</p>${racesOfBest(view)}`,
	);
}

/** Each answer in one line. */
function shortAnswers(view: View, price: LockedPrice | null): ShortAnswer[] {
	const { together } = view.comparison;
	const own = ownBestOf(view);
	const shown = firstTold(view);
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
						messages.lockedMore(price.most),
						messages.lockedBy(
							price.takers,
							together === undefined ? [] : (bestStack(together)?.patches ?? []),
						),
						messages.lockedDoing(price.most),
						messages.lockedKept(price.reference, price.most),
					].join(' '),
				},
		shown === undefined
			? null
			: {
					id: 'told',
					head: heads.race(shown.told.id),
					says: messages.raceInShort(shown.told.says, shown.run.telling?.length ?? 0),
				},
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
	return {
		id: 'answer',
		title: 'The answer',
		body: htm`${headline(view)}${tiles(view)}${inShort(shortAnswers(view, price))}
			<div class="answers">${takes(view)}${remaining(view)}${race(view)}${locked(view, price)}</div>
			${lostPages(view)}${suggestionsHtml(view)}`,
	};
}
