/*
 * harness/compare/worker-pool.ts - gives each worker thread one job after another.
 */
import { Worker } from 'node:worker_threads';
import type { Cell } from '../result.ts';
import { Board } from './board.ts';
import type { Job } from './job.ts';

/**
 * Gives each worker one job after another. One that finds none waits while others are at theirs, whose
 * results may make work. `searching` holds the jobs that are under way.
 */
export async function runInWorkers(
	board: Board,
	count: number,
	searching: Set<Job>,
	take: () => Job | null,
	onCell: (cell: Cell) => void,
): Promise<void> {
	let waiting: (() => void)[] = [];
	const workers: Worker[] = [];
	const one = (index: number): Promise<void> =>
		new Promise((resolve, reject) => {
			const worker = new Worker(new URL('./worker.js', import.meta.url), {
				workerData: { buffer: board.buffer, index },
			});
			workers.push(worker);
			let job: Job | null = null;
			const next = (): void => {
				job = take();
				if (job !== null) {
					searching.add(job);
					worker.postMessage(job);
				} else if (searching.size > 0) waiting.push(next);
				else resolve();
			};
			worker.on('message', (message: Cell | 'done') => {
				if (message !== 'done') {
					try {
						onCell(message);
					} catch (error) {
						reject(error);
					}
					return;
				}
				searching.delete(job!);
				const woken = [next, ...waiting];
				waiting = [];
				for (const each of woken) each();
			});
			worker.on('error', reject);
			next();
		});
	try {
		await Promise.all(Array.from({ length: count }, (_, index) => one(index)));
	} finally {
		// Also those that wait, in vain, for one that has failed.
		for (const worker of workers) void worker.terminate();
	}
}
