/*
 * harness/audit/recorded/recorded-worker.ts - the thread that lets one variant after the other answer a recording.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { built } from '../../measure/straight/built.ts';
import { functionsOf } from '../../measure/straight/functions-of.ts';
import { costOf } from './cost-of.ts';
import { judge } from './judge.ts';
import { Replays } from './replay.ts';
import { runSequences } from './sequence-run.ts';
import type { RecordedJob, RecordedSaid } from './recorded-job.ts';

const { kernel, sequences, variants, examples, machine } = workerData as RecordedJob;

const say = (said: RecordedSaid): void => parentPort?.postMessage(said);
const modules = await built();
const loaded: (Parameters<typeof judge>[1] | Error)[] = [];
for (const variant of variants) {
	loaded.push(
		await functionsOf(modules, variant).then(
			(functions) => ({ name: variant.name, functions }),
			(error: unknown) => error as Error,
		),
	);
}
const sets = loaded.flatMap((each) => (each instanceof Error ? [] : [each.functions]));
const replays = new Replays(modules, [...sets, modules.variants[kernel]!.functions]);
for (const each of loaded) {
	try {
		if (each instanceof Error) throw each;
		const judged = judge(modules, each, kernel, sequences, examples, replays);
		const cost =
			machine === null
				? null
				: costOf(runSequences(modules, each.functions, sequences, machine, null), machine);
		say({ judged, cost });
	} catch (error) {
		say({ failed: (error as Error).message });
	}
}
