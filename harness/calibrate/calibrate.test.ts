import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../source.ts';
import { calibrate } from './calibrate.ts';
import { parseSteps } from './language.ts';

const shipped = (name: string): string =>
	readFileSync(join(packageRoot(), 'workloads/calibrate', `${name}.steps`), 'utf8');

describe('calibrate', () => {
	for (const name of ['ainc', 'cas', 'casw', 'inc', 'lockinc', 'locked-readers', 'readers']) {
		test(`${name}: every count is the published one`, () => {
			const rows = calibrate(parseSteps(shipped(name), name));
			expect(rows.length).toBeGreaterThan(0);
			for (const row of rows) {
				expect(row).toMatchObject({ executions: row.expected, complete: true });
				if (row.engine === 'optimal DPOR') expect(row.blocked).toBe(0);
			}
		});
	}

	test('lastzero(10) needs a real reduction', () => {
		const program = parseSteps(shipped('lastzero'), 'lastzero');
		const rows = calibrate(
			{ ...program, expects: program.expects.filter(({ n }) => n === 10) },
			{ executionsMax: 4000, statesMax: 2_000_000, stepsMax: 1000 },
		);
		expect(rows[0]).toMatchObject({ engine: 'optimal DPOR', executions: 3328, blocked: 0 });
		expect(rows[1]).toMatchObject({ engine: 'sleep sets', complete: false });
	});

	test('a wrong count is told', () => {
		const text = shipped('inc').replace('2: 4, 3: 36', '2: 5, 3: 36');
		const wrong = calibrate(parseSteps(text, 'inc')).filter(
			(row) => row.executions !== row.expected,
		);
		expect(new Set(wrong.map((row) => row.engine))).toEqual(
			new Set(['optimal DPOR', 'sleep sets']),
		);
	});

	test('two-phase commit has the states that TLC counts', () => {
		const program = parseSteps(shipped('two-phase'), 'two-phase');
		const small = program.expects.filter(({ n }) => n < 7);
		expect(calibrate({ ...program, expects: small }).map((row) => row.executions)).toEqual([
			288, 8832,
		]);
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
	])('%j', (text, message) => {
		expect(() => run(text)).toThrow(message);
	});
});
