/*
 * Two results against each other: what is added, removed, moved and open by what each search proves, lost proofs, costs
 * against a threshold. Rows are written by hand; commands/diff.test.ts runs real ones.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Explored } from '../result.ts';
import { between, isRegression, regressionsIn } from './between.ts';
import { loadName, type Measured, measuredLoads, type PerfRow } from './measured.ts';

const complete: Explored = {
	kind: 'complete',
	engine: 'stored',
	states: 9,
	transitions: 9,
	terminals: 1,
};
const bounded = (bound: number): Explored => ({ ...complete, kind: 'bounded', bound });
const sampled = (executions: number): Explored => ({
	kind: 'sampled',
	engine: 'swarm',
	executions,
});
const stopped: Explored = { kind: 'stopped', limit: 'too long' };

const finding = (site: string, preemptions: number | null = 1, oracle = 'kernel BUG') => ({
	oracle,
	site,
	token: `v:w@0:${site}`,
	preemptions,
});

const row = (more: Partial<Measured> = {}): Measured => ({
	variant: 'v',
	on: 'w',
	explored: complete,
	seed: 1,
	findings: [],
	costs: { operations: 100 },
	...more,
});

const only = (one: Partial<Measured>, other: Partial<Measured>, threshold = 2) => {
	const changes = between([row(one)], [row(other)], threshold);
	return { ...changes.variants[0], regressions: regressionsIn(changes) };
};

const none = { findings: 0, proofs: 0, costs: 0 };

describe('a finding that only the later result has', () => {
	const shows = { findings: [finding('f')] };

	// What a search without a limit never met is new; so is what a bounded one had to meet, as few preemptions show it.
	test.each([
		['complete', complete, complete],
		['within the bound of the earlier search', bounded(1), complete],
		['both bounded alike, whatever the witness needs', bounded(0), bounded(0)],
		['both sampled alike', sampled(200), sampled(200)],
	] as const)('is added: %s', (_, explored, later) => {
		const { added, open, regressions } = only({ explored }, { explored: later, ...shows });
		expect(added).toEqual([{ ...finding('f'), on: 'w' }]);
		expect(open).toEqual([]);
		expect(regressions.findings).toBe(1);
	});

	// Who looks deeper finds more in the same kernel, and that is no regression of it.
	test.each([
		['beyond the bound of the earlier search', bounded(0), complete, 1],
		['more schedules were drawn', sampled(200), sampled(201), 1],
		['other schedules were drawn', sampled(200), sampled(200), 2],
		['the earlier had no verdict', stopped, complete, 1],
	] as const)('is open: %s', (_, explored, later, seed) => {
		const { added, open, regressions } = only({ explored }, { explored: later, seed, ...shows });
		expect(added).toEqual([]);
		expect(open).toEqual([{ ...finding('f'), on: 'w', in: 'later' }]);
		expect(regressions).toEqual(none);
	});

	test('is open where nobody says with how many preemptions, and the searches differ', () => {
		const { open } = only({ explored: bounded(3) }, { findings: [finding('f', null)] });
		expect(open).toHaveLength(1);
	});
});

describe('a finding that only the earlier result has', () => {
	const shows = { findings: [finding('f')] };

	test('is removed where the later search would have met it, else open', () => {
		const after = (explored: Explored): readonly number[] => {
			const { removed = [], open = [] } = only({ explored, ...shows }, { explored });
			return [removed.length, open.length];
		};
		expect(after(complete)).toEqual([1, 0]);
		expect(after(bounded(1))).toEqual([1, 0]);
		expect(after(bounded(0))).toEqual([0, 1]);
		// The same samples that no longer show it prove nothing.
		expect(after(sampled(200))).toEqual([0, 1]);
		expect(only(shows, {}).regressions).toEqual(none);
	});

	test('has moved where the same oracle speaks at another site, each taken once', () => {
		const later = { findings: [finding('g'), finding('h'), finding('f', 1, 'deadlock')] };
		const { added, removed, moved, regressions } = only(shows, later);
		expect(moved).toEqual([{ ...finding('g'), on: 'w', from: 'f' }]);
		expect(added!.map(({ oracle, site }) => [oracle, site])).toEqual([
			['kernel BUG', 'h'],
			['deadlock', 'f'],
		]);
		expect(removed).toEqual([]);
		expect(regressions.findings).toBe(2);
	});
});

test('less is proved: from complete to bounded, samples, no verdict or nothing; more is no regression', () => {
	const degrees = [complete, bounded(2), bounded(1), sampled(9), stopped];
	for (const [i, from] of degrees.entries()) {
		for (const [j, to] of degrees.entries()) {
			const proofs = only({ explored: from }, { explored: to }).regressions.proofs;
			expect([i, j, proofs]).toEqual([i, j, Number(i < j)]);
		}
	}
	const gone = between([row(), row({ on: 'x' })], [row(), row({ on: 'y' })], 2);
	expect(gone.compared).toBe(1);
	expect(gone.variants[0]!.degrees).toEqual([
		{ on: 'x', from: complete, to: { kind: 'none' }, isLost: true },
		{ on: 'y', from: { kind: 'none' }, to: complete, isLost: false },
	]);
});

test('a cost is beyond the threshold when it is more, not when it is as much', () => {
	const to = (operations: number, threshold: number): number =>
		only({}, { costs: { operations } }, threshold).regressions.costs;
	expect([to(102, 2), to(103, 2), to(98, 2), to(101, 0), to(100, 0)]).toEqual([0, 1, 0, 1, 0]);
	const seconds = (a: number, b: number): number =>
		only({ costs: { user: a } }, { costs: { user: b } }, 2).regressions.costs;
	// 5.1 is 1.02 times 5, and 1.9999999999999973 or 2.0000000000000018 % more in floating point.
	expect([seconds(5, 5.1), seconds(0.05, 0.051), seconds(5, 5.11)]).toEqual([0, 0, 1]);
	// From nothing there is no percentage, and any page that is lost is one too many.
	const lost = only({ costs: { lockedInsideEof: 0 } }, { costs: { lockedInsideEof: 1 } }, 1000);
	expect(lost.costs).toEqual([
		{ on: 'w', measure: 'lockedInsideEof', from: 0, to: 1, percent: null, isBeyond: true },
	]);
	// What does not compare in one of the two, as where a BUG cuts the run short, is no change.
	expect(only({ costs: {} }, { costs: { operations: 9 } }).costs).toBeUndefined();
});

const anyRow = fc
	.record({
		variant: fc.constantFrom('v', 'w', 'x'),
		on: fc.constantFrom('a', 'b', 'c'),
		explored: fc.constantFrom(complete, bounded(1), bounded(2), sampled(9), stopped, null),
		seed: fc.constant(1),
		findings: fc.uniqueArray(
			fc
				.tuple(fc.constantFrom('f', 'g'), fc.nat(3), fc.constantFrom('kernel BUG', 'deadlock'))
				.map(([site, preemptions, oracle]) => finding(site, preemptions, oracle)),
			{ selector: ({ oracle, site }) => `${oracle} ${site}` },
		),
		costs: fc.record({ operations: fc.nat(99), user: fc.double({ min: 0, max: 9, noNaN: true }) }),
	})
	.map((each): Measured => each);
const anyRows = fc.uniqueArray(anyRow, { selector: ({ variant, on }) => `${variant} ${on}` });

test('a result against itself, in any order, is no difference, at any threshold', () => {
	fc.assert(
		fc.property(anyRows, fc.double({ min: 0, max: 9, noNaN: true }), (rows, threshold) => {
			const changes = between(rows, rows.toReversed(), threshold);
			expect(changes).toEqual({ compared: rows.length, same: rows.length, variants: [] });
			expect(isRegression(regressionsIn(changes))).toBe(false);
		}),
		{ seed: 2003, numRuns: 200 },
	);
});

test('no finding of either result gets lost or is said twice', () => {
	fc.assert(
		fc.property(anyRow, anyRow, (a, b) => {
			const [one, other] = [a, { ...b, variant: a.variant, on: a.on }];
			const changes = between([one], [other], 2).variants[0];
			const key = ({ oracle, site }: { readonly oracle: string; readonly site: string }): string =>
				`${oracle} ${site}`;
			const [had, has] = [one, other].map(({ findings }) => findings.map(key));
			const inEarlier = [
				...(changes?.removed.map(key) ?? []),
				...(changes?.moved.map(({ oracle, from }) => key({ oracle, site: from })) ?? []),
				...(changes?.open.filter((each) => each.in === 'earlier').map(key) ?? []),
			];
			const inLater = [
				...(changes?.added.map(key) ?? []),
				...(changes?.moved.map(key) ?? []),
				...(changes?.open.filter((each) => each.in === 'later').map(key) ?? []),
			];
			expect(inEarlier.toSorted()).toEqual(had!.filter((each) => !has!.includes(each)).toSorted());
			expect(inLater.toSorted()).toEqual(has!.filter((each) => !had!.includes(each)).toSorted());
		}),
		{ seed: 2003, numRuns: 300 },
	);
});

test('a load is the same with its parameters in another order, and another one with other parameters', () => {
	const perf: PerfRow = {
		variant: 'v',
		load: 'rmap-test',
		parameters: { n: 100, s: 600, flags: ['-l'] },
		machine: 'p4-2.7ghz-up',
		user: 1,
		system: 2,
		elapsed: 3,
		memory: { peak: 4096, kinds: { pte_chain: 128 }, unit: 'bytes' },
		lockedUnmapped: { own: 0, truncation: 1, insideEof: 2 },
		findings: ['orphan page mapped', { oracle: 'kernel BUG', site: 'f', detail: '' }],
	};
	expect(loadName(perf)).toBe('rmap-test flags=["-l"] n=100 s=600 on p4-2.7ghz-up');
	expect(loadName({ ...perf, parameters: { s: 600, flags: ['-l'], n: 100 } })).toBe(loadName(perf));
	expect(loadName({ ...perf, parameters: ['-l', '-n', '100'] })).toBe(
		'rmap-test -l -n 100 on p4-2.7ghz-up',
	);
	const [measured] = measuredLoads([perf]);
	expect(measured!.costs).toEqual({
		user: 1,
		system: 2,
		elapsed: 3,
		'memory.peak': 4096,
		'memory.kinds.pte_chain': 128,
		'lockedUnmapped.own': 0,
		'lockedUnmapped.truncation': 1,
		'lockedUnmapped.insideEof': 2,
	});
	expect(measured!.findings.map(({ oracle, site }) => [oracle, site])).toEqual([
		['orphan page mapped', ''],
		['kernel BUG', 'f'],
	]);
});
