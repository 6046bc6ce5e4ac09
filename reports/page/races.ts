/*
 * reports/page/races.ts - which variant has which of the races that the kernel has had.
 */
import * as messages from '../../harness/messages/index.ts';
import {
	bestStack,
	type RaceCell,
	raceCounts,
	type RaceResult,
	raceOutcome,
	raceToken,
} from '../../harness/result.ts';
import { isRun, raceNotes, signOf } from '../races.ts';
import { anchor } from './anchor.ts';
import { tokenHtml } from './executions.ts';
import { between, htm, type Html } from './html.ts';
import { litmusLink, type Section, type View, variantLink, wide } from './view.ts';

const outcomeClass: Readonly<Record<RaceCell['outcome'], string>> = {
	found: 'ad',
	absent: 'ok',
	'not-applicable': 'no',
	'not-run': 'no',
	'no-verdict': 'op',
};

/** The patch that is recommended, where that is one alone: only of such a one the races are known. */
export function recommended({ comparison: { together } }: View): string | null {
	const best = together === undefined ? null : bestStack(together);
	return best?.patches.length === 1 ? best.patches[0]! : null;
}

export const allRaces = ({ comparison }: View): RaceResult[] =>
	comparison.discussions.flatMap(({ blocks }) =>
		blocks.flatMap((block) => (block.is === 'race' ? [block.race] : [])),
	);

function raceItem(view: View, race: RaceResult): Html {
	const { id, says, workloads } = race;
	const { reference, executions = [] } = view.comparison;
	const best = recommended(view);
	const token = raceToken(race, reference);
	const told = executions.find((each) => each.token === token);
	const links = workloads.map((name) => litmusLink(view, name));
	const notes = raceNotes([race], Infinity);
	return htm`<li id="${anchor('race', id)}"><p><b>${id}</b> ${says}. 
		${messages.raceHad(
			raceCounts(race),
			best === null ? null : { name: best, outcome: raceOutcome(race, best) },
		)} <small>${between(links, ', ')}</small></p>
		${
			told === undefined
				? token === null
					? null
					: htm`<p>${tokenHtml(view, token)}</p>`
				: htm`<p><a class="step" href="#${anchor('execution', told.token)}">
					${messages.stepByStep(told.oracle, told.variant, told.workload)}</a></p>`
		}
		${notes.length === 0 ? null : htm`<details><summary>Notes</summary><p>${between(notes, htm`<br>`)}</p></details>`}</li> `;
}

function raceTable(view: View, races: readonly RaceResult[]): Html {
	const rows = races[0]!.cells.flatMap(({ variant }, row) =>
		races.some(({ cells }) => isRun(cells[row]!))
			? [
					htm`<tr><th scope="row">${variantLink(view, variant)}</th>${races.map(({ cells }) => {
						const cell = cells[row]!;
						return htm`<td class="${outcomeClass[cell.outcome]}">${signOf(cell)}</td>`;
					})}</tr> `,
				]
			: [],
	);
	const heads = races.map(
		({ id }) => htm`<th scope="col"><a href="#${anchor('race', id)}">${id}</a></th>`,
	);
	const label = 'Races of history by variant';
	return wide(
		label,
		htm`<table class="races"><caption class="unseen">${label}</caption>
			<thead><tr><td></td>${heads}</tr></thead><tbody>${rows}</tbody></table>`,
	);
}

export function racesSection(view: View): Section | null {
	const races = allRaces(view).filter(({ cells }) => cells.some(isRun));
	if (races.length === 0) return null;
	return {
		id: 'races',
		title: 'Races of history',
		body: htm`<ul class="plain">${races.map((race) => raceItem(view, race))}</ul>
			<details class="more"><summary>Which variant has which race</summary>
			<p>${between(messages.raceSigns(), htm`<br>`)}</p>${raceTable(view, races)}</details>`,
	};
}
