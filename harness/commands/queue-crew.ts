/*
 * harness/commands/queue-crew.ts - workers of a comparison that are on other machines: each job goes into a queue, and
 * what was said of it comes back from there.
 */
import { EventEmitter } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import type { ConnectionOptions, Queue, QueueEvents } from 'bullmq';
import { sha256 } from '../catalogue/imports.ts';
import type { Workers } from '../compare/crew.ts';
import type { Job } from '../compare/job.ts';
import type { JobWorker } from '../compare/worker-pool.ts';
import { HeapIsFull } from '../compare/worker-thread.ts';
import { BadInput, queueSays } from '../messages/index.ts';
import {
	type Answered,
	type Asked,
	type BullMq,
	codeName,
	type Failed,
	queueName,
} from './queue.ts';

/** Results stay so long, for a run that is begun again. */
const keptSeconds = 24 * 60 * 60;

const errorOf = ({ kind, message }: Failed): Error => {
	if (kind === 'HeapIsFull') return new HeapIsFull(message);
	return kind === 'BadInput' ? new BadInput(message) : new Error(message);
};

/** Who makes it owes `end`, and then `close`. */
export class QueueCrew implements Workers {
	readonly #queue: Queue<Asked, Answered>;
	readonly #events: QueueEvents;
	readonly #code = codeName();
	/** By their ids in the queue, those that nobody has answered. */
	readonly #waitedFor = new Set<string>();
	#isOver = false;

	constructor({ Queue: TheQueue, QueueEvents: TheEvents }: BullMq, connection: ConnectionOptions) {
		this.#queue = new TheQueue<Asked, Answered>(queueName, { connection });
		this.#events = new TheEvents(queueName, { connection });
		// Each job that is waited for listens to both.
		this.#queue.setMaxListeners(0);
		this.#events.setMaxListeners(0);
		// Both connect again by themselves; that Redis is away for a while ends nothing.
		this.#queue.on('error', () => {});
		this.#events.on('error', () => {});
	}

	start(_index: number, onFailure: (error: Error) => void): JobWorker<Job> {
		const worker = new EventEmitter();
		let isEnded = false;
		const tell = async (job: Job): Promise<void> => {
			const { said, failed } = await this.#answered(job);
			if (isEnded || this.#isOver) return;
			for (const each of said) worker.emit('message', each);
			if (failed === null) worker.emit('message', 'done');
			else onFailure(errorOf(failed));
		};
		return {
			worker,
			post: (job) => {
				void tell(job);
			},
			end: () => {
				isEnded = true;
			},
		};
	}

	/** What becomes of a job that the queue has lost is told as what its worker failed of. */
	async #answered(job: Job): Promise<Answered> {
		try {
			return await this.#ask(job);
		} catch (error) {
			const { message } = error as Error;
			const isSaid = message.startsWith('error: ');
			const why = isSaid ? message : queueSays.jobLost(message);
			return { said: [], failed: { kind: 'BadInput', message: why } };
		}
	}

	async #ask(job: Job): Promise<Answered> {
		const asked: Asked = { code: this.#code, job };
		const text = JSON.stringify(asked);
		if (!isDeepStrictEqual(JSON.parse(text), asked)) {
			throw new Error(`the job on ${job.workload.name} does not survive the queue`);
		}
		// By what it asks for: a run that is begun again finds what the one before it has left in the queue.
		const jobId = sha256(text);
		this.#waitedFor.add(jobId);
		const queued = await this.#queue.add('cells', asked, {
			jobId,
			removeOnComplete: { age: keptSeconds },
			removeOnFail: true,
		});
		const answered = await queued.waitUntilFinished(this.#events);
		this.#waitedFor.delete(jobId);
		return answered;
	}

	/** Nobody waits any more. */
	end(): void {
		this.#isOver = true;
	}

	/** Takes what nobody has begun with out of the queue, and lets go of it. */
	async close(): Promise<void> {
		this.#isOver = true;
		await Promise.allSettled([...this.#waitedFor].map((id) => this.#queue.remove(id)));
		await Promise.allSettled([this.#events.close(), this.#queue.close()]);
	}
}
