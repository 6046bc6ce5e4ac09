/*
 * reports/page/told-race.ts - the execution that the top of the page tells: how the race goes that the run is about.
 */
import * as messages from '../../harness/messages/index.ts';
import {
	type Execution,
	type RaceCell,
	type RaceResult,
	raceOutcome,
	raceToken,
} from '../../harness/result.ts';
import type { Changes } from '../changes.ts';
import { anchor } from './anchor.ts';
import { answer } from './answer-parts.ts';
import { executionLink, pictureLink, tellingHtml } from './executions.ts';
import { between, htm, type Html, type Part } from './html.ts';
import { patchExecution } from './one-patch.ts';
import { allRaces, recommended } from './races.ts';
import { cellLink, type View, variantLink } from './view.ts';

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

/** An execution that is told in a few sentences, with its picture one link away. @param id what it is called */
function told(view: View, about: Part, run: Execution, id: string): Html {
	const { variant, workload } = run;
	return htm`<p>${about}. ${messages.raceRunsOn()} ${variantLink(view, variant)}, ${cellLink(view, variant, workload)}.</p>${spacesHtml(run)}${tellingHtml(view, run)}
		<p>${pictureLink(run.token, messages.pictureOf(id))}</p>`;
}

/** The first race of history that the page tells. */
function firstRace(view: View): { readonly told: RaceResult; readonly run: Execution } | undefined {
	const { executions = [], reference } = view.comparison;
	return allRaces(view).flatMap((told) => {
		const token = raceToken(told, reference);
		const run = executions.find((execution) => execution.token === token);
		return run === undefined ? [] : [{ told, run }];
	})[0];
}

const inShort = (says: string, { telling = [] }: Execution): string =>
	messages.raceInShort(says, telling.length);

/** What the top of the page tells step by step. */
export interface FirstTold {
	readonly head: string;
	/** The same in one line. */
	readonly says: string;
	readonly body: Html;
}

/** What the one patch of a run adds or fixes, or else a race of history; null where neither is told. */
export function firstTold(view: View, patch: Changes | null): FirstTold | null {
	const shown = patch === null ? null : patchExecution(view, patch);
	if (shown !== null) {
		const { head, run } = shown;
		return {
			head,
			says: inShort(messages.findingOnTest(run), run),
			body: told(view, htm`<b>${run.oracle}</b>`, run, messages.itAsWord()),
		};
	}
	const race = firstRace(view);
	if (race === undefined) return null;
	const { id, says } = race.told;
	return {
		head: messages.raceHead(id),
		says: inShort(says, race.run),
		body: told(view, htm`<b>${id}</b>: ${says}`, race.run, id),
	};
}

/** That execution, or else the first, and the way to all that the page tells. */
export function toldRace(view: View, first: FirstTold | null): Html | null {
	const { executions = [] } = view.comparison;
	const [any] = executions;
	if (any === undefined) return null;
	const body =
		first?.body ??
		htm`<p>${executionLink(any.token, messages.findingOnTest(any))}.</p>${tellingHtml(view, any)}`;
	return answer(
		'told',
		first?.head ?? messages.answerHeads.race,
		htm`${body}<p><a href="#executions">${messages.allExecutions(executions.length)}</a>.</p>${racesOfBest(view)}`,
	);
}
