/*
 * workloads/load/remap-windows.ts - a database that moves small windows over one large file.
 *
 * Each process has one shared map cut into windows, and chooses with remap_file_pages() what each of them shows: what
 * the call was made for. The first windows are locked in memory. Meanwhile the owner of the file truncates it and
 * extends it again. A process survives SIGBUS: it looks for its page elsewhere.
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
import { lockedFillsMemory, windowPastFile } from '../../harness/messages/load.ts';
import type { address_space, mm_struct } from '../../harness/mm/include/structs.ts';
import {
	addressOf,
	forkAll,
	hasFailed,
	start,
	takeTurns,
	touchAll,
	type Program,
} from './program.ts';
import { refuseSizes } from './refusals.ts';
import { sizesOf } from './sizes.ts';

type Name =
	| 'processes'
	| 'windows'
	| 'windowPages'
	| 'filePages'
	| 'rounds'
	| 'locked'
	| 'truncations'
	| 'kept'
	| 'slice'
	| 'memory'
	| 'seed';
type Given = Parameters<Name>;

interface Database {
	readonly file: address_space;
	/** Its size now. */
	pages: number;
}

const lockedWindows = ({ windows, locked }: Given): number => Math.floor((windows * locked) / 100);

const visitsOf = ({ rounds, windows }: Given): number => rounds * windows;

/** Looks at windows that chance selects; half of them have to be moved first, and a quarter is written to. */
function* worker(
	kernel: LoadKernel,
	process: mm_struct,
	database: Database,
	given: Given,
	nth: number,
): Program {
	const next = seeded(given.seed + nth);
	const lockedPages = lockedWindows(given) * given.windowPages;
	if (lockedPages > 0) kernel.mlock(process, addressOf(0), lockedPages);
	for (let visit = 0; visit < visitsOf(given); visit++) {
		const address = addressOf(below(given.windows, next()) * given.windowPages);
		const kind = below(4, next());
		const extents = Math.floor(database.pages / given.windowPages);
		const extent = below(extents, next());
		if (kind < 2 && extents > 0)
			kernel.remap(process, address, given.windowPages, extent * given.windowPages);
		touchAll(kernel, process, address, given.windowPages, kind === 1);
		if ((visit + 1) % given.slice === 0) yield;
	}
}

/** Truncates and extends at equal distances in time, with a turn of all workers between the two. */
function* owner(kernel: LoadKernel, database: Database, given: Given): Program {
	const turns = Math.ceil(visitsOf(given) / given.slice);
	const distance = Math.floor(turns / (given.truncations + 1));
	for (let nth = 0; nth < given.truncations; nth++) {
		for (let turn = 1; turn < distance; turn++) yield;
		database.pages = Math.floor((given.filePages * given.kept) / 100);
		kernel.truncate(database.file, database.pages);
		yield;
		database.pages = given.filePages;
		kernel.truncate(database.file, database.pages);
	}
}

function run(kernel: LoadKernel, given: Given): void {
	const database: Database = { file: kernel.file(given.filePages), pages: given.filePages };
	const parent = kernel.process();
	const pages = given.windows * given.windowPages;
	const mapped = kernel.map(parent, database.file, 0, pages, { isShared: true }, addressOf(0));
	const count = hasFailed(mapped) ? 0 : given.processes;
	const workers = forkAll(kernel, parent, count, ({ process }, nth) =>
		worker(kernel, process, database, given, nth),
	);
	takeTurns(kernel, [...workers, start(parent, () => owner(kernel, database, given))]);
}

function sizes(given: Given, shape: Shape = smallestShape): Sizes {
	const span = given.windows * given.windowPages;
	return sizesOf(
		{
			files: [given.filePages],
			anonymousPages: 0,
			// The owner maps the file and never looks at it.
			groups: [
				{ count: given.processes, vmas: given.windows, span, ptes: span },
				{ count: 1, vmas: 1, span, ptes: 0 },
			],
			losesPages: true,
			memoryPages: given.memory,
		},
		shape,
	);
}

function refuse(given: Given): string | null {
	const pages = given.windows * given.windowPages;
	if (pages > given.filePages) return windowPastFile('remap-windows', pages, given.filePages);
	const locked = given.processes * lockedWindows(given) * given.windowPages;
	const lockedAtMost = Math.min(locked, given.filePages);
	if (lockedAtMost >= given.memory)
		return lockedFillsMemory('remap-windows', lockedAtMost, given.memory);
	return refuseSizes('remap-windows', sizes(given));
}

export const remapWindows: Load<Name> = {
	name: 'remap-windows',
	question: 'What do remapped windows cost, and whom does truncation hit whose pages are locked?',
	source: 'what remap_file_pages() was made for, and the question of W. Irwin, 5 April 2003',
	parameters: {
		processes: { text: 'processes', small: 4, full: 32, least: 1, most: 5000 },
		windows: { text: 'windows of each', small: 64, full: 4096, least: 1, most: 65_536 },
		windowPages: { text: 'pages of a window', small: 8, full: 16, least: 1, most: 4096 },
		filePages: { text: 'pages of the file', small: 1024, full: 262_144, least: 1, most: 521_216 },
		rounds: {
			text: 'visits to each window, on average',
			small: 20,
			full: 10,
			least: 1,
			most: 1000,
		},
		locked: {
			text: 'percent of the windows that are locked',
			small: 10,
			full: 5,
			least: 0,
			most: 100,
		},
		truncations: {
			text: 'times that the file is truncated',
			small: 4,
			full: 4,
			least: 0,
			most: 1000,
		},
		kept: {
			text: 'percent of the file that truncation keeps',
			small: 75,
			full: 75,
			least: 0,
			most: 99,
		},
		slice: { text: 'visits in a time slice', small: 32, full: 1024, least: 1, most: 1_000_000 },
		memory: { text: 'pages of memory', small: 900, full: 262_144, least: 16, most: 16_777_216 },
		seed: {
			text: 'seed of what is visited',
			small: 20030404,
			full: 20030404,
			least: 0,
			most: 2 ** 31 - 1,
		},
	},
	scales: 'processes',
	refuse,
	sizes,
	run,
};
