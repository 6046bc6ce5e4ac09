/*
 * harness/commands/perf.ts - rmaplab perf: what loads cost on variants, by a stated model.
 */
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { perfFileNames, perfFiles, perfJson, perfScreen } from '../../reports/index.ts';
import { baseName, proposalNames } from '../../variants/index.ts';
import { checkGiven, parametersOf } from '../../workloads/load/given.ts';
import { loadNamed, loadNames } from '../../workloads/load/index.ts';
import { parseRmapTest } from '../../workloads/load/rmap-test-options.ts';
import { toolVersion } from '../catalogue/source.ts';
import type { LoadedVariant } from '../catalogue/variant.ts';
import { loadVariants } from '../catalogue/variants.ts';
import { lockFolder } from '../compare/folder-lock.ts';
import type { Load } from '../measure/load.ts';
import { type MachineName, machines } from '../measure/machines.ts';
import { samplesToTell } from '../measure/statistics.ts';
import {
	BadInput,
	noLoadHasParameter,
	noSuchMachine,
	notNameAndNumber,
	optionsOfOneLoad,
	perfClockSaid,
	perfSaid,
	roundsOfCurves,
	withoutCurves,
} from '../messages/index.ts';
import { givenLoads } from './perf-given.ts';
import { PerfJournal } from './perf-journal.ts';
import { type CurvePlan, curvePlans, curvesOf, curveVariants } from './perf-curve.ts';
import { besideOf, comparisonOf, type GivenComparison } from './perf-with.ts';
import { withTimes } from './run-clock.ts';
import { type PerfLoad, type PerfPlan, type PerfWatcher, runPerf } from './run-perf.ts';
import { perfFormat, type PerfResult, type PerfRow } from '../result.ts';
import { interruptedStatus, onInterrupt } from '../terminal/interrupt.ts';
import { fitForTerminal } from '../terminal/fit.ts';
import { note } from '../terminal/look.ts';
import { Progress } from '../terminal/progress.ts';
import { writeReports } from '../terminal/write-reports.ts';
import { nearest } from '../text/nearest.ts';
import { perfVariant } from './straight-module.ts';
import {
	cpusOf,
	refuseBesideCpus,
	refuseForOneCpu,
	timedLoadNames,
	timedMachine,
	timedVariant,
	timedVariants,
} from './timed-options.ts';

export interface PerfFlags {
	readonly variant?: readonly string[] | undefined;
	readonly load?: readonly string[] | undefined;
	readonly full?: true | undefined;
	readonly set?: readonly string[] | undefined;
	readonly machine?: string | undefined;
	readonly cpus?: string | undefined;
	readonly curve?: string | true | undefined;
	readonly points?: string | undefined;
	readonly rounds?: number | undefined;
	/** Results of a comparison. */
	readonly with?: string | undefined;
	readonly jobs?: number | undefined;
	readonly out?: string | undefined;
	readonly json?: true | undefined;
}

/** Returns the exit status. @throws BadInput when a name or a number is not fit, or a report cannot be written */
export async function runPerfCommand(
	ownOptions: readonly string[],
	flags: PerfFlags,
): Promise<number> {
	const cpus = flags.cpus === undefined ? undefined : cpusOf(flags.cpus);
	const machine = machineNamed(machineOf(flags));
	if (cpus !== undefined) {
		refuseForOneCpu(machine, cpus);
		refuseBesideCpus({ ...flags });
	}
	const { names: loadsAsked, files } = givenLoads(flags.load, machine, flags);
	const asked =
		cpus === undefined
			? { ...flags, load: loadsAsked }
			: { ...flags, load: timedLoadNames(loadsAsked) };
	const loads = [...loadsOf(asked, ownOptions), ...files];
	const plans = curvePlans(loads, flags);
	if (plans !== null && flags.rounds !== undefined) throw new BadInput(roundsOfCurves());
	const given = plans?.flatMap(({ runs }) => runs) ?? loads;
	if (plans !== null && flags.with !== undefined) throw new BadInput(withoutCurves());
	const usual =
		cpus === undefined ? (plans === null ? proposalNames : curveVariants) : timedVariants;
	const loaded = await loadVariants([baseName, ...(flags.variant ?? usual)]);
	const names = loaded.map(({ variant }) => variant.name);
	const found = flags.with === undefined ? null : comparisonOf(flags.with, names, baseName);
	const stop = new AbortController();
	onInterrupt(() => stop.abort());
	const command = commandOf(flags, ownOptions);
	const asks = { loaded, given, plans, found, machine, cpus, command };
	if (flags.out === undefined) return await run({ ...asks, journal: null }, flags, stop);
	const unlock = lockFolder(flags.out);
	try {
		return await run({ ...asks, journal: new PerfJournal(flags.out, asks) }, flags, stop);
	} finally {
		unlock();
	}
}

/** What is asked for, once it is known to be fit. */
interface Asked {
	readonly loaded: readonly LoadedVariant[];
	readonly given: readonly PerfLoad[];
	/** Null where no parameter varies. */
	readonly plans: readonly CurvePlan[] | null;
	/** Null where nobody asks what they show. */
	readonly found: GivenComparison | null;
	readonly machine: MachineName;
	readonly cpus: readonly number[] | undefined;
	readonly command: string;
	/** Null where nothing is written. */
	readonly journal: PerfJournal | null;
}

async function run(
	{ loaded, given, plans, found, machine, cpus, command, journal }: Asked,
	flags: PerfFlags,
	stop: AbortController,
): Promise<number> {
	const { signal } = stop;
	const variants =
		cpus === undefined ? await Promise.all(loaded.map(perfVariant)) : loaded.map(timedVariant);
	const failures: string[] = [];
	const progress = new Progress();
	const all = variants.length * given.length * (cpus?.length ?? 1);
	const begun = performance.now();
	const kept = journal?.kept ?? [];
	let done = kept.length;
	const workers = flags.jobs ?? availableParallelism();
	const plan = { loads: given, variants, machine, workers, cpus, kept };
	const modelled = await runNoted(plan, journal, stop, {
		onFailure: (_, why) => failures.push(why),
		onRow: () => {
			done++;
			const each = (performance.now() - begun) / 1000 / (done - kept.length);
			progress.say(perfSaid.progress(done, all, each * (all - done)));
		},
	});
	const rows = await timed(modelled, plan, { rounds: flags.rounds, signal, progress });
	progress.end();
	const result: PerfResult = {
		format: perfFormat,
		base: baseName,
		version: toolVersion(),
		command,
		rows,
		...(plans === null ? {} : { curves: curvesOf(plans, rows, baseName) }),
		...(found === null ? {} : { beside: besideOf(found, rows, baseName) }),
	};
	process.stdout.write(
		flags.json === true ? perfJson(result) : `${perfScreen(result, process.stdout.columns)}\n`,
	);
	if (flags.out !== undefined && rows.length > 0) await writeRun(flags.out, result);
	if (kept.length > 0) note(perfSaid.kept(kept.length, all));
	for (const why of failures) process.stderr.write(`${fitForTerminal(why)}\n`);
	if (!signal.aborted) {
		if (failures.length > 0) return 2;
		// Only now that the reports are there.
		journal?.remove();
		return 0;
	}
	note(perfSaid.interrupted(done, all, journal !== null));
	return interruptedStatus();
}

/** Runs the plan and notes what comes of it. @throws BadInput where that cannot be written */
async function runNoted(
	plan: PerfPlan,
	journal: PerfJournal | null,
	stop: AbortController,
	watcher: Required<Pick<PerfWatcher, 'onRow' | 'onFailure'>>,
): Promise<readonly PerfRow[]> {
	let unwritten: unknown = null;
	const rows = await runPerf(plan, {
		signal: stop.signal,
		onFailure: (variant, why) => {
			if (variant !== null) journal?.fail(variant);
			watcher.onFailure(variant, why);
		},
		onRow: (row) => {
			// Whoever calls this is the thread's message, and nobody would catch what it throws.
			try {
				journal?.note(row);
			} catch (error) {
				unwritten ??= error;
				stop.abort();
			}
			watcher.onRow(row);
		},
	});
	if (unwritten !== null) throw unwritten as Error;
	return rows;
}

/** The rows with the wall-clock of so many rounds; as they are where nobody asks for it. */
async function timed(
	rows: readonly PerfRow[],
	plan: PerfPlan,
	{
		rounds,
		signal,
		progress,
	}: { rounds: number | undefined; signal: AbortSignal; progress: Progress },
): Promise<readonly PerfRow[]> {
	if (rounds === undefined || signal.aborted) return rows;
	const questions = plan.loads.length * (plan.variants.length - 1);
	const needed = samplesToTell(questions);
	if (questions > 0 && rounds < needed) {
		note(perfClockSaid.tooFew(rounds, needed, questions));
	}
	const begun = performance.now();
	let done = 0;
	const all = plan.loads.length * rounds;
	const found = await withTimes(rows, plan, rounds, baseName, {
		signal,
		onRound: (load, round) => {
			done++;
			const each = (performance.now() - begun) / 1000 / done;
			progress.say(perfClockSaid.progress(load, round, rounds, each * (all - done)));
		},
	});
	if (done < all) note(perfClockSaid.interrupted(done, all));
	return found;
}

/** What an earlier run left there and this one does not write would be taken for this one's. */
async function writeRun(folder: string, result: PerfResult): Promise<void> {
	const files = await perfFiles(result);
	writeReports(folder, files);
	for (const name of perfFileNames) {
		if (!files.some(({ file }) => file === name)) rmSync(join(folder, name), { force: true });
	}
	note(perfSaid.written(folder));
}

const commandOf = (flags: PerfFlags, ownOptions: readonly string[]): string => {
	const { variant, load, full, set, cpus, curve, points, rounds, with: results } = flags;
	return [
		'rmaplab perf',
		...(variant === undefined ? [] : ['--variant', ...variant]),
		...(load === undefined ? [] : ['--load', ...load]),
		...(full === true ? ['--full'] : []),
		...(set === undefined ? [] : ['--set', ...set]),
		`--machine ${machineOf(flags)}`,
		...(cpus === undefined ? [] : [`--cpus ${cpus}`]),
		...(curve === undefined ? [] : ['--curve', ...(curve === true ? [] : [curve])]),
		...(points === undefined ? [] : ['--points', points]),
		...(rounds === undefined ? [] : [`--rounds ${rounds}`]),
		...(results === undefined ? [] : ['--with', results]),
		...(ownOptions.length === 0 ? [] : ['--', ...ownOptions]),
	].join(' ');
};

const machineOf = ({ machine, cpus }: PerfFlags): string =>
	machine ?? (cpus === undefined ? 'p4-2.7ghz-up' : timedMachine);

function machineNamed(name: string): MachineName {
	if (Object.hasOwn(machines, name)) return name as MachineName;
	const all = Object.keys(machines);
	throw new BadInput(noSuchMachine(name, nearest(name, all), all));
}

/** The loads that are asked for, with their parameters. @throws BadInput where one cannot be run so */
function loadsOf(
	{ load: names, full, set = [] }: PerfFlags,
	ownOptions: readonly string[],
): PerfLoad[] {
	const asked = (names ?? loadNames).map(loadNamed);
	const changed = numbersOf(set);
	if (ownOptions.length > 0) {
		if (asked.length !== 1 || asked[0]!.name !== 'rmap-test') {
			throw new BadInput(optionsOfOneLoad('rmap-test'));
		}
		const parameters = { ...parseRmapTest(ownOptions), ...changed };
		return [{ load: 'rmap-test', parameters: checkGiven(asked[0]!, parameters) }];
	}
	refuseUnknown(asked, Object.keys(changed));
	return asked.map((load) => {
		const own = Object.entries(changed).filter(([name]) => Object.hasOwn(load.parameters, name));
		const parameters = parametersOf(
			load,
			full === true ? 'full' : 'small',
			Object.fromEntries(own),
		);
		return { load: load.name, parameters: checkGiven(load, parameters) };
	});
}

/** What `--set name=number` gives; whether a number is fit is for the load to say. */
function numbersOf(set: readonly string[]): Record<string, number> {
	return Object.fromEntries(
		set.map((each) => {
			const match = /^(\w+)=(-?\d+)$/.exec(each);
			if (match === null) throw new BadInput(notNameAndNumber(each));
			return [match[1]!, Number(match[2])];
		}),
	);
}

/** @throws BadInput for a name that no load has */
function refuseUnknown(asked: readonly Load[], names: readonly string[]): void {
	const known = asked.flatMap(({ parameters }) => Object.keys(parameters));
	for (const name of names) {
		if (known.includes(name)) continue;
		throw new BadInput(noLoadHasParameter(name, nearest(name, known)));
	}
}
