/*
 * Regions that others count: the sums are those of a count for each region.
 */
import { expect, test } from 'vitest';
import { RegionCounts } from './region-counts.ts';

test('a region counts what begins with it, and what goes on behind it', () => {
	const counts = new RegionCounts();
	// Of a function: its beginning, a branch that leaves, and the rest, in which another one is called.
	const begin = counts.add(3);
	const [left, rest] = [begin + 1, begin + 2];
	const other = counts.add(1);
	counts.isCountedByOthers(other);
	counts.isSum(rest, [begin], [left]);
	counts.counts(rest, other);
	counts.note(begin, 'calls');
	counts.note(left, 'stores');
	counts.note(rest, 'loads');
	counts.note(other, 'calls');
	expect(counts.of(begin)).toEqual({ calls: 2, loads: 1 });
	expect(counts.of(left)).toEqual({ calls: -1, loads: -1, stores: 1 });
	expect(counts.of(rest)).toEqual({});
	expect(counts.of(other)).toEqual({});
	expect(counts.allOf(other)).toEqual({ calls: 1 });
});
