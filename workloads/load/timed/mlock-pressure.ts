/*
 * workloads/load/timed/mlock-pressure.ts - mlock-pressure.ts on several cpus: those who hold locked pages and the one
 * who reads go on by themselves, and memory is freed while they do.
 */
import type { Parameters } from '../../../harness/measure/load.ts';
import type { Script, TimedKernel } from '../../../harness/measure/timed/script.ts';
import type { address_space, mm_struct } from '../../../harness/mm/include/structs.ts';
import { turnsInPass, type MlockPressureName } from '../mlock-pressure.ts';
import { addressOf, hasFailed } from '../program.ts';
import { startProcess, touchAll, waitForAll } from './program.ts';

type Given = Parameters<MlockPressureName>;

function* holder(
	kernel: TimedKernel,
	process: mm_struct,
	file: address_space,
	{ locked, heap, passes }: Given,
): Script {
	const ofFile = yield* kernel.map(process, file, 0, locked, { isShared: true }, addressOf(0));
	const own = yield* kernel.map(process, 0, 0, heap, { isShared: false }, addressOf(locked));
	if (hasFailed(ofFile) || hasFailed(own)) return;
	for (let pass = 0; pass < passes; pass++) {
		yield* kernel.mlock(process, addressOf(0), locked);
		for (let turn = 0; turn < turnsInPass; turn++) {
			if (!(yield* touchAll(kernel, process, addressOf(0), locked, pass % 2 === 0))) return;
			if (!(yield* touchAll(kernel, process, addressOf(locked), heap, true))) return;
			yield* kernel.pause();
		}
		yield* kernel.munlock(process, addressOf(0), locked);
	}
}

function* reader(
	kernel: TimedKernel,
	process: mm_struct,
	file: address_space,
	{ stream, passes }: Given,
): Script {
	const mapped = yield* kernel.map(process, file, 0, stream, { isShared: true }, addressOf(0));
	if (hasFailed(mapped)) return;
	const slice = Math.ceil(stream / turnsInPass);
	for (let pass = 0; pass < passes; pass++) {
		for (let page = 0; page < stream; page++) {
			if (!(yield* kernel.touch(process, addressOf(page), false))) return;
			if ((page + 1) % slice === 0 || page + 1 === stream) yield* kernel.pause();
		}
	}
}

export function* mlockPressure(kernel: TimedKernel, given: Given): Script {
	const held = yield* kernel.file(given.locked);
	const stream = yield* kernel.file(given.stream);
	for (let nth = 0; nth < given.processes; nth++) {
		const process = yield* kernel.process();
		yield* startProcess(kernel, `holder ${nth}`, process, () =>
			holder(kernel, process, held, given),
		);
	}
	const process = yield* kernel.process();
	yield* startProcess(kernel, 'reader', process, () => reader(kernel, process, stream, given));
	yield* waitForAll(kernel);
}
