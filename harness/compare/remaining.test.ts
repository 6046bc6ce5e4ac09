/*
 * What is read off the board while a run goes on.
 */
import { expect, test } from 'vitest';
import { Board } from './board.ts';
import type { Cell, Explored } from '../result.ts';
import { Watcher } from './remaining.ts';

function cell(workload: string, explored: Explored): Cell {
	return { variant: 'v', workload, explored } as Cell;
}

const complete: Explored = {
	kind: 'complete',
	engine: 'stored',
	states: 10,
	transitions: 10,
	terminals: 1,
};

test('the share counts what is under way, and later how much of the cut cells was explored', () => {
	const board = new Board(2);
	const watcher = new Watcher(board, 4, null);
	expect(watcher.now()).toMatchObject({ cellsDone: 0, share: 0, secondsLeft: null, states: 0 });
	watcher.cell(cell('a', complete), 1);
	board.expect(1, 1000);
	const watch = board.watch(1);
	watch(0);
	watch(500);
	expect(watcher.now()).toMatchObject({ cellsDone: 1, share: 1.5 / 4, states: 500 });
	expect(watcher.now().secondsLeft).not.toBeNull();

	const cut = { states: 100, statesMax: 99, statesEstimated: 400 };
	const sampled: Explored = { kind: 'sampled', engine: 'random', executions: 1, cut };
	for (const [i, name] of ['b', 'c', 'd'].entries()) watcher.cell(cell(name, sampled), i + 2);
	expect(watcher.now()).toMatchObject({ cellsDone: 4, cellsCut: 3, share: 0.25 });
	for (const name of ['b', 'c']) watcher.cell(cell(name, complete), 4);
	expect(watcher.now()).toMatchObject({ cellsCut: 1, share: 0.25, secondsLeft: null });
});

test('cells that an earlier run left count as done and not as speed', () => {
	const watcher = new Watcher(new Board(1), 100, performance.now() + 60_000);
	watcher.cell(cell('a', complete), 91);
	const { cellsDone, share, budgetSecondsLeft } = watcher.now();
	expect([cellsDone, share]).toEqual([91, 0.91]);
	expect(budgetSecondsLeft).toBeGreaterThan(50);
});
