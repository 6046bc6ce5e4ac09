/*
 * Programs with published counts: each complete search counts as many executions and states as the
 * literature.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../catalogue/source.ts';
import { calibrate } from './calibrate.ts';
import { storedOutcome } from './fixture.ts';
import { parseSteps } from './language.ts';
import { calibrationLimits } from './limits.ts';
import type { StepProgram } from './step-program.ts';
import { verdictOfEnds, type Found } from './verdict.ts';

const shipped = (name: string): string =>
	readFileSync(join(packageRoot(), 'workloads/calibrate', `${name}.steps`), 'utf8');

describe('calibrate', () => {
	for (const name of ['ainc', 'cas', 'casw', 'inc', 'lockinc', 'locked-readers', 'readers']) {
		test(`${name}: every count is the published one`, () => {
			const rows = calibrate(parseSteps(shipped(name), name));
			expect(rows.length).toBeGreaterThan(0);
			for (const row of rows) {
				expect(row).toMatchObject({ verdict: 'equal', executions: row.expected, complete: true });
				if (row.engine === 'optimal DPOR') expect(row.blocked).toBe(0);
			}
		});
	}

	test('lastzero(10) needs a real reduction', () => {
		const program = parseSteps(shipped('lastzero'), 'lastzero');
		const rows = calibrate(
			{ ...program, expects: program.expects.filter(({ n }) => n === 10) },
			{ executionsMax: 4000, statesMax: 2_000_000, stepsMax: 1000, secondsMax: 300 },
		);
		expect(rows[0]).toMatchObject({ executions: 3328, blocked: 0, verdict: 'equal' });
		expect(rows[1]).toMatchObject({ engine: 'sleep sets', verdict: 'stopped' });
	});

	test('a wrong count is told', () => {
		const text = shipped('inc').replace('2: 4, 3: 36', '2: 5, 3: 36');
		const wrong = calibrate(parseSteps(text, 'inc')).filter((row) => row.verdict !== 'equal');
		expect(wrong.map(({ engine, verdict }) => [engine, verdict])).toEqual([
			['optimal DPOR', 'differs'],
			['sleep sets', 'differs'],
		]);
	});

	const inc = (expects: string): StepProgram =>
		parseSteps(`program inc\nvar x\nthread t[i in 1..N] { v = x x = v + 1 }\n${expects}`, 'inc');

	test('a search that is stopped differs only when it has counted too many', () => {
		const limits = { executionsMax: 20, statesMax: 1000, stepsMax: 1000, secondsMax: 300 };
		const verdicts = (expects: string): string[] =>
			calibrate(inc(expects), limits)
				.filter(({ counts }) => counts === 'executions')
				.map(({ verdict }) => verdict);
		expect(verdicts('expect executions 3: 36')).toEqual(['stopped', 'stopped']);
		expect(verdicts('expect executions 3: 10')).toEqual(['differs', 'differs']);
	});

	test('an execution that is cut off is none, and no end', () => {
		const text = `program spin
			var x
			thread t { v = x while (v == 0) { v = x } }
			thread u { x = 1 }
			expect executions 1: 1000`;
		const limits = { executionsMax: 60, statesMax: 1000, stepsMax: 50, secondsMax: 300 };
		expect(
			calibrate(parseSteps(text, 'spin'), limits).map(({ engine, verdict }) => [engine, verdict]),
		).toEqual([
			['optimal DPOR', 'stopped'],
			['sleep sets', 'stopped'],
			['full graph', 'stopped'],
			['persistent sets', 'equal'],
			['optimal DPOR', 'stopped'],
		]);
	});

	test('what a stopped search would have found is not expected of others', () => {
		const limits = { executionsMax: 20, statesMax: 10, stepsMax: 1000, secondsMax: 300 };
		const ends = calibrate(inc('expect executions 3: 36'), limits).filter(
			({ counts }) => counts === 'ends',
		);
		expect(ends).toHaveLength(3);
		for (const row of ends) expect(row).toMatchObject({ expected: null, verdict: 'stopped' });
	});

	// Such programs ran for minutes without a word, or filled the memory.
	test.each([
		['31 threads', 'thread t[r in 1..N] { x = r v = x }', 'executions 31: 1000000'],
		[
			'a state that grows',
			'thread t { i = 0 while (1) { v = x i = i + 1 } }',
			'states 1: 1000000000',
		],
		[
			'many bounds',
			'thread t[r in 1..N] { x = r v = x }',
			`preemptions 7: ${'900000 '.repeat(50)}`,
		],
		['a loop that waits', 'thread t { v = x while (v == 0) { v = x } }', 'executions 1: 1000000'],
	])('%s: what does not fit into the time is stopped, and not wrong', (_, threads, expects) => {
		const text = `program p\nvar x\n${threads}\nexpect ${expects}`;
		const began = performance.now();
		const rows = calibrate(parseSteps(text, 'p'), { ...calibrationLimits, secondsMax: 1 });
		expect(performance.now() - began).toBeLessThan(10_000);
		expect(rows.map(({ verdict }) => verdict)).toContain('stopped');
		for (const { complete, verdict } of rows) if (!complete) expect(verdict).toBe('stopped');
	});

	test('the bounded search comes to the ends that schedules within the bound have', () => {
		const rows = calibrate(inc('expect preemptions 2: 2 4'));
		expect(rows.map(({ engine, counts, executions }) => [engine, counts, executions])).toEqual([
			['at most 0 preemptions', 'traces', 2],
			['bounded search, 0', 'ends', 2],
			['at most 1 preemptions', 'traces', 4],
			// Both that were cut short come to the same end.
			['bounded search, 1', 'ends', 3],
		]);
		for (const { verdict } of rows) expect(verdict).toBe('equal');
	});

	test('two-phase commit has the states that TLC counts', () => {
		const program = parseSteps(shipped('two-phase'), 'two-phase');
		const small = program.expects.filter(({ n }) => n < 7);
		expect(calibrate({ ...program, expects: small }).map((row) => row.executions)).toEqual([
			288, 8832,
		]);
	});
});

describe('ends', () => {
	const found = (ends: string[], complete = true): Found => ({
		engine: ends.join(),
		ends: new Set(ends),
		complete,
	});
	test('are compared one by one, not by their number', () => {
		expect(verdictOfEnds(found(['a', 'b']), found(['a', 'c']))).toEqual({
			verdict: 'differs',
			onlyOne: { engine: 'a,b', end: 'b' },
		});
		expect(verdictOfEnds(found(['a', 'b']), found(['b', 'a'])).verdict).toBe('equal');
	});
	test('that a stopped search did not come to are no difference', () => {
		expect(verdictOfEnds(found(['a'], false), found(['a', 'b'])).verdict).toBe('stopped');
		expect(verdictOfEnds(found(['a', 'b']), found(['a'], false)).verdict).toBe('stopped');
		expect(verdictOfEnds(found(['c'], false), found(['a', 'b'])).verdict).toBe('differs');
	});
	test('differ by what a thread saw, whatever it wrote', () => {
		const text = 'program p\nvar x\nthread a { x = 1 }\nthread b { v = x }';
		expect(storedOutcome(text, true).ends).toEqual([
			'a at its end; b at its end, v = 0; x = 1',
			'a at its end; b at its end, v = 1; x = 1',
		]);
	});
});

describe('states', () => {
	const statesOf = (text: string): number =>
		calibrate(parseSteps(`program p\n${text}\nexpect states 1: 1`, 'p'))[0]!.executions;
	test.each([
		[
			'a guard in an else branch is its own',
			'var x, y, z thread t { v = z if (v == 1) { when (x == 1) { x = 2 } } else { when (y == 0) { y = 5 } } }',
			3,
		],
		[
			'a guard sees what a local is now',
			'var x thread t[r in 1..1] { r = 0 when (x == r) { x = 7 } }',
			2,
		],
		[
			'a guard sees what a thread has read',
			'var x, y thread t { y = 3 v = y when (x == v - 3) { x = v } }',
			4,
		],
		[
			'a guard reads an element whose number is shared',
			'var x, a[2] thread t { x = 1 when (a[x] == 0) { a[x] = 1 } }',
			3,
		],
		// Before the read, before the guard, before the store, at the end.
		[
			'an if around a guard is none of its own',
			'var x, y thread t { v = x if (v == 0) { when (y == 0) { y = 1 } } x = 1 }',
			4,
		],
		[
			'where the if is not taken, the guard is never stood before',
			'var x, y thread t { v = x if (v == 1) { when (y == 0) { y = 1 } } x = 1 }',
			3,
		],
		// Each thread in three places; the words follow from them.
		[
			'an outcome that nobody keeps is forgotten',
			'var x, y thread a { increment(x) y = 1 } thread b { increment(x) y = 1 }',
			9,
		],
		// 3 x 2 places; at both ends x is what the last of them wrote.
		[
			'a local that is assigned again is what it is then',
			'var x thread a { v = x v = 0 x = 2 } thread b { x = 1 }',
			7,
		],
		['a loop comes back to where it was', 'var x thread t { v = x while (v == 0) { v = x } }', 2],
		[
			'locals live from one round of a loop to the next',
			'var x thread t { i = 0 repeat { when (i < 3) { x = i } i = i + 1 } }',
			4,
		],
	])('%s', (_, text, states) => {
		expect(statesOf(text)).toBe(states);
	});

	test('a guard in a loop', () => {
		const turns = `program turns
			var turn
			thread ping { i = 0 while (i < 2) { when (turn == 0) { turn = 1 } i = i + 1 } }
			thread pong { i = 0 while (i < 2) { when (turn == 1) { turn = 0 } i = i + 1 } }
			expect executions 1: 1
			expect states 1: 5`;
		for (const { verdict } of calibrate(parseSteps(turns, 'turns'))) expect(verdict).toBe('equal');
	});
});

describe('the step language', () => {
	const run = (text: string): unknown => calibrate(parseSteps(text, 'mine.steps'));
	test.each([
		['program p', 'mine.steps:1:9: error: no thread in it'],
		['programm p', "mine.steps:1:1: error: expected 'program', not 'programm'"],
		['program p\nvar x\nthread t { x = 1', 'mine.steps:3:16: error: the program ends too early'],
		['program p\nvar x\nthread t { x = $ }', "mine.steps:3:16: error: '$' belongs to no step"],
		[
			'program p\nvar x\nthread t { v = cas(x, 1) }',
			'mine.steps:3:24: error: cas takes 3 arguments',
		],
		[
			'program p\nvar x\nthread t { when (x == 0) { lock(x) } }',
			'mine.steps:3:12: error: only assignments can follow a guard',
		],
		[
			'program p\nvar left\nthread t { v = lefd }\nexpect executions 1: 1',
			"mine.steps:3:16: error: no shared 'lefd' (did you mean 'left'?)",
		],
		[
			'program p\nvar a[N]\nthread t { a[N] = 1 }\nexpect executions 2: 1',
			'mine.steps:3:12: error: a has no element 2 with N = 2',
		],
		[
			'program p\nvar x, y\nthread t { y = x + 1 }\nexpect executions 1: 1',
			"mine.steps:3:16: error: 'x' is shared: read it into a local first",
		],
		[
			'program p\nvar x, x\nthread t { x = 1 }\nexpect executions 1: 1',
			"mine.steps:2:8: error: 'x' is declared already",
		],
		[
			'program p\nvar x\nthread t[x in 1..2] { x = 1 }\nexpect executions 1: 1',
			"mine.steps:3:8: error: 'x' is declared already",
		],
		[
			'program p\nvar a[N - 1]\nthread t { a[0] = 1 }\nexpect executions 1: 1',
			'mine.steps:2:5: error: a has 0 words with N = 1',
		],
		[
			'program p\nvar x\nthread t { lock(x) }\nexpect executions 1: 1',
			"mine.steps:3:17: error: 'x' is no mutex",
		],
		[
			'program p\nmutex l\nthread t { l = 1 }\nexpect executions 1: 1',
			"mine.steps:3:12: error: 'l' is a mutex, not a word",
		],
		[
			'program p\nvar x\nthread t { x = trylock(x) }\nexpect executions 1: 1',
			"mine.steps:3:24: error: 'x' is no mutex",
		],
		[
			'program p\nvar x\nthread t { x = increment(x) }\nexpect executions 1: 1',
			"mine.steps:3:12: error: 'x' is shared, not a local",
		],
		[
			'program p\nvar x\nthread t { when (x == v) { } }\nexpect executions 1: 1',
			"mine.steps:3:23: error: no 'v' here",
		],
		[
			'program p\nvar x\nthread t { v[1] = 2 }\nexpect executions 1: 1',
			"mine.steps:3:12: error: no shared 'v'",
		],
		[
			'program p\nvar x\nthread t { x = 1 while (1) { v = 2 } }\nexpect executions 1: 1',
			'mine.steps:3:18: error: it goes round and round without a step',
		],
		[
			'program p\nvar x\nthread t { repeat { } }\nexpect states 1: 1',
			'mine.steps:3:12: error: it goes round and round without a step',
		],
		[
			'program p\nvar x\nthread t[i in 1..N] { x = 1 }\nexpect executions 2147483647: 1',
			'mine.steps:3:8: error: more than 31 threads with N = 2147483647',
		],
		[
			'program p\nvar x\nthread t { x = 1 }\nexpect executions 99999999999: 1',
			'mine.steps:4:19: error: a number above 2147483647',
		],
		[
			'program p\nvar x\nthread t { x = 1 }\nexpect executions 1: 1 2',
			'mine.steps:4:24: error: one number of executions for each N',
		],
		[
			`program p\nvar x\nthread t { x = 1 }\nexpect preemptions 1: ${'1 '.repeat(101)}`,
			'mine.steps:4:1: error: more than 100 counts are expected; write a second program',
		],
		[
			`program p\nvar x\nthread t { x = ${'('.repeat(5000)}`,
			'mine.steps:3:115: error: deeper than 100 blocks and brackets in each other',
		],
		[
			`program p\nvar x\nthread t { x = ${'1 + '.repeat(5000)}`,
			'mine.steps:3:418: error: more than 100 operators in a row',
		],
	])('%j', (text, message) => {
		expect(() => run(text)).toThrow(message);
	});
});
