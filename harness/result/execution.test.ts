/*
 * What is told of an execution: which steps, who holds a lock when, and where another variant parts from it.
 */
import { expect, test } from 'vitest';
import { elsewhereOf, executionOf } from './execution.ts';
import type { Timeline, TimelineStep } from './timeline.ts';

const step = (task: number, says: string, rest: Partial<TimelineStep> = {}): TimelineStep => ({
	task,
	stack: [0, 1],
	says: [says],
	reads: [],
	writes: [],
	weight: 'alone',
	dies: false,
	...rest,
});

const timeline: Timeline = {
	token: 'a:b@1',
	variant: 'a',
	workload: 'b',
	question: 'Why?',
	columns: [{ head: 'CPU0 one' }, { head: 'CPU1 two' }],
	tasks: [
		{ name: 'one', column: 0, isMemory: false },
		{ name: 'two', column: 1, isMemory: false },
	],
	words: [{ name: 'pte', first: 'none' }],
	functions: [
		{ name: 'cpu 0', file: null, line: null, kernel: null },
		{ name: 'f', file: 'harness/mm/rmap.ts', line: 7, kernel: 'mm/rmap.c:f' },
	],
	steps: [
		step(0, 'nobody sees it'),
		step(0, 'lock', { weight: 'touches' }),
		step(0, 'pte = p', { weight: 'touches', writes: [{ word: 0, old: 'none', now: 'p' }] }),
		step(0, 'unlock', { weight: 'touches' }),
		step(1, 'pte is p', { weight: 'meets' }),
		step(1, 'BUG()', { dies: true, stack: [0] }),
	],
	locks: [
		{ lock: 'L', task: 0, isShared: false, from: 2, to: 4, isContended: true },
		{ lock: 'L', task: 1, isShared: false, from: 5, to: null, isContended: true },
		{ lock: 'M', task: 0, isShared: false, from: 2, to: 4, isContended: false },
	],
	switches: [],
	waits: [],
	tracks: [
		{
			page: 'p',
			name: 'pte of A page 0',
			values: [
				{ from: 0, value: 'none' },
				{ from: 3, value: 'p' },
			],
		},
	],
	spaces: [{ process: 'A', maps: [], ptes: [{ page: 0, word: 0 }] }],
	findings: [{ oracle: 'kernel BUG', site: 'f', detail: 'two dies' }],
	violation: 6,
	offends: 6,
	ending: 'end',
	left: null,
};

test('steps that nobody else would notice are counted, and so are locks', () => {
	const { steps, stepCount, oracle } = executionOf(timeline);
	expect(steps.map(({ at }) => at)).toEqual([3, 5, 6]);
	expect([stepCount, oracle]).toEqual([6, 'kernel BUG']);
	expect(steps[0]).toMatchObject({
		function: 'f',
		place: 'harness/mm/rmap.ts:7',
		kernel: 'mm/rmap.c:f',
		meets: false,
	});
	expect(steps[2]).toMatchObject({ function: '', place: null, dies: true });
});

test('a step that a sentence speaks of is shown, whatever it is', () => {
	const { steps } = executionOf(timeline, [
		{ at: 2, who: 'one', says: 'reads a word', function: 'f' },
		{ at: null, who: '', says: 'it is wrong', function: '' },
	]);
	expect(steps.map(({ at }) => at)).toEqual([2, 3, 5, 6]);
});

test('ptes and contended locks have their values over time', () => {
	const { locks, spaces } = executionOf(timeline);
	expect(locks).toEqual([
		{
			name: 'L',
			values: [
				{ from: 0, value: '' },
				{ from: 2, value: 'one' },
				{ from: 4, value: '' },
				{ from: 5, value: 'two' },
			],
		},
	]);
	expect(spaces[0]!.ptes[0]!.values).toEqual([
		{ from: 0, value: 'none' },
		{ from: 3, value: 'p' },
	]);
});

test('another variant parts where it does something else, or ends', () => {
	const altered = (steps: readonly TimelineStep[]): Timeline => ({
		...timeline,
		variant: 'c',
		steps,
	});
	expect(elsewhereOf(timeline, altered(timeline.steps)).at).toBe(null);
	expect(elsewhereOf(timeline, altered(timeline.steps.slice(0, 4))).at).toBe(5);
	const other = elsewhereOf(timeline, {
		...altered([...timeline.steps.slice(0, 4), step(1, 'pte is q', { weight: 'meets' })]),
		findings: [],
	});
	expect(other).toMatchObject({ variant: 'c', at: 5, findings: [], stepCount: 5 });
	expect(other.steps.map(({ says }) => says)).toEqual([['pte is q']]);
});
