/*
 * workloads/load/fork-exec.ts - a shell script: it forks, the child executes another program, which soon ends.
 *
 * Most pages of short-lived processes are pages of files that many map, so that adding and removing a
 * reverse mapping is most of what can be saved.
 */
import {
	smallestShape,
	type Load,
	type LoadKernel,
	type Parameters,
	type Shape,
	type Sizes,
} from '../../harness/measure/load.ts';
import {
	exec,
	imageGroup,
	mapImage,
	ownPages,
	useImage,
	type Image,
	type ImageSize,
} from './image.ts';
import { hasFailed, start, takeTurns, type Program, type Running, type Self } from './program.ts';
import { refuseSizes } from './refusals.ts';
import { sizesOf } from './sizes.ts';

export type ForkExecName =
	'children' | 'together' | 'text' | 'library' | 'heap' | 'used' | 'usedByFork';
type Given = Parameters<ForkExecName>;

/** Both programs have little data, as a shell and the tools that it calls do. */
export const shellDataPages = 8;

export const sizeOfShell = ({ text, library, heap }: Given): ImageSize => ({
	text,
	data: shellDataPages,
	library,
	heap,
});

/** Between fork and exec a child goes on in its parent's memory, of which it copies what it writes to. */
function* child(kernel: LoadKernel, self: Self, tool: Image, given: Given): Program {
	if (!useImage(kernel, self.process, tool.size, given.usedByFork)) return;
	yield;
	if (!exec(kernel, self, tool)) return;
	if (!useImage(kernel, self.process, tool.size, given.used)) return;
	yield;
	// Once more, when the others have had their turn: the ptes are there, unless reclaim took them.
	useImage(kernel, self.process, tool.size, given.used);
}

function run(kernel: LoadKernel, given: Given): void {
	const size = sizeOfShell(given);
	const libraryFile = kernel.file(given.library);
	const shell: Image = { file: kernel.file(given.text + shellDataPages), libraryFile, size };
	const tool: Image = { file: kernel.file(given.text + shellDataPages), libraryFile, size };
	const parent = kernel.process();
	const isReady = mapImage(kernel, parent, shell) && useImage(kernel, parent, size, given.used);
	for (let first = 0; isReady && first < given.children; first += given.together) {
		const count = Math.min(given.together, given.children - first);
		const batch: Running[] = [];
		for (let nth = 0; nth < count; nth++) {
			const process = kernel.fork(parent);
			if (hasFailed(process)) break;
			batch.push(start(process, (self) => child(kernel, self, tool, given)));
		}
		takeTurns(kernel, batch);
	}
	kernel.exit(parent);
}

function sizes(given: Given, shape: Shape = smallestShape): Sizes {
	const size = sizeOfShell(given);
	const processes = Math.min(given.together, given.children) + 1;
	return sizesOf(
		{
			files: [given.library, given.text + shellDataPages, given.text + shellDataPages],
			anonymousPages: processes * ownPages(size),
			groups: [imageGroup(size, processes)],
			losesPages: false,
		},
		shape,
	);
}

export const forkExec: Load<ForkExecName> = {
	name: 'fork-exec',
	question: 'What does it cost a short-lived process that its pages are found again?',
	source:
		"Dave McCracken's measurements of fork and exit, February 2003; sizes of a shell of that time",
	parameters: {
		children: {
			text: 'processes that are forked',
			small: 120,
			full: 10_000,
			least: 1,
			most: 1_000_000,
		},
		together: { text: 'of them, so many at one time', small: 4, full: 16, least: 1, most: 5000 },
		text: { text: 'pages of program text', small: 60, full: 150, least: 1, most: 65_536 },
		library: { text: 'pages of the C library', small: 120, full: 300, least: 1, most: 65_536 },
		heap: { text: 'pages of anonymous memory', small: 40, full: 100, least: 1, most: 65_536 },
		used: { text: 'percent that the program uses', small: 70, full: 40, least: 1, most: 100 },
		usedByFork: {
			text: 'percent that is used between fork and exec',
			small: 10,
			full: 10,
			least: 1,
			most: 100,
		},
	},
	scales: 'together',
	refuse: (given) => refuseSizes('fork-exec', sizes(given)),
	sizes,
	run,
};
