/*
 * workloads/load/mlock-pressure.ts - processes hold a file locked while another one reads past all memory.
 *
 * Reclaim meets the locked pages again and again on its lists, looks for a vma that locks them, and has to
 * leave them: how long it looks is the question. Between two passes each process gives its lock back and takes it anew.
 */
import {
	smallestShape,
	type Load,
	type LoadKernel,
	type Parameters,
	type Shape,
	type Sizes,
} from '../../harness/measure/load.ts';
import { lockedFillsMemory } from '../../harness/messages/load.ts';
import type { address_space, mm_struct } from '../../harness/mm/include/structs.ts';
import {
	addressOf,
	hasFailed,
	start,
	takeTurns,
	touchAll,
	type Program,
	type Running,
} from './program.ts';
import { refuseSizes } from './refusals.ts';
import { sizesOf } from './sizes.ts';

export type MlockPressureName = 'processes' | 'locked' | 'heap' | 'stream' | 'passes' | 'memory';
type Given = Parameters<MlockPressureName>;

/** Turns that the others have during one pass of the reader. */
export const turnsInPass = 4;

/** Has a file locked, and anonymous memory that is not. */
function* holder(
	kernel: LoadKernel,
	process: mm_struct,
	file: address_space,
	given: Given,
): Program {
	const { locked, heap } = given;
	const mapped = [
		kernel.map(process, file, 0, locked, { isShared: true }, addressOf(0)),
		kernel.map(process, 0, 0, heap, { isShared: false }, addressOf(locked)),
	];
	if (mapped.some(hasFailed)) return;
	for (let pass = 0; pass < given.passes; pass++) {
		kernel.mlock(process, addressOf(0), locked);
		for (let turn = 0; turn < turnsInPass; turn++) {
			if (!touchAll(kernel, process, addressOf(0), locked, pass % 2 === 0)) return;
			if (!touchAll(kernel, process, addressOf(locked), heap, true)) return;
			yield;
		}
		kernel.munlock(process, addressOf(0), locked);
	}
}

/** Reads a file from end to end, and over again. */
function* reader(
	kernel: LoadKernel,
	process: mm_struct,
	file: address_space,
	given: Given,
): Program {
	const mapped = kernel.map(process, file, 0, given.stream, { isShared: true }, addressOf(0));
	if (hasFailed(mapped)) return;
	const slice = Math.ceil(given.stream / turnsInPass);
	for (let pass = 0; pass < given.passes; pass++) {
		for (let page = 0; page < given.stream; page++) {
			if (!kernel.touch(process, addressOf(page), false)) return;
			if ((page + 1) % slice === 0 || page + 1 === given.stream) yield;
		}
	}
}

function run(kernel: LoadKernel, given: Given): void {
	const [held, stream] = [kernel.file(given.locked), kernel.file(given.stream)];
	const all: Running[] = Array.from({ length: given.processes }, () =>
		start(kernel.process(), ({ process }) => holder(kernel, process, held, given)),
	);
	all.push(start(kernel.process(), ({ process }) => reader(kernel, process, stream, given)));
	takeTurns(kernel, all);
}

function sizes(given: Given, shape: Shape = smallestShape): Sizes {
	const { processes, locked, heap, stream } = given;
	const own = locked + heap;
	return sizesOf(
		{
			files: [locked, stream],
			anonymousPages: processes * heap,
			groups: [
				{ count: processes, vmas: 2, span: own, ptes: own },
				{ count: 1, vmas: 1, span: stream, ptes: stream },
			],
			losesPages: false,
			memoryPages: given.memory,
		},
		shape,
	);
}

function refuse(given: Given): string | null {
	if (given.locked >= given.memory)
		return lockedFillsMemory('mlock-pressure', given.locked, given.memory);
	return refuseSizes('mlock-pressure', sizes(given));
}

export const mlockPressure: Load<MlockPressureName> = {
	name: 'mlock-pressure',
	question: 'What does reclaim spend on pages that it may not take?',
	source: "the VM_LOCKED vmas of the seed mail, at the size of a database's shared memory",
	parameters: {
		processes: { text: 'processes that lock the file', small: 4, full: 16, least: 1, most: 5000 },
		locked: {
			text: 'pages of the file, all of them locked',
			small: 128,
			full: 16_384,
			least: 1,
			most: 524_288,
		},
		heap: {
			text: 'anonymous pages of each process',
			small: 32,
			full: 1024,
			least: 1,
			most: 262_144,
		},
		stream: {
			text: 'pages of the file that is read',
			small: 1536,
			full: 131_072,
			least: 1,
			most: 521_216,
		},
		passes: { text: 'times that it is read', small: 10, full: 5, least: 1, most: 1000 },
		memory: { text: 'pages of memory', small: 1024, full: 65_536, least: 16, most: 16_777_216 },
	},
	scales: 'processes',
	refuse,
	sizes,
	run,
};
