/*
 * Which jobs are split when there are fewer than workers.
 */
import { expect, test } from 'vitest';
import type { Job } from './job.ts';
import { splitFor } from './split-jobs.ts';

const job = (names: string): Job => ({
	workload: {} as Job['workload'],
	reference: { variant: 'base', files: {} },
	searchesReference: true,
	variants: names.split('').map((variant) => ({ variant, files: {} })),
	options: {} as Job['options'],
});

const namesOf = (jobs: readonly Job[]): string[] =>
	jobs.map(({ variants }) => variants.map(({ variant }) => variant).join(''));

test.each([
	[2, ['abcdefg'], ['abcd', 'efg']],
	[3, ['abcdefg'], ['ab', 'cd', 'efg']],
	[8, ['abcdefg'], ['ab', 'cd', 'efg']],
	[2, ['abc'], ['abc']],
	[3, ['ab', 'cdefg'], ['ab', 'cde', 'fg']],
	[2, ['abcd', 'efgh', 'ijkl'], ['abcd', 'efgh', 'ijkl']],
	[2, [''], ['']],
	[2, [], []],
])('for %i workers %j becomes %j', (workers, before, after) => {
	const jobs = splitFor(workers, before.map(job));
	expect(namesOf(jobs)).toEqual(after);
	expect(jobs.every(({ reference }) => reference?.variant === 'base')).toBe(true);
	// Each litmus test's reference is searched once, by the part that has the fewest others.
	const searching = jobs.filter(({ searchesReference }) => searchesReference);
	expect(searching).toHaveLength(before.length);
	if (before.length === 1) expect(namesOf(searching)).toEqual([after.at(-1)]);
});
