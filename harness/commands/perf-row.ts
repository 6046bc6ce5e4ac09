/*
 * harness/commands/perf-row.ts - one load on one variant, on the straight build: what it costs, and what oracles find.
 */
import { loadNamed } from '../../workloads/load/index.ts';
import { sensitivity, timeOf } from '../measure/cost.ts';
import type { Events } from '../measure/events.ts';
import { ledgerAtPeak } from '../measure/ledger-at-peak.ts';
import type { LoadKernel } from '../measure/load.ts';
import type { Linking } from '../measure/load-kernel.ts';
import { LoadOracles } from '../measure/load-oracles.ts';
import { type Machine, machines } from '../measure/machines.ts';
import type { Built, JudgeAtRest } from '../measure/straight/built.ts';
import { thrownAt } from '../measure/straight/places.ts';
import type { PerfFinding, PerfRow } from '../result.ts';
import type { Variant } from '../variant.ts';
import { noting, notingCalls } from './own-functions.ts';
import { perfFinding } from './perf-finding.ts';
import type { PerfJob, PerfVariant } from './perf-job.ts';
import { kernelOn } from './perf-kernel.ts';

/** What is run: the load of the job on a variant with these functions. */
export interface PerfRun {
	readonly job: Pick<PerfJob, 'load' | 'machine' | 'parameters'>;
	readonly variant: Pick<PerfVariant, 'name' | 'own'>;
	readonly functions: Variant['functions'];
}

/**
 * A kernel that dies after its functions were linked runs once more without: what it counted in the function that it
 * died in is not exact.
 * @throws BadInput for what a user's own function throws
 */
export function rowOf(
	modules: Built,
	oracles: JudgeAtRest,
	run: PerfRun,
	linking: Linking = 'late',
): PerfRow {
	const {
		job,
		variant: { name, own },
	} = run;
	const machine = machines[job.machine];
	const begun = performance.now();
	let askedMs = 0;
	const isDeath = (error: unknown): boolean => error instanceof modules.state.Died;
	const functions = noting(run.functions, own, isDeath);
	const running = kernelOn(modules, functions, job.machine, linking);
	const findings: PerfFinding[] = [];
	const judges = new LoadOracles(modules, oracles, running.machine);
	const ask = (): void => {
		const asked = performance.now();
		judges.ask();
		askedMs += performance.now() - asked;
	};
	try {
		const load = (kernel: LoadKernel): void => loadNamed(job.load).run(kernel, job.parameters);
		const kernel = judges.watch(running.kernel, ask);
		if (own.length === 0) load(kernel);
		else notingCalls(kernel, load);
		ask();
	} catch (error) {
		if (!(error instanceof modules.state.Died)) throw error;
		if (running.isLinked()) return rowOf(modules, oracles, run, 'never');
		const at = thrownAt(error);
		const place = at === null ? {} : { place: `${at.name}() at ${at.path}:${at.line}` };
		findings.push({ oracle: error.death.oracle, text: error.death.text, ...place });
	}
	const seconds = (performance.now() - begun - askedMs) / 1000;
	findings.push(...judges.findings.map(perfFinding));
	const { events } = running.machine;
	return {
		variant: name,
		load: job.load,
		parameters: job.parameters,
		machine: job.machine,
		...modelled(events, machine),
		events,
		memory: ledgerAtPeak(running.machine, machine.lineBytes.value),
		lockedUnmapped: running.locked.count(),
		findings,
		oraclesAsked: judges.asked,
		wallClock: { seconds },
	};
}

/** What the cost model makes of counted events. */
export function modelled(
	events: Events,
	machine: Machine,
): Pick<PerfRow, 'user' | 'system' | 'disk' | 'elapsed' | 'sensitivity'> {
	const times = timeOf(events, machine);
	return {
		user: times.userSeconds,
		system: times.systemSeconds,
		disk: times.diskSeconds,
		elapsed: times.elapsedSeconds,
		sensitivity: Object.fromEntries(
			sensitivity(events, machine).map(({ term, share }) => [term, share]),
		),
	};
}
