/*
 * harness/compare/combine.test.ts - counts of stacks, from cells made up.
 */
import { expect, test } from 'vitest';
import { noCost } from '../cell/cost.ts';
import type { Explored, FoundCell } from '../result.ts';
import { combine, type Means } from './combine.ts';

const complete: Explored = {
	kind: 'complete',
	engine: 'e',
	states: 1,
	transitions: 1,
	terminals: 1,
};

function cellOf(
	variant: string,
	sites: string,
	operations: number,
	explored: Explored = complete,
): FoundCell {
	return {
		variant,
		workload: 'w',
		sameSteps: false,
		explored,
		violations: sites.split('').map((site) => ({
			oracle: `oracle ${site}`,
			site,
			detail: '',
			token: `${variant}:${site}`,
			steps: 1,
			preemptions: 1,
			frequency: 'sometimes',
			rate: { hits: 0, runs: 0 },
		})),
		questions: [],
		outcomes: [],
		expectations: [],
		unmappedLocked: { min: 0, max: 0, collateralMax: 0 },
		cost: { ...noCost, operations },
	};
}

const patchesOf = new Map([
	['a', ['a']],
	['b', ['b']],
	['c', ['c']],
	['a+b', ['a', 'b']],
	['a+c', ['a', 'c']],
]);

const cells = [
	cellOf('base', '123456', 100),
	cellOf('a', '23456', 110),
	cellOf('b', '13456', 120),
	cellOf('c', '123456', 90),
	// Together they close 3 too, and open 9.
	cellOf('a+b', '4569', 130),
	cellOf('a+c', '23456', 95),
];

/** All of these compare. */
const always: Means = {
	costsBeside: (cell, base) => ({ own: cell.cost!, ofBase: base.cost! }),
	endsEarlier: () => [],
	control: 'control',
};

test('stacks are counted and ranked', () => {
	const { stacks } = combine(cells, 'base', patchesOf, always);
	const rows = stacks.map(({ patches, fixed, added, left, cost }) => [
		patches.join('+'),
		fixed,
		added,
		left,
		cost,
	]);
	expect(rows).toEqual([
		['a+b', 3, 1, 3, 30],
		['a', 1, 0, 5, 10],
		['b', 1, 0, 5, 20],
		['a+c', 1, 0, 5, -5],
		['c', 0, 0, 6, -10],
	]);
	const by = new Map(stacks.map((each) => [each.patches.join('+'), each]));
	expect(by.get('a+c')!.minimal).toBe(false);
	expect(by.get('a+b')!.minimal).toBe(true);
	expect(stacks.filter(({ pareto }) => pareto).map(({ patches }) => patches.join('+'))).toEqual([
		'a+b',
		'a+c',
		'c',
	]);
});

test('what only two together do is told, and what nobody closes', () => {
	const { interactions, unclosed } = combine(cells, 'base', patchesOf, always);
	expect(interactions).toEqual([{ patches: ['a', 'b'], closes: 1, opens: 1 }]);
	expect(unclosed.map(({ site }) => site)).toEqual(['4', '5', '6']);
});

test('a search that was not complete fixes nothing', () => {
	const sampled: Explored = { kind: 'sampled', engine: 'e', executions: 1 };
	const unsure = [cells[0]!, cellOf('a', '', 100, sampled)];
	const { stacks } = combine(unsure, 'base', new Map([['a', ['a']]]), always);
	expect(stacks[0]).toMatchObject({ fixed: 0, open: 6 });
});

test('costs that do not compare are left out', () => {
	const { stacks } = combine(cells, 'base', patchesOf, {
		...always,
		costsBeside: () => null,
	});
	expect(stacks.map(({ cost }) => cost)).toEqual([0, 0, 0, 0, 0]);
});

test('what the base hides behind an earlier end is moved and not added', () => {
	const uncovered: Means = {
		...always,
		endsEarlier: ({ site }) => (site === '9' ? [{ oracle: 'oracle 1', site: '1' }] : []),
	};
	const { stacks } = combine(cells, 'base', patchesOf, uncovered);
	expect(stacks.find(({ patches }) => patches.length === 2)).toMatchObject({
		fixed: 3,
		added: 0,
		moved: 1,
	});
});
