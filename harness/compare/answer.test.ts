/*
 * How verdicts on claims and races follow from cells that are written by hand.
 */
import { describe, expect, test } from 'vitest';
import { parseClaims } from '../../workloads/claims/index.ts';
import { answer, answerAll, answerClaim } from './answer.ts';
import { sameKernels } from '../catalogue/variants.ts';
import { cellsNeeded, claimsOf } from '../discussion.ts';
import { evidencePhrase } from '../messages/index.ts';
import {
	type Answer,
	type AnsweredDiscussion,
	type Cell,
	cellFinder,
	type Explored,
	type RaceResult,
} from '../result.ts';

const known = {
	variants: ['base', 'mine', 'later'],
	workloads: ['race', 'other'],
	oracles: ['orphan page mapped', 'kernel BUG'],
};

const complete: Explored = {
	kind: 'complete',
	engine: 'e',
	states: 10,
	transitions: 20,
	terminals: 2,
};
const bounded: Explored = { ...complete, kind: 'bounded', bound: 1 };

function cellOf(
	variant: string,
	violations: readonly [string, string, 'sometimes' | 'always', number?][] = [],
	explored: Explored = complete,
	workload: string = 'race',
): Cell {
	return {
		variant,
		workload,
		explored,
		outcomes: [],
		violations: violations.map(([oracle, site, frequency, preemptions]) => ({
			oracle,
			site,
			detail: '',
			token: `${variant}:${oracle}:${site}`,
			steps: 9,
			preemptions: preemptions ?? 1,
			frequency,
			rate: { hits: 0, runs: 0 },
		})),
		questions: [],
		expectations: [],
		unmappedLocked: { min: 0, max: 0, collateralMax: 0 },
		cost: {
			operations: variant === 'mine' ? 5 : 9,
			locks: 0,
			trylocks: 0,
			trylocksFailed: 0,
			pteAccesses: 0,
			pageAccesses: 0,
			vmaVisits: 0,
			chainNodes: 0,
			allocations: 0,
		},
	};
}

function blocksOf(text: string, cells: readonly Cell[]) {
	const read = parseClaims(text, 'm.claims', known);
	if ('error' in read) throw new Error(read.error.message);
	return answer(read.discussion, cellFinder(cells), known.variants).blocks;
}

function verdictOf(rule: string, cells: readonly Cell[]): Answer {
	const [block] = blocksOf(`claim S1 "it is so"\n${rule}`, cells);
	if (block?.is !== 'answer') throw new Error('no answer');
	return block.answer;
}

const orphan = 'orphan page mapped';
const sometimes = cellOf('base', [[orphan, 'a page', 'sometimes']]);

test('what is the same kernel has its cells', () => {
	const text = 'claim S1 "it is so"\nif mine on race shows "orphan page mapped"';
	const read = parseClaims(text, 'm.claims', known);
	if ('error' in read) throw new Error(read.error.message);
	const verdictWith = (same: ReadonlyMap<string, string>): unknown => {
		const [{ blocks }] = answerAll([read.discussion], [sometimes], [], same) as [
			AnsweredDiscussion,
		];
		return blocks[0]?.is === 'answer' ? blocks[0].answer.verdict : null;
	};
	expect(verdictWith(new Map())).toBe('undecided');
	expect(verdictWith(new Map([['mine', 'base']]))).toBe('confirmed');
	expect(sameKernels).toEqual(new Map([['leave-vmtruncate', 'lock-page-convert']]));
});

describe('a claim', () => {
	test.each([
		['if base on race sometimes "orphan page mapped"', 'confirmed'],
		['if base on race shows "orphan page mapped"', 'confirmed'],
		['if base on race always "orphan page mapped"', 'refuted'],
		['if base on race never "orphan page mapped"', 'refuted'],
		['if base on race never "kernel BUG"', 'confirmed'],
		['if base on race shows "orphan page mapped" at "a page"', 'confirmed'],
		['if base on race shows "orphan page mapped" at "elsewhere"', 'refuted'],
		['if base on race shows "orphan page mapped"\nif base on race shows "kernel BUG"', 'refuted'],
		['if mine on race never', 'undecided'],
		['if mine on race never\nif base on race never "orphan page mapped"', 'refuted'],
		[
			'half "a"\nif base on race shows "orphan page mapped"\nhalf "b"\nif base on race never "orphan page mapped"',
			'both',
		],
	])('%s: %s', (rule, verdict) => {
		expect(verdictOf(rule, [sometimes]).verdict).toBe(verdict);
	});

	test('rests on a bound only where something was not seen', () => {
		const cells = [cellOf('base', [[orphan, 'a page', 'sometimes']], bounded)];
		const said = (rule: string): string => verdictOf(rule, cells).verdict;
		expect(said('if base on race shows "orphan page mapped"')).toBe('confirmed');
		expect(said('if base on race never "orphan page mapped"')).toBe('refuted');
		expect(said('if base on race never "kernel BUG"')).toBe('confirmed-within-bound');
		expect(said('if base on race shows "kernel BUG"')).toBe('refuted-within-bound');
		expect(said('if base on race sometimes "orphan page mapped"')).toBe('confirmed-within-bound');
	});

	test('names the execution that refutes it before those that bear it out', () => {
		const cells = [
			cellOf('base', [
				[orphan, 'x', 'always'],
				['kernel BUG', 'y', 'sometimes'],
			]),
		];
		const rule = 'if base on race shows "orphan page mapped"\nif base on race never "kernel BUG"';
		expect(verdictOf(rule, cells).witness).toBe('base:kernel BUG:y');
	});

	test('shows what it says: no execution of what happens sometimes stands for always', () => {
		const cells = [
			cellOf('base', [
				[orphan, 'plain', 'sometimes', 0],
				[orphan, 'all', 'always', 3],
			]),
		];
		const { evidence } = verdictOf('if base on race always "orphan page mapped"', cells).parts[0]!;
		expect(evidence[0]).toMatchObject({ observed: 'always', token: `base:${orphan}:all` });
	});

	test('adds up each cell once', () => {
		const rule = 'if base on race never "kernel BUG"\nif base on race shows "orphan page mapped"';
		expect(verdictOf(rule, [sometimes]).explored).toEqual({
			kind: 'complete',
			cells: 1,
			states: 10,
			transitions: 20,
			terminals: 2,
		});
	});

	test('may be about cost, or about how many preemptions it takes', () => {
		const cells = [sometimes, cellOf('mine', [[orphan, 'a page', 'sometimes', 2]])];
		const said = (rule: string): string => verdictOf(rule, cells).verdict;
		expect(said('if mine on race fewer operations than base')).toBe('confirmed');
		expect(said('if base on race fewer operations than mine')).toBe('refuted');
		expect(said('if base on race fewer locks than mine')).toBe('refuted');
		expect(said('if mine on race harder "orphan page mapped" than base')).toBe('confirmed');
		expect(said('if base on race harder "orphan page mapped" than mine')).toBe('refuted');
		expect(said('if base on race harder "kernel BUG" than mine')).toBe('refuted');
	});
});

test('a race has a cell for each variant, and says where history says otherwise', () => {
	const text = `race E1 "a race"
		on race shows "orphan page mapped"
		had base mine
		because mine "the model has no such thing"
		exempt later "it has no pages"`;
	const [block] = blocksOf(text, [sometimes, cellOf('mine')]);
	const race = (block as { race: RaceResult }).race;
	expect(race.cells.map(({ outcome, agrees, why }) => [outcome, agrees, why])).toEqual([
		['found', true, null],
		['absent', false, 'the model has no such thing'],
		['not-applicable', null, 'it has no pages'],
	]);
});

test('what is needed is the cells of the claims, and all rows of the races that apply', () => {
	const text = `claim S1 "x"
if mine on other fewer locks than later
race E1 "a race"
	on race shows "kernel BUG"
	exempt later "no"`;
	const read = parseClaims(text, 'm.claims', known);
	if ('error' in read) throw new Error(read.error.message);
	const needed = cellsNeeded([read.discussion], known.variants);
	const cells = known.variants.flatMap((variant) =>
		known.workloads
			.filter((workload) => needed.has(variant, workload))
			.map((workload) => `${variant} ${workload}`),
	);
	expect(cells).toEqual(['base race', 'mine race', 'mine other', 'later other']);
	expect(
		claimsOf(read.discussion).map((each) => answerClaim(each, () => undefined).verdict),
	).toEqual(['undecided']);
});

describe('a cell without a verdict', () => {
	const limit = 'not over after 9 steps';
	const stopped: Cell = {
		...cellOf('base'),
		explored: { kind: 'stopped', limit },
		outcomes: null,
		unmappedLocked: null,
		cost: null,
	};

	test.each([
		'if base on race never "orphan page mapped"',
		'if base on race shows "orphan page mapped"',
		'if base on race always "orphan page mapped"',
		'if base on race harder "kernel BUG" than mine',
		'if mine on race harder "kernel BUG" than base',
		'if mine on race fewer operations than base',
	])('leaves a claim undecided: %s', (rule) => {
		const { verdict, parts, explored } = verdictOf(rule, [stopped, cellOf('mine')]);
		expect(verdict).toBe('undecided');
		expect(explored.kind).toBe('stopped');
		const [evidence] = parts[0]!.evidence;
		expect(evidence).toMatchObject({ holds: null, observed: null });
		if (!rule.includes('fewer')) expect(evidencePhrase(evidence!)).toContain(limit);
	});

	test('neither has a race nor lacks it, and agrees with no history', () => {
		const text = `race E1 "a race"
			on race shows "orphan page mapped"
			on other shows "orphan page mapped"
			had base mine`;
		const clean = cellOf('base', [], complete, 'other');
		const [block] = blocksOf(text, [stopped, clean]);
		const { cells } = (block as { race: RaceResult }).race;
		expect(cells[0]).toMatchObject({ outcome: 'no-verdict', kind: 'stopped', agrees: null });
		expect(cells[1]).toMatchObject({ outcome: 'not-run', kind: 'none', agrees: null });
		const found = cellOf('base', [[orphan, 'a page', 'sometimes']], complete, 'other');
		const [other] = blocksOf(text, [stopped, found]);
		expect((other as { race: RaceResult }).race.cells[0]).toMatchObject({ outcome: 'found' });
	});
});
