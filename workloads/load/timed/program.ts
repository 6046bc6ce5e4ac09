/*
 * workloads/load/timed/program.ts - what programs of the timed mode do alike; program.ts and image.ts with other calls.
 */
import { pageBytes } from '../../../harness/measure/load.ts';
import type { Script, Steps, TimedKernel } from '../../../harness/measure/timed/script.ts';
import type { mm_struct } from '../../../harness/mm/include/structs.ts';
import { accessesOf, mapsOf, type Image, type ImageSize } from '../image.ts';
import { hasFailed, type Self } from '../program.ts';

/** One access of each page of a range; false when a signal came, and the rest is left. */
export function* touchAll(
	kernel: TimedKernel,
	process: mm_struct,
	address: number,
	pages: number,
	isWrite: boolean,
): Steps<boolean> {
	for (let page = 0; page < pages; page++) {
		if (!(yield* kernel.touch(process, address + page * pageBytes, isWrite))) return false;
	}
	return true;
}

/** Maps an image into an empty process; false when memory did not suffice. */
export function* mapImage(kernel: TimedKernel, process: mm_struct, image: Image): Steps<boolean> {
	let isMapped = true;
	for (const each of mapsOf(image)) {
		if (hasFailed(yield* kernel.map(process, ...each))) isMapped = false;
	}
	return isMapped;
}

/** Touches a part of an image; false when a signal came. */
export function* useImage(
	kernel: TimedKernel,
	process: mm_struct,
	size: ImageSize,
	percent: number,
): Steps<boolean> {
	for (const { address, isWrite } of accessesOf(size, percent)) {
		if (!(yield* kernel.touch(process, address, isWrite))) return false;
	}
	return true;
}

/** Another program in a process of the same parent; false when memory did not suffice. */
export function* exec(kernel: TimedKernel, self: Self, image: Image): Steps<boolean> {
	yield* kernel.exit(self.process);
	self.process = yield* kernel.process();
	return yield* mapImage(kernel, self.process, image);
}

/** A task for a process, which exits when its program has ended. */
export function* startProcess(
	kernel: TimedKernel,
	name: string,
	process: mm_struct,
	program: (self: Self) => Script,
): Steps<void> {
	const self = { process };
	const script = function* (): Script {
		yield* program(self);
		if (self.process !== 0) yield* kernel.exit(self.process);
	};
	yield* kernel.start(name, script());
}

/** Waits until all that the task has started have ended. */
export function* waitForAll(kernel: TimedKernel): Steps<void> {
	while ((yield* kernel.wait()) >= 0);
}
