/*
 * reports/page/races.ts - which variant has which of the races that the kernel has had.
 */
import * as messages from '../../harness/messages/index.ts';
import { type RaceCell, type RaceResult, raceToken } from '../../harness/result.ts';
import { isRun, raceNotes, signOf } from '../races.ts';
import { anchor } from './anchor.ts';
import { executionLink } from './executions.ts';
import { between, htm, type Html } from './html.ts';
import { cellLink, type Section, type View, variantLink, wide } from './view.ts';

const outcomeClass: Readonly<Record<RaceCell['outcome'], string>> = {
	found: 'ad',
	absent: 'ok',
	'not-applicable': 'no',
	'not-run': 'no',
	'no-verdict': 'op',
};

function raceItem(view: View, race: RaceResult): Html {
	const { id, says, workloads, cells } = race;
	const { reference } = view.comparison;
	const found = cells.filter(({ outcome }) => outcome === 'found');
	const token = raceToken(race, reference);
	const links = workloads.map((name) => cellLink(view, reference, name));
	const notes = raceNotes([race], Infinity);
	return htm`<li id="${anchor('race', id)}"><p><b>${id}</b> ${says}. 
		${messages.counted(found.length, 'variant has it', 'variants have it')}. <small>${between(links, ', ')}</small></p>
		${token === null ? null : htm`<p><code>${token}</code>${executionLink(view, token)}</p>`}
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
	const races = view.comparison.discussions
		.flatMap(({ blocks }) => blocks.flatMap((block) => (block.is === 'race' ? [block.race] : [])))
		.filter(({ cells }) => cells.some(isRun));
	if (races.length === 0) return null;
	return {
		id: 'races',
		title: 'Races of history',
		body: htm`<ul class="plain">${races.map((race) => raceItem(view, race))}</ul>
			<details class="more"><summary>Which variant has which race</summary>
			<p>${between(messages.raceSigns(), htm`<br>`)}</p>${raceTable(view, races)}</details>`,
	};
}
