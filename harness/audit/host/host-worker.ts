/*
 * harness/audit/host/host-worker.ts - the thread of the simulated kernel that answers beside the running one.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Call } from '../../../workloads/sequence/random-sequence.ts';
import type { Sequence } from '../../../workloads/sequence/recording.ts';
import { built, tableOf } from '../../measure/straight/built.ts';
import { functionsOf } from '../../measure/straight/functions-of.ts';
import { judge } from '../recorded/judge.ts';
import { SequenceKernel } from '../recorded/sequence-kernel.ts';
import type { HostAsked, HostJob, HostSaid } from './host-job.ts';

const { variant, kernel } = workerData as HostJob;
const modules = await built();
const functions = await functionsOf(modules, variant);
const table = tableOf(modules, functions);

function answersTo(calls: readonly Call[]): string[] {
	const running = new SequenceKernel(modules, table);
	return calls.map(
		(call) => running.answer({ ...call, answer: '' }) ?? `dies: ${running.ended ?? ''}`,
	);
}

function judged(sequences: readonly Sequence[]): HostSaid {
	const named = { name: variant.name, functions };
	return { judged: judge(modules, named, kernel, sequences, false) };
}

parentPort?.on('message', (asked: HostAsked) => {
	let said: HostSaid;
	try {
		said = 'calls' in asked ? { answers: answersTo(asked.calls) } : judged(asked.sequences);
	} catch (error) {
		said = { failed: (error as Error).message };
	}
	parentPort?.postMessage(said);
});
