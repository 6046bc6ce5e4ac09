/*
 * harness/compare/worker-thread.ts - a worker thread for jobs of a comparison, watched from outside.
 */
import { Worker } from 'node:worker_threads';
import { Lookout, looksEveryMs, newRecord, patienceMs, runningIn } from '../engine/running.ts';
import { BadInput, userCodeExits, userCodeHangs, workerEnded } from '../messages/index.ts';
import type { Board } from './board.ts';
import type { Job } from './job.ts';
import type { JobWorker } from './worker-pool.ts';

/** A worker that tells what it fails of, be it that a user's function computes for ever or ends it. */
export function startWorker(
	board: Board,
	index: number,
	onFailure: (error: Error) => void,
): JobWorker<Job> {
	const record = newRecord();
	const patience = patienceMs();
	const worker = new Worker(new URL('./worker.js', import.meta.url), {
		workerData: { buffer: board.buffer, index, record },
	});
	const lookout = new Lookout(record, patience);
	const timer = setInterval(() => {
		const stuck = lookout.look();
		if (stuck === null) return;
		onFailure(new BadInput(userCodeHangs(stuck.place, stuck.name, patience)));
	}, looksEveryMs(patience));
	worker.on('error', onFailure);
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
