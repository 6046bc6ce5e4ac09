/*
 * harness/commands/perf-worker.ts - the thread that runs a load on one variant after the other.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { noteRunningIn } from '../engine/running.ts';
import { built, straightOracles } from '../measure/straight/built.ts';
import { functionsOf } from '../measure/straight/functions-of.ts';
import { thrownAt } from '../measure/straight/places.ts';
import { BadInput, loadFailed } from '../messages/index.ts';
import type { PerfJob, PerfSaid } from './perf-job.ts';
import { rowOf } from './perf-row.ts';
import { sequenceRowOf } from './perf-sequence.ts';

const job = workerData as PerfJob;
const say = (said: PerfSaid): void => parentPort?.postMessage(said);
const [modules, oracles] = await Promise.all([built(), straightOracles()]);
if (job.record !== undefined) noteRunningIn(job.record);
for (const variant of job.variants) {
	try {
		const functions = await functionsOf(modules, variant);
		const run = { job, variant, functions };
		say({
			row:
				job.sequences === undefined
					? rowOf(modules, oracles, run)
					: sequenceRowOf(modules, oracles, run, job.sequences),
		});
	} catch (error) {
		const why = (error as Error).message;
		say({
			failed:
				error instanceof BadInput ? why : loadFailed(job.load, variant.name, why, thrownAt(error)),
		});
	}
}
