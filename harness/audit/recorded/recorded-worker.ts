/*
 * harness/audit/recorded/recorded-worker.ts - the thread that lets one variant after the other answer a recording.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { built } from '../../measure/straight/built.ts';
import { functionsOf } from '../../measure/straight/functions-of.ts';
import { judge } from './judge.ts';
import type { RecordedJob, RecordedSaid } from './recorded-job.ts';

const { kernel, sequences, variants, examples } = workerData as RecordedJob;

const say = (said: RecordedSaid): void => parentPort?.postMessage(said);
const modules = await built();
for (const variant of variants) {
	try {
		const functions = await functionsOf(modules, variant);
		const { name } = variant;
		say({ judged: judge(modules, { name, functions }, kernel, sequences, examples) });
	} catch (error) {
		say({ failed: (error as Error).message });
	}
}
