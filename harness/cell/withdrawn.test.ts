/*
 * A search that believes in locks whose rules are broken, and how it is found out.
 */
import { expect, test, vi } from 'vitest';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { brokenKernels, litmusOf } from './broken-kernels/fixture.ts';
import { runCell } from './cell.ts';
import { bootVariant } from './boot.ts';
import { defaultCellOptions } from './options.ts';
import type { Sound } from '../check/mutants/mutation.ts';
import { withdrawnCells } from '../commands/withdrawn.ts';
import { searchWithdrawn } from '../messages/index.ts';
import { baseFunctions } from '../mm/index.ts';
import { defineVariant, type AddedFunction } from '../variant.ts';

vi.mock('../explore/lock-trust.ts', () => ({
	LockTrust: class {
		readonly broken = new Set<number>();
		note = (): boolean => false;
		clears = (): boolean => false;
	},
}));

const name = 'unlock-without-lock';

function cellOf(sampleRuns: number) {
	const read = parseLitmus(litmusOf(name, brokenKernels[name]!.cpus), name);
	if ('error' in read) throw new Error(read.error.message);
	const replaces = brokenKernels[name]!.replaces(baseFunctions as unknown as Sound);
	const variant = defineVariant({
		name,
		subject: '',
		from: '',
		date: '',
		replaces: {},
		claims: {},
	});
	const functions = replaces as unknown as Record<string, AddedFunction>;
	const booted = bootVariant({ ...variant, functions });
	return runCell(booted, read.workload, { ...defaultCellOptions, sampleRuns });
}

test('what random schedules see and a complete search does not withdraws its verdict', () => {
	const believed = cellOf(0);
	expect(believed.explored.kind).toBe('complete');
	const cell = cellOf(200);
	const { explored } = cell;
	if (explored.kind !== 'sampled' || explored.withdrawn === undefined) {
		throw new Error('the search was believed');
	}
	expect(cell.violations.length).toBeGreaterThan(believed.violations.length);
	expect(explored.withdrawn.missed).toMatch(/orphan page mapped|rmap|unreclaimable/);
	for (const each of cell.violations) expect(each.frequency).toBe('sometimes');
	expect(withdrawnCells({ cells: [believed, cell] })).toEqual([
		searchWithdrawn(name, cell.workload, explored.withdrawn),
	]);
});
