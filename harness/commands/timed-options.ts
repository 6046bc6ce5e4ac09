/*
 * harness/commands/timed-options.ts - what `rmaplab perf --cpus` is asked for: cpus, a machine and loads that fit them.
 */
import { loadNames, type LoadName } from '../../workloads/load/index.ts';
import { timedLoads } from '../../workloads/load/timed/index.ts';
import type { LoadedVariant } from '../catalogue/variant.ts';
import type { MachineName } from '../measure/machines.ts';
import { smpMachines } from '../measure/timed/costs.ts';
import {
	BadInput,
	loadNotTimed,
	machineHasOneCpu,
	notCpus,
	onlyOnOneCpu,
} from '../messages/index.ts';
import type { PerfVariant } from './perf-job.ts';

const cpusMax = 64;

/** The machine that is taken when none is named. */
export const timedMachine: MachineName = 'numaq-16way';

/** A variant as the threads of the timed mode are told of it: they load it by what it was asked for. */
export const timedVariant = ({ variant, given }: LoadedVariant): PerfVariant => ({
	name: variant.name,
	module: given,
	own: [],
});

/** The variant that runs beside the base when none is named: the design that objrmap was to replace. */
export const timedVariants: readonly string[] = ['pte-chains'];

/** '1,2,8', each once and in order. @throws BadInput */
export function cpusOf(text: string): readonly number[] {
	const numbers = text.split(',').map((each) => (/^\d{1,3}$/.test(each) ? Number(each) : 0));
	if (numbers.some((each) => each < 1 || each > cpusMax)) throw new BadInput(notCpus(text));
	return [...new Set(numbers)].toSorted((a, b) => a - b);
}

export function refuseForOneCpu(machine: MachineName, cpus: readonly number[]): void {
	if (smpMachines.includes(machine) || cpus.at(-1) === 1) return;
	throw new BadInput(machineHasOneCpu(machine, smpMachines));
}

/** @throws BadInput where something is asked for that loads on several cpus do not have */
export function refuseBesideCpus(flags: Readonly<Record<string, unknown>>): void {
	for (const name of ['curve', 'points', 'rounds', 'with', 'published']) {
		if (flags[name] !== undefined) throw new BadInput(onlyOnOneCpu(`--${name}`));
	}
}

/** The loads that are named, all of which have a form with several tasks, or all that have one. */
export function timedLoadNames(names: readonly string[] | undefined): readonly string[] {
	const known = loadNames.filter((name) => timedLoads[name] !== undefined);
	for (const name of names ?? []) {
		// Of a name that no load has, loadNamed() says so.
		if (loadNames.includes(name as LoadName) && !known.includes(name as LoadName)) {
			throw new BadInput(loadNotTimed(name, known));
		}
	}
	return names ?? known;
}
