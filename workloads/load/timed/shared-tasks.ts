/*
 * workloads/load/timed/shared-tasks.ts - shared-tasks.ts on several cpus: all tasks touch the same pages at one time.
 */
import type { Parameters } from '../../../harness/measure/load.ts';
import type { Script, TimedKernel } from '../../../harness/measure/timed/script.ts';
import { addressOf, hasFailed } from '../program.ts';
import type { SharedTasksName } from '../shared-tasks.ts';
import { startProcess, touchAll, waitForAll } from './program.ts';

type Given = Parameters<SharedTasksName>;

/** Ends only after all others have touched everything, too. */
function* task(kernel: TimedKernel, process: number, pages: number): Script {
	yield* touchAll(kernel, process, addressOf(0), pages, false);
	yield* kernel.pause();
}

export function* sharedTasks(kernel: TimedKernel, { tasks, pages }: Given): Script {
	const file = yield* kernel.file(0);
	yield* kernel.truncate(file, pages);
	const parent = yield* kernel.process();
	const how = { isShared: true };
	const mapped = yield* kernel.map(parent, file, 0, pages, how, addressOf(0));
	for (let nth = 0; nth < (hasFailed(mapped) ? 0 : tasks); nth++) {
		const process = yield* kernel.fork(parent);
		if (hasFailed(process)) break;
		yield* startProcess(kernel, `task ${nth}`, process, (self) =>
			task(kernel, self.process, pages),
		);
	}
	yield* waitForAll(kernel);
	yield* kernel.exit(parent);
}
