/*
 * harness/audit/recorded/run-recorded.ts - variants on recordings, on threads.
 */
import { Worker } from 'node:worker_threads';
import type { Sequence } from '../../../workloads/sequence/recording.ts';
import { threadModule } from '../../catalogue/source.ts';
import type { StraightVariant } from '../../measure/straight/functions-of.ts';
import type { Geometry } from '../../mm/include/geometry.ts';
import { recordedEnded, recordedFailed, recordedSilent } from '../../messages/index.ts';
import type { MachineName } from '../../measure/machines.ts';
import type { RecordedCost, RecordedRow } from '../../result.ts';
import type { Judged, RecordedJob, RecordedSaid } from './recorded-job.ts';
import { geometryFor } from './sequence-geometry.ts';

export interface Recording {
	readonly file: string;
	/** Name of the stack that stands for the kernel that answered. */
	readonly kernel: string;
	readonly sequences: readonly Sequence[];
}

export interface RecordedPlan {
	readonly recordings: readonly Recording[];
	/** Beside the stack that stands for a recording's kernel. */
	readonly variants: readonly StraightVariant[];
	readonly examples: boolean;
	/** Whose cycles the cost is made of; null where no cost is asked for. */
	readonly machine: MachineName | null;
	/** Threads at most. */
	readonly workers: number;
	/** A thread that says nothing for longer is ended, in milliseconds. */
	readonly patience: number;
}

export interface RecordedWatcher {
	readonly onDone: () => void;
	/** Told of each row as it was found. */
	readonly hears?: (judged: Judged) => void;
	readonly signal?: AbortSignal;
}

/**
 * Variants of the user's own that a thread takes at once: its start costs as much as one of them, and one that ends its
 * thread takes those behind it along. All of ours go to one thread, since they share most of their runs (replay.ts).
 */
const ownAtOnce = 9;

interface Part {
	readonly recording: Recording;
	readonly geometry: Geometry;
	readonly variants: readonly StraightVariant[];
}

/** Rows in the order of the plan, and what went wrong with the others, as `error:` lines. */
export async function runRecorded(
	plan: RecordedPlan,
	watcher: RecordedWatcher,
): Promise<{ readonly rows: readonly RecordedRow[]; readonly failures: readonly string[] }> {
	// The longest first, so that no thread begins it when the others are done.
	const left = plan.recordings
		.flatMap((recording) => partsOf(recording, variantsOf(recording, plan), plan.machine))
		.toSorted((a, b) => b.recording.sequences.length - a.recording.sequences.length);
	const rows: RecordedRow[] = [];
	const failures: string[] = [];
	const next = async (): Promise<void> => {
		for (let part = left.shift(); part !== undefined; part = left.shift()) {
			if (watcher.signal?.aborted === true) return;
			await runPart(part, plan, watcher, rows, failures);
		}
	};
	await Promise.all(Array.from({ length: Math.max(1, plan.workers) }, next));
	const place = ({ file, variant, kernel }: RecordedRow): number =>
		plan.recordings.findIndex((each) => each.file === file) * (plan.variants.length + 1) +
		(variant === kernel ? 0 : 1 + plan.variants.findIndex(({ name }) => name === variant));
	return { rows: rows.toSorted((a, b) => place(a) - place(b)), failures };
}

/** Those that answer a recording: the stack of its kernel comes first. */
export const variantsOf = (
	{ kernel }: Recording,
	{ variants }: Pick<RecordedPlan, 'variants'>,
): readonly StraightVariant[] => [
	{ name: kernel, module: null },
	...variants.filter(({ name }) => name !== kernel),
];

function partsOf(
	recording: Recording,
	variants: readonly StraightVariant[],
	machine: MachineName | null,
): Part[] {
	const parts: Part[] = [];
	const geometry = geometryFor(recording.sequences, machine);
	const [ours, own] = [true, false].map((is) =>
		variants.filter(({ module }) => (module === null) === is),
	) as [StraightVariant[], StraightVariant[]];
	if (ours.length > 0) parts.push({ recording, geometry, variants: ours });
	for (let at = 0; at < own.length; at += ownAtOnce) {
		parts.push({ recording, geometry, variants: own.slice(at, at + ownAtOnce) });
	}
	return parts;
}

async function runPart(
	{ recording, geometry, variants }: Part,
	{ examples, patience, machine }: RecordedPlan,
	{ onDone, hears, signal }: RecordedWatcher,
	rows: RecordedRow[],
	failures: string[],
): Promise<void> {
	const { file, kernel, sequences } = recording;
	const job: RecordedJob = { geometry, kernel, sequences, variants, examples, machine };
	let said = 0;
	const fails = (why: string): void => {
		failures.push(recordedFailed(variants[said]?.name ?? kernel, file, why));
	};
	await new Promise<void>((resolve) => {
		const worker = new Worker(threadModule('harness/audit/recorded/recorded-worker.js'), {
			workerData: job,
		});
		const stop = (): void => void worker.terminate();
		const tooLong = (): void => {
			fails(recordedSilent(patience / 1000));
			stop();
		};
		let timer = setTimeout(tooLong, patience);
		signal?.addEventListener('abort', stop, { once: true });
		worker.on('message', (message: RecordedSaid) => {
			clearTimeout(timer);
			timer = setTimeout(tooLong, patience);
			if ('failed' in message) fails(message.failed);
			else {
				rows.push(rowOf(recording, message.judged, message.cost));
				hears?.(message.judged);
			}
			said++;
			onDone();
		});
		worker.on('error', (error) => {
			fails(error.message);
			said = variants.length;
		});
		worker.on('exit', (status) => {
			clearTimeout(timer);
			signal?.removeEventListener('abort', stop);
			// A variant's own code may end the thread; 1 is the end that we or an error gave it.
			if (said < variants.length && status !== 1) fails(recordedEnded());
			resolve();
		});
	});
}

const rowOf = (
	{ file, kernel, sequences }: Recording,
	judged: Judged,
	cost: RecordedCost | null,
): RecordedRow => ({
	file,
	kernel,
	variant: judged.variant,
	sequences: sequences.length,
	alike: judged.alike,
	results: judged.results,
	agree: judged.agree,
	unexplained: judged.unexplained,
	causes: judged.causes,
	died: judged.died,
	observed: judged.observed,
	cost,
	examples: judged.examples,
});
