/*
 * A search that believes in locks whose rules are broken, and how it is found out.
 */
import { expect, test, vi } from 'vitest';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { bootBroken, brokenKernels, litmusOf } from './broken-kernels/fixture.ts';
import { runCell } from './cell.ts';
import { defaultCellOptions } from './options.ts';
import { withdrawnCells } from '../commands/withdrawn.ts';
import { originLines } from '../commands/named-files.ts';
import { searchWithdrawn } from '../messages/index.ts';

vi.mock('../explore/lock-trust.ts', () => ({
	LockTrust: class {
		readonly broken = new Set<number>();
		note = (): boolean => false;
		clears = (): boolean => false;
		breakQueued = (): boolean => false;
	},
}));

const name = 'unlock-without-lock';

function cellOf(sampleRuns: number) {
	const read = parseLitmus(litmusOf(name, brokenKernels[name]!.cpus), name);
	if ('error' in read) throw new Error(read.error.message);
	const booted = bootBroken(name, brokenKernels[name]!.replaces);
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
	const named = { variants: [{ name, file: './mine.ts' }], workloads: [] };
	expect(withdrawnCells({ cells: [believed, cell] }, named)).toEqual([
		searchWithdrawn(name, cell.workload, explored.withdrawn, named),
		...originLines(),
	]);
	expect(searchWithdrawn(name, cell.workload, explored.withdrawn, named)).toMatch(
		/ --variant \.\/mine\.ts$/,
	);
});
