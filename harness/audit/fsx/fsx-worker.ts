/*
 * harness/audit/fsx/fsx-worker.ts - the thread in which fsx runs.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { built } from '../../measure/straight/built.ts';
import { functionsOf } from '../../measure/straight/functions-of.ts';
import type { FsxJob, FsxSaid } from './fsx-job.ts';
import { FsxRunner } from './fsx-runner.ts';

const job = workerData as FsxJob;
const say = (said: FsxSaid): void => parentPort?.postMessage(said);
try {
	const modules = await built();
	const functions = await functionsOf(modules, job.variant);
	const runner = new FsxRunner(modules, functions, job, (operations, failed) =>
		say({ kind: 'progress', operations, failed }),
	);
	say({ kind: 'result', result: runner.run() });
} catch (error) {
	say({ kind: 'failed', why: (error as Error).message });
}
