/*
 * harness/commands/perf-thread.ts - the thread that runs a load on variants, watched from outside: a user's function may
 * go round for ever, end the thread, or fill the memory.
 */
import { Worker } from 'node:worker_threads';
import { threadModule } from '../catalogue/source.ts';
import { saidOf } from '../compare/nuisance.ts';
import { lastIn, Lookout, looksEveryMs, newRecord, patienceMs } from '../engine/running.ts';
import { loadFailed, loadThreadEnded, userCodeExits } from '../messages/index.ts';
import type { PerfRow } from '../result.ts';
import type { PerfJob, PerfSaid } from './perf-job.ts';

export interface ThreadWatcher {
	readonly onRow: (row: PerfRow) => void;
	/** A variant that came to no row, and what to say of it. */
	readonly onFailure: (variant: string, why: string) => void;
	readonly signal?: AbortSignal | undefined;
}

/** Says of how many of its variants, from the first on, something is known; fewer than all after Ctrl-C alone. */
export async function runThread(
	job: PerfJob,
	{ onRow, onFailure, signal }: ThreadWatcher,
): Promise<number> {
	const record = newRecord();
	const script = job.cpus === null ? 'perf-worker.js' : 'timed-worker.js';
	const rowsEach = job.cpus?.length ?? 1;
	const worker = new Worker(threadModule(`harness/commands/${script}`), {
		workerData: { ...job, record } satisfies PerfJob,
	});
	let said = 0;
	/** Of the variant that is under way. */
	let rows = 0;
	let lookout = new Lookout(record, patienceMs());
	const fail = (why: string): void => {
		const { name } = job.variants[said]!;
		said++;
		rows = 0;
		onFailure(name, why);
	};
	let isStopped = false;
	const stop = (): void => {
		isStopped = true;
		void worker.terminate();
	};
	signal?.addEventListener('abort', stop, { once: true });
	const timer = setInterval(() => {
		const seen = lookout.look();
		if (seen === null || said === job.variants.length) return;
		// What is looked at from here on is nobody's any more.
		lookout = new Lookout(newRecord(), patienceMs());
		fail(saidOf(seen.what, seen.does, patienceMs()));
		stop();
	}, looksEveryMs(patienceMs()));
	try {
		await new Promise<void>((resolve, reject) => {
			worker.on('message', (message: PerfSaid) => {
				if ('failed' in message) {
					fail(message.failed);
					return;
				}
				rows++;
				if (rows === rowsEach) {
					said++;
					rows = 0;
				}
				onRow(message.row);
			});
			worker.on('error', reject);
			worker.on('exit', () => {
				// A variant's own code may end the thread.
				const unsaid = job.variants[said];
				if (!isStopped && unsaid !== undefined) {
					const last = lastIn(record);
					fail(
						last === null
							? loadFailed(job.load, unsaid.name, loadThreadEnded())
							: userCodeExits(last.place, last.name),
					);
				}
				resolve();
			});
		});
	} finally {
		clearInterval(timer);
		signal?.removeEventListener('abort', stop);
		await worker.terminate();
	}
	return said;
}
