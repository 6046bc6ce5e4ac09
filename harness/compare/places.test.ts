/*
 * Places that are wrong in the reference: met by a run, and closed by whom.
 */
import { expect, test } from 'vitest';
import { knownPlaces } from '../catalogue/known-causes.ts';
import { noCost } from '../cell/cost.ts';
import type { Cell, Explored } from '../result.ts';
import { placesOf } from './places.ts';

const complete: Explored = {
	kind: 'complete',
	engine: 'e',
	states: 1,
	transitions: 1,
	terminals: 1,
};
const place = knownPlaces()[0]!;

function cellOf(variant: string, shows: boolean, explored: Explored = complete): Cell {
	const { workload, oracle, site } = place.finding;
	const token = `${variant}:${workload}:A`;
	const violation = { oracle, site, token, detail: '', steps: 1, preemptions: 0 };
	return {
		variant,
		workload,
		explored,
		violations: shows ? [{ ...violation, frequency: 'sometimes', rate: { hits: 0, runs: 0 } }] : [],
		questions: [],
		outcomes: [],
		expectations: [],
		unmappedLocked: { min: 0, max: 0, collateralMax: 0 },
		cost: noCost,
	};
}

test('who closes it: what shows nothing, searched completely', () => {
	const cells = [
		cellOf('base', true),
		cellOf('closes', false),
		cellOf('shows', true),
		cellOf('unsure', false, { kind: 'sampled', engine: 'e', executions: 1 }),
	];
	expect(placesOf(cells, 'base')).toEqual([
		expect.objectContaining({
			id: place.id,
			linux: place.linux,
			token: cells[0]!.violations[0]!.token,
			closedBy: ['closes'],
		}),
	]);
	expect(placesOf(cells, 'closes')).toEqual([]);
	expect(placesOf(cells, 'missing')).toEqual([]);
});
