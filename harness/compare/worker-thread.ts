/*
 * harness/compare/worker-thread.ts - a worker thread for jobs of a comparison, watched from outside.
 */
import { Worker } from 'node:worker_threads';
import {
	heapMegabytesMax,
	lastIn,
	Lookout,
	looksEveryMs,
	newRecord,
	patienceMs,
	runningIn,
} from '../engine/running.ts';
import { BadInput, noRoomForSearch, userCodeExits, workerEnded } from '../messages/index.ts';
import type { Board } from './board.ts';
import type { Job } from './job.ts';
import { heapIsFull, saidOf } from './nuisance.ts';
import type { JobWorker } from './worker-pool.ts';

/** A worker that is a thread of this process. */
export interface ThreadWorker extends JobWorker<Job> {
	readonly worker: Worker;
}

/** The heap of a worker is full; what is said blames what of a user's ran there last, if anything. */
export class HeapIsFull extends BadInput {}

function ofHeap(record: SharedArrayBuffer): Error {
	const last = runningIn(record) ?? lastIn(record);
	return new HeapIsFull(last === null ? noRoomForSearch() : heapIsFull(last));
}

const isOutOfMemory = (error: unknown): boolean =>
	(error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';

/** A worker that tells what it fails of, be it that a user's function computes for ever or ends it. */
export function startWorker(
	board: Board,
	index: number,
	onFailure: (error: Error) => void,
): ThreadWorker {
	const record = newRecord();
	const patience = patienceMs();
	const worker = new Worker(new URL('./worker.js', import.meta.url), {
		workerData: { buffer: board.buffer, index, record },
		resourceLimits: { maxOldGenerationSizeMb: heapMegabytesMax },
	});
	const lookout = new Lookout(record, patience);
	const timer = setInterval(() => {
		const seen = lookout.look();
		if (seen !== null) onFailure(new BadInput(saidOf(seen.what, seen.does, patience)));
	}, looksEveryMs(patience));
	worker.on('error', (error) => onFailure(isOutOfMemory(error) ? ofHeap(record) : error));
	worker.on('exit', () => {
		const running = runningIn(record);
		onFailure(
			running === null
				? new Error(workerEnded())
				: new BadInput(userCodeExits(running.place, running.name)),
		);
	});
	const end = (): void => {
		clearInterval(timer);
		void worker.terminate();
	};
	return { worker, post: (job) => worker.postMessage(job), end };
}
