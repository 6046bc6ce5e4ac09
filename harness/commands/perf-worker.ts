/*
 * harness/commands/perf-worker.ts - the thread that runs a load on one variant after the other.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { loadNamed } from '../../workloads/load/index.ts';
import { sensitivity, timeOf } from '../measure/cost.ts';
import { ledgerAtPeak } from '../measure/ledger-at-peak.ts';
import type { Linking } from '../measure/load-kernel.ts';
import { machines } from '../measure/machines.ts';
import { built, type Built } from '../measure/straight/built.ts';
import type { PerfFinding, PerfRow } from '../result.ts';
import type { Variant } from '../variant.ts';
import type { PerfJob, PerfSaid } from './perf-job.ts';
import { functionsOf } from '../measure/straight/functions-of.ts';
import { kernelOn } from './perf-kernel.ts';

const job = workerData as PerfJob;
function rowOf(
	modules: Built,
	name: string,
	functions: Variant['functions'],
	linking: Linking = 'late',
): PerfRow {
	const machine = machines[job.machine];
	const begun = performance.now();
	const running = kernelOn(modules, functions, job.machine, linking);
	const findings: PerfFinding[] = [];
	try {
		loadNamed(job.load).run(running.kernel, job.parameters);
	} catch (error) {
		if (!(error instanceof modules.state.Died)) throw error;
		// What it counted in the function that it died in is not exact then.
		if (running.isLinked()) return rowOf(modules, name, functions, 'never');
		findings.push({ oracle: error.death.oracle, text: error.death.text });
	}
	const seconds = (performance.now() - begun) / 1000;
	const { events } = running.machine;
	const times = timeOf(events, machine);
	return {
		variant: name,
		load: job.load,
		parameters: job.parameters,
		machine: job.machine,
		user: times.userSeconds,
		system: times.systemSeconds,
		disk: times.diskSeconds,
		elapsed: times.elapsedSeconds,
		events,
		memory: ledgerAtPeak(running.machine, machine.lineBytes.value),
		lockedUnmapped: running.locked.count(),
		findings,
		sensitivity: Object.fromEntries(
			sensitivity(events, machine).map(({ term, share }) => [term, share]),
		),
		wallClock: { seconds },
	};
}

const say = (said: PerfSaid): void => parentPort?.postMessage(said);
const modules = await built();
for (const variant of job.variants) {
	try {
		say({ row: rowOf(modules, variant.name, await functionsOf(modules, variant)) });
	} catch (error) {
		say({ failed: (error as Error).message, variant: variant.name });
	}
}
