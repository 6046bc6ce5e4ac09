/*
 * harness/commands/work.ts - rmaplab work: does jobs that `rmaplab serve-queue` has put into a queue, until it is told to
 * end. A job of a worker that dies is given to another one.
 */
import { availableParallelism } from 'node:os';
import { Board } from '../compare/board.ts';
import { Crew } from '../compare/crew.ts';
import type { Job, Said } from '../compare/job.ts';
import { HeapIsFull } from '../compare/worker-thread.ts';
import { queueSays } from '../messages/index.ts';
import { interruptedStatus, onInterrupt } from '../terminal/interrupt.ts';
import { note } from '../terminal/look.ts';
import { type Answered, type Asked, codeName, type Failed, openQueue, queueName } from './queue.ts';

/** A worker that has said nothing for so long is taken for dead, and its job is given to another one. */
const silenceMs = 5000;
/** So often a job may lose its worker. */
const deathsMax = 5;

/** Returns the exit status, that of an interrupt, or 0 after `idleMs` without a job. */
export async function runWork(
	redis: string,
	{ jobs = availableParallelism(), idle }: { jobs?: number | undefined; idle?: number | undefined },
): Promise<number> {
	const { bullMq, connection } = await openQueue(redis);
	const board = new Board(jobs);
	const crew = new Crew(board);
	const free = Array.from({ length: jobs }, (_, i) => i);
	const code = codeName();
	let done = 0;
	let lastMs = performance.now();
	const worker = new bullMq.Worker<Asked, Answered>(
		queueName,
		async ({ data }) => {
			if (data.code !== code) throw new Error(queueSays.otherCode());
			const index = free.pop()!;
			const answered = await answerOf(crew, index, data.job);
			free.push(index);
			done++;
			lastMs = performance.now();
			return answered;
		},
		{
			connection,
			concurrency: jobs,
			lockDuration: silenceMs,
			stalledInterval: silenceMs,
			maxStalledCount: deathsMax,
		},
	);
	worker.on('error', () => {});
	note(queueSays.working(redis, jobs));
	const ended = await new Promise<'interrupted' | 'idle'>((resolve) => {
		onInterrupt(() => resolve('interrupted'));
		if (idle === undefined) return;
		setInterval(() => {
			const isIdle = free.length === jobs && performance.now() - lastMs > idle;
			if (isIdle) resolve('idle');
		}, 200).unref();
	});
	if (ended === 'interrupted') board.stop('interrupted');
	// What is under way is given back by its silence.
	await worker.close(ended === 'interrupted');
	crew.end();
	note(queueSays.worked(done));
	return ended === 'interrupted' ? interruptedStatus() : 0;
}

/** Has one thread do the job, and gathers what it says. */
function answerOf(crew: Crew, index: number, job: Job): Promise<Answered> {
	return new Promise((resolve) => {
		const said: Said[] = [];
		const mine = crew.start(index, (error) => {
			mine.end();
			resolve({ said, failed: failedOf(error) });
		});
		mine.worker.on('message', (message: Said | 'done') => {
			if (message !== 'done') {
				said.push(message);
				return;
			}
			mine.end();
			resolve({ said, failed: null });
		});
		mine.post(job);
	});
}

function failedOf(error: Error): Failed {
	// What comes from a thread has kept its name, not its class.
	const kind = error.name === 'BadInput' ? 'BadInput' : 'Error';
	return { kind: error instanceof HeapIsFull ? 'HeapIsFull' : kind, message: error.message };
}
