/*
 * What became of the claims of a variant, from cells that are written by hand.
 */
import { describe, expect, test } from 'vitest';
import type { Cell, Frequency } from '../result.ts';
import { claimResult } from './describe-variant.ts';

const orphan = 'orphan page mapped';

const cellOf = (workload: string, seen: Exclude<Frequency, 'never'> | null): Cell => ({
	variant: 'v',
	workload,
	explored: { kind: 'complete', engine: '', states: 1, transitions: 1, terminals: 1 },
	violations:
		seen === null
			? []
			: [
					{
						oracle: orphan,
						site: 's',
						detail: 'd',
						token: `v:${workload}`,
						steps: seen === 'always' ? 90 : 10,
						preemptions: seen === 'always' ? 3 : 0,
						frequency: seen,
						rate: { hits: 0, runs: 0 },
					},
				],
	questions: [],
	outcomes: [],
	expectations: [],
	unmappedLocked: null,
	cost: null,
});

describe('a claim', () => {
	const result = (stated: Frequency, cells: readonly Cell[], isWhole = true) =>
		claimResult(orphan, stated, cells, isWhole, () => 'sc');

	test('that came out always is shown where it does, not where it is plainest', () => {
		const cells = [cellOf('plain', 'sometimes'), cellOf('all', 'always')];
		expect(result('never', cells)).toMatchObject({ holds: 'always', witness: 'v:all' });
		expect(result('never', cells.slice(0, 1))).toMatchObject({
			holds: 'sometimes',
			witness: 'v:plain',
		});
	});

	test('that nothing was seen of is undecided as long as a litmus is missing', () => {
		expect(result('never', [cellOf('a', null)])).toMatchObject({ rests: 'complete' });
		expect(result('never', [cellOf('a', null)], false)).toMatchObject({ rests: 'none' });
		expect(result('never', [cellOf('a', 'sometimes')], false)).toMatchObject({ rests: 'complete' });
	});
});
