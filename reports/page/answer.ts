/*
 * reports/page/answer.ts - what a maintainer asks first: which patches to take, what that closes, what remains, what
 * forced unmapping costs, and how a race goes.
 */
import * as messages from '../../harness/messages/index.ts';
import {
	answersTestedOn,
	bestStack,
	brokenClaims,
	type Execution,
	isLaterLinux,
	isOfThread,
	ownBest,
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
import { executionLink, tellingHtml } from './executions.ts';
import { between, htm, type Html, type Part } from './html.ts';
import { lostPagesTable } from './lost-pages.ts';
import { allRaces, recommended } from './races.ts';
import { remainsHtml } from './remains.ts';
import { suggestionsHtml } from './suggestions.ts';
import { cellLink, costOf, type Section, type View, variantLink } from './view.ts';

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
	const later = patches.filter((each) => isLaterLinux(each, base));
	return htm`<p class="head">Take ${between(names, ' + ')} on ${variantLink(view, reference)}.</p>
		<p class="sub">${patches.map((each) => `${messages.patchIs(each)} ${messages.patchChanges(each)} `)}${
			later.length === 0 ? null : htm`<b>${messages.laterLinux(base)}</b> `
		}${messages.baseIs(base)}</p>`;
}

/** The best of the thread's own patches, where what is best is none of them. */
function ownBestHtml({ comparison }: View, { patches }: StackResult): Html | null {
	const { together, variants } = comparison;
	const own = new Set(variants.filter(isOfThread).map(({ name }) => name));
	if (together === undefined || patches.every((name) => own.has(name))) return null;
	return htm`<p>${messages.ownBestSays(ownBest(together, own), together)}</p>`;
}

/** A question of a maintainer, with its answer. */
const answer = (head: string, body: Part): Html => htm`<div><h3>${head}</h3>${body}</div>`;

function remaining(view: View): Html | null {
	const { together } = view.comparison;
	const patches = together === undefined ? [] : (bestStack(together)?.patches ?? []);
	const body = remainsHtml(view, patches);
	return body === null ? null : answer(messages.answerHeads.remains, body);
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
		return [htm`<p>${variantLink(view, name)}: ${messages.comesFrom(patch)} ${claims}</p>`];
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
	return answer(messages.answerHeads.takes, [
		best === null ? (first ?? null) : null,
		best === null ? null : [patchesHtml(view, best), ownBestHtml(view, best)],
		others,
		better === null ? null : htm`<p>${messages.whyNotBest(better)}</p>`,
		best === null || closes === undefined
			? null
			: htm`<details><summary>${messages.closesHead(best.fixed)}</summary>
				<p>${messages.closesByKind(best.fixed, closes)}</p></details>`,
	]);
}

/** What the reference loses inside EOF, by which cause, and which claims of the mails were tested there. */
function lostBefore(
	view: View,
	{ reference, before: { pages, workloads, findingsOn } }: LockedPrice,
): Html | null {
	if (workloads.length === 0) return null;
	const tests = between(
		workloads.map((name) => cellLink(view, reference, name)),
		', ',
	);
	const causes = workloads.flatMap((name) =>
		(view.selection.cell(reference, name)?.violations ?? [])
			.filter(({ oracle }) => oracle.includes('VM_LOCKED'))
			.flatMap((each) => view.causeOf(name, each)?.id ?? []),
	);
	const links = [...new Set(causes)].map((id) => htm`<a href="#${anchor('cause', id)}">${id}</a>`);
	const said = answersTestedOn(view.comparison.discussions, workloads).map(
		({ id, says: claim, verdict }) =>
			htm`${claim} (<a href="#${anchor('claim', id)}">${id}</a>): ${messages.verdictWord(verdict)}`,
	);
	return htm`<p>${messages.lostBeforeInside(reference, pages)} ${tests}${
		links.length === 0 ? null : htm` (${between(links, ', ')})`
	}. ${messages.lostAsFindings(findingsOn)} ${said.length === 0 ? null : htm`${messages.testedThere()} ${between(said, '; ')}.`}</p>`;
}

function locked(view: View): Html | null {
	const price = lockedPriceOf(view.selection, view.topic.flat());
	if (price === null) return null;
	const each = price.takers.map(
		({ name, added, isLater }) =>
			htm`${variantLink(view, name)}${isLater ? ` ${messages.laterTag()}` : null} ${messages.takerPrice(costOf(view, name), added)}`,
	);
	return answer(
		messages.answerHeads.locked,
		htm`<p>${messages.forcedMeans()} ${messages.lockedPrice(price)} ${messages.lockedInside(price, price.reference)} 
		<a href="#locked">${messages.allKernels()}</a>.</p>${lostBefore(view, price)}
		<details><summary>${messages.takersHead(price.takers.length)}</summary><p>${between(each, '; ')}.</p></details>`,
	);
}

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
	return htm`<p>${messages.racesOfStack(best)} ${had.length > 0 ? between(had, ', ') : 'none'}
		${gone.length > 0 ? htm`${messages.racesGone()} ${between(gone, ', ')}` : null}.</p>`;
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
		<p>${executionLink(run.token, messages.pictureOf(id))}</p>`;
}

/** The first race of history that the page tells, and the way to all that it tells. */
function race(view: View): Html | null {
	const { executions = [], reference } = view.comparison;
	const told = allRaces(view).flatMap((each) => {
		const token = raceToken(each, reference);
		const run = executions.find((execution) => execution.token === token);
		return run === undefined ? [] : [{ race: each, run }];
	});
	const [first] = executions;
	if (first === undefined) return null;
	const [shown] = told;
	const body =
		shown === undefined
			? htm`<p>${executionLink(first.token, `${first.oracle}, ${first.variant} on ${first.workload}`)}.</p>${tellingHtml(view, first)}`
			: raceTold(view, shown.race, shown.run);
	return answer(
		shown === undefined ? messages.answerHeads.race : messages.raceHead(shown.race.id),
		htm`${body}<p><a href="#executions">${messages.allExecutions(executions.length)}</a>.</p>${racesOfBest(view)}`,
	);
}

/** Page by page, whose doing it is that VM_LOCKED pages are gone. */
function lostPages(view: View): Html | null {
	const table = lostPagesTable(view);
	if (table === null) return null;
	return htm`<div class="across"><h3>${messages.answerHeads.lostPages}</h3>${table}</div>`;
}

export function answerSection(view: View): Section {
	return {
		id: 'answer',
		title: 'The answer',
		body: htm`${headline(view)}${tiles(view)}
			<div class="answers">${takes(view)}${remaining(view)}${race(view)}${locked(view)}</div>
			${lostPages(view)}${suggestionsHtml(view)}`,
	};
}
