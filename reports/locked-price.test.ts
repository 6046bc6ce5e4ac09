/*
 * What forced unmapping costs: who takes more pages, on which test, and whether any of them lies inside EOF.
 */
import { expect, test } from 'vitest';
import * as messages from '../harness/messages/index.ts';
import type { Comparison, PerfRow } from '../harness/result.ts';
import { smallComparison } from './fixture/small.ts';
import { perfResult } from './fixture/perf.ts';
import { lockedPriceOf } from './locked-price.ts';
import { viewOf } from './page/view.ts';

const priceOf = (comparison: Comparison): ReturnType<typeof lockedPriceOf> => {
	const { selection, topic } = viewOf(comparison);
	return lockedPriceOf(selection, topic.flat());
};

/** The same run, but that a variant unmaps so many pages of locked vmas on each test. */
const taking = (name: string, max: number, collateralMax: number): Comparison => ({
	...smallComparison,
	cells: smallComparison.cells.map((cell) =>
		cell.unmappedLocked === null || cell.variant !== name
			? cell
			: { ...cell, unmappedLocked: { ...cell.unmappedLocked, max, collateralMax } },
	),
});

test('nothing is said where nobody takes more than the reference', () => {
	expect(priceOf(taking('forced-unmap', 0, 0))).toBeNull();
});

test('the largest difference is told, and who makes it', () => {
	const price = priceOf(taking('forced-unmap', 9, 0))!;
	expect(price.takers.map(({ name }) => name)).toEqual(['forced-unmap']);
	expect(price.most.now).toBe(9);
	expect(messages.lockedMore(price.reference, price.most)).toContain('up to 9 instead of');
	expect(price.losers).toEqual([]);
});

test('a page inside EOF is told, in litmus tests and under loads', () => {
	expect(priceOf(taking('forced-unmap', 9, 7))!.losers.map(({ name }) => name)).toEqual([
		'forced-unmap',
	]);
	const perf = perfResult();
	const row = (variant: string, insideEof: number): PerfRow => ({
		...perf.rows[0]!,
		variant,
		lockedUnmapped: { own: 0, truncation: 0, insideEof },
	});
	const price = priceOf({
		...taking('forced-unmap', 9, 0),
		performance: {
			...perf,
			base: 'lock-page-convert',
			rows: [row('lock-page-convert', 3), row('forced-unmap', 4), row('forced-unmap', 1000)],
		},
	})!;
	expect(price.underLoads).toEqual([{ name: 'forced-unmap', pages: 1004 }]);
	expect(messages.lockedInside(price, 'x')).toContain('more go with forced-unmap (1,004 times).');
});

test('pages that were told one by one are counted by whose doing it is', () => {
	const price = priceOf(smallComparison)!;
	expect(price.most.by).toEqual({ own: 1, truncation: 2, insideEof: 0 });
	expect(messages.lockedDoing(price.most)).toBe(
		'Of these 3 truncation took 2 as asked, the program itself 1, and none of them lies inside EOF.',
	);
	expect(messages.lockedDoing({ ...price.most, by: { own: 0, truncation: 3, insideEof: 0 } })).toBe(
		'Truncation took all 3, as asked; none of them lies inside EOF.',
	);
	expect(priceOf(taking('forced-unmap', 9, 0))!.most.by).toBeNull();
});

test('a later Linux is named apart, and not counted as a proposal', () => {
	const run = taking('nonlinear-aware', 9, 0);
	const before = priceOf(run)!;
	expect(before.takers.find(({ name }) => name === 'nonlinear-aware')).toMatchObject({
		isLater: false,
	});
	const variants = run.variants.map((each) =>
		each.name === 'nonlinear-aware'
			? { ...each, from: 'Linux 2.6.7 (commit 66d25df0)', date: '2004-06-16' }
			: each,
	);
	const price = priceOf({ ...run, variants })!;
	expect(price.proposals).toBe(before.proposals - 1);
	expect(messages.lockedTakers(price)).toMatch(
		/^1 of 1 proposal, and 1 of later Linux, unmap more/,
	);
});

test('who loses a page inside EOF and is no proposal is named, and the recommended among those who take more', () => {
	const loss = smallComparison.lockedLosses![0]!;
	const lost = { ...loss, variant: 'elsewhere', workload: 'w', page: 77, by: 'insideEof' as const };
	const price = priceOf({
		...smallComparison,
		lockedLosses: [...smallComparison.lockedLosses!, lost],
	})!;
	expect(price.otherLosers).toEqual(['elsewhere']);
	expect(messages.lockedInside(price, 'x')).toContain('nobody proposes here elsewhere does.');
	const takers = ['a', 'b', 'c'].map((name) => ({ name, isLater: false }));
	expect(messages.lockedBy(takers, ['b'])).toBe('By a and 2 others, b among them.');
	expect(messages.lockedBy(takers, [])).toBe('By a and 2 others.');
});
