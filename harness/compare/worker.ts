/*
 * harness/compare/worker.ts - runs jobs of a comparison in a worker thread.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { noteRunningIn } from '../engine/running.ts';
import { Board } from './board.ts';
import { runJob, type Job } from './job.ts';

const { buffer, index, record } = workerData as {
	readonly buffer: SharedArrayBuffer;
	readonly index: number;
	readonly record: SharedArrayBuffer;
};
noteRunningIn(record);
const board = new Board(buffer);

parentPort!.on('message', (job: Job) => {
	void runJob(job, board, index, (said) => parentPort!.postMessage(said)).then(() =>
		parentPort!.postMessage('done'),
	);
});
