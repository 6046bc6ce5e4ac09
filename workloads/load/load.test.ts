/*
 * Loads: that they end, are the same twice, keep to their maps, and need no more than the sizes that they state.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	smallestShape,
	type Load,
	type Parameters,
	type Shape,
} from '../../harness/measure/load.ts';
import { touchesOf, type Books } from './fixture/books.ts';
import { fakeKernel } from './fixture/fake-kernel.ts';
import type { FakeOptions } from './fixture/fake-memory.ts';
import { checkGiven, parametersOf } from './given.ts';
import { loadNamed, loadNames, loads } from './index.ts';
import { kernelBuild } from './kernel-build.ts';
import { mlockPressure } from './mlock-pressure.ts';
import { remapReverse } from './remap-reverse.ts';
import { remapWindows } from './remap-windows.ts';

const all: readonly Load[] = loadNames.map((name) => loads[name]);

function runOn(
	load: Load,
	given: Parameters,
	shape: Shape = smallestShape,
	options: FakeOptions = {},
): Books {
	const { kernel, books } = fakeKernel(shape, options);
	load.run(kernel, given);
	return books;
}

const accessesOf = (books: Books): number =>
	[...touchesOf(books).values()].reduce((a, b) => a + b, 0);

/** What the most wasteful kernel had at one time, within what the load said that it needs. */
function expectWithin(load: Load, given: Parameters, shape: Shape, books: Books): void {
	const sizes = load.sizes(given, shape);
	const { peak } = books;
	const counted: readonly (readonly [name: string, counted: number, stated: number])[] = [
		['frames', peak.frames + peak.tables + peak.processes, sizes.frames],
		['files', books.files, sizes.files],
		['file', books.largestFile, sizes.filePagesMax],
		['processes', peak.processes, sizes.processesMax],
		['vmas', peak.vmas, sizes.vmasMax],
		['vmas of one', books.peakVmasOfOne, sizes.vmasPerProcessMax],
		['address space', books.lastPage, sizes.addressSpacePages],
		['tables', peak.tables, sizes.pteTablesMax],
		['chains', peak.chains, sizes.pteChainsMax],
		['swap', peak.uncached, sizes.swapPages],
	];
	expect(counted.filter(([, is, stated]) => is > stated)).toEqual([]);
}

test('each has its own name, both sizes in its ranges, and a parameter that scales it', () => {
	for (const name of loadNames) {
		const load = loads[name];
		expect(load.name).toBe(name);
		expect(Object.keys(load.parameters)).toContain(load.scales);
		for (const size of ['small', 'full'] as const) {
			const given = parametersOf(load, size);
			expect(checkGiven(load, given)).toBe(given);
		}
		for (const { text, small, full, least, most } of Object.values(load.parameters)) {
			expect(text).not.toBe('');
			expect([least <= small, small <= most, full <= most]).toEqual([true, true, true]);
		}
		expect(load.parameters[load.scales]!.full).toBeGreaterThan(load.parameters[load.scales]!.small);
	}
	expect(() => loadNamed('rmap-tets')).toThrow(
		"error: no load 'rmap-tets' (did you mean 'rmap-test'?)",
	);
});

describe.each(all)('$name', (load) => {
	const small = parametersOf(load, 'small');

	test('makes 20,000 to 100,000 accesses when small, all of them in its maps, and leaves nothing', () => {
		const books = runOn(load, small);
		expect(accessesOf(books)).toBeGreaterThanOrEqual(20_000);
		expect(accessesOf(books)).toBeLessThanOrEqual(100_000);
		expect([books.outside, books.errors]).toEqual([0, 0]);
		const { processes, ptes, vmas, tables } = books.now;
		expect({ processes, ptes, vmas, tables }).toEqual({
			processes: 0,
			ptes: 0,
			vmas: 0,
			tables: 0,
		});
	});

	test('needs no more than it states when small', () => {
		for (const shape of [smallestShape, { ptesPerTable: 512, slotsPerChain: 31 }]) {
			expectWithin(load, small, shape, runOn(load, small, shape));
		}
		// The bound without a shape covers every machine.
		expect(load.sizes(small)).toEqual(load.sizes(small, smallestShape));
	});

	test('does the same on every kernel and every time', () => {
		expect(runOn(load, small).log).toEqual(runOn(load, small).log);
	});

	test('ends where a fork fails', () => {
		for (const forksMax of [0, 1, 3]) {
			const books = runOn(load, small, smallestShape, { forksMax });
			expect(books.now.processes).toBe(0);
			expect(books.outside).toBe(0);
		}
	});

	test('ends, and within its sizes, for any parameters that are not refused', () => {
		const names = Object.keys(load.parameters);
		const topOf: Readonly<Record<string, number>> = { memory: 5000, filePages: 200 };
		const some = fc.record(
			Object.fromEntries(
				names.map((name) => {
					const { least, most } = load.parameters[name]!;
					const top = topOf[name] ?? (most === 100 ? 100 : Math.min(most, 9));
					return [name, fc.integer({ min: name === 'memory' ? 64 : least, max: top })];
				}),
			),
		);
		let ran = 0;
		const property = fc.property(some, (given) => {
			if ((load.refuse?.(given) ?? null) !== null) return;
			ran++;
			const shape = { ptesPerTable: 8, slotsPerChain: 3 };
			const books = runOn(load, given, shape);
			expectWithin(load, given, shape, books);
			expect([books.outside, books.errors, books.now.processes]).toEqual([0, 0, 0]);
		});
		fc.assert(property, { numRuns: 60, seed: 12 });
		expect(ran).toBeGreaterThan(20);
	});

	test('refuses what is no number in its range, and names what it does not know', () => {
		for (const [name, { least, most }] of Object.entries(load.parameters)) {
			for (const value of [least - 1, most + 1, Number.NaN, least + 0.5]) {
				expect(() => checkGiven(load, { ...small, [name]: value })).toThrow(
					`error: ${load.name}: ${name} takes a whole number from `,
				);
			}
		}
		expect(() => checkGiven(load, { ...small, [`${load.scales}x`]: 1 })).toThrow(
			`error: ${load.name} has no parameter '${load.scales}x' (did you mean '${load.scales}'?)`,
		);
	});
});

test('maps that do not fit below 2 GiB are refused, and page tables that leave no memory', () => {
	const held = { ...parametersOf(mlockPressure, 'full'), locked: 500_000, memory: 1_000_000 };
	expect(() => checkGiven(mlockPressure, { ...held, heap: 30_000 })).toThrow(
		'error: mlock-pressure: its maps take 530,000 pages, and an address space has room for 521,216; ' +
			'lower the pages or the windows',
	);
	const build = parametersOf(kernelBuild, 'full');
	expect(() => checkGiven(kernelBuild, { ...build, units: 100_000 })).toThrow(
		'error: kernel-build: its file has 800,000 pages, and files here have at most 522,240; ' +
			'lower what it is made of',
	);
	const small = parametersOf(remapWindows, 'small');
	expect(() => checkGiven(remapWindows, { ...small, processes: 800, locked: 0 })).toThrow(
		'error: remap-windows: page tables alone take 1,602 pages, and the machine has 900; ' +
			'lower the processes or raise the memory',
	);
	expect(() => checkGiven(remapWindows, { ...small, filePages: 400 })).toThrow(
		'error: remap-windows: a window of 512 pages is past the end of a file of 400; ' +
			'lower the one or raise the other',
	);
	expect(() => checkGiven(remapWindows, { ...small, locked: 100 })).toThrow(
		'error: remap-windows: 1,024 pages are locked, and the machine has 900; ' +
			'lock less or raise the memory',
	);
});

test('remap-windows truncates and extends while windows are moved, and signals are survived', () => {
	const small = parametersOf(remapWindows, 'small');
	const { calls, signals } = runOn(remapWindows, small, smallestShape, { unmaps: true });
	expect(calls.get('truncate')).toBe(8);
	expect(calls.get('mlock')).toBe(4);
	// Half of 4 processes' 20 times 64 visits, as far as chance has it.
	expect(calls.get('remap')).toBeGreaterThan(2400);
	expect(calls.get('remap')).toBeLessThan(2700);
	expect(signals).toBeGreaterThan(0);
});

test('remap-reverse shows page 0 last, and reads every page again', () => {
	const { log, calls } = runOn(remapReverse, { pages: 5 });
	expect(log.filter((each) => each.startsWith('remap'))).toEqual(
		[0, 1, 2, 3, 4].map((page) => `remap 1 ${(1024 + page) * 4096} 1 ${4 - page}`),
	);
	expect([calls.get('touch w'), calls.get('touch r')]).toEqual([5, 5]);
});
