/*
 * Every search ends in the states of the full graph, on programs written by hand and on random ones.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundedSearch } from './bounded.ts';
import { dpor, type DporResult } from './dpor.ts';
import { describeTerminal, toyPrograms, toyProgramsWithObjects } from './fixture.ts';
import { Footprints } from './footprint.ts';
import type { Problem } from './problem.ts';
import { randomRuns } from './random.ts';
import { storedSearch, type StoredResult } from './stored.ts';
import { toyProblem, type ToyStep } from './toy.ts';

/** Every distinct end of a search: how it ended, memory, and how each task ended. */
function endsOf(problem: Problem, full: boolean): { ends: Set<string>; result: StoredResult } {
	let ends = new Set<string>();
	const result = storedSearch(
		problem,
		{ statesMax: 2_000_000, seed: 1, full },
		() => (ends = new Set()),
		(ending) => {
			ends.add(describeTerminal(problem, ending));
		},
	);
	return { ends, result };
}

/** The same of a stateless search. */
function endsOfDpor(
	problem: Problem,
	mode: 'optimal' | 'sleep',
	lockAware: boolean,
): { ends: Set<string>; result: DporResult } {
	const ends = new Set<string>();
	const result = dpor(
		problem,
		{ mode, executionsMax: 200_000, stepsMax: 500, lockAware },
		() => ends.clear(),
		(ending) => {
			ends.add(describeTerminal(problem, ending));
		},
	);
	return { ends, result };
}

const programs = toyPrograms(6);
const objectPrograms = toyProgramsWithObjects(6);

describe('stored-state search', () => {
	test('two unprotected increments end in as many ways as they have orders', () => {
		const increment: ToyStep[] = [{ do: 'xadd', w: 0 }];
		expect(endsOf(toyProblem([increment, increment]), false).ends.size).toBe(2);
	});

	test('what commutes or happens under one lock is not interleaved', () => {
		const each = (w: number): ToyStep[] => [
			{ do: 'add', w },
			{ do: 'add', w },
			{ do: 'lock', l: 0 },
			{ do: 'add', w: 3 },
			{ do: 'add', w: 4 },
			{ do: 'unlock', l: 0 },
		];
		const programs = [each(0), each(1), each(2)];
		const { ends, result } = endsOf(toyProblem(programs), false);
		const full = endsOf(toyProblem(programs), true);
		expect(ends).toEqual(full.ends);
		expect(ends.size).toBe(1);
		expect(result.complete).toBe(true);
		expect(result.states * 3).toBeLessThan(full.result.states);
	});

	test('what runs when all others are done does not disturb them', () => {
		const adds = (w: number): ToyStep[] => Array.from({ length: 5 }, () => ({ do: 'add', w }));
		const reads: ToyStep[] = [
			{ do: 'load', w: 0 },
			{ do: 'load', w: 1 },
		];
		// Ten adds in one order, to join, and to load and to store twice.
		const { result } = endsOf(toyProblem([adds(0), adds(1), reads], true), false);
		expect(result.transitions).toBe(15);
	});

	test('two locks taken in opposite order deadlock', () => {
		const problem = toyProblem([
			[
				{ do: 'lock', l: 0 },
				{ do: 'lock', l: 1 },
			],
			[
				{ do: 'lock', l: 1 },
				{ do: 'lock', l: 0 },
			],
		]);
		expect([...endsOf(problem, false).ends].some((end) => end.startsWith('deadlock'))).toBe(true);
	});

	test('an allocation does not pass a use of the object that it hands out', () => {
		const programs: ToyStep[][] = [
			[
				{ do: 'free', of: 'item', i: 0 },
				{ do: 'alloc', of: 'item' },
			],
			[{ do: 'use', of: 'item', i: 0 }],
		];
		const { ends } = endsOf(toyProblem(programs), false);
		expect(ends).toEqual(endsOf(toyProblem(programs), true).ends);
		expect([...ends].some((end) => end.startsWith('dead'))).toBe(true);
	});

	test('the reduced search ends in exactly the states that the full one ends in', () => {
		fc.assert(
			fc.property(objectPrograms, fc.boolean(), (each, lastIsAfter) => {
				const full = endsOf(toyProblem(each, lastIsAfter), true);
				const reduced = endsOf(toyProblem(each, lastIsAfter), false);
				expect([...reduced.ends].toSorted()).toEqual([...full.ends].toSorted());
				expect(reduced.result.complete).toBe(true);
			}),
			{ seed: 20030404, numRuns: 300 },
		);
	});

	test('random schedules end nowhere that the search does not know', () => {
		fc.assert(
			fc.property(objectPrograms, fc.integer(), (each, seed) => {
				const { ends } = endsOf(toyProblem(each), false);
				const problem = toyProblem(each);
				randomRuns(problem, { runs: 30, seed }, (ending) => {
					expect(ends.has(describeTerminal(problem, ending))).toBe(true);
				});
			}),
			{ seed: 20030404, numRuns: 100 },
		);
	});

	test('with enough preemptions the bounded search finds every end', () => {
		fc.assert(
			fc.property(objectPrograms, (each) => {
				const { ends } = endsOf(toyProblem(each), false);
				const problem = toyProblem(each);
				const footprints = new Footprints(problem.machine, problem.automata);
				randomRuns(problem, { runs: 60, seed: 7, footprints }, () => {});
				footprints.learn(problem.roots);
				const found = new Set<string>();
				const options = { preemptionsMax: 15, statesMax: 1e6 };
				const begin = (): void => found.clear();
				boundedSearch(problem, options, footprints, begin, (ending) => {
					found.add(describeTerminal(problem, ending));
				});
				for (const end of found) expect(ends.has(end)).toBe(true);
			}),
			{ seed: 20030404, numRuns: 100 },
		);
	});
});

describe('stateless search', () => {
	test('every search ends in the same states, and each trace is run once', () => {
		fc.assert(
			fc.property(programs, (each) => {
				const full = [...endsOf(toyProblem(each), true).ends].toSorted();
				const sleep = endsOfDpor(toyProblem(each), 'sleep', false);
				const optimal = endsOfDpor(toyProblem(each), 'optimal', false);
				const lockAware = endsOfDpor(toyProblem(each), 'optimal', true);
				expect([...sleep.ends].toSorted()).toEqual(full);
				expect([...optimal.ends].toSorted()).toEqual(full);
				expect([...lockAware.ends].toSorted()).toEqual(full);
				expect(optimal.result.complete).toBe(true);
				expect(optimal.result.executions).toBe(optimal.result.traces);
				expect(optimal.result.traces).toBe(sleep.result.traces);
				expect(sleep.result.executions).toBe(sleep.result.traces);
				expect(lockAware.result.executions).toBeLessThanOrEqual(optimal.result.executions);
			}),
			{ seed: 20030404, numRuns: 300 },
		);
	});

	test('it ends in the same states where objects come and go', () => {
		fc.assert(
			fc.property(objectPrograms, (each) => {
				const full = [...endsOf(toyProblem(each), true).ends].toSorted();
				for (const mode of ['optimal', 'sleep'] as const) {
					expect([...endsOfDpor(toyProblem(each), mode, false).ends].toSorted()).toEqual(full);
				}
				const lockAware = endsOfDpor(toyProblem(each), 'optimal', true);
				expect([...lockAware.ends].toSorted()).toEqual(full);
				expect(lockAware.result.blocked).toBe(0);
			}),
			{ seed: 20030404, numRuns: 200 },
		);
	});

	test('a plan made because an allocation may touch anything is followed wherever it leads', () => {
		const problem = toyProblem([
			[
				{ do: 'free', of: 'item', i: 4 },
				{ do: 'load', w: 0 },
			],
			[
				{ do: 'load', w: 1 },
				{ do: 'alloc', of: 'item' },
			],
			[
				{ do: 'alloc', of: 'item' },
				{ do: 'free', of: 'item', i: 4 },
				{ do: 'store', w: 1, value: 1 },
			],
		]);
		expect(endsOfDpor(problem, 'optimal', false).ends.size).toBe(5);
	});

	test('a trylock is tried before the lock, inside it and behind it', () => {
		const problem = toyProblem([
			[
				{ do: 'lock', l: 0 },
				{ do: 'unlock', l: 0 },
			],
			[
				{ do: 'trylock', l: 0 },
				{ do: 'unlock', l: 0 },
			],
		]);
		expect(endsOfDpor(problem, 'optimal', true).result.executions).toBe(3);
	});

	test('what waits for ever is raced for too', () => {
		const problem = toyProblem([
			[
				{ do: 'lock', l: 0 },
				{ do: 'lock', l: 1 },
			],
			[
				{ do: 'lock', l: 1 },
				{ do: 'lock', l: 0 },
			],
		]);
		const { ends } = endsOfDpor(problem, 'optimal', true);
		expect([...ends].some((end) => end.startsWith('deadlock'))).toBe(true);
		expect([...ends].some((end) => end.startsWith('done'))).toBe(true);
	});
});
