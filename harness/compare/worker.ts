/*
 * harness/compare/worker.ts - runs jobs of a comparison in a worker thread.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { noteRunningIn } from '../engine/running.ts';
import { Board } from './board.ts';
import { endedBy, hearLateMistakes } from '../catalogue/user-code.ts';
import { runJob, type Job, type Said } from './job.ts';

const { buffer, index, record } = workerData as {
	readonly buffer: SharedArrayBuffer;
	readonly index: number;
	readonly record: SharedArrayBuffer;
};
noteRunningIn(record);
const board = new Board(buffer);

// It is no fault of the cell that is under way; the run hears of it and goes on.
hearLateMistakes((late) => parentPort!.postMessage({ late } satisfies Said));
process.on('uncaughtException', (error) => {
	if (endedBy(error) !== null) throw error;
});

parentPort!.on('message', (job: Job) => {
	void runJob(job, board, index, (said) => parentPort!.postMessage(said)).then(() =>
		parentPort!.postMessage('done'),
	);
});
