/*
 * harness/commands/perf-given.ts - files with imported or recorded calls among the loads that `rmaplab perf` is told to run.
 */
import { loadNames } from '../../workloads/load/index.ts';
import { readSequences } from '../audit/recorded/sequence-workload.ts';
import { givenOnce, placeOf } from '../catalogue/given-once.ts';
import { matchingFiles } from '../catalogue/matching-files.ts';
import type { MachineName } from '../measure/machines.ts';
import { BadInput, sequenceSaid } from '../messages/index.ts';
import { isSequenceFile } from '../text/sequence-file.ts';
import type { PerfLoad } from './run-perf.ts';

/** What nothing but loads can be run with. */
export interface ForLoadsAlone {
	readonly cpus?: unknown;
	readonly curve?: unknown;
	readonly rounds?: unknown;
}

/**
 * The names of loads, and the files.
 * @throws BadInput where a file cannot be read, or cannot be run so
 */
export function givenLoads(
	names: readonly string[] | undefined,
	machine: MachineName,
	flags: ForLoadsAlone,
): { readonly names: readonly string[] | undefined; readonly files: readonly PerfLoad[] } {
	if (names === undefined) return { names, files: [] };
	const all = names.flatMap(matchingFiles);
	const paths = givenOnce(all.filter(isSequenceFile), placeOf);
	for (const each of ['cpus', 'curve', 'rounds'] as const) {
		if (paths.length > 0 && flags[each] !== undefined) {
			throw new BadInput(sequenceSaid.onlyLoads(paths[0]!, `--${each}`));
		}
	}
	const taken = new Map<string, string>(loadNames.map((name) => [name, `the load ${name}`]));
	const files = paths.map((path): PerfLoad => {
		const { name, sequences, digest } = readSequences(path, machine);
		const earlier = taken.get(name);
		if (earlier !== undefined) throw new BadInput(sequenceSaid.oneNameForTwo(name, earlier, path));
		taken.set(name, path);
		const calls = sequences.of.reduce((sum, each) => sum + each.calls.length, 0);
		return { load: name, parameters: { calls }, sequences: { ...sequences, digest } };
	});
	return { names: all.filter((each) => !isSequenceFile(each)), files };
}
