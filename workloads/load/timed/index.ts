/*
 * workloads/load/timed/index.ts - the loads that run as several tasks, for the timed mode.
 */
import type { Parameters } from '../../../harness/measure/load.ts';
import type { Script, TimedKernel } from '../../../harness/measure/timed/script.ts';
import type { LoadName } from '../index.ts';
import { forkExec } from './fork-exec.ts';
import { kernelBuild } from './kernel-build.ts';
import { mlockPressure } from './mlock-pressure.ts';
import { rmapTest } from './rmap-test.ts';
import { sharedTasks } from './shared-tasks.ts';
import { truncateStorm } from './truncate-storm.ts';

export interface TimedLoad {
	/** The program of the first task, which starts the others. */
	run(kernel: TimedKernel, given: Parameters): Script;
}

/** By load; those that are left out are programs of a single process. */
export const timedLoads: Readonly<Partial<Record<LoadName, TimedLoad>>> = {
	'rmap-test': { run: rmapTest },
	'fork-exec': { run: forkExec },
	'kernel-build': { run: kernelBuild },
	'truncate-storm': { run: truncateStorm },
	'mlock-pressure': { run: mlockPressure },
	'shared-tasks': { run: sharedTasks },
};
