/*
 * How many states fit into a memory limit, held against the tables that the search really makes.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seeded } from '../engine/seeded.ts';
import { StateTable, statesWithin, tableBytes } from '../explore/state-table.ts';
import { megabytesMin, statesInMemory } from './memory-limit.ts';

test('a table with as many states as fit needs no more bytes, and one more state may not fit', () => {
	fc.assert(
		fc.property(fc.integer({ min: 50_000, max: 2 ** 31 }), (bytes) => {
			const states = statesWithin(bytes);
			expect(tableBytes(states)).toBeLessThanOrEqual(bytes);
			expect(tableBytes(states + 1)).toBeGreaterThan(bytes);
		}),
	);
});

test('a real table has grown to what is said of it', () => {
	for (const states of [157_286, 157_287]) {
		const before = process.memoryUsage().arrayBuffers;
		const table = new StateTable();
		const next = seeded(states);
		while (table.used < states) table.find(next(), next());
		const held = process.memoryUsage().arrayBuffers - before;
		// The smaller tables that it grew from may not be collected yet: all together a third of it.
		const grown = tableBytes(states) / 1.25;
		expect(held).toBeGreaterThanOrEqual(grown);
		expect(held).toBeLessThan(grown * 1.34);
	}
	expect(tableBytes(157_287)).toBe(4 * tableBytes(157_286));
});

test('less memory or more workers never mean more states', () => {
	const megabytes = fc.integer({ min: 1, max: 64_000 });
	fc.assert(
		fc.property(megabytes, megabytes, fc.integer({ min: 1, max: 64 }), (one, more, workers) => {
			const [small, large] = [Math.min(one, more), Math.max(one, more)];
			const states = (each: number, count: number): number => statesInMemory(each * 2 ** 20, count);
			expect(states(small, workers)).toBeLessThanOrEqual(states(large, workers));
			expect(states(large, workers + 1)).toBeLessThanOrEqual(states(large, workers));
		}),
	);
});

test('the least that is enough is enough, and less is not', () => {
	for (const workers of [1, 2, 16]) {
		const least = megabytesMin(workers);
		expect(statesInMemory(least * 2 ** 20, workers)).toBeGreaterThan(0);
		expect(statesInMemory((least - 1) * 2 ** 20, workers)).toBe(0);
	}
});
