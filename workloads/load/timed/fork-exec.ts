/*
 * workloads/load/timed/fork-exec.ts - fork-exec.ts on several cpus: the shell forks a batch and waits for all of it.
 */
import type { Parameters } from '../../../harness/measure/load.ts';
import type { Script, TimedKernel } from '../../../harness/measure/timed/script.ts';
import { shellDataPages, sizeOfShell, type ForkExecName } from '../fork-exec.ts';
import type { Image } from '../image.ts';
import { hasFailed, type Self } from '../program.ts';
import { exec, mapImage, startProcess, useImage, waitForAll } from './program.ts';

type Given = Parameters<ForkExecName>;

function* child(kernel: TimedKernel, self: Self, tool: Image, given: Given): Script {
	if (!(yield* useImage(kernel, self.process, tool.size, given.usedByFork))) return;
	yield* kernel.pause();
	if (!(yield* exec(kernel, self, tool))) return;
	if (!(yield* useImage(kernel, self.process, tool.size, given.used))) return;
	yield* kernel.pause();
	yield* useImage(kernel, self.process, tool.size, given.used);
}

export function* forkExec(kernel: TimedKernel, given: Given): Script {
	const size = sizeOfShell(given);
	const libraryFile = yield* kernel.file(given.library);
	const shell: Image = {
		file: yield* kernel.file(given.text + shellDataPages),
		libraryFile,
		size,
	};
	const tool: Image = {
		file: yield* kernel.file(given.text + shellDataPages),
		libraryFile,
		size,
	};
	const parent = yield* kernel.process();
	const isReady =
		(yield* mapImage(kernel, parent, shell)) && (yield* useImage(kernel, parent, size, given.used));
	for (let first = 0; isReady && first < given.children; first += given.together) {
		const count = Math.min(given.together, given.children - first);
		for (let nth = 0; nth < count; nth++) {
			const process = yield* kernel.fork(parent);
			if (hasFailed(process)) break;
			yield* startProcess(kernel, `child ${first + nth}`, process, (self) =>
				child(kernel, self, tool, given),
			);
		}
		yield* waitForAll(kernel);
	}
	yield* kernel.exit(parent);
}
