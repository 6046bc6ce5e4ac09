/*
 * Which stacks are worth a run, from what each patch does alone.
 */
import { expect, test } from 'vitest';
import { type AloneEffect, likelyStacks } from './likely-stacks.ts';

const effect = (patch: string, fixed: string, added = ''): AloneEffect => ({
	patch,
	fixed: new Set(fixed),
	added: new Set(added),
});

const options = { upTo: 3, stacksMax: 3, excludes: () => false };

test('the union counts, what is added too, and nobody is there for nothing', () => {
	const effects = [
		effect('a', 'xyz'),
		effect('b', 'zw'),
		effect('c', 'v', 'pq'),
		effect('d', 'xy'),
	];
	// a+d fixes no more than a does; c adds more than it fixes.
	expect(likelyStacks(effects, options)).toEqual([
		['a', 'b'],
		['b', 'd'],
		['a', 'b', 'c'],
	]);
	expect(likelyStacks(effects, { ...options, upTo: 2, stacksMax: 1 })).toEqual([['a', 'b']]);
});

test('patches stand in the order in which they were given', () => {
	const effects = [effect('small', 'x'), effect('large', 'yzw')];
	expect(likelyStacks(effects, options)).toEqual([['small', 'large']]);
});

test('one takes the place of another', () => {
	const effects = [effect('a', 'x'), effect('b', 'y'), effect('c', 'z')];
	const excludes = (one: string, other: string): boolean =>
		[one, other].toSorted().join() === 'a,b';
	expect(likelyStacks(effects, { ...options, excludes })).toEqual([
		['a', 'c'],
		['b', 'c'],
	]);
});

test('no patch, one patch, patches that fix nothing', () => {
	expect(likelyStacks([], options)).toEqual([]);
	expect(likelyStacks([effect('a', 'x')], options)).toEqual([]);
	expect(likelyStacks([effect('a', ''), effect('b', '')], options)).toEqual([]);
});
