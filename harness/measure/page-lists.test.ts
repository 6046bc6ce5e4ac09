/*
 * Pages on lists of their mapping are found by an index, and the walk over all pages of the file finds the same ones; and
 * what is paid for a file that has one dirty page does not depend on the size of the file.
 */
import { expect, test } from 'vitest';
import { below, seeded } from '../engine/seeded.ts';
import { type RunningKernel, startKernel } from './load-kernel.ts';
import { type Built, built } from './straight/built.ts';

const pageBytes = 4096;
const filePages = 12;

/** What a look at each list of both files finds, by the index and by the walk. */
function looks(
	{ types, atomics }: Built,
	{ machine }: RunningKernel,
	files: readonly number[],
): { readonly indexed: number[]; readonly walked: number[] } {
	const asked = files.flatMap((file) =>
		[types.PAGES_DIRTY, types.PAGES_LOCKED, types.PAGES_IO].map((list) => [file, list]),
	);
	const by = (steps: typeof machine.atomics): number[] =>
		asked.map((args) => steps['firstOnList']!(machine.view, args, 0));
	return { indexed: by(machine.atomics), walked: by(atomics.atomics) };
}

/** Random calls on two files; memory is short, so that reclaim writes pages and takes them off their lists. */
function randomCalls(
	{ kernel }: RunningKernel,
	seed: number,
	check: (files: number[]) => void,
): void {
	const next = seeded(seed);
	const files = [kernel.file(filePages), kernel.file(filePages)];
	const process = kernel.process();
	const maps = files.map((file, i) =>
		kernel.map(process, file, 0, filePages, { isShared: true }, (8 + 16 * i) * pageBytes),
	);
	for (let call = 0; call < 150; call++) {
		const which = below(2, next());
		const page = below(filePages, next());
		const [file, map] = [files[which]!, maps[which]!];
		switch (below(8, next())) {
			case 0:
				kernel.msync(process, map + page * pageBytes, 1, true);
				break;
			case 1:
				kernel.msync(process, map, filePages, false);
				break;
			case 2:
				kernel.write(file, page);
				break;
			case 3:
				kernel.directWrite(file, page);
				break;
			case 4:
				kernel.truncate(file, page);
				kernel.truncate(file, filePages);
				break;
			default:
				kernel.touch(process, map + page * pageBytes, true);
		}
		check(files);
	}
}

test.each([
	['lock-page-convert', 'never'],
	['lock-page-convert', 'now'],
	['keep-mapping', 'never'],
	['keep-mapping', 'now'],
] as const)('%s, linked %s', async (name, linking) => {
	const modules = await built();
	let onLists = 0;
	for (let seed = 1; seed <= 10; seed++) {
		const { functions } = modules.variants[name]!;
		const running = startKernel(modules, functions, 'cost', 3, undefined, true, linking);
		randomCalls(running, seed, (files) => {
			const { indexed, walked } = looks(modules, running, files);
			expect(indexed).toEqual(walked);
			onLists += walked.filter((page) => page !== 0).length;
		});
	}
	expect(onLists).toBeGreaterThan(100);
});

test('msync() of one dirty page costs the same however many clean ones there are', async () => {
	const modules = await built();
	const costWith = (clean: number): number => {
		const { functions } = modules.variants['lock-page-convert']!;
		const running = startKernel(modules, functions, 'counted', 3);
		const { kernel, machine } = running;
		const file = kernel.file(filePages);
		const process = kernel.process();
		const map = kernel.map(process, file, 0, filePages, { isShared: true });
		for (let page = 1; page <= clean; page++) kernel.read(file, page);
		kernel.touch(process, map, true);
		const before = machine.events;
		kernel.msync(process, map, 1, true);
		const after = machine.events;
		return (
			after.loads + after.locks + after.listSteps - before.loads - before.locks - before.listSteps
		);
	};
	expect(costWith(filePages - 1)).toBe(costWith(0));
});
