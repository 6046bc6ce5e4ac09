/*
 * workloads/load/timed/rmap-test.ts - rmap-test.ts on several cpus: the children go over the windows at one time.
 */
import { below, seeded } from '../../../harness/engine/seeded.ts';
import { pageBytes, type Parameters } from '../../../harness/measure/load.ts';
import type { Script, Steps, TimedKernel } from '../../../harness/measure/timed/script.ts';
import type { mm_struct } from '../../../harness/mm/include/structs.ts';
import { addressOf, hasFailed } from '../program.ts';
import {
	filePagesOf,
	rmapTestModes,
	visitsOf,
	windowAddress,
	type RmapTestName,
} from '../rmap-test.ts';
import { startProcess, touchAll, waitForAll } from './program.ts';

type Given = Parameters<RmapTestName>;

/** The parent's part before it forks; false when memory did not suffice. */
function* prepare(kernel: TimedKernel, parent: mm_struct, given: Given): Steps<boolean> {
	const file = yield* kernel.file(0);
	yield* kernel.truncate(file, filePagesOf(given));
	const how = { isShared: true };
	for (let window = 0; window < given.windows; window++) {
		const address = windowAddress(given, window);
		const first = window * (given.pages + 1);
		if (hasFailed(yield* kernel.map(parent, file, first, given.pages, how, address))) return false;
	}
	for (let window = 0; window < given.windows; window++) {
		const address = windowAddress(given, window);
		if (!(yield* touchAll(kernel, parent, address, given.pages, true))) return false;
		yield* kernel.msync(parent, address, given.pages, false);
	}
	return true;
}

/** The addresses that a child changes, one after the other. */
function* addressesOf(given: Given, nth: number): Generator<number> {
	const { mode, pages, windows, iterations, slice } = given;
	if (mode === rmapTestModes.random) {
		const next = seeded(given.seed + nth);
		for (let access = visitsOf(given) * pages * iterations; access > 0; access--) {
			const address = windowAddress(given, below(windows, next()));
			yield address + below(pages, next()) * pageBytes;
		}
		return;
	}
	const isHalf = mode === rmapTestModes.half && nth === 0;
	const others = iterations * windows * pages;
	const span = isHalf ? Math.floor(windows / 2) * pages : windows * pages;
	const accesses = isHalf ? (Math.floor(others / slice) + 1) * slice : others;
	for (let access = 0; access < accesses; access++) yield addressOf(access % span);
}

function* child(kernel: TimedKernel, process: mm_struct, given: Given, nth: number): Script {
	let left = given.slice;
	for (const address of addressesOf(given, nth)) {
		if (!(yield* kernel.touch(process, address, true))) return;
		if (--left > 0) continue;
		left = given.slice;
		yield* kernel.pause();
	}
}

export function* rmapTest(kernel: TimedKernel, given: Given): Script {
	const parent = yield* kernel.process();
	const count = (yield* prepare(kernel, parent, given)) ? given.tasks : 0;
	const children: mm_struct[] = [];
	for (let nth = 0; nth < count; nth++) {
		const process = yield* kernel.fork(parent);
		if (hasFailed(process)) break;
		children.push(process);
	}
	// Each child sleeps for a second first, so all are there before the first one goes on.
	for (const [nth, process] of children.entries()) {
		yield* startProcess(kernel, `child ${nth}`, process, () => child(kernel, process, given, nth));
	}
	yield* waitForAll(kernel);
	yield* kernel.exit(parent);
}
