/*
 * harness/compare/worker-pool.ts - gives each worker thread one job after another.
 */
import type { EventEmitter } from 'node:events';

/** Answers each job with messages, the last of which is 'done': a worker thread, or one on another machine. */
export interface JobWorker<Job> {
	readonly worker: Pick<EventEmitter, 'on' | 'removeAllListeners'>;
	readonly post: (job: Job) => void;
	readonly end: () => void;
}

/** What is to be done, and by whom. */
export interface Work<Job, Message> {
	readonly workers: number;
	/** Starts one of them; `onFailure` is told whatever it fails of. */
	readonly start: (index: number, onFailure: (error: Error) => void) => JobWorker<Job>;
	/** The next job, beside those that are under way; null when there is none now. */
	readonly take: (underWay: ReadonlySet<Job>) => Job | null;
	/** Told what a worker says before it is done. */
	readonly onMessage: (message: Message, job: Job) => void;
	/** A worker has failed at a job: whether all end, or another worker goes on with what is left. */
	readonly onFailed: (error: Error, job: Job) => 'end' | 'go on';
	/** Comes when nobody waits for a worker any more that is still at its job; never, when left out. */
	readonly over?: Promise<void>;
}

/**
 * Gives each worker one job after another. One that finds none waits while others are at theirs, whose
 * results may make work.
 * @throws what a worker failed of, where that ends all
 */
export async function runInWorkers<Job extends object, Message>(
	work: Work<Job, Message>,
): Promise<void> {
	const pool = new Pool(work);
	try {
		const all = Promise.all(Array.from({ length: work.workers }, (_, i) => pool.employ(i)));
		await (work.over === undefined ? all : Promise.race([all, work.over]));
	} finally {
		pool.end();
	}
}

class Pool<Job extends object, Message> {
	readonly #work: Work<Job, Message>;
	readonly #underWay = new Set<Job>();
	readonly #ends: (() => void)[] = [];
	#waiting: (() => void)[] = [];
	#isOver = false;

	constructor(work: Work<Job, Message>) {
		this.#work = work;
	}

	/** Comes to its end when there is no job left, and none under way that could make one. */
	employ(index: number): Promise<void> {
		const { start, take, onMessage, onFailed } = this.#work;
		return new Promise((resolve, reject) => {
			let job: Job | null = null;
			let current: JobWorker<Job>;
			const next = (): void => {
				job = take(this.#underWay);
				if (job !== null) {
					this.#underWay.add(job);
					current.post(job);
				} else if (this.#underWay.size > 0) this.#waiting.push(next);
				else resolve();
			};
			const begin = (): void => {
				const mine = start(index, (error) => {
					// The others, and this one, end because of that.
					if (this.#isOver || mine !== current) return;
					if (job !== null && onFailed(error, job) === 'go on') {
						mine.end();
						begin();
						this.#done(job, next);
						return;
					}
					this.#isOver = true;
					reject(error);
				});
				current = mine;
				this.#ends.push(mine.end);
				mine.worker.on('message', (message: Message | 'done') => {
					if (this.#isOver || mine !== current) return;
					if (message === 'done') {
						this.#done(job!, next);
						return;
					}
					try {
						onMessage(message as Message, job!);
					} catch (error) {
						reject(error);
					}
				});
			};
			begin();
			next();
		});
	}

	#done(job: Job, next: () => void): void {
		this.#underWay.delete(job);
		const woken = [next, ...this.#waiting];
		this.#waiting = [];
		for (const each of woken) each();
	}

	/** Ends also those that wait, in vain, for one that has failed. */
	end(): void {
		this.#isOver = true;
		for (const end of this.#ends) end();
	}
}
