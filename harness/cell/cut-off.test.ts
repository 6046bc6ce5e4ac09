/*
 * What a search has found when it is told to stop is true, is no more than what a whole search finds, and says that
 * it was cut off.
 */
import { describe, expect, test } from 'vitest';
import { baseName, variants } from '../../variants/index.ts';
import { readWorkload } from '../catalogue/litmus.ts';
import { Stopped } from '../explore/problem.ts';
import type { Cell } from '../result.ts';
import { bootVariant } from './boot.ts';
import { runCell } from './cell.ts';
import { type CellOptions, type CellWatch, defaultCellOptions } from './options.ts';

const workload = readWorkload('no-bug-orphan', Object.keys(variants));
const plain: CellOptions = { ...defaultCellOptions, sampleRuns: 50 };
const booted = bootVariant(variants[baseName]!);

/** Says stop when it is asked for the n-th time, and from then on. */
function stopAt(n: number): CellWatch {
	let asked = 0;
	return {
		expect() {},
		search() {
			if (++asked >= n) throw new Stopped();
		},
	};
}

/** Null where nothing had been found. */
function cutAt(n: number, options: CellOptions): Cell | null {
	try {
		return runCell(booted, workload, options, stopAt(n));
	} catch (error) {
		if (error instanceof Stopped) return null;
		throw error;
	}
}

const keysOf = ({ violations }: Cell): string[] =>
	violations.map(({ oracle, site }) => `${oracle} ${site}`);

describe('a cell that is told to stop', () => {
	const whole = runCell(booted, workload, plain);
	const ofWhole = new Set(keysOf(whole));

	test('is the whole one when nobody says so', () => {
		expect(cutAt(Number.POSITIVE_INFINITY, plain)).toEqual(whole);
		expect(whole.explored.kind).toBe('complete');
	});

	test('at any time shows only what the whole one shows, and calls no part of a search complete', () => {
		const kinds = new Map<string, number>();
		for (const n of [1, 4, 8, 12, 16, 24, 40, 70, 90, 110, 130]) {
			const cell = cutAt(n, plain);
			const { explored } = cell ?? {};
			const isCutOff = explored?.kind === 'sampled' && explored.isCutOff === true;
			const kind = isCutOff ? 'cut off' : (explored?.kind ?? 'nothing');
			kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
			if (cell === null) continue;
			for (const key of keysOf(cell)) expect(ofWhole).toContain(key);
			if (kind === 'complete') expect(keysOf(cell)).toEqual(keysOf(whole));
			expect(cell.violations.every(({ rate }) => rate.hits <= rate.runs)).toBe(true);
		}
		expect(kinds.get('nothing')).toBeGreaterThan(0);
		expect(kinds.get('cut off')).toBeGreaterThan(0);
		expect(kinds.get('complete')).toBeGreaterThan(0);
		expect([...kinds.keys()].toSorted()).toEqual(['complete', 'cut off', 'nothing'].toSorted());
	});

	test('in its random schedules has rates over those that were run', () => {
		const options = { ...plain, sampleRuns: 1_000_000 };
		const cell = cutAt(300, options)!;
		const [rate] = cell.violations.map((each) => each.rate);
		expect(cell.explored).toEqual(whole.explored);
		expect(rate!.runs).toBeGreaterThan(0);
		expect(rate!.runs).toBeLessThan(300);
	});

	test('where a bound stands in for the search is bounded by the largest that was done', () => {
		const options = { ...plain, statesMax: 3000 };
		const bounded = runCell(booted, workload, options);
		expect(bounded.explored).toMatchObject({ kind: 'bounded' });
		const seen = new Set<string>();
		for (let n = 4; n <= 40; n += 4) {
			const explored = cutAt(n, options)?.explored;
			if (explored?.kind === 'bounded') seen.add(`bounded ${explored.bound}`);
			else seen.add(explored?.kind ?? 'nothing');
		}
		expect([...seen].some((each) => each.startsWith('bounded '))).toBe(true);
		expect(seen.has('sampled')).toBe(true);
		expect(seen.has('complete')).toBe(false);
	});
});
