/*
 * harness/compare/crew.ts - worker threads that outlive a run: what they have loaded and compiled serves the next one.
 */
import type { Board } from './board.ts';
import type { Job } from './job.ts';
import type { JobWorker } from './worker-pool.ts';
import { startWorker, type ThreadWorker } from './worker-thread.ts';

/** Whoever starts workers for a run. Who makes it owes `end`. */
export interface Workers {
	readonly start: (index: number, onFailure: (error: Error) => void) => JobWorker<Job>;
	readonly end: () => void;
}

interface Member {
	readonly index: number;
	readonly worker: ThreadWorker;
	/** Told of a failure: whoever has the worker now, nobody while it waits. */
	onFailure: ((error: Error) => void) | null;
	/** Whether it is at a job. */
	isBusy: boolean;
}

/** The workers of one board. */
export class Crew implements Workers {
	readonly #board: Board;
	#waiting: Member[] = [];

	constructor(board: Board) {
		this.#board = board;
	}

	/** A worker that waits, else a new one. Its `end` leaves it waiting, unless it is at a job or has failed. */
	start(index: number, onFailure: (error: Error) => void): ThreadWorker {
		const member = this.#waiting.find((each) => each.index === index) ?? this.#employ(index);
		this.#waiting = this.#waiting.filter((each) => each !== member);
		member.onFailure = onFailure;
		const { worker, post } = member.worker;
		const onMessage = (message: unknown): void => {
			if (message === 'done') member.isBusy = false;
		};
		worker.on('message', onMessage);
		return {
			worker,
			post: (job) => {
				member.isBusy = true;
				post(job);
			},
			end: () => this.#leave(member),
		};
	}

	/** Ends those that wait. */
	end(): void {
		for (const { worker } of this.#waiting.splice(0)) worker.end();
	}

	#employ(index: number): Member {
		const member: Member = {
			index,
			worker: startWorker(this.#board, index, (error) => {
				if (member.onFailure === null) this.#dismiss(member);
				else member.onFailure(error);
			}),
			onFailure: null,
			isBusy: false,
		};
		return member;
	}

	#leave(member: Member): void {
		if (this.#waiting.includes(member)) return;
		member.onFailure = null;
		member.worker.worker.removeAllListeners('message');
		if (member.isBusy) member.worker.end();
		else this.#waiting.push(member);
	}

	#dismiss(member: Member): void {
		this.#waiting = this.#waiting.filter((each) => each !== member);
		member.worker.end();
	}
}
