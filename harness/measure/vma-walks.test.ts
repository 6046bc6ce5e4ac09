/*
 * Walks over the vmas of a file that are charged without being walked cost what real walks cost, to the last count, and
 * leave the same memory, on a kernel that reclaims at every allocation. Its cache holds what a look needs.
 */
import { expect, test } from 'vitest';
import { type LongLists, startKernel, type RunningKernel } from './load-kernel.ts';
import { built } from './straight/built.ts';

const pageBytes = 4096;

/** Four processes with windows on one file, some of which share pages, one locked; then all of it again. */
function run({ kernel }: RunningKernel): void {
	const file = kernel.file(12);
	const processes = [kernel.process(), kernel.process()];
	for (const [i, process] of processes.entries()) {
		for (const [n, first] of [0, 3, 6, 9].entries()) {
			kernel.map(
				process,
				file,
				first,
				2 + ((i + n) % 2),
				{ isShared: n !== 2 },
				(8 + 4 * n) * pageBytes,
			);
		}
	}
	kernel.mlock(processes[0]!, 8 * pageBytes, 1);
	for (let round = 0; round < 3; round++) {
		for (const process of processes) {
			for (const page of [8, 9, 12, 13, 16, 17, 20, 21])
				kernel.touch(process, page * pageBytes, page % 2 === 0);
		}
		if (round === 0) kernel.unmap(processes[1]!, 12 * pageBytes, 1);
		if (round === 1) kernel.remap(processes[0]!, 12 * pageBytes, 1, 11);
	}
	kernel.truncate(file, 5);
}

const names = [
	'lock-page-convert',
	'sorted-vmas',
	'forced-unmap',
	'pte-chains',
	'nonlinear-aware',
	'no-bug',
];

/** Blocks of four vmas and of two, and the lists of an mm in arrays. */
const long = { cut: { isLongFrom: 0, sizes: [4, 2] }, inArray: { vmas: 1, walks: 1, part: 2 } };
/** Walked, in stretches, and as long lists are. */
const ways = [{ isPassing: false }, { isPassing: true }, { isPassing: true, long }];

test.each(names)('%s', async (name) => {
	const modules = await built();
	const { functions } = modules.variants[name]!;
	const [walked, ...passed] = ways.map(({ isPassing, long: lists }) => {
		const running = startKernel(
			modules,
			functions,
			'cost',
			3,
			{ lineWords: 8, lines: 1024 },
			isPassing,
			// Linked code counts otherwise, and to the same end.
			isPassing ? 'now' : 'never',
			lists,
		);
		run(running);
		return running.machine;
	});
	for (const each of passed) {
		expect(each.events).toEqual(walked!.events);
		expect(each.memory).toEqual(walked!.memory);
	}
	expect(walked!.counts.listSteps).toBeGreaterThan(100);
});

test('vmas are passed over, or else the above says nothing', async () => {
	const modules = await built();
	const { functions } = modules.variants['lock-page-convert']!;
	const looksAt = (isPassing: boolean, lists?: LongLists): number => {
		let looks = 0;
		const counting = {
			...functions,
			find_pte(this: never, vma: number, page: number) {
				looks++;
				return (modules.mm.baseFunctions.find_pte as unknown as (...args: number[]) => number).call(
					this,
					vma,
					page,
				);
			},
		};
		run(startKernel(modules, counting as never, 'counted', 3, undefined, isPassing, 'late', lists));
		return looks;
	};
	expect(looksAt(true)).toBeLessThan(looksAt(false) / 2);
	expect(looksAt(true, long)).toBe(looksAt(true));
});
