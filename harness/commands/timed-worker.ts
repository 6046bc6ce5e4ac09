/*
 * harness/commands/timed-worker.ts - the thread that runs a load on one variant after the other, on each number of cpus.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { variants } from '../../variants/index.ts';
import type { LoadName } from '../../workloads/load/index.ts';
import { timedLoads } from '../../workloads/load/timed/index.ts';
import { badInputOf } from '../catalogue/bad-input.ts';
import { loadVariant } from '../catalogue/variant.ts';
import { noteRunningIn } from '../engine/running.ts';
import { ledgerAtPeak } from '../measure/ledger-at-peak.ts';
import { machines } from '../measure/machines.ts';
import { Died } from '../measure/straight/state.ts';
import { TimedOracles } from '../measure/timed/timed-oracles.ts';
import { timedResult } from '../measure/timed/timed-result.ts';
import { bootTimed } from '../measure/timed/timed-kernel.ts';
import { loadFailed } from '../messages/index.ts';
import type { PerfFinding, PerfRow } from '../result.ts';
import type { Variant } from '../variant.ts';
import type { StraightVariant } from '../measure/straight/functions-of.ts';
import { perfFinding } from './perf-finding.ts';
import type { PerfJob, PerfSaid } from './perf-job.ts';

const job = workerData as PerfJob;

const variantOf = async ({ name, module }: StraightVariant): Promise<Variant> =>
	module === null || Object.hasOwn(variants, module)
		? variants[name]!
		: (await loadVariant(module)).variant;

function rowOf(variant: Variant, cpus: number): PerfRow {
	const { lineBytes, pteChainSlots } = machines[job.machine];
	const begun = performance.now();
	const run = bootTimed(variant, job.machine, pteChainSlots.value, cpus);
	let askedMs = 0;
	const oracles = new TimedOracles(run, (ask) => {
		const asked = performance.now();
		ask();
		askedMs += performance.now() - asked;
	});
	const kernel = oracles.watch(run.kernel);
	const died = deathIn(() => {
		const script = timedLoads[job.load as LoadName]!.run(kernel, job.parameters);
		run.simulator.run(job.load, script);
	});
	const seconds = (performance.now() - begun - askedMs) / 1000;
	// As they are now: what kswapd does until it sleeps is not the load's.
	const costs = {
		...timedResult(run, cpus),
		memory: ledgerAtPeak(run.machine, lineBytes.value),
		lockedUnmapped: run.locked.count(),
	};
	// What a dead kernel leaves behind, half done on every cpu, is no finding of its own.
	const last = died ?? deathIn(() => oracles.askAtEnd());
	const { findings, asked } = oracles.judges;
	return {
		variant: variant.name,
		load: job.load,
		parameters: job.parameters,
		machine: job.machine,
		...costs,
		findings: [...(last === null ? [] : [last]), ...findings.map(perfFinding)],
		oraclesAsked: asked,
		wallClock: { seconds },
	};
}

/** What the kernel dies of meanwhile. */
function deathIn(run: () => void): PerfFinding | null {
	try {
		run();
		return null;
	} catch (error) {
		if (!(error instanceof Died)) throw error;
		return { oracle: error.death.oracle, text: error.death.text };
	}
}

const say = (said: PerfSaid): void => parentPort?.postMessage(said);
if (job.record !== undefined) noteRunningIn(job.record);
for (const each of job.variants) {
	try {
		const variant = await variantOf(each);
		for (const cpus of job.cpus ?? [1]) say({ row: rowOf(variant, cpus) });
	} catch (error) {
		const own = badInputOf(error);
		say({ failed: own?.message ?? loadFailed(job.load, each.name, (error as Error).message) });
	}
}
