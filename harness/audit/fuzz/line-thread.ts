/*
 * harness/audit/fuzz/line-thread.ts - the thread that counts lines, as the run sees it.
 */
import { Worker } from 'node:worker_threads';
import { threadModule } from '../../catalogue/source.ts';
import type { FuzzStart, LinesAsked, LinesSaid } from './fuzz-job.ts';

export class LineThread {
	readonly #worker: Worker;

	constructor(workerData: FuzzStart) {
		this.#worker = new Worker(threadModule('harness/audit/fuzz/lines-worker.js'), { workerData });
		// Lines are counted beside the run, which goes on without them.
		this.#worker.on('error', () => {});
	}

	/** Counts the lines that these programs enter. */
	count(asked: NonNullable<LinesAsked>): void {
		this.#worker.postMessage(asked);
	}

	/**
	 * The lines that were entered, once all are counted; to be asked once.
	 * @param patience milliseconds, after which it is null
	 */
	lines(patience: number): Promise<LinesSaid | null> {
		return new Promise((resolve) => {
			const timer = setTimeout(resolve, patience, null);
			const end = (said: LinesSaid | null): void => {
				clearTimeout(timer);
				resolve(said);
			};
			this.#worker.once('message', end);
			this.#worker.once('exit', () => end(null));
			this.#worker.postMessage(null);
		});
	}

	async close(): Promise<void> {
		await this.#worker.terminate();
	}
}
