/*
 * Workers report their progress through shared memory, and one reason to stop ends all searches.
 */
import { expect, test } from 'vitest';
import { Stopped } from '../explore/problem.ts';
import { Board } from './board.ts';

test('a worker tells how far it is, over passes and searches, by way of shared memory', () => {
	const board = new Board(2);
	const remote = new Board(board.buffer);
	const watch = remote.watch(1);
	remote.expect(1, 5000);
	for (const states of [0, 4096, 4500, 0, 4096, 5000]) watch(states);
	expect(board.workers).toEqual([
		{ states: 0, statesExpected: 0, statesEver: 0 },
		{ states: 5000, statesExpected: 5000, statesEver: 9500 },
	]);
});

test('the first reason to stop stays, and ends the searches', () => {
	const board = new Board(1);
	const watch = new Board(board.buffer).watch(0);
	expect(() => watch(1)).not.toThrow();
	board.stop('budget');
	board.stop('interrupted');
	expect(board.stopped).toBe('budget');
	expect(() => watch(2)).toThrow(Stopped);
});
