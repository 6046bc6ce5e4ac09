/*
 * harness/messages/messages.test.ts - sentences with numbers in them.
 */
import { expect, test } from 'vitest';
import { smallComparison } from '../../reports/fixture/small.ts';
import {
	calibrationTally,
	claimRefuted,
	counted,
	expectationUnmet,
	exploredPhrase,
	finished,
	limitsPhrase,
	progressLine,
	minimisedSummary,
	grouped,
	ratePhrase,
	replayCommand,
	notation,
	questionSaid,
	replayLines,
	standingAlone,
	templateQuestion,
	searchWithdrawn,
} from './index.ts';

test('numbers are grouped by thousands and nouns agree with them', () => {
	expect([0, 999, 1000, 41208, 1234567].map(grouped)).toEqual([
		'0',
		'999',
		'1,000',
		'41,208',
		'1,234,567',
	]);
	expect(counted(1, 'step')).toBe('1 step');
	expect(counted(0, 'step')).toBe('0 steps');
	expect(counted(2, 'vma has', 'vmas have')).toBe('2 vmas have');
});

test('a command that is too long for a line goes on in the next, as a shell reads it', () => {
	const token = `mine+other:own@0a1b2c.3d4e5f:${'A1B2'.repeat(10)}`;
	const named = {
		variants: [{ name: 'mine+other', file: './my patches/mine.ts+other' }],
		workloads: [{ name: 'own', file: 'own.litmus' }],
	};
	const lines = replayLines(token, named, 76);
	expect(lines).toEqual([
		'npx rmaplab replay \\',
		`  ${token} \\`,
		"  --variant './my patches/mine.ts+other' --workload own.litmus",
	]);
	expect(lines.join('').replaceAll(/ \\ +/g, ' ')).toBe(replayCommand(token, named));
	expect(replayLines('a:b@c:d', named, 76)).toEqual(['npx rmaplab replay a:b@c:d']);
	expect(replayLines('a:b@c:d', named, 28)).toEqual(['npx rmaplab replay a:b@c:d']);
	expect(replayLines('a:b@c:d', named, 27)).toHaveLength(2);
});

test('only a complete search says that it explored all schedules', () => {
	const counts = { engine: 'stored', states: 1, transitions: 2, terminals: 1 };
	expect(exploredPhrase({ kind: 'complete', ...counts })).toBe(
		'all schedules explored (complete, 1 state)',
	);
	expect(exploredPhrase({ kind: 'bounded', bound: 2, ...counts })).toBe(
		'only schedules with at most 2 preemptions explored (bounded, 1 state)',
	);
	expect(exploredPhrase({ kind: 'sampled', engine: 'random', executions: 10000 })).toBe(
		'only 10,000 random schedules run (sampled)',
	);
});

test('a search that was not complete although it said so is withdrawn in every phrase', () => {
	const withdrawn = {
		engine: 'stored',
		states: 9,
		missed: 'kernel BUG (f)',
		token: 'v:w@abcdef:A1',
	};
	const explored = { kind: 'sampled' as const, engine: 'random', executions: 200, withdrawn };
	expect(exploredPhrase(explored)).toBe(
		'only 200 random schedules run (sampled); a search that was not complete is withdrawn',
	);
	expect(searchWithdrawn('v', 'w', withdrawn)).toMatch(
		/^internal fault: v on w: .* a random schedule shows kernel BUG \(f\)\..*replay v:w@abcdef:A1$/s,
	);
});

test('an unmet expectation says what it rests on, and whether it is decided at all', () => {
	const complete = { kind: 'complete', states: 9, transitions: 9, terminals: 1 } as const;
	const bounded = { ...complete, kind: 'bounded', bound: 2, engine: '' } as const;
	const sampled = { kind: 'sampled', executions: 2000, engine: '' } as const;
	const stopped = { kind: 'stopped', limit: 'too long' } as const;
	const came = (
		expected: 'never' | 'sometimes' | 'always',
		observed: 'never' | 'sometimes' | 'always' | null,
		explored: Parameters<typeof expectationUnmet>[1],
	): string =>
		expectationUnmet({ text: 'v never', where: 'x:1', expected, observed, met: false }, explored);
	expect(came('never', 'always', { ...complete, engine: '' })).toBe(
		'x:1: v never: observed always',
	);
	expect(came('never', 'never', bounded)).toBe(
		'x:1: v never: undecided, observed never; bounded 2, 9 states',
	);
	expect(came('sometimes', 'never', sampled)).toContain('undecided, observed never; sampled 2,000');
	expect(came('always', 'always', bounded)).toContain('undecided, observed always; bounded 2');
	expect(came('never', 'sometimes', bounded)).toContain(': observed sometimes; bounded 2');
	expect(came('always', 'never', sampled)).toContain(': observed never; sampled 2,000');
	expect(came('never', null, stopped)).toContain(': undecided, no verdict');
});

test('a claim that only weak memory refutes says so', () => {
	const claim = {
		claim: 'kernel BUG',
		holds: 'sometimes',
		stated: 'never',
		rests: 'complete',
		witness: null,
	} as const;
	expect(claimRefuted({ ...claim, memory: 'sc' })).toBe(
		'kernel BUG: stated never, came out sometimes',
	);
	expect(claimRefuted({ ...claim, memory: 'relaxed' })).toBe(
		'kernel BUG: stated never, came out sometimes, only with memory relaxed',
	);
});

test('a search that was cut short says how far it came of about how far', () => {
	const cut = { states: 90_001, statesMax: 90_000, statesEstimated: 1_234_567 };
	const sampled = { kind: 'sampled' as const, engine: 'random', executions: 2000 };
	expect(exploredPhrase({ ...sampled, cut })).toBe(
		'only 2,000 random schedules run (sampled); ' +
			'the complete search explored 90,001 of about 1,200,000 states',
	);
	expect(exploredPhrase({ ...sampled, cut: { ...cut, statesEstimated: 60_400 } })).toContain(
		'explored 90,001 states, more than estimated (60,000)',
	);
});

test('the last line adds up what was cut short, and what was not run', () => {
	const { cells } = smallComparison;
	const [first] = cells;
	const cut = { states: 100, statesMax: 99, statesEstimated: 900 };
	const explored = { kind: 'sampled' as const, engine: 'random', executions: 1, cut };
	const limits = {
		budgetMilliseconds: 1500,
		ended: 'budget' as const,
		notRun: [{ variant: 'v', workload: 'w', explored: { kind: 'none' as const } }],
	};
	const complete = { ...first!, explored: { ...explored, cut: { ...cut, statesEstimated: 50 } } };
	const comparison = { ...smallComparison, cells: [{ ...first!, explored }, complete], limits };
	expect(finished(comparison, '1.5')).toBe(
		'2 of 3 cells, 0 of them complete, in 1.5 s; the other 2 explored 200 of about 1,000 states',
	);
	expect(limitsPhrase(limits)).toBe(
		'Budget 1.5 s: it ran out. 1 cell was not run; nothing is known of it. ' +
			'How far each cell was explored was left to the clock.',
	);
	expect(limitsPhrase({ budgetMilliseconds: null, ended: 'interrupted', notRun: [] })).toBe(
		'Interrupted.',
	);
	expect(limitsPhrase({ ...limits, ended: 'done', notRun: [] })).toBe(
		'Budget 1.5 s: it was enough.',
	);
});

test('the progress line fits a terminal', () => {
	const standing = {
		cellsDone: 412,
		cells: 864,
		cellsCut: 48,
		states: 123_456_789,
		statesPerSecond: 960_123,
		share: 0.4799,
		secondsLeft: 20.2,
		budgetSecondsLeft: null,
	};
	expect(progressLine(standing)).toBe(
		'412/864 cells  123,456,789 states, 960,000/s  ~47%, 21 s left',
	);
	const longest = { ...standing, cellsDone: 864, budgetSecondsLeft: 700 };
	expect(progressLine(longest)).toBe(
		'864/864 cells, 48 cut  123,456,789 states, 960,000/s  ~47%, 12 min of budget',
	);
	expect(progressLine(longest).length).toBeLessThanOrEqual(80);
});

test('a rate without runs is no rate', () => {
	expect(ratePhrase({ hits: 0, runs: 0 })).toBe('not sampled');
	expect(ratePhrase({ hits: 0, runs: 500 })).toBe('never in 500 random schedules');
	expect(ratePhrase({ hits: 3, runs: 500 })).toBe('in 3 of 500 random schedules');
	expect(replayCommand('a:b@c:d')).toBe('npx rmaplab replay a:b@c:d');
});

test('a command that is too long for a line goes on in the next, as a shell reads it', () => {
	const token = `mine+other:own@0a1b2c.3d4e5f:${'A1B2'.repeat(10)}`;
	const named = {
		variants: [{ name: 'mine+other', file: './my patches/mine.ts+other' }],
		workloads: [{ name: 'own', file: 'own.litmus' }],
	};
	const lines = replayLines(token, named, 76);
	expect(lines).toEqual([
		'npx rmaplab replay \\',
		`  ${token} \\`,
		"  --variant './my patches/mine.ts+other' --workload own.litmus",
	]);
	expect(lines.join('').replaceAll(/ \\ +/g, ' ')).toBe(replayCommand(token, named));
	expect(replayLines('a:b@c:d', named, 76)).toEqual(['npx rmaplab replay a:b@c:d']);
	expect(replayLines('a:b@c:d', named, 28)).toEqual(['npx rmaplab replay a:b@c:d']);
	expect(replayLines('a:b@c:d', named, 27)).toHaveLength(2);
});

test('only a complete search says that a scenario is minimal', () => {
	const told = {
		removed: { cpu: 1, process: 2, call: 0 },
		candidatesTried: 1200,
		preemptions: 1,
		steps: 10,
		before: { preemptions: 3, steps: 20 },
	};
	const target = { oracle: 'deadlock', site: 'f waits for L' };
	const files = {
		variants: [{ name: 'a', file: './v.ts' }],
		workloads: [{ name: 'b', file: 'c.litmus' }],
	};
	const summary = (minimal: 'proved' | 'within limits'): string[] =>
		minimisedSummary('a:b@c:d', target, { ...told, minimal }, files);
	expect(summary('proved')).toEqual([
		'deadlock: f waits for L',
		'taken out: 1 cpu, 2 processes; 1,200 removals tried',
		'preemptions 3 -> 1, steps 20 -> 10',
		'minimal: no single removal shows it in any schedule, nor do fewer preemptions',
		'npx rmaplab replay a:b@c:d --variant ./v.ts --workload c.litmus',
	]);
	expect(summary('within limits')[3]).toMatch(/^minimal within limits: /);
});

test('a count that a limit stopped is none that was found equal', () => {
	expect(calibrationTally({ equal: 193, differ: 0, stopped: 0 })).toBe('193 of 193 counts equal');
	expect(calibrationTally({ equal: 192, differ: 0, stopped: 1 })).toBe(
		'192 counts equal, 1 stopped by a limit',
	);
	expect(calibrationTally({ equal: 190, differ: 2, stopped: 1 })).toBe(
		'190 counts equal, 2 differ, 1 stopped by a limit',
	);
});

test('a legend names what the diagram has', () => {
	const text =
		'CPU0 a  CPU1 b  afterwards\n  page#2.mapping = f\npage 8 of A, meant for f[3], maps f[3]';
	expect(notation(text)).toContain(
		', page#2 is a page that was in no file, or in more than one place.',
	);
	expect(notation(text)).toContain('the f[3] that is mapped is the page that was there at first');
	expect(notation(text)).toContain('afterwards: once all cpus have ended.');
	expect(notation('f[1].mapping = 0')).toBe('f[1] is page 1 of file f.');
	// What no line has needs no name.
	expect(notation('f[0].mapping = 0')).toBe('f[0] is page 0 of file f.');
	expect(notation('f.i_size = 0')).toBe('');
});

test("a question that is 'the same' names the other test, once", () => {
	const names = ['trunc', 'trunc-innocent', 'trunc-innocent-locked'];
	const said = standingAlone('trunc-innocent-locked', 'The same in a VM_LOCKED vma.', names);
	expect(said).toBe('The same as trunc-innocent in a VM_LOCKED vma.');
	expect(standingAlone('trunc-innocent-locked', said, names)).toBe(said);
	expect(questionSaid(said)).toBe(said);
	expect(questionSaid(templateQuestion)).toBe('');
});
