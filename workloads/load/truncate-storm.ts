/*
 * workloads/load/truncate-storm.ts - one process truncates a mapped file and extends it, the others fault pages in.
 *
 * Some of them map it privately and write copies, which truncation has to take away, too; one has locked a part. A
 * process survives SIGBUS, as one does that knows that its file can shrink.
 */
import { below, seeded } from '../../harness/engine/seeded.ts';
import {
	smallestShape,
	type Load,
	type LoadKernel,
	type Parameters,
	type Shape,
	type Sizes,
} from '../../harness/measure/load.ts';
import type { address_space, mm_struct } from '../../harness/mm/include/structs.ts';
import { addressOf, hasFailed, touchAll } from './program.ts';
import { refuseSizes } from './refusals.ts';
import { sizesOf, type Group } from './sizes.ts';

export type TruncateStormName =
	'pages' | 'processes' | 'private' | 'locked' | 'rounds' | 'pastEnd' | 'seed';
type Given = Parameters<TruncateStormName>;

export const lockedPages = ({ pages, locked }: Given): number => Math.floor((pages * locked) / 100);

/** The first process locks the end of its map, which truncation takes first; the last ones map privately. */
function begin(kernel: LoadKernel, file: address_space, given: Given): mm_struct[] {
	const processes: mm_struct[] = [];
	for (let nth = 0; nth < given.processes; nth++) {
		const process = kernel.process();
		const isShared = nth < given.processes - given.private;
		processes.push(process);
		if (hasFailed(kernel.map(process, file, 0, given.pages, { isShared }, addressOf(0)))) break;
		const locked = nth === 0 ? lockedPages(given) : 0;
		if (locked > 0) kernel.mlock(process, addressOf(given.pages - locked), locked);
	}
	return processes;
}

function run(kernel: LoadKernel, given: Given): void {
	const next = seeded(given.seed);
	const file = kernel.file(given.pages);
	const processes = begin(kernel, file, given);
	for (let round = 0; round < given.rounds; round++) {
		for (const process of processes)
			touchAll(kernel, process, addressOf(0), given.pages, round % 2 === 0);
		const kept = below(given.pages, next());
		kernel.truncate(file, kept);
		// Behind the end there is a signal for each, and no page.
		for (const process of processes) {
			for (let nth = 0; nth < given.pastEnd; nth++)
				kernel.touch(process, addressOf(below(given.pages, next())), true);
		}
		kernel.truncate(file, given.pages);
	}
	for (const process of processes) kernel.exit(process);
}

function sizes(given: Given, shape: Shape = smallestShape): Sizes {
	const { pages, processes } = given;
	const group = (count: number, vmas: number): Group => ({ count, vmas, span: pages, ptes: pages });
	return sizesOf(
		{
			files: [pages],
			anonymousPages: Math.min(given.private, processes) * pages,
			groups: [group(1, 2), group(processes - 1, 1)],
			losesPages: true,
		},
		shape,
	);
}

export const truncateStorm: Load<TruncateStormName> = {
	name: 'truncate-storm',
	question: 'What does truncation of a mapped file cost, and the faults that follow it?',
	source: "the seed mail's racing pages, at the size of a file that a program maps and truncates",
	parameters: {
		pages: { text: 'pages of the file', small: 128, full: 32_768, least: 1, most: 521_216 },
		processes: { text: 'processes that map it', small: 6, full: 16, least: 1, most: 5000 },
		private: { text: 'of them, so many privately', small: 2, full: 4, least: 0, most: 5000 },
		locked: { text: 'percent that the first one locks', small: 25, full: 25, least: 0, most: 100 },
		rounds: {
			text: 'times that the file is truncated',
			small: 40,
			full: 40,
			least: 1,
			most: 10_000,
		},
		pastEnd: {
			text: 'accesses of each while it is short',
			small: 16,
			full: 256,
			least: 0,
			most: 100_000,
		},
		seed: {
			text: 'seed of the lengths',
			small: 20030404,
			full: 20030404,
			least: 0,
			most: 2 ** 31 - 1,
		},
	},
	scales: 'processes',
	refuse: (given) => refuseSizes('truncate-storm', sizes(given)),
	sizes,
	run,
};
