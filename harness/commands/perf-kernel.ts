/*
 * harness/commands/perf-kernel.ts - a kernel that has just booted, with a variant's functions, in the thread of a load.
 */
import { type RunningKernel, startKernel } from '../measure/load-kernel.ts';
import { type MachineName, machines } from '../measure/machines.ts';
import type { Built } from '../measure/straight/built.ts';
import type { Variant } from '../variant.ts';
import type { PerfVariant } from './perf-job.ts';

const wordBytes = 4;

/** The straight form of a variant's functions: of one of ours by name, else from its module. */
export async function functionsOf(
	{ variants }: Built,
	{ name, module }: PerfVariant,
): Promise<Variant['functions']> {
	if (module === null) return variants[name]!.functions;
	return ((await import(module)) as { readonly default: Variant }).default.functions;
}

/** On this machine, with what the cost model counts. */
export function kernelOn(
	modules: Built,
	functions: Variant['functions'],
	name: MachineName,
): RunningKernel {
	const { lineBytes, cacheBytes, pteChainSlots } = machines[name];
	const cache = {
		lineWords: lineBytes.value / wordBytes,
		lines: cacheBytes.value / lineBytes.value,
	};
	return startKernel(modules, functions, 'cost', pteChainSlots.value, cache);
}
