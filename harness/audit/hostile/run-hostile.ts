/*
 * harness/audit/hostile/run-hostile.ts - hostile inputs in a thread that is watched: one that hangs or takes all memory
 * is ended, and the next thread goes on behind that input.
 */
import { Worker } from 'node:worker_threads';
import type { HostileCount, HostileFailure, HostileJob, HostileSaid } from './hostile-job.ts';

export interface HostilePlan {
	readonly seed: number;
	readonly count: number;
	readonly folder: string;
	/** The module of the thread. */
	readonly thread: URL;
	/** Milliseconds that one input may take until the thread is ended. */
	readonly patience: number;
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
		if (!failures.has(key)) failures.set(key, failure);
	};
	for (let from = 0; from < plan.count;) {
		const part = await runPart(plan, from, Math.min(plan.count, from + inputsOfPart), note);
		for (const [kind, each] of Object.entries(part.counts)) {
			const sum = (counts[kind] ??= { accepted: 0, refused: 0, failed: 0, slowest: 0 });
			sum.accepted += each.accepted;
			sum.refused += each.refused;
			sum.failed += each.failed;
			sum.slowest = Math.max(sum.slowest, each.slowest);
		}
		from = part.next;
		plan.onPart(from, failures.size);
	}
	return { counts, failures: [...failures.values()] };
}

/** Up to the end, or behind an input that ends the thread. What was read in that thread before is read again then. */
async function runPart(
	{ seed, folder, thread, patience }: HostilePlan,
	from: number,
	end: number,
	note: (failure: HostileFailure) => void,
): Promise<{ readonly counts: Readonly<Record<string, HostileCount>>; readonly next: number }> {
	const at = new SharedArrayBuffer(4);
	const place = new Int32Array(at);
	Atomics.store(place, 0, from - 1);
	const job: HostileJob = { seed, from, end, at, folder };
	const worker = new Worker(thread, {
		workerData: job,
		resourceLimits: { maxOldGenerationSizeMb: memoryMax },
	});
	return await new Promise((resolve, reject) => {
		let [last, since] = [from - 1, performance.now()];
		let isOver = false;
		const over = (counts: Readonly<Record<string, HostileCount>>, next: number): void => {
			if (isOver) return;
			isOver = true;
			clearInterval(timer);
			void worker.terminate();
			resolve({ counts, next });
		};
		const lost = (how: string): void => {
			const number = Atomics.load(place, 0);
			// A thread that has read nothing does not begin.
			if (number < from) reject(new Error(`the thread of readers: ${how}`));
			if (!isOver) note({ number, kind: 'thread', how, input: null });
			over({ thread: { accepted: 0, refused: 0, failed: 1, slowest: patience } }, number + 1);
		};
		const timer = setInterval(() => {
			const number = Atomics.load(place, 0);
			if (number !== last) [last, since] = [number, performance.now()];
			else if (performance.now() - since > patience) lost('hangs');
		}, lookEvery);
		worker.on('message', (said: HostileSaid) => {
			if (said.kind === 'failure') note(said.failure);
			else over(said.counts, end);
		});
		worker.on('error', (error) => lost(`ends the thread: ${error.message}`));
		worker.on('exit', () => lost('ends the thread'));
	});
}
