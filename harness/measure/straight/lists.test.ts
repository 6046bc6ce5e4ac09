/*
 * Two indexes of the straight build, against what they stand for: the lowest free object, and lists as arrays.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LowestFree } from './lowest-free.ts';
import { SideLists } from './side-lists.ts';

test('the lowest free of many is what a walk would find', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 3000 }),
			fc.array(fc.nat({ max: 9999 }), { maxLength: 200 }),
			(count, choices) => {
				const fast = new LowestFree(count);
				const slow = new Set(Array.from({ length: count }, (_, i) => i));
				const taken: number[] = [];
				for (const choice of choices) {
					if (choice % 3 > 0 || taken.length === 0) {
						const lowest = slow.size === 0 ? -1 : Math.min(...slow);
						expect(fast.take()).toBe(lowest);
						if (lowest < 0) continue;
						slow.delete(lowest);
						taken.push(lowest);
					} else {
						const [back] = taken.splice(choice % taken.length, 1);
						fast.add(back!);
						slow.add(back!);
					}
					expect(fast.size).toBe(slow.size);
				}
			},
		),
	);
});

test('a set that is cleared, added to and taken from anywhere knows its smallest member', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 100 }),
			fc.array(fc.nat({ max: 999 }), { maxLength: 100 }),
			(count, choices) => {
				const fast = new LowestFree(count);
				fast.clear();
				const slow = new Set<number>();
				for (const choice of choices) {
					const index = choice % count;
					if (choice % 5 === 0) slow.delete(fast.take());
					else if (slow.delete(index)) fast.delete(index);
					else {
						slow.add(index);
						fast.add(index);
					}
					expect(fast.first).toBe(slow.size === 0 ? -1 : Math.min(...slow));
					expect(fast.size).toBe(slow.size);
				}
			},
		),
	);
});

test('links hold the items in the order in which an array holds them', () => {
	const [list, firstItem, stride, count] = [4, 100, 3, 12];
	const item = (i: number): number => firstItem + i * stride;
	fc.assert(
		fc.property(
			fc.array(fc.tuple(fc.nat({ max: 11 }), fc.nat({ max: 3 }), fc.nat()), { maxLength: 80 }),
			(steps) => {
				const memory = new Int32Array(200);
				const lists = new SideLists(memory, firstItem, stride, count);
				const array: number[] = [];
				for (const [i, where, anchor] of steps) {
					const mine = item(i);
					if (array.includes(mine)) {
						expect(lists.delete(list, mine)).toBe(true);
						array.splice(array.indexOf(mine), 1);
					} else {
						const at = where === 0 ? 0 : where === 1 ? array.length : anchor % (array.length + 1);
						expect(lists.addAfter(list, mine, at === 0 ? 0 : array[at - 1]!)).toBe(true);
						array.splice(at, 0, mine);
					}
					const walked: number[] = [];
					for (let each = lists.next(list, 0); each !== 0; each = lists.next(list, each))
						walked.push(each);
					expect(walked).toEqual(array);
					expect(memory[list]).toBe(array.length);
					expect(lists.last(list)).toBe(array.at(-1) ?? 0);
				}
				const absent = Array.from({ length: count }, (_, i) => item(i)).find(
					(each) => !array.includes(each),
				);
				if (absent !== undefined) expect(lists.delete(list, absent)).toBe(false);
			},
		),
	);
});
