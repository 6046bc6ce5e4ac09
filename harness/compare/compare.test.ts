/*
 * Which cell a budget takes up next.
 */
import { expect, test } from 'vitest';
import { nextDeeper } from './deeper.ts';
import { noCost } from '../cell/cost.ts';
import type { Cell, Explored } from '../result.ts';

function cell(workload: string, explored: Explored): Cell {
	const cost = { ...noCost, operations: 1 };
	const unmappedLocked = { min: 0, max: 0, collateralMax: 0 };
	const empty = {
		outcomes: [],
		violations: [],
		questions: [],
		expectations: [],
		unmappedLocked,
		cost,
	};
	return { variant: 'v', workload, explored, ...empty };
}

const cut = (workload: string, statesMax: number, statesEstimated: number): Cell =>
	cell(workload, {
		kind: 'sampled',
		engine: 'random',
		executions: 9,
		cut: { states: statesMax + 1, statesMax, statesEstimated },
	});
const complete = cell('complete', {
	kind: 'complete',
	engine: 'stored',
	states: 1,
	transitions: 0,
	terminals: 1,
});
const none = (): boolean => false;

test('the smallest limit comes first, then the smallest estimate, with four times the states', () => {
	const cells = [complete, cut('a', 400, 1), cut('b', 100, 900), cut('c', 100, 800)];
	expect(nextDeeper(cells, 1e6, none)).toMatchObject({ cell: cells[3], statesMax: 400 });
	const later = nextDeeper(cells, 1e6, ({ workload }) => workload !== 'a');
	expect(later).toMatchObject({ cell: cells[1], statesMax: 1600 });
});

test('nothing is searched again that is complete, or that memory holds no more states for', () => {
	expect(nextDeeper([complete], 1e6, none)).toBeNull();
	expect(nextDeeper([cut('a', 400, 1)], 400, none)).toBeNull();
	expect(nextDeeper([cut('a', 400, 1)], 500, none)?.statesMax).toBe(500);
});
