/*
 * harness/commands/perf.ts - rmaplab perf: what loads cost on variants, by a stated model.
 */
import { availableParallelism } from 'node:os';
import { perfSheet, perfText } from '../../reports/index.ts';
import { baseName, proposalNames } from '../../variants/index.ts';
import { loadNamed, loadNames } from '../../workloads/load/index.ts';
import { toolVersion } from '../catalogue/source.ts';
import type { LoadedVariant } from '../catalogue/variant.ts';
import { loadVariants } from '../catalogue/variants.ts';
import { lockFolder } from '../compare/folder-lock.ts';
import type { Load } from '../measure/load.ts';
import { type MachineName, machines } from '../measure/machines.ts';
import { BadInput, noSuchMachine, parameterUnfit, perfSaid } from '../messages/index.ts';
import { type PerfLoad, runPerf } from './run-perf.ts';
import { perfFormat, type PerfResult } from '../result.ts';
import { interruptedStatus, onInterrupt } from '../terminal/interrupt.ts';
import { Progress } from '../terminal/progress.ts';
import { writeReports } from '../terminal/write-reports.ts';
import { nearest } from '../text/nearest.ts';
import { straightModule } from './straight-module.ts';

export interface PerfFlags {
	readonly variant?: readonly string[] | undefined;
	readonly load?: readonly string[] | undefined;
	readonly full?: true | undefined;
	readonly set?: readonly string[] | undefined;
	readonly machine: string;
	readonly jobs?: number | undefined;
	readonly out?: string | undefined;
	readonly json?: true | undefined;
}

/** Returns the exit status. @throws BadInput when a name or a number is not fit, or a report cannot be written */
export async function runPerfCommand(
	ownOptions: readonly string[],
	flags: PerfFlags,
): Promise<number> {
	const machine = machineNamed(flags.machine);
	const given = loadsOf(flags, ownOptions);
	const loaded = await loadVariants([baseName, ...(flags.variant ?? proposalNames)]);
	const unlock = flags.out === undefined ? (): void => {} : lockFolder(flags.out);
	try {
		return await run(loaded, given, machine, flags);
	} finally {
		unlock();
	}
}

async function run(
	loaded: readonly LoadedVariant[],
	given: readonly PerfLoad[],
	machine: MachineName,
	flags: PerfFlags,
): Promise<number> {
	const variants = await Promise.all(
		loaded.map(async (each) => ({ name: each.variant.name, module: await straightModule(each) })),
	);
	const stop = new AbortController();
	onInterrupt(() => stop.abort());
	const progress = new Progress();
	const all = variants.length * given.length;
	const begun = performance.now();
	let done = 0;
	const workers = flags.jobs ?? availableParallelism();
	const plan = { loads: given, variants, machine, workers };
	const rows = await runPerf(plan, {
		signal: stop.signal,
		onRow: () => {
			done++;
			const each = (performance.now() - begun) / 1000 / done;
			progress.say(perfSaid.progress(done, all, each * (all - done)));
		},
	});
	progress.end();
	const result: PerfResult = {
		format: perfFormat,
		base: baseName,
		version: toolVersion(),
		command: commandOf(flags),
		rows,
	};
	const json = `${JSON.stringify(result, null, '\t')}\n`;
	process.stdout.write(flags.json === true ? json : `${perfText(result)}\n`);
	if (flags.out !== undefined && rows.length > 0) {
		writeReports(flags.out, [{ file: 'perf.json', text: json }, await perfSheet(result)]);
		process.stderr.write(`${perfSaid.written(flags.out)}\n`);
	}
	if (!stop.signal.aborted) return 0;
	process.stderr.write(`${perfSaid.interrupted(done, all)}\n`);
	return interruptedStatus();
}

const commandOf = ({ variant, load, full, set, machine }: PerfFlags): string =>
	[
		'rmaplab perf',
		...(variant === undefined ? [] : ['--variant', ...variant]),
		...(load === undefined ? [] : ['--load', ...load]),
		...(full === true ? ['--full'] : []),
		...(set === undefined ? [] : ['--set', ...set]),
		`--machine ${machine}`,
	].join(' ');

function machineNamed(name: string): MachineName {
	if (Object.hasOwn(machines, name)) return name as MachineName;
	const all = Object.keys(machines);
	throw new BadInput(noSuchMachine(name, nearest(name, all), all));
}

/** The loads that are asked for, with their parameters. */
function loadsOf(flags: PerfFlags, ownOptions: readonly string[]): PerfLoad[] {
	void ownOptions;
	return (flags.load ?? loadNames).map((name) => ({
		load: name,
		parameters: parametersOf(name, loadNamed(name), flags),
	}));
}

function parametersOf(
	name: string,
	load: Load,
	{ full, set = [] }: PerfFlags,
): Record<string, number> {
	const given: Record<string, number> = {};
	for (const [key, parameter] of Object.entries(load.parameters)) {
		given[key] = full === true ? parameter.full : parameter.small;
	}
	for (const each of set) {
		const [key = '', text = ''] = each.split('=');
		const parameter = load.parameters[key];
		if (parameter === undefined) continue;
		const value = Number(text);
		const { least, most } = parameter;
		if (text === '' || !Number.isInteger(value) || value < least || value > most) {
			throw new BadInput(parameterUnfit(name, key, least, most));
		}
		given[key] = value;
	}
	const why = load.refuse?.(given) ?? null;
	if (why !== null) throw new BadInput(why);
	return given;
}
