/*
 * harness/compare-worker.ts - runs jobs of a comparison in a worker thread.
 */
import { parentPort } from 'node:worker_threads';
import { runJob, type Job } from './compare.ts';

parentPort!.on('message', (job: Job) => {
	void runJob(job, (cell) => parentPort!.postMessage(cell)).then(() =>
		parentPort!.postMessage('done'),
	);
});
