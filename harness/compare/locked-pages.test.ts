/*
 * harness/compare/locked-pages.test.ts - how many pages a litmus test locks.
 */
import { expect, test } from 'vitest';
import type { Call, Program } from '../workload.ts';
import { lockedPagesOf } from './locked-pages.ts';

const place = { line: 1, column: 1 } as unknown as Call['place'];

const map = (name: string, pages: number, locked: boolean): Call =>
	({ call: 'map', place, map: name, pages, locked }) as Call;

const mlock = (name: string, first: number, last: number): Call =>
	({ call: 'mlock', place, range: { map: name, first, last } }) as Call;

const lockingOf = (counts: string[], calls: Call[]): number | null =>
	lockedPagesOf({
		processes: [{ process: 'A', calls } as unknown as Program],
		cpus: [],
		after: [],
		counts,
	});

const locking = (...calls: Call[]): number | null => lockingOf([], calls);

test('pages of locked maps and of mlock, each once', () => {
	expect(locking(map('m', 4, true), map('n', 2, false))).toBe(4);
	expect(locking(map('m', 4, true), mlock('m', 2, 3), map('n', 2, false), mlock('n', 0, 0))).toBe(
		5,
	);
	expect(locking(map('m', 4, false))).toBeNull();
});

test('of processes that the test does not count none', () => {
	expect(lockingOf(['A'], [map('m', 4, true)])).toBe(4);
	expect(lockingOf(['B'], [map('m', 4, true)])).toBeNull();
});

test('nothing is said where the text alone does not tell', () => {
	expect(
		locking(map('m', 4, true), { call: 'mlockall', place, current: true, future: false }),
	).toBeNull();
});
