/*
 * The search that the minimiser relies on against the one that relies on nothing, on random programs.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { follow } from '../explore/follow.ts';
import { describeTerminal, toyPrograms } from '../explore/fixture.ts';
import type { Problem } from '../explore/problem.ts';
import { toyProblem } from '../explore/toy.ts';
import { segmentsOf } from '../text/token.ts';
import { endsWithin } from './search.ts';
import { everyEndWithin, type EndsWithin } from '../explore/every-end.ts';

const programs = toyPrograms(5);

function endsOf(search: EndsWithin, problem: Problem, preemptionsMax: number): string[] {
	const ends = new Set<string>();
	const complete = search(problem, { preemptionsMax, statesMax: 1e6 }, (ending) => {
		ends.add(describeTerminal(problem, ending));
	});
	expect(complete).toBe(true);
	return [...ends].toSorted();
}

test('preempting only where it can matter reaches the same ends at every bound', () => {
	fc.assert(
		fc.property(programs, fc.nat(2), (each, bound) => {
			const reduced = endsOf(endsWithin, toyProblem(each), bound);
			expect(reduced).toEqual(endsOf(everyEndWithin, toyProblem(each), bound));
		}),
		{ seed: 20030404, numRuns: 150 },
	);
});

test('following a schedule ends where the search ended, with no more preemptions', () => {
	fc.assert(
		fc.property(programs, (each) => {
			const problem = toyProblem(each);
			const found: { end: string; schedule: number[] }[] = [];
			everyEndWithin(problem, { preemptionsMax: 1, statesMax: 1e6 }, (ending) => {
				found.push({ end: describeTerminal(problem, ending), schedule: ending.schedule() });
			});
			for (const { end, schedule } of found) {
				const followed = follow(problem, segmentsOf(schedule), { stepsMax: 1e4, statesMax: 1e4 });
				expect(followed).toMatchObject({ fits: true, circle: false, tasks: schedule });
				expect(followed.preemptions).toBeLessThanOrEqual(1);
				expect(describeTerminal(problem, followed.ending!)).toBe(end);
			}
		}),
		{ seed: 20030404, numRuns: 60 },
	);
});
