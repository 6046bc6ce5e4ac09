/*
 * harness/commands/perf-kernel.ts - a kernel that has just booted, with a variant's functions, in the thread of a load.
 */
import { type Linking, type RunningKernel, startKernel } from '../measure/load-kernel.ts';
import { type MachineName, machines } from '../measure/machines.ts';
import type { Built } from '../measure/straight/built.ts';
import type { Variant } from '../variant.ts';

const wordBytes = 4;

/** On this machine, with what the cost model counts. */
export function kernelOn(
	modules: Built,
	functions: Variant['functions'],
	name: MachineName,
	linking: Linking = 'late',
): RunningKernel {
	const { lineBytes, cacheBytes, pteChainSlots } = machines[name];
	const cache = {
		lineWords: lineBytes.value / wordBytes,
		lines: cacheBytes.value / lineBytes.value,
	};
	return startKernel(modules, functions, 'cost', pteChainSlots.value, cache, true, linking);
}
