/*
 * Verdicts that facts establish. None of them is steered: each follows from the order of accesses in the
 * simulated kernel. Sections are those of the kernel's history cited in the test's name.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { variants } from '../../variants/index.ts';
import { runCell } from './cell.ts';
import { bootVariant } from './boot.ts';
import { defaultCellOptions } from './options.ts';
import { placeWorkload } from './place.ts';
import type { Cell, Violation } from '../result.ts';
import { packageRoot } from '../catalogue/source.ts';
import type { Workload } from '../workload.ts';

const options = { ...defaultCellOptions, sampleRuns: 50 };

function litmus(name: string): Workload {
	const path = join(packageRoot(), 'workloads', 'litmus', `${name}.litmus`);
	const read = parseLitmus(readFileSync(path, 'utf8'), path);
	if ('error' in read) throw new Error(read.error.message);
	return read.workload;
}

const booted = new Map<string, ReturnType<typeof bootVariant>>();

function cell(variant: string, name: string): Cell {
	let kernel = booted.get(variant);
	if (kernel === undefined) {
		kernel = bootVariant(variants[variant]!);
		booted.set(variant, kernel);
	}
	return runCell(kernel, litmus(name), options);
}

const found = (each: Cell, oracle: string, site?: RegExp): Violation | undefined =>
	each.violations.find(
		(one) => one.oracle === oracle && (site === undefined || site.test(one.site)),
	);

test('with whole states a cell is the same', () => {
	const kernel = bootVariant(variants['lock-page-convert']!);
	const workload = litmus('referenced-vs-trunc');
	const { explored, ...rest } = runCell(kernel, workload, options);
	const exact = runCell(kernel, workload, { ...options, exact: true });
	const engine = 'whole states, persistent sets';
	expect(exact).toEqual({ ...rest, explored: { ...explored, engine } });
});

test('the search that is too large for the default limit still finds what one preemption shows', () => {
	const { explored, violations } = cell('lock-page-convert', 'anon-add-rmap');
	expect(explored.kind).toBe('bounded');
	expect(explored.kind === 'bounded' && explored.bound).toBeGreaterThanOrEqual(1);
	expect(violations.map((each) => each.oracle)).toContain('kernel BUG');
});

describe('what the facts establish', () => {
	test('S3: sequential truncation leaves a remapped page mapped, and 2.6.7 does not', () => {
		const base = cell('lock-page-convert', 'trunc-remapped');
		expect(base.explored.kind).toBe('complete');
		expect(found(base, 'orphan page mapped')?.frequency).toBe('always');
		expect(cell('nonlinear-aware', 'trunc-remapped').violations).toEqual([]);
	});

	test('S5: a page inside EOF is unmapped from a VM_LOCKED vma, and counted', () => {
		const base = cell('lock-page-convert', 'trunc-innocent-locked');
		expect(base.unmappedLocked).toEqual({ min: 2, max: 2, collateralMax: 1 });
		expect(found(base, 'VM_LOCKED page unmapped inside EOF')?.frequency).toBe('always');
	});

	test('E10: without a file pte the linear page appears instead of SIGBUS', () => {
		const phrase = 'linear page instead of SIGBUS';
		expect(found(cell('forced-unmap', 'trunc-remapped'), phrase)?.frequency).toBe('always');
		expect(found(cell('forced-unmap-filepte', 'trunc-remapped'), phrase)).toBeUndefined();
	});

	test('E1: a fault that lost to truncation leaves an orphan, and not with recheck b', () => {
		expect(found(cell('lock-page-convert', 'trunc-vs-fault'), 'orphan page mapped')).toBeDefined();
		const rechecked = cell('recheck-racy-b', 'trunc-vs-fault');
		expect(rechecked.explored.kind).toBe('complete');
		expect(found(rechecked, 'orphan page mapped')).toBeUndefined();
	});

	test('E14: install_page maps a truncated page after the conversion bailed', () => {
		const base = cell('lock-page-convert', 'convert-vs-trunc');
		expect(found(base, 'kernel BUG', /page_add_rmap: !page->mapping/)).toBeDefined();
	});

	test('E13: an orphan in the swap cache is a BUG once the other BUG()s are gone', () => {
		const cleared = cell('no-bug-chainlock', 'orphan-to-swap');
		expect(found(cleared, 'kernel BUG', /PageSwapCache/)).toBeDefined();
	});

	test("R12: V1's count of ptes is off while munmap is under way, or it never ends", () => {
		expect(
			found(cell('convert-v1', 'convert-vs-zap'), 'kernel BUG', /ptecount != mapcount/),
		).toBeDefined();
		expect(found(cell('convert-v1', 'convert-vs-fault'), 'livelock')).toBeDefined();
	});

	test("R14: V2a takes another's page lock, whose unlock_page is a BUG", () => {
		expect(
			found(cell('convert-v2a', 'convert-vs-locker'), 'kernel BUG', /unlock_page/),
		).toBeDefined();
	});

	test('R17: -ENOMEM in the conversion strands ptes', () => {
		const base = cell('lock-page-convert', 'convert-enomem');
		expect(found(base, 'page not reachable by rmap')?.frequency).toBe('always');
	});

	test('waiting for page_table_lock under the chain lock deadlocks', () => {
		expect(found(cell('forced-unmap-blocking', 'recheck-populate'), 'deadlock')).toBeDefined();
	});
});

test('S21: fork takes the count of an orphan for a chain when page_add_rmap decides Anon', () => {
	const decided = cell('anon-in-rmap', 'anon-add-fork');
	expect(decided.explored.kind).toBe('complete');
	expect(found(decided, 'type confusion of page->pte')).toBeDefined();
	const base = cell('lock-page-convert', 'anon-add-fork');
	expect(found(base, 'type confusion of page->pte')).toBeUndefined();
});

test('what a task that died left mapped is asked about too', () => {
	const [mapped] = cell('lock-page-convert', 'leave-to-shrink').questions;
	expect(mapped?.frequency).toBe('sometimes');
});

test('a cell is the same when it is run again, and with nodes of other cells about', () => {
	const first = cell('lock-page-convert', 'invalidate-vs-fault');
	cell('lock-page-convert', 'fork-vs-trunc');
	expect(cell('lock-page-convert', 'invalidate-vs-fault')).toEqual(first);
	const fresh = bootVariant(variants['lock-page-convert']!);
	expect(runCell(fresh, litmus('invalidate-vs-fault'), options)).toEqual(first);
});

test('where not even a bound fits, a swarm meets more than uniform schedules', () => {
	const kernel = bootVariant(variants['lock-page-convert']!);
	const sampled = (sampleStrategy: 'uniform' | 'swarm'): Cell =>
		runCell(kernel, litmus('trunc-vs-fault'), { ...options, statesMax: 100, sampleStrategy });
	const uniform = sampled('uniform');
	const swarm = sampled('swarm');
	expect(uniform.explored).toEqual({
		kind: 'sampled',
		engine: 'random, uniform',
		executions: 2000 + options.sampleRuns,
	});
	expect(swarm.explored).toMatchObject({ kind: 'sampled', engine: 'random, swarm' });
	expect(swarm.violations.length).toBeGreaterThan(uniform.violations.length + 3);
	const complete = cell('lock-page-convert', 'trunc-vs-fault').violations;
	for (const { oracle, site } of swarm.violations) {
		expect(complete).toContainEqual(expect.objectContaining({ oracle, site }));
	}
});

test('every token is short and every witness is as long as it says', () => {
	for (const name of ['trunc-vs-fault', 'convert-vs-trunc', 'leave-to-shrink']) {
		for (const violation of cell('lock-page-convert', name).violations) {
			expect(violation.token.length).toBeLessThanOrEqual(80);
			expect(violation.steps).toBeGreaterThan(0);
		}
	}
});

test('what runs before the race ends without a lock held', () => {
	const kernel = bootVariant(variants['lock-page-convert']!);
	expect(placeWorkload(kernel.start, litmus('quiet')).death).toBeNull();
});

test('an expect line is met by what was seen, or by a search of all, and by no bound and no sample', () => {
	const asked = litmus('convert-false-match');
	const kernel = bootVariant(variants['lock-page-convert']!);
	const line = asked.expects.find((each) => each.variant === 'lock-page-convert')!;
	const workload = {
		...asked,
		expects: [
			{ ...line, frequency: 'never' as const, oracle: 'livelock' },
			{ ...line, frequency: 'sometimes' as const, oracle: 'livelock' },
		],
	};
	const met = (statesMax: number): unknown => {
		const { explored, expectations } = runCell(kernel, workload, { ...options, statesMax });
		return [explored.kind, ...expectations.map((each) => [each.observed, each.met])];
	};
	expect(met(45_000)).toEqual(['complete', ['never', true], ['never', false]]);
	expect(met(1600)).toEqual(['bounded', ['never', false], ['never', false]]);
	expect(met(5)).toEqual(['sampled', ['never', false], ['never', false]]);
	// What shows in some ends of a sample and not in others is seen to be so.
	const seen = runCell(bootVariant(variants['lock-page-convert']!), litmus('trunc-vs-fault'), {
		...options,
		statesMax: 5,
	});
	expect(seen.explored.kind).toBe('sampled');
	expect(seen.expectations.map((each) => [each.observed, each.met])).toEqual([
		['sometimes', true],
		['sometimes', true],
	]);
});
