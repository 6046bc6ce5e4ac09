/*
 * harness/compare/sequence-job.ts - a job whose workload is a sequence of calls. Nothing overlaps in it, so that it runs on
 * the straight build: in a thread of its own, since modules of the kernel are made for the size of one machine.
 */
import { Worker } from 'node:worker_threads';
import { threadModule } from '../catalogue/source.ts';
import { isPath, type LoadedVariant } from '../catalogue/variant.ts';
import { lastIn, recordOfThread, runningIn } from '../engine/running.ts';
import { BadInput, sequenceSaid, userCodeExits } from '../messages/index.ts';
import type { FoundCell } from '../result.ts';
import type { Workload } from '../workload.ts';

/** A variant as the thread finds it. */
export interface WantedStraight {
	readonly name: string;
	readonly where: string;
	readonly digest: string | null;
	/** One of ours by its name; a file or a stack has to be loaded. */
	readonly isOurs: boolean;
}

/** What the thread is told. */
export interface SequenceJob {
	/** First of all, since the kernel's modules read it while they load. */
	readonly geometry: unknown;
	readonly name: string;
	readonly digest: string;
	readonly of: unknown;
	/** What the others are held against; the first of them where it is null. */
	readonly reference: WantedStraight | null;
	readonly variants: readonly WantedStraight[];
	/** Says whether to stop. */
	readonly board: SharedArrayBuffer;
	/** Where it notes what of a user's own it runs. */
	readonly record: SharedArrayBuffer | null;
}

/** What is said of each variant, as of a search. */
type Told =
	| { readonly began: string }
	| { readonly cell: FoundCell; readonly isSearched: boolean; readonly isCutOff: boolean };

/** What it says, variant by variant; after `failed` nothing more. */
export type SequenceSaid = Told | { readonly failed: string };

export const wantedStraight = ({ variant, where }: LoadedVariant): WantedStraight => ({
	name: variant.name,
	where,
	digest: variant.digest ?? null,
	isOurs: !isPath(where) && !where.includes('+'),
});

/**
 * Runs the sequences of a workload on variants that are loaded; `reference` is among the first of what is said.
 * @throws BadInput where a user's own function is of no use
 */
export async function runSequenceJob(
	{ name, digest, sequences }: Workload,
	reference: LoadedVariant | null,
	variants: readonly LoadedVariant[],
	board: SharedArrayBuffer,
	say: (said: Told) => void,
): Promise<void> {
	const record = recordOfThread();
	const job: SequenceJob = {
		geometry: sequences!.geometry,
		name,
		digest,
		of: sequences!.of,
		reference: reference === null ? null : wantedStraight(reference),
		variants: variants.map(wantedStraight),
		board,
		record,
	};
	const worker = new Worker(threadModule('harness/commands/sequence-worker.js'), {
		workerData: job,
	});
	await new Promise<void>((resolve, reject) => {
		worker.on('message', (said: SequenceSaid) => {
			if ('failed' in said) reject(new BadInput(said.failed));
			else say(said);
		});
		worker.on('error', reject);
		worker.on('exit', (status) => {
			const last = record === null ? null : (runningIn(record) ?? lastIn(record));
			if (status === 0 && (last === null || runningIn(record!) === null)) resolve();
			else if (last === null) reject(new Error(sequenceSaid.ended(name)));
			else reject(new BadInput(userCodeExits(last.place, last.name)));
		});
	}).finally(() => worker.terminate());
}
