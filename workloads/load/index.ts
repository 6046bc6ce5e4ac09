/*
 * workloads/load/index.ts - the loads, in the order in which tables show them.
 */
import type { Load } from '../../harness/measure/load.ts';
import { BadInput } from '../../harness/messages/error.ts';
import { noSuchLoad } from '../../harness/messages/load.ts';
import { nearest } from '../../harness/text/nearest.ts';
import { directIo } from './direct-io.ts';
import { forkExec } from './fork-exec.ts';
import { kernelBuild } from './kernel-build.ts';
import { mlockPressure } from './mlock-pressure.ts';
import { remapReverse } from './remap-reverse.ts';
import { remapWindows } from './remap-windows.ts';
import { rmapTest } from './rmap-test.ts';
import { sharedTasks } from './shared-tasks.ts';
import { truncateStorm } from './truncate-storm.ts';

export const loadNames = [
	'rmap-test',
	'remap-windows',
	'fork-exec',
	'kernel-build',
	'truncate-storm',
	'mlock-pressure',
	'direct-io',
	'remap-reverse',
	'shared-tasks',
] as const;

export type LoadName = (typeof loadNames)[number];

export const loads: Readonly<Record<LoadName, Load>> = {
	'rmap-test': rmapTest,
	'remap-windows': remapWindows,
	'fork-exec': forkExec,
	'kernel-build': kernelBuild,
	'truncate-storm': truncateStorm,
	'mlock-pressure': mlockPressure,
	'direct-io': directIo,
	'remap-reverse': remapReverse,
	'shared-tasks': sharedTasks,
};

/** Throws BadInput for a name that no load has. */
export function loadNamed(name: string): Load {
	const known = loadNames.find((each) => each === name);
	if (known === undefined) throw new BadInput(noSuchLoad(name, nearest(name, loadNames)));
	return loads[known];
}
