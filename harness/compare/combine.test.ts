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

const sampled: Explored = { kind: 'sampled', engine: 'e', executions: 1 };

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
	expect(interactions).toEqual([{ patches: ['a', 'b'], closes: 1, opens: 1, witness: 'a+b:9' }]);
	expect(unclosed.map(({ site }) => site)).toEqual(['4', '5', '6']);
	expect(unclosed.some(({ open }) => open)).toBe(false);
});

test('the best that adds nothing is told finding by finding', () => {
	const { best } = combine(cells, 'base', patchesOf, always);
	// 'a' fixes as much as 'b' and comes first.
	expect(best!.closes).toEqual([{ oracle: 'oracle 1', findings: 1 }]);
	expect(best!.rest.map(({ site }) => site)).toEqual(['2', '3', '4', '5', '6']);
	const none = combine([cells[0]!, cellOf('a', '1234569', 100)], 'base', patchesOf, always);
	expect(none.best).toBeUndefined();
});

test('a pair does alone only what each of its patches is known not to do', () => {
	const [base, a, b, , both] = cells as [FoundCell, FoundCell, FoundCell, FoundCell, FoundCell];
	const pairs = (first: FoundCell, second: FoundCell): readonly unknown[] =>
		combine([base, first, second, both], 'base', patchesOf, always).interactions;
	// The search of b was cut short before it came to 3 or 9.
	expect(pairs(a, cellOf('b', '1456', 120, sampled))).toEqual([]);
	// What it came to is known.
	expect(pairs(a, cellOf('b', '13456', 120, sampled))).toMatchObject([{ closes: 1, opens: 0 }]);
	// b shows 9 too.
	expect(pairs(a, cellOf('b', '134569', 120))).toMatchObject([
		{ closes: 1, opens: 0, witness: null },
	]);
	expect(pairs(a, b)).toHaveLength(1);
});

test('what a search that was cut short does not show is open, and not closed', () => {
	const unsure = [cells[0]!, cellOf('a', '23', 100, sampled), cellOf('b', '13456', 100)];
	const two = new Map([
		['a', ['a']],
		['b', ['b']],
	]);
	const { unclosed } = combine(unsure, 'base', two, always);
	expect(unclosed.map(({ site, open }) => `${site} ${open}`)).toEqual([
		'1 true',
		'3 false',
		'4 true',
		'5 true',
		'6 true',
	]);
});

test('a set is minimal if no part of it fixes as much and adds as little', () => {
	const minimal = (...sets: FoundCell[]): string[] =>
		combine(
			[cells[0]!, ...sets],
			'base',
			new Map(sets.map(({ variant }) => [variant, variant.split('+')])),
			always,
		)
			.stacks.filter((each) => each.minimal)
			.map(({ patches }) => patches.join('+'));
	const [a, b] = [cellOf('a', '3456', 100), cellOf('b', '123456', 100)];
	expect(minimal(a, b, cellOf('a+b', '3456', 100))).toEqual(['a', 'b']);
	// It fixes other findings, as many.
	expect(minimal(a, b, cellOf('a+b', '1256', 100))).toEqual(['a', 'a+b', 'b']);
	// It takes away what a adds.
	const adds = cellOf('a', '34567', 100);
	expect(minimal(adds, b, cellOf('a+b', '3456', 100))).toEqual(['a+b', 'a', 'b']);
	// Another stack that fixes all does not make it less minimal.
	expect(minimal(a, cellOf('c', '', 100))).toEqual(['c', 'a']);
});

test('a stack is on the front unless another is as good in all and better in one', () => {
	const losing = (cell: FoundCell, pages: number): FoundCell => ({
		...cell,
		unmappedLocked: { min: 0, max: pages, collateralMax: pages },
	});
	const front = (...sets: FoundCell[]): string[] =>
		combine(
			[cells[0]!, ...sets],
			'base',
			new Map(sets.map(({ variant }) => [variant, [variant]])),
			always,
		)
			.stacks.filter(({ pareto }) => pareto)
			.map(({ patches }) => patches.join('+'))
			.toSorted();
	const a = cellOf('a', '345', 100);
	expect(front(a, cellOf('b', '345', 100))).toEqual(['a', 'b']);
	expect(front(a, cellOf('b', '345', 101))).toEqual(['a']);
	expect(front(a, cellOf('b', '3456', 99))).toEqual(['a', 'b']);
	expect(front(losing(a, 1), cellOf('b', '3456', 100))).toEqual(['a', 'b']);
	expect(front(losing(a, 1), losing(cellOf('b', '3456', 100), 1))).toEqual(['a']);
	// New findings are shown as well.
	expect(front(a, cellOf('b', '3478', 100))).toEqual(['a']);
});

test('the ends are counted as stacks are', () => {
	const { base, control, findings } = combine(
		[...cells, cellOf('control', '', 140)],
		'base',
		patchesOf,
		always,
	);
	expect([base.left, base.fixed, base.cost, findings]).toEqual([6, 0, 0, 6]);
	expect([control!.left, control!.fixed, control!.cost]).toEqual([0, 6, 40]);
	expect(combine(cells, 'base', patchesOf, always).control).toBeNull();
});

test('a search that was not complete fixes nothing', () => {
	const unsure = [cells[0]!, cellOf('a', '', 100, sampled)];
	const { stacks } = combine(unsure, 'base', new Map([['a', ['a']]]), always);
	expect(stacks[0]).toMatchObject({ fixed: 0, open: 6 });
});

test('costs that do not compare are left out', () => {
	const { stacks } = combine(cells, 'base', patchesOf, {
		...always,
		costsBeside: () => null,
	});
	expect(stacks.map(({ cost }) => cost)).toEqual([null, null, null, null, null]);
});

test('what the base hides behind an earlier end is moved and not added', () => {
	const uncovered: Means = {
		...always,
		endsEarlier: ({ site }) => (site === '9' ? [{ oracle: 'oracle 1', site: '1', steps: 1 }] : []),
	};
	const { stacks } = combine(cells, 'base', patchesOf, uncovered);
	expect(stacks.find(({ patches }) => patches.length === 2)).toMatchObject({
		fixed: 3,
		added: 0,
		moved: 1,
	});
});
