/*
 * workloads/load/timed/truncate-storm.ts - truncate-storm.ts on several cpus: the first process touches the file and
 * truncates it as it does there, and the others touch it meanwhile.
 */
import { below, seeded } from '../../../harness/engine/seeded.ts';
import type { Parameters } from '../../../harness/measure/load.ts';
import type { Script, Steps, TimedKernel } from '../../../harness/measure/timed/script.ts';
import type { address_space, mm_struct } from '../../../harness/mm/include/structs.ts';
import { addressOf, hasFailed } from '../program.ts';
import { lockedPages, type TruncateStormName } from '../truncate-storm.ts';
import { startProcess, waitForAll } from './program.ts';

type Given = Parameters<TruncateStormName>;

/** Maps the file, and locks its end if it is the first; false when memory did not suffice. */
function* begin(
	kernel: TimedKernel,
	process: mm_struct,
	file: address_space,
	given: Given,
	nth: number,
): Steps<boolean> {
	const isShared = nth < given.processes - given.private;
	const mapped = yield* kernel.map(process, file, 0, given.pages, { isShared }, addressOf(0));
	if (hasFailed(mapped)) return false;
	const locked = nth === 0 ? lockedPages(given) : 0;
	if (locked > 0) yield* kernel.mlock(process, addressOf(given.pages - locked), locked);
	return true;
}

/** Goes over the file in each round; only the first process truncates. */
function* rounds(
	kernel: TimedKernel,
	process: mm_struct,
	file: address_space,
	given: Given,
	nth: number,
): Script {
	const next = seeded(given.seed + nth);
	for (let round = 0; round < given.rounds; round++) {
		// A signal may come at any page here, and a program that knows that goes on with the next one.
		for (let page = 0; page < given.pages; page++)
			yield* kernel.touch(process, addressOf(page), round % 2 === 0);
		if (nth === 0) yield* kernel.truncate(file, below(given.pages, next()));
		// Behind the end there is a signal for each, and no page.
		for (let access = 0; access < given.pastEnd; access++)
			yield* kernel.touch(process, addressOf(below(given.pages, next())), true);
		if (nth === 0) yield* kernel.truncate(file, given.pages);
		yield* kernel.pause();
	}
}

export function* truncateStorm(kernel: TimedKernel, given: Given): Script {
	const file = yield* kernel.file(given.pages);
	const processes: mm_struct[] = [];
	for (let nth = 0; nth < given.processes; nth++) {
		const process = yield* kernel.process();
		processes.push(process);
		if (!(yield* begin(kernel, process, file, given, nth))) break;
	}
	for (const [nth, process] of processes.entries()) {
		yield* startProcess(kernel, `process ${nth}`, process, () =>
			rounds(kernel, process, file, given, nth),
		);
	}
	yield* waitForAll(kernel);
}
