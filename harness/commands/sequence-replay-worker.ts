/*
 * harness/commands/sequence-replay-worker.ts - the thread in which calls of a sequence are made once more.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { replayCalls, type ReplayedCalls } from '../audit/recorded/sequence-replay.ts';
import { fewestThatShow } from '../audit/recorded/sequence-witness.ts';
import { built, straightOracles, tableOf } from '../measure/straight/built.ts';
import { functionsOf, type StraightVariant } from '../measure/straight/functions-of.ts';
import type { SequenceText } from '../result.ts';

export interface SequenceReplayJob {
	/** First of all, since the kernel's modules read it while they load. */
	readonly geometry: unknown;
	readonly calls: SequenceText['calls'];
	readonly variants: readonly StraightVariant[];
	/** The oracle whose finding the fewest calls are to show; null where nobody asks. */
	readonly oracle: string | null;
}

export interface SequenceReplaySaid {
	/** Of each variant. */
	readonly replayed: readonly ReplayedCalls[];
	/** Of the first variant; null where it shows no such finding. */
	readonly fewest: SequenceText['calls'] | null;
}

const job = workerData as SequenceReplayJob;
const [modules, judge] = await Promise.all([built(), straightOracles()]);
const replayed: ReplayedCalls[] = [];
let fewest: SequenceText['calls'] | null = null;
for (const variant of job.variants) {
	const functions = await functionsOf(modules, variant);
	const table = tableOf(modules, functions);
	const own = replayCalls(modules, judge, table, job.calls);
	const found = own.findings.find(({ oracle }) => oracle === job.oracle);
	if (replayed.length === 0 && found !== undefined) {
		fewest = fewestThatShow({ built: modules, judge, table }, found, job.calls);
	}
	replayed.push(own);
}
parentPort?.postMessage({ replayed, fewest } satisfies SequenceReplaySaid);
