/*
 * The memory of shared-tasks as calculated: against the arithmetic of the thread, and against a run that counts.
 */
import { describe, expect, test } from 'vitest';
import { closedForm, pentium2, pentium4, type MemoryShape } from './closed-form.ts';
import { fakeKernel } from './fixture/fake-kernel.ts';
import { checkGiven, parametersOf } from './given.ts';
import { publishedSharedTasks, sharedTasks } from './shared-tasks.ts';
import { objectsPerSlab, vmaBytes } from '../../harness/measure/ledger.ts';

test('slabs hold what kernel-facts 1.3 and 1.4 say', () => {
	expect([16, 32, 64, 128].map((bytes) => objectsPerSlab(bytes, bytes))).toEqual([
		203, 113, 59, 30,
	]);
	expect(objectsPerSlab(vmaBytes, 4)).toBe(59);
});

test('5,000 tasks and 2 GB are 10 GB of pte addresses, as the thread counted, and more in whole nodes', () => {
	const form = closedForm(publishedSharedTasks, pentium4);
	expect(form.sharedBytes).toBe(2 ** 31);
	expect(form.addressBytes).toBe(524_288 * 5000 * 4);
	expect(form.addressBytes / 1e9).toBeCloseTo(10.5, 1);
	// 162 nodes of 31 slots a page, 30 of them in a slab.
	expect(form.chainNodes).toBe(524_288 * 162);
	expect(form.chainBytes).toBe(Math.ceil((524_288 * 162) / 30) * 4096);
	// 512 tables of each task: as much again as 5,000 times a thousandth of the memory.
	expect(form.pageTableBytes).toBe(5000 * 512 * 4096);
	expect(form.pageDirectoryBytes).toBe(5001 * 4096);
	expect(form.vmaBytes).toBe(85 * 4096);
	expect(closedForm(publishedSharedTasks, pentium2).chainNodes).toBe(524_288 * 715);
});

test('one task needs no node', () => {
	expect(closedForm({ tasks: 1, pages: 1000 })).toMatchObject({
		ptes: 1000,
		chainNodes: 0,
		chainBytes: 0,
	});
	expect(closedForm({ tasks: 2, pages: 1000 }).chainNodes).toBe(1000);
});

describe.each<[string, MemoryShape]>([
	['Pentium 4', pentium4],
	['Pentium II', pentium2],
])('on a %s', (_, shape) => {
	const slotsPerChain = shape.lineBytes / 4 - 1;

	test.each([
		[1, 1],
		[2, 3],
		[8, 100],
		[33, 2049],
		[40, 1024],
	])('%i tasks and %i pages use what was calculated', (tasks, pages) => {
		const { kernel, books } = fakeKernel({ ptesPerTable: 1024, slotsPerChain });
		sharedTasks.run(kernel, { tasks, pages });
		const form = closedForm({ tasks, pages }, shape);
		expect(books.peak).toMatchObject({ ptes: form.ptes, chains: form.chainNodes, frames: pages });
		expect(books.peak.tables * 4096).toBe(form.pageTableBytes);
		expect(books.peak.processes * 4096).toBe(form.pageDirectoryBytes);
		expect(books.peak.vmas).toBe(tasks + 1);
	});
});

test('what is published is calculated, and refused as a run', () => {
	expect(() => checkGiven(sharedTasks, publishedSharedTasks)).toThrow(
		'error: shared-tasks: 2,621,440,000 touches are more than the 268,435,456 that are simulated; ' +
			'lower the tasks or the pages',
	);
	expect(sharedTasks.refuse?.(parametersOf(sharedTasks, 'full'))).toBeNull();
});
