/*
 * What becomes of jobs when a worker fails, and when jobs make jobs.
 */
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { type JobWorker, runInWorkers } from './worker-pool.ts';

interface Job {
	readonly of: number;
}

/** Answers 'twice' of a number; fails at a negative one. */
const code = `
	const { parentPort } = require('node:worker_threads');
	parentPort.on('message', ({ of }) => {
		if (of < 0) throw new Error('negative');
		parentPort.postMessage(2 * of);
		parentPort.postMessage('done');
	});
`;

function start(onFailure: (error: Error) => void): JobWorker<Job> {
	const worker = new Worker(code, { eval: true });
	worker.on('error', onFailure);
	const end = (): void => void worker.terminate();
	return { worker, post: (job) => worker.postMessage(job), end };
}

async function run(
	jobs: readonly number[],
	onLoss: 'end' | 'go on',
	more: (answer: number) => readonly number[] = () => [],
): Promise<{ readonly answers: number[]; readonly failed: string[] }> {
	const left = jobs.map((of): Job => ({ of }));
	const answers: number[] = [];
	const failed: string[] = [];
	await runInWorkers<Job, number>({
		workers: 2,
		start: (_, onFailure) => start(onFailure),
		take: () => left.shift() ?? null,
		onMessage: (answer) => {
			answers.push(answer);
			left.push(...more(answer).map((of) => ({ of })));
		},
		onFailed: ({ message }, { of }) => {
			failed.push(`${of}: ${message}`);
			return onLoss;
		},
	});
	return { answers: answers.toSorted((a, b) => a - b), failed };
}

test('each job is done once', async () => {
	expect(await run([1, 2, 3, 4, 5], 'end')).toEqual({ answers: [2, 4, 6, 8, 10], failed: [] });
	expect(await run([], 'end')).toEqual({ answers: [], failed: [] });
});

test('who finds no job waits for those that others make', async () => {
	const more = (answer: number): number[] => (answer < 8 ? [answer, answer] : []);
	expect((await run([1], 'end', more)).answers).toEqual([2, 4, 4, 8, 8, 8, 8]);
});

test('a worker that is lost is replaced, and its job is not done again', async () => {
	const { answers, failed } = await run([1, -1, -2, 2, 3, -3], 'go on');
	expect(answers).toEqual([2, 4, 6]);
	expect(failed.toSorted()).toEqual(['-1: negative', '-2: negative', '-3: negative']);
});

test('or the run ends with what it failed of', async () => {
	await expect(run([1, -1, 2], 'end')).rejects.toThrow('negative');
});

test('what is made of an answer may end the run as well', async () => {
	const more = (): never => {
		throw new Error('the disk is full');
	};
	await expect(run([1, 2], 'go on', more)).rejects.toThrow('the disk is full');
});
