/*
 * harness/compare/worker-pool.ts - gives each worker thread one job after another.
 */
import { Worker } from 'node:worker_threads';
import { Lookout, looksEveryMs, newRecord, patienceMs, runningIn } from '../engine/running.ts';
import { BadInput, userCodeExits, userCodeHangs, workerEnded } from '../messages/index.ts';
import type { Cell } from '../result.ts';
import { Board } from './board.ts';
import type { Job } from './job.ts';

/**
 * Gives each worker one job after another. One that finds none waits while others are at theirs, whose
 * results may make work. `searching` holds the jobs that are under way. Where a variant cannot be run, or a
 * function of its computes for ever, the run ends, and `onFailed` is told whose job it was.
 */
export async function runInWorkers(
	board: Board,
	count: number,
	searching: Set<Job>,
	take: () => Job | null,
	onCell: (cell: Cell) => void,
	onFailed: (job: Job) => void,
): Promise<void> {
	let waiting: (() => void)[] = [];
	let isOver = false;
	const ends: (() => void)[] = [];
	const one = (index: number): Promise<void> =>
		new Promise((resolve, reject) => {
			let job: Job | null = null;
			const fail = (error: Error): void => {
				// The others, and this one, end because of that.
				if (isOver) return;
				isOver = true;
				if (job !== null && error.name === 'BadInput') onFailed(job);
				reject(error);
			};
			const { worker, end } = startWorker(board, index, fail);
			ends.push(end);
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
			next();
		});
	try {
		await Promise.all(Array.from({ length: count }, (_, index) => one(index)));
	} finally {
		isOver = true;
		// Also those that wait, in vain, for one that has failed.
		for (const end of ends) end();
	}
}

/** A worker that tells what it fails of, be it that a user's function computes for ever or ends it. */
function startWorker(
	board: Board,
	index: number,
	onFailure: (error: Error) => void,
): { readonly worker: Worker; readonly end: () => void } {
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
	return { worker, end };
}
