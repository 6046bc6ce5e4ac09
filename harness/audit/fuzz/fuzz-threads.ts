/*
 * harness/audit/fuzz/fuzz-threads.ts - threads that answer jobs; what minimises goes before what explores.
 */
import { Worker } from 'node:worker_threads';
import { threadModule } from '../../catalogue/source.ts';
import { BadInput, fuzzThreadEnded } from '../../messages/index.ts';
import type { FuzzJob, FuzzSaid, FuzzStart } from './fuzz-job.ts';

interface Asked {
	readonly job: FuzzJob;
	readonly resolve: (said: FuzzSaid) => void;
	readonly reject: (error: Error) => void;
}

/** Young memory of a thread in MB: the automata live long, the states of one program do not. */
const youngMegabytes = 64;

export class FuzzThreads {
	readonly #workers: Worker[];
	readonly #idle: Worker[] = [];
	readonly #urgent: Asked[] = [];
	readonly #waiting: Asked[] = [];
	readonly #atWork = new Map<Worker, Asked>();
	#failed: Error | null = null;

	constructor(count: number, start: FuzzStart) {
		this.#workers = Array.from({ length: count }, () => this.#start(start));
	}

	#start(workerData: FuzzStart): Worker {
		const worker = new Worker(threadModule('harness/audit/fuzz/fuzz-worker.js'), {
			workerData,
			resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
		});
		worker.on('message', (said: FuzzSaid) => {
			if (said.said !== 'started') {
				const asked = this.#atWork.get(worker)!;
				this.#atWork.delete(worker);
				if (said.said === 'failed') asked.reject(new BadInput(`error: ${said.why}`));
				else asked.resolve(said);
			}
			this.#idle.push(worker);
			this.#next();
		});
		worker.on('error', (error) => this.#end(error));
		worker.on('exit', () => this.#end(new BadInput(fuzzThreadEnded())));
		return worker;
	}

	/** @throws BadInput when a thread cannot do it, or has ended */
	ask<Said extends FuzzSaid['said']>(
		job: FuzzJob,
		_said: Said,
	): Promise<Extract<FuzzSaid, { readonly said: Said }>> {
		return new Promise((resolve, reject) => {
			const asked: Asked = { job, resolve: resolve as Asked['resolve'], reject };
			if (this.#failed !== null) reject(this.#failed);
			else (job.kind === 'minimise' ? this.#urgent : this.#waiting).push(asked);
			this.#next();
		});
	}

	#next(): void {
		while (this.#idle.length > 0) {
			const asked = this.#urgent.shift() ?? this.#waiting.shift();
			if (asked === undefined) return;
			const worker = this.#idle.shift()!;
			this.#atWork.set(worker, asked);
			worker.postMessage(asked.job);
		}
	}

	#end(error: Error): void {
		this.#failed ??= error;
		const all = [...this.#atWork.values(), ...this.#urgent.splice(0), ...this.#waiting.splice(0)];
		this.#atWork.clear();
		for (const { reject } of all) reject(this.#failed);
	}

	async close(): Promise<void> {
		await Promise.all(this.#workers.map((each) => each.terminate()));
	}
}
