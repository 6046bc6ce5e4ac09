/*
 * Vmas of an mm that are in an array are found where a walk finds them, and the cache is what it is after the walk: one
 * of so few lines that it shows all that was touched.
 */
import { afterEach, expect, test, vi } from 'vitest';
import { startKernel, type LongLists } from './load-kernel.ts';
import { MmIndex } from './mm-vmas.ts';
import { built } from './straight/built.ts';

const pageBytes = 4096;
const never = { vmas: Infinity, walks: 0, part: 1 };
const cut = { isLongFrom: Infinity, sizes: [] };

afterEach(() => {
	vi.restoreAllMocks();
});

async function ran(
	inArray: LongLists['inArray'],
): Promise<{ events: unknown; memory: Int32Array }> {
	const modules = await built();
	const { kernel, machine } = startKernel(
		modules,
		modules.variants['pte-chains']!.functions,
		'cost',
		3,
		{ lineWords: 8, lines: 16 },
		true,
		'never',
		{ cut, inArray },
	);
	const file = kernel.file(8);
	const process = kernel.process();
	const at = (window: number): number => (8 + 2 * window) * pageBytes;
	for (let window = 0; window < 5; window++) {
		kernel.map(process, file, window, 1, { isShared: true }, at(window));
	}
	for (let round = 0; round < 4; round++) {
		for (const window of [4, 0, 3, 1, 2]) kernel.touch(process, at(window), true);
		if (round === 1) kernel.unmap(process, at(1), 1);
	}
	return { events: machine.events, memory: machine.memory };
}

test.each([1, 2, 4])('in parts of %i', async (part) => {
	const walked = await ran(never);
	const asked = vi.spyOn(MmIndex.prototype, 'around');
	expect(await ran({ vmas: 1, walks: 1, part })).toEqual(walked);
	const found = asked.mock.results.filter(({ value }) => value !== null);
	expect(found.length).toBeGreaterThan(10);
});
