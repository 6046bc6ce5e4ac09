/*
 * workloads/load/rmap-test.ts - many processes that share many small windows of one file.
 *
 * The file begins empty and is extended to n windows of s pages with one page of hole between two windows, so that
 * vmas never merge. The parent maps all windows, changes the first byte of each page, starts writing them
 * back, and forks t children, which inherit every vma and go over the windows i times.
 */
import { below, seeded } from '../../harness/engine/seeded.ts';
import {
	pageBytes,
	smallestShape,
	type Load,
	type LoadKernel,
	type Parameters,
	type Shape,
	type Sizes,
} from '../../harness/measure/load.ts';
import { halfModeNeedsTwo } from '../../harness/messages/load.ts';
import type { mm_struct } from '../../harness/mm/include/structs.ts';
import { addressOf, forkAll, hasFailed, takeTurns, touchAll, type Program } from './program.ts';
import { refuseSizes } from './refusals.ts';
import { sizesOf } from './sizes.ts';

/** Values of the parameter `mode`: in order, at random, or in order with one child that stays in the first half. */
export const rmapTestModes = { linear: 0, random: 1, half: 2 } as const;

export type RmapTestName =
	'windows' | 'pages' | 'tasks' | 'iterations' | 'mode' | 'visits' | 'slice' | 'memory' | 'seed';
type Given = Parameters<RmapTestName>;

export const filePagesOf = (given: Given): number =>
	given.windows * given.pages + given.windows - 1;

/** Windows lie side by side in memory, as an empty address space places them. */
export const windowAddress = (given: Given, window: number): number =>
	addressOf(window * given.pages);

/** The parent's part before it forks; false when memory did not suffice. */
function prepare(kernel: LoadKernel, parent: mm_struct, given: Given): boolean {
	const file = kernel.file(0);
	kernel.truncate(file, filePagesOf(given));
	for (let window = 0; window < given.windows; window++) {
		const address = windowAddress(given, window);
		const first = window * (given.pages + 1);
		const how = { isShared: true };
		if (hasFailed(kernel.map(parent, file, first, given.pages, how, address))) return false;
	}
	for (let window = 0; window < given.windows; window++) {
		const address = windowAddress(given, window);
		if (!touchAll(kernel, parent, address, given.pages, true)) return false;
		kernel.msync(parent, address, given.pages, false);
	}
	return true;
}

/** Changes the first byte of each page, window by window. */
function* inOrder(kernel: LoadKernel, child: mm_struct, given: Given): Program {
	const pages = given.windows * given.pages;
	let left = given.slice;
	for (let iteration = 0; iteration < given.iterations; iteration++) {
		for (let page = 0; page < pages; page++) {
			if (!kernel.touch(child, addressOf(page), true)) return;
			if (--left > 0) continue;
			left = given.slice;
			yield;
		}
	}
}

/** As many accesses as V windows have pages, each of a window and a page of it that chance selects. */
function* atRandom(kernel: LoadKernel, child: mm_struct, given: Given, nth: number): Program {
	const next = seeded(given.seed + nth);
	const accesses = visitsOf(given) * given.pages * given.iterations;
	for (let access = 0; access < accesses; access++) {
		const address = windowAddress(given, below(given.windows, next()));
		const page = below(given.pages, next());
		if (!kernel.touch(child, address + page * pageBytes, true)) return;
		if ((access + 1) % given.slice === 0) yield;
	}
}

/** Goes round in the first half of the windows for as many slices as the other children can take. */
function* inFirstHalf(kernel: LoadKernel, child: mm_struct, given: Given): Program {
	const pages = Math.floor(given.windows / 2) * given.pages;
	const others = given.iterations * given.windows * given.pages;
	const most = (Math.floor(others / given.slice) + 1) * given.slice;
	for (let access = 0; access < most; access++) {
		if (!kernel.touch(child, addressOf(access % pages), true)) return;
		if ((access + 1) % given.slice === 0) yield;
	}
}

export const visitsOf = ({ visits, windows }: Given): number => (visits === 0 ? windows : visits);

function programOf(kernel: LoadKernel, child: mm_struct, given: Given, nth: number): Program {
	if (given.mode === rmapTestModes.random) return atRandom(kernel, child, given, nth);
	if (given.mode === rmapTestModes.half && nth === 0) return inFirstHalf(kernel, child, given);
	return inOrder(kernel, child, given);
}

function run(kernel: LoadKernel, given: Given): void {
	const parent = kernel.process();
	const count = prepare(kernel, parent, given) ? given.tasks : 0;
	// Each child sleeps for a second first, so all are there before the first one goes on.
	const children = forkAll(kernel, parent, count, ({ process }, nth) =>
		programOf(kernel, process, given, nth),
	);
	const stays = given.mode === rmapTestModes.half ? 1 : 0;
	takeTurns(kernel, children.slice(stays), children.slice(0, stays));
	kernel.exit(parent);
}

function sizes(given: Given, shape: Shape = smallestShape): Sizes {
	const span = given.windows * given.pages;
	return sizesOf(
		{
			files: [filePagesOf(given)],
			anonymousPages: 0,
			groups: [{ count: given.tasks + 1, vmas: given.windows, span, ptes: span }],
			losesPages: false,
			memoryPages: given.memory,
		},
		shape,
	);
}

function refuse(given: Given): string | null {
	if (given.mode === rmapTestModes.half) {
		if (given.tasks < 2) return halfModeNeedsTwo('rmap-test', 'processes');
		if (given.windows < 2) return halfModeNeedsTwo('rmap-test', 'windows');
	}
	return refuseSizes('rmap-test', sizes(given));
}

export const rmapTest: Load<RmapTestName> = {
	name: 'rmap-test',
	question: 'What does it cost to unmap pages of a file of which many vmas show other parts?',
	source:
		'Andrew Morton, 5 April 2003, <20030405040614.66511e1e.akpm@digeo.com>; full is his test 1',
	parameters: {
		windows: { text: 'windows of the file (-n)', small: 20, full: 100, least: 1, most: 100_000 },
		pages: { text: 'pages of a window (-s)', small: 30, full: 600, least: 1, most: 521_216 },
		tasks: { text: 'processes that share them (-t)', small: 10, full: 100, least: 1, most: 5000 },
		iterations: {
			text: 'times that each goes over them (-i)',
			small: 5,
			full: 10,
			least: 1,
			most: 1000,
		},
		mode: {
			text: '0 linear (-l), 1 random (-r), 2 half (-h)',
			small: 0,
			full: 0,
			least: 0,
			most: 2,
		},
		visits: {
			text: 'windows whose pages a random walk counts (-V); 0: as many as there are',
			small: 0,
			full: 0,
			least: 0,
			most: 100_000,
		},
		/*
		 * A slice of 2.5 is 100 ms. The published run of test 1 on pte_chains used 102.7 s of processor time for 60
		 * million accesses, 1.7 us each: about 58,500 to a slice, one walk over all its pages. The small one
		 * keeps that proportion.
		 */
		slice: {
			text: 'accesses in a time slice',
			small: 585,
			full: 58_500,
			least: 1,
			most: 10_000_000,
		},
		memory: { text: 'pages of memory', small: 640, full: 65_536, least: 16, most: 16_777_216 },
		seed: {
			text: 'seed of random walks',
			small: 20030405,
			full: 20030405,
			least: 0,
			most: 2 ** 31 - 1,
		},
	},
	scales: 'tasks',
	refuse,
	sizes,
	run,
};
