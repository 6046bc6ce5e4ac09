/*
 * All searches find the same ends and count the same traces on random step programs, and on programs that
 * some search once got wrong.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	boundedOutcome,
	enumeratedOutcome,
	statelessOutcome,
	stepPrograms,
	storedOutcome,
} from './fixture.ts';

/** Every search of a program against the unreduced graph, and every count of traces against the others. */
function expectAgreement(text: string): void {
	const full = storedOutcome(text, true);
	expect(full.complete).toBe(true);
	expect(storedOutcome(text, false).ends, 'persistent sets').toEqual(full.ends);
	const enumerated = enumeratedOutcome(text, Infinity, 1000);
	for (const lockAware of [false, true]) {
		const how = lockAware ? ', locks left out' : '';
		const optimal = statelessOutcome(text, 'optimal', lockAware);
		expect(optimal.ends, `optimal DPOR${how}`).toEqual(full.ends);
		expect(optimal, `optimal DPOR${how}`).toMatchObject({
			complete: true,
			blocked: 0,
			executions: optimal.traces,
		});
		const sleep = statelessOutcome(text, 'sleep', lockAware);
		if (sleep.complete) {
			expect(sleep.ends, `sleep sets${how}`).toEqual(full.ends);
			expect(sleep.traces, `traces by sleep sets${how}`).toBe(optimal.traces);
		}
		if (enumerated.complete && !lockAware) {
			expect(enumerated.traces, 'traces of all schedules').toBe(optimal.traces);
		}
	}
}

/** The bounded search against all schedules within the bound, where these are few. */
function expectWithinBounds(text: string): void {
	for (const bound of [0, 1, 2]) {
		const enumerated = enumeratedOutcome(text, bound, 1000);
		if (!enumerated.complete) return;
		const bounded = boundedOutcome(text, bound);
		expect(bounded, `bounded search, ${bound}`).toMatchObject({
			complete: true,
			ends: enumerated.ends,
		});
	}
}

const kinds = [
	{ what: 'that keep the rules', guards: false, misuse: false },
	{ what: 'with guards', guards: true, misuse: false },
	{ what: 'that misuse locks', guards: false, misuse: true },
	{ what: 'with guards, that misuse locks', guards: true, misuse: true },
];

describe('random step programs', () => {
	test.each(kinds)('$what: all searches find the same', ({ guards, misuse }) => {
		fc.assert(fc.property(stepPrograms(guards, misuse), expectAgreement), {
			seed: 20030404,
			numRuns: 100,
		});
	});

	test.each(kinds)('$what: the bounded search finds what there is', ({ guards, misuse }) => {
		fc.assert(fc.property(stepPrograms(guards, misuse), expectWithinBounds), {
			seed: 20030405,
			numRuns: 60,
		});
	});
});

test('who opens a guard matters before the guard has ever run', () => {
	const eight = (name: string): string => `increment(${name}) `.repeat(8);
	const text = `program rare
var x, y, z
thread t0 { when (x == 1) { } }
thread t1 { v = y w = z if (v == 4 && w == 4) { x = 1 x = 0 } }
thread t2 { ${eight('y')} }
thread t3 { ${eight('z')} }`;
	const full = storedOutcome(text, true);
	expect(full.ends.length).toBe(82);
	expect(storedOutcome(text, false).ends).toEqual(full.ends);
});

test('a way between two known places is news, since more lies ahead by it', () => {
	const eight = (name: string): string => `increment(${name}) `.repeat(8);
	const text = `program edge
var p, g, x, y, z
thread t0 { r = 0 r = z }
thread t1 {
	v = 0 w = 0 a = p
	if (a == 1) { g = 1 }
	if (a == 0) {
		v = x
		if (v != 2) { v = 0 }
		if (v == 2) { w = y if (w == 2) { a = 1 } v = 0 w = 0 }
	}
	if (a == 1) { a = 0 z = 1 }
}
thread t2 { ${eight('x')} }
thread t3 { ${eight('y')} }
thread t4 { p = 1 }`;
	const full = storedOutcome(text, true);
	expect(full.ends.length).toBe(5);
	expect(storedOutcome(text, false).ends).toEqual(full.ends);
});

/** Programs that searches once differed on. */
const onceWrong: readonly string[] = [
	`program r
var x
mutex l, m
thread t0 { v0 = x lock(m) if (v0 == 1) { v1 = cas(x, 1, 2) } increment(x) unlock(m) v2 = x }
thread t1 { v0 = x lock(l) lock(m) lock(l) x = 2 x = 2 unlock(l) unlock(m) unlock(l) }
thread t2 { v0 = x x = 2 x = 2 }`,
	`program r
var x
mutex l, m
thread t0 { lock(m) lock(m) x = 0 unlock(m) unlock(m) x = 0 v0 = x }
thread t1 { x = 1 }
thread t2 { v0 = cas(x, 0, 1) }`,
	`program r
var x
mutex l
thread t0 { x = 1 }
thread t1 { v0 = x lock(l) v1 = x lock(l) v2 = x unlock(l) unlock(l) v3 = increment(x) }`,
	`program r
var x
mutex l
thread t0 { x = 2 }
thread t1 { v0 = trylock(l) if (v0 == 1) { v1 = x unlock(l) } }
thread t2 { v0 = cas(x, 1, 1) v1 = x x = 1 }`,
	`program r
var x, y, z
mutex l, m
thread t0 { lock(l) lock(l) v0 = z z = 1 unlock(l) unlock(l) }
thread t1 { z = 2 y = 2 z = 0 }`,
	`program r
var x, y
mutex l, m
thread t0 { v0 = x }
thread t1 { lock(l) y = 0 lock(l) v0 = cas(y, 1, 2) unlock(l) unlock(l) y = 2 x = v0 + 1 x = 0 increment(y) }`,
	`program r
var x
mutex l, m
thread t0 { x = 1 }
thread t1 { v0 = x x = v0 + 1 x = 0 }
thread t2 { lock(l) lock(l) x = 0 unlock(l) unlock(l) }`,
	`program r
var x, y, z
mutex l, m
thread t0 { x = 2 }
thread t1 { lock(m) lock(m) v0 = cas(z, 0, 1) unlock(m) x = 2 unlock(m) }
thread t2 { increment(x) z = 1 }`,
	`program r
var x, y, z
mutex l
thread t0 { v0 = cas(y, 0, 1) y = 0 }
thread t1 { v0 = z lock(l) lock(l) v1 = cas(x, 1, 2) v2 = cas(y, 0, 2) unlock(l) v3 = cas(x, 1, 2) unlock(l) }
thread t2 { z = 2 y = 1 v0 = y }`,
	`program r
var x
mutex l, m
thread t0 { x = 2 v0 = x if (v0 == 0) { if (v0 == 1) { x = v0 + 1 increment(x) } lock(m) lock(m) x = 2 unlock(m) unlock(m) } x = 1 x = 2 }
thread t1 { x = 0 }`,
	`program r
var x
mutex l, m
thread t0 { x = 1 v0 = x x = 1 v1 = x }
thread t1 { x = 0 x = 1 lock(l) x = 0 unlock(l) lock(l) lock(l) v0 = x unlock(l) v1 = x unlock(l) }`,
	`program r
var x, y, z
mutex l, m
thread t0 { v0 = z }
thread t1 { z = 1 v0 = y x = v0 + 2 }
thread t2 { v0 = z lock(m) v1 = z lock(m) z = 1 unlock(m) unlock(m) z = 2 }`,
	`program r
var x
mutex l
thread t0 { lock(l) lock(l) v0 = cas(x, 0, 1) v1 = increment(x) unlock(l) increment(x) unlock(l) v2 = x v3 = increment(x) }
thread t1 { x = 1 x = 2 }`,
	`program r
var x, y, z
thread t0 { x = 0 }
thread t1 { v0 = cas(x, 1, 1) z = 1 y = 2 }
thread t2 { y = 1 v0 = x v1 = x }`,
	`program r
var x
mutex l
thread t0 { x = 1 v0 = x x = 0 lock(l) lock(l) x = 0 x = 0 unlock(l) unlock(l) }
thread t1 { x = 2 }`,
	`program r
var x, y
mutex l
thread t0 { lock(l) lock(l) v0 = increment(y) unlock(l) y = 2 unlock(l) v1 = x v2 = increment(x) }
thread t1 { v0 = y v1 = y }`,
	`program r
var x
mutex l, m
thread t0 { v0 = x v1 = cas(x, 1, 2) v2 = increment(x) v3 = x x = 0 }
thread t1 { lock(l) lock(m) lock(m) v0 = x unlock(m) unlock(m) increment(x) unlock(l) v1 = increment(x) v2 = x v3 = x x = 0 }`,
	`program r
var x, y
mutex l, m
thread t0 { v0 = x lock(m) lock(l) v1 = cas(x, 1, 1) y = v0 + 2 unlock(l) unlock(m) v2 = y y = 1 }
thread t1 { v0 = increment(y) y = 1 lock(l) v1 = increment(y) unlock(l) y = v0 + 1 }`,
	`program r
var x, y
mutex l
thread t0 { v = x lock(l) w = increment(y) unlock(l) w = cas(x, 1, 1) }
thread t1 { w = x lock(l) w = increment(x) w = increment(x) unlock(l) }
thread t2 { v = cas(x, 0, 0) }`,
	`program r
var x, y
mutex l, m
thread t0 { v = x v = cas(x, 2, 2) }
thread t1 { w = cas(x, 0, 0) if (w == 1) { lock(m) x = 1 increment(x) unlock(m) } }
thread t2 { w = increment(x) lock(m) v = y unlock(m) v = increment(x) }`,
];

describe('programs that searches once differed on', () => {
	test.each(onceWrong.map((text, i) => ({ number: i + 1, text })))('number $number', ({ text }) => {
		expectAgreement(text);
		expectWithinBounds(text);
	});
});

describe('what stateless searches once missed', () => {
	const optimal = (text: string, lockAware: boolean = true): ReturnType<typeof statelessOutcome> =>
		statelessOutcome(text, 'optimal', lockAware);
	test('a compare-and-swap that fails beside a read is a read, and elsewhere a write', () => {
		const text = `program casread
			var x
			thread t0 { x = 2 }
			thread t1 { v = x }
			thread t2 { v0 = cas(x, 1, 1) v1 = x }`;
		// One thread reads 0 or 2; the other finds 0 and reads 0, 0 and 2, or 2 and 2: two times three.
		expect(optimal(text)).toMatchObject({ executions: 6, blocked: 0 });
		expect(optimal(text).ends).toHaveLength(4);
	});

	test('a guard is raced for with who closes it', () => {
		const text = `program whenopt
			var y
			thread t0 { increment(y) }
			thread t1 { when (y == 0) { y = 5 } }`;
		expect(optimal(text)).toMatchObject({ executions: 2, blocked: 0 });
		expect(optimal(text).ends).toHaveLength(2);
	});

	test('a guard that two together closed was open before both', () => {
		const text = `program both
			var x, y
			thread t0 { x = 1 }
			thread t1 { y = 1 }
			thread t2 { when (x + y != 1) { } v = x w = y }`;
		expectAgreement(text);
		const gaps = optimal(text).ends.filter((end) => end.includes('t2 at its end'));
		expect(gaps.some((end) => !end.includes('v = 1') && !end.includes('w = 1'))).toBe(true);
	});

	test.each([
		['takes again', 'lock(l) lock(l) x = 1', 't0 at 3:24; t1 at its end'],
		['gives back twice', 'lock(l) unlock(l) unlock(l)', 'unlock of what is not held'],
		['never had', 'unlock(l) x = 1', 'unlock of what is not held'],
	])('a lock that its holder %s is not left out', (_, steps, end) => {
		const text = `program once
			var x mutex l
			thread t0 { ${steps} }
			thread t1 { v = 1 }`;
		for (const each of optimal(text).ends) expect(each).toContain(end);
	});

	test.each([
		['taken again', 'lock(l) lock(l) unlock(l) unlock(l)'],
		['given back twice', 'lock(l) unlock(l) unlock(l)'],
	])('a lock is not left out that is %s where random executions do not come to', (_, steps) => {
		const text = `program rare
			var x, y mutex l
			thread t0 { ${'increment(x) '.repeat(12)} }
			thread t1 { lock(l) unlock(l) v = x if (v == 12) { ${steps} } y = 1 }`;
		const ends = storedOutcome(text, true).ends;
		expect(ends.filter((end) => !end.includes('t1 at its end'))).toHaveLength(1);
		expect(optimal(text)).toMatchObject({ executions: 13, ends });
	});

	test('a lock whose section is seen half done from before another and from behind it', () => {
		const text = `program halves
			var x, y mutex l
			thread t0 { v = x lock(l) y = 1 unlock(l) w = x }
			thread t1 { lock(l) x = 1 x = 2 unlock(l) }`;
		const ends = storedOutcome(text, true).ends;
		expect(ends.some((end) => end.includes('v = 1, w = 2'))).toBe(true);
		expect(ends.some((end) => end.includes('v = 1, w = 1'))).toBe(false);
		expect(optimal(text).ends).toEqual(ends);
	});

	test('sections that meet others once are left out', () => {
		const text = `program once
			var x, y mutex l
			thread t0 { lock(l) v = x w = y unlock(l) }
			thread t1 { lock(l) v = x w = y unlock(l) }
			thread t2 { x = 1 }`;
		// Each of the two reads x before or behind the write.
		expect(optimal(text)).toMatchObject({ executions: 4, ends: storedOutcome(text, true).ends });
	});

	test('a lock that is never given back is not left out', () => {
		const text = `program kept
			var x mutex l
			thread t0 { lock(l) v = 1 }
			thread t1 { lock(l) w = 1 unlock(l) }`;
		expect(optimal(text).ends).toHaveLength(2);
	});

	test('a lock under which somebody waits for a guard is not left out', () => {
		const text = `program waits
			var x, z mutex l
			thread t0 { ${'increment(x) '.repeat(12)} lock(l) unlock(l) z = 1 }
			thread t1 { lock(l) unlock(l) v = x if (v == 12) { lock(l) when (z == 1) { } unlock(l) } }`;
		const ends = storedOutcome(text, true).ends;
		expect(ends.filter((end) => !end.includes('t1 at its end'))).toHaveLength(1);
		expect(optimal(text).ends).toEqual(ends);
	});
});
