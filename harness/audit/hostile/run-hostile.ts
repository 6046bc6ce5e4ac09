/*
 * harness/audit/hostile/run-hostile.ts - hostile inputs in a thread that is watched: one that hangs or takes all memory
 * is ended, and the next thread goes on behind that input.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { processorTime } from './read-inputs.ts';
import type { HostileCount, HostileFailure, HostileJob, HostileSaid } from './hostile-job.ts';

export interface HostilePlan {
	readonly seed: number;
	readonly count: number;
	readonly folder: string;
	/** The module of the thread. */
	readonly thread: URL;
	/** Threads. */
	readonly jobs: number;
	/** Milliseconds of processor time that one input may take until the thread is ended. */
	readonly patience: number;
	/** The first of each way to fail, when it is found. */
	readonly onFailure: (failure: HostileFailure) => void;
	readonly onPart: (done: number, failures: number) => void;
}

export interface HostileResult {
	readonly counts: Record<string, HostileCount>;
	readonly failures: readonly HostileFailure[];
}

/** Inputs of one thread. A new one for each part, so that memory that is never given back is seen. */
const inputsOfPart = 20_000;
/** Megabytes of a thread. */
const memoryMax = 512;
const lookEvery = 500;

export async function runHostile(plan: HostilePlan): Promise<HostileResult> {
	const counts: Record<string, HostileCount> = {};
	const failures = new Map<string, HostileFailure>();
	const note = (failure: HostileFailure): void => {
		const key = `${failure.kind} ${failure.how.replaceAll(/\d+/g, 'N')}`;
		if (failures.has(key)) return;
		failures.set(key, failure);
		plan.onFailure(failure);
	};
	const add = (part: Readonly<Record<string, HostileCount>>): void => {
		for (const [kind, each] of Object.entries(part)) {
			const sum = (counts[kind] ??= { accepted: 0, refused: 0, failed: 0, slowest: 0 });
			sum.accepted += each.accepted;
			sum.refused += each.refused;
			sum.failed += each.failed;
			sum.slowest = Math.max(sum.slowest, each.slowest);
			done += each.accepted + each.refused + each.failed;
		}
	};
	let done = 0;
	let next = 0;
	const work = async (): Promise<void> => {
		while (next < plan.count) {
			let from = next;
			next = Math.min(plan.count, from + inputsOfPart);
			for (const end = next; from < end;) from = await runPart(plan, from, end, note, add);
			plan.onPart(done, failures.size);
		}
	};
	await Promise.all(Array.from({ length: plan.jobs }, work));
	return { counts, failures: [...failures.values()] };
}

/** Up to the end, or behind an input that ends the thread; the number of the next input. */
async function runPart(
	{ seed, folder, thread, patience, jobs }: HostilePlan,
	from: number,
	end: number,
	note: (failure: HostileFailure) => void,
	add: (counts: Readonly<Record<string, HostileCount>>) => void,
): Promise<number> {
	const at = new SharedArrayBuffer(4);
	const place = new Int32Array(at);
	Atomics.store(place, 0, from - 1);
	const job: HostileJob = { seed, from, end, at, folder: join(folder, `part-${from}`) };
	const worker = new Worker(thread, {
		workerData: job,
		resourceLimits: { maxOldGenerationSizeMb: memoryMax },
	});
	return await new Promise((resolve, reject) => {
		let [last, since] = [from - 1, processorTime()];
		let isOver = false;
		const over = (next: number): void => {
			isOver = true;
			clearInterval(timer);
			void worker.terminate();
			resolve(next);
		};
		const lost = (how: string): void => {
			if (isOver) return;
			const number = Atomics.load(place, 0);
			// A thread that has read nothing does not begin.
			if (number < from) reject(new Error(`the thread of readers: ${how}`));
			note({ number, kind: 'thread', how, input: null });
			add({ thread: { accepted: 0, refused: 0, failed: 1, slowest: 0 } });
			over(number + 1);
		};
		const timer = setInterval(() => {
			const number = Atomics.load(place, 0);
			if (number !== last) [last, since] = [number, processorTime()];
			else if (processorTime() - since > patience * jobs) lost('hangs');
		}, lookEvery);
		worker.on('message', (said: HostileSaid) => {
			if (said.kind === 'failure') note(said.failure);
			else add(said.counts);
			if (said.kind === 'counts' && said.isLast) over(end);
		});
		worker.on('error', (error) => lost(`ends the thread: ${error.message}`));
		worker.on('exit', () => lost('ends the thread'));
	});
}
