/*
 * Cache lines between cpus: what memory gives, what another cpu gives, and what is there.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { far, hit, LineOwners, missed, near } from './line-owners.ts';

const cache = { lineWords: 8, lines: 4 };

test('a line that nobody has changed comes from memory, and stays', () => {
	const owners = new LineOwners(1000, 2, cache, 4);
	expect(owners.touch(0, 80, false)).toBe(missed);
	expect(owners.touch(0, 87, false)).toBe(hit);
	expect(owners.touch(1, 81, false)).toBe(missed);
	expect(owners.touch(0, 80, false)).toBe(hit);
});

test('a line that another cpu has changed comes from it, near or far', () => {
	const owners = new LineOwners(1000, 64, cache, 4);
	expect(owners.touch(3, 80, true)).toBe(missed);
	expect(owners.touch(0, 80, false)).toBe(near);
	expect(owners.touch(3, 80, false)).toBe(hit);
	expect(owners.touch(3, 80, true)).toBe(near);
	expect(owners.touch(4, 80, true)).toBe(far);
	expect(owners.touch(40, 80, true)).toBe(far);
	expect(owners.touch(63, 80, true)).toBe(far);
	expect(owners.touch(60, 80, true)).toBe(near);
});

test('who writes takes a line from all who have it, the farthest of whom counts', () => {
	const owners = new LineOwners(1000, 64, cache, 4);
	for (const cpu of [0, 1, 35]) owners.touch(cpu, 80, false);
	expect(owners.touch(1, 80, true)).toBe(far);
	expect(owners.touch(1, 80, true)).toBe(hit);
	expect(owners.touch(0, 80, false)).toBe(near);
	expect(owners.touch(35, 80, false)).toBe(missed);
});

test('a line that makes room goes back to memory', () => {
	const owners = new LineOwners(1000, 2, cache, 4);
	owners.touch(0, 0, true);
	// Four lines further on is the same set.
	expect(owners.touch(0, 32, false)).toBe(missed);
	expect(owners.touch(1, 0, false)).toBe(missed);
	expect(owners.touch(0, 0, false)).toBe(missed);
});

test('one group of all cpus is near throughout', () => {
	const owners = new LineOwners(1000, 64, cache, 64);
	owners.touch(63, 80, true);
	expect(owners.touch(0, 80, true)).toBe(near);
});

/** MESI as it is written in books: for each cpu the lines that it has, and for each line whether it is changed. */
function slow(cpus: number): (cpu: number, line: number, isWrite: boolean) => number {
	const has = Array.from({ length: cpus }, () => new Map<number, number>());
	const changed = new Set<number>();
	return (cpu, line, isWrite) => {
		const set = line % cache.lines;
		const owners = has.flatMap((mine, other) => (mine.get(set) === line ? [other] : []));
		const others = owners.filter((each) => each !== cpu);
		const distance = others.some((each) => each >> 2 !== cpu >> 2) ? far : near;
		let result: number = hit;
		if (!owners.includes(cpu)) {
			const old = has[cpu]!.get(set);
			if (old !== undefined) changed.delete(old);
			result = changed.has(line) ? distance : missed;
		} else if (isWrite && others.length > 0) result = distance;
		if (isWrite) {
			for (const each of others) has[each]!.delete(set);
			changed.add(line);
		} else if (!owners.includes(cpu)) changed.delete(line);
		has[cpu]!.set(set, line);
		return result;
	};
}

test('random accesses find what a slow model of MESI says', () => {
	const step = fc.tuple(fc.nat({ max: 63 }), fc.nat({ max: 11 }), fc.boolean());
	fc.assert(
		fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
			const owners = new LineOwners(12 * cache.lineWords, 64, cache, 4);
			const model = slow(64);
			for (const [cpu, line, isWrite] of steps) {
				expect(owners.touch(cpu, line * cache.lineWords, isWrite)).toBe(model(cpu, line, isWrite));
			}
		}),
	);
});
