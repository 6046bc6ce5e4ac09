/*
 * workloads/load/direct-io.ts - direct writes to a file that others have mapped.
 *
 * Each write invalidates its page in the cache. A design that unmaps the page makes every process fault it in
 * again; one that does not leaves them with what the file no longer is. The first process has locked a part.
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
import { addressOf, hasFailed } from './program.ts';
import { refuseSizes } from './refusals.ts';
import { sizesOf } from './sizes.ts';

type Name = 'pages' | 'processes' | 'locked' | 'rounds' | 'writes' | 'accesses' | 'seed';
type Given = Parameters<Name>;

/** One access in so many is a write. */
const oneWrites = 8;

function run(kernel: LoadKernel, given: Given): void {
	const next = seeded(given.seed);
	const file = kernel.file(given.pages);
	const processes = Array.from({ length: given.processes }, () => kernel.process()).filter(
		(process) => {
			const mapped = kernel.map(process, file, 0, given.pages, { isShared: true }, addressOf(0));
			if (hasFailed(mapped)) kernel.exit(process);
			return !hasFailed(mapped);
		},
	);
	const locked = Math.floor((given.pages * given.locked) / 100);
	if (locked > 0 && processes.length > 0) kernel.mlock(processes[0]!, addressOf(0), locked);
	for (let round = 0; round < given.rounds; round++) {
		for (const process of processes) {
			for (let nth = 0; nth < given.accesses; nth++) {
				const isWrite = below(oneWrites, next()) === 0;
				kernel.touch(process, addressOf(below(given.pages, next())), isWrite);
			}
		}
		for (let nth = 0; nth < given.writes; nth++)
			kernel.directWrite(file, below(given.pages, next()));
	}
	for (const process of processes) kernel.exit(process);
}

function sizes(given: Given, shape: Shape = smallestShape): Sizes {
	const { pages, processes } = given;
	return sizesOf(
		{
			files: [pages],
			anonymousPages: 0,
			groups: [
				{ count: 1, vmas: 2, span: pages, ptes: pages },
				{ count: processes - 1, vmas: 1, span: pages, ptes: pages },
			],
			losesPages: true,
		},
		shape,
	);
}

export const directIo: Load<Name> = {
	name: 'direct-io',
	question: 'What does it cost that direct writes invalidate pages which are mapped?',
	source: "the seed mail's question about invalidate_inode_pages2()",
	parameters: {
		pages: { text: 'pages of the file', small: 256, full: 65_536, least: 1, most: 521_216 },
		processes: { text: 'processes that map it', small: 4, full: 32, least: 1, most: 5000 },
		locked: { text: 'percent that the first one locks', small: 25, full: 10, least: 0, most: 100 },
		rounds: {
			text: 'rounds of accesses and writes',
			small: 100,
			full: 100,
			least: 1,
			most: 100_000,
		},
		writes: {
			text: 'direct writes of a page in each round',
			small: 16,
			full: 1024,
			least: 0,
			most: 1_000_000,
		},
		accesses: {
			text: 'accesses of each process in each round',
			small: 100,
			full: 4096,
			least: 0,
			most: 1_000_000,
		},
		seed: {
			text: 'seed of the pages',
			small: 20030404,
			full: 20030404,
			least: 0,
			most: 2 ** 31 - 1,
		},
	},
	scales: 'processes',
	refuse: (given) => refuseSizes('direct-io', sizes(given)),
	sizes,
	run,
};
