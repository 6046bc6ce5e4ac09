/*
 * The stateless searches end where the full graph ends and run each trace once, on kernels that break the
 * rules of locks and on kernels that look into lists.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dpor, type DporOptions } from './dpor.ts';
import {
	brokenToyPrograms,
	describeTerminal,
	listToyPrograms,
	queueToyPrograms,
} from './fixture.ts';
import type { OnTerminal, Problem } from './problem.ts';
import { storedSearch } from './stored.ts';
import { toyProblem, type ToyStep } from './toy.ts';

function endsOf<T>(
	programs: ToyStep[][],
	search: (problem: Problem, begin: () => void, onTerminal: OnTerminal) => T,
): { ends: string[]; result: T } {
	const problem = toyProblem(programs);
	const ends = new Set<string>();
	const result = search(
		problem,
		() => ends.clear(),
		(ending) => {
			ends.add(describeTerminal(problem, ending));
		},
	);
	return { ends: [...ends, ...problem.machine.edges.keys()].toSorted(), result };
}

/** That each search ends where the unreduced graph does, and runs each trace once. */
function agrees(programs: ToyStep[][]): void {
	const full = endsOf(programs, (problem, begin, onTerminal) =>
		storedSearch(problem, { statesMax: 1e6, seed: 1, full: true }, begin, onTerminal),
	);
	const run = (mode: DporOptions['mode'], lockAware: boolean) =>
		endsOf(programs, (problem, begin, onTerminal) => {
			const options = { mode, lockAware, executionsMax: 20_000, stepsMax: 200 };
			return dpor(problem, options, begin, onTerminal);
		});
	const optimal = run('optimal', false);
	const sleep = run('sleep', false);
	const lockAware = run('optimal', true);
	for (const { ends, result } of [optimal, sleep, lockAware]) {
		expect(ends).toEqual(full.ends);
		expect(result).toMatchObject({ complete: true, executions: result.traces });
	}
	expect(optimal.result).toMatchObject({ blocked: 0, traces: sleep.result.traces });
	expect(lockAware.result.blocked).toBe(0);
}

const random = { seed: 20030404, numRuns: 150 };

test('stateless search agrees on kernels that break the rules of locks', () => {
	fc.assert(fc.property(brokenToyPrograms(6), agrees), random);
});

test('and where tasks wait in queues', () => {
	fc.assert(fc.property(queueToyPrograms(4), agrees), random);
});

test('and on kernels that look into lists', () => {
	fc.assert(fc.property(listToyPrograms(3), agrees), random);
});
