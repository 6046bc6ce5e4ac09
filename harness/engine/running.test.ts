/*
 * A function that computes for ever without a step is found by another thread, with its place.
 */
import { expect, test } from 'vitest';
import {
	begins,
	ends,
	Lookout,
	looksEveryMs,
	newRecord,
	noteRunningIn,
	numberOf,
	runningIn,
} from './running.ts';

test('what runs for so many looks without a step is told, with its place', () => {
	const one = { place: '/a.ts:1:1', name: 'one' };
	const two = { place: '/b ü.ts:2:3', name: null };
	const numbers = [numberOf(one)];
	const record = newRecord();
	noteRunningIn(record);
	numbers.push(numberOf(two));
	const patience = 400;
	const looks = patience / looksEveryMs(patience);
	const lookout = new Lookout(record, patience);
	const lookAll = (): unknown[] => Array.from({ length: looks + 1 }, () => lookout.look());
	// Nothing runs.
	expect(lookAll().every((each) => each === null)).toBe(true);
	begins(numbers[0]!);
	const seen = lookAll();
	expect(seen.slice(0, looks).every((each) => each === null)).toBe(true);
	expect(seen.at(-1)).toEqual({ does: 'hangs', what: one });
	ends();
	// Whatever begins anew has all the time again.
	for (let i = 0; i < 5 * looks; i++) {
		begins(numbers[1]!);
		expect(lookout.look()).toBeNull();
		if (i % 2 === 0) ends();
	}
	expect(lookAll().at(-1)).toEqual({ does: 'hangs', what: two });
	ends();
});

test('what there is no room for is not taken for something else', () => {
	const record = newRecord();
	noteRunningIn(record);
	const long = { place: `/${'x'.repeat(record.byteLength)}.ts:1:1`, name: 'long' };
	expect([numberOf(long), numberOf(long)]).toEqual([0, 0]);
	begins(numberOf({ place: '/c.ts:1:1', name: 'short' }));
	expect(runningIn(record)).toEqual({ place: '/c.ts:1:1', name: 'short' });
	begins(numberOf(long));
	expect(runningIn(record)).toBeNull();
	ends();
});
