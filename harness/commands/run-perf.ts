/*
 * harness/commands/run-perf.ts - runs loads on variants, a thread for each load.
 */
import { Worker } from 'node:worker_threads';
import { threadModule } from '../catalogue/source.ts';
import { loadNamed } from '../../workloads/load/index.ts';
import { BadInput, loadFailed, loadOutOfMemory, loadThreadEnded } from '../messages/index.ts';
import { geometryOf } from '../measure/load-geometry.ts';
import { type MachineName, machines } from '../measure/machines.ts';
import type { PerfRow } from '../result.ts';
import type { StraightVariant } from '../measure/straight/functions-of.ts';
import type { PerfJob, PerfSaid } from './perf-job.ts';

export interface PerfLoad {
	readonly load: string;
	readonly parameters: Readonly<Record<string, number>>;
}

export interface PerfPlan {
	readonly loads: readonly PerfLoad[];
	readonly variants: readonly StraightVariant[];
	readonly machine: MachineName;
	/** Threads at most. */
	readonly workers: number;
	/** Set for the timed mode: a row for each of these numbers of cpus. */
	readonly cpus?: readonly number[] | undefined;
}

export interface PerfWatcher {
	readonly onRow: (row: PerfRow) => void;
	readonly signal?: AbortSignal;
}

/**
 * All rows, by load and then by variant in the order of the plan; those that were done when the signal came.
 * @throws BadInput when a load needs more real memory than there is
 */
export async function runPerf(plan: PerfPlan, watcher: PerfWatcher): Promise<readonly PerfRow[]> {
	const rows: PerfRow[] = [];
	const left = plan.loads.map((each) => jobOf(plan, each));
	const next = async (): Promise<void> => {
		for (let job = left.shift(); job !== undefined; job = left.shift()) {
			if (watcher.signal?.aborted === true) return;
			await runJob(job, watcher, rows);
		}
	};
	await Promise.all(Array.from({ length: Math.max(1, plan.workers) }, next));
	const keyOf = ({ load, parameters }: PerfLoad): string => JSON.stringify([load, parameters]);
	const keys = plan.loads.map(keyOf);
	const place = (row: PerfRow): number =>
		keys.indexOf(keyOf(row)) * plan.variants.length +
		plan.variants.findIndex((each) => each.name === row.variant);
	return rows.toSorted((a, b) => place(a) - place(b));
}

/** What the thread of a load is told. */
export function jobOf(
	{ machine, variants, cpus }: PerfPlan,
	{ load, parameters }: PerfLoad,
): PerfJob {
	const sizes = loadNamed(load).sizes(parameters);
	const geometry = geometryOf(sizes, machines[machine].pteChainSlots.value, cpus !== undefined);
	return { geometry, load, parameters, machine, variants, cpus: cpus ?? null };
}

async function runJob(
	job: PerfJob,
	{ onRow, signal }: PerfWatcher,
	rows: PerfRow[],
): Promise<void> {
	const script = job.cpus === null ? 'perf-worker.js' : 'timed-worker.js';
	const worker = new Worker(threadModule(`harness/commands/${script}`), { workerData: job });
	const stop = (): void => void worker.terminate();
	signal?.addEventListener('abort', stop, { once: true });
	let said = 0;
	try {
		await new Promise<void>((resolve, reject) => {
			worker.on('message', (message: PerfSaid) => {
				said++;
				if ('failed' in message) {
					reject(new BadInput(loadFailed(job.load, message.variant, message.failed)));
					return;
				}
				rows.push(message.row);
				onRow(message.row);
			});
			worker.on('error', (error: NodeJS.ErrnoException) => {
				const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY' || error instanceof RangeError;
				const scales = loadNamed(job.load).scales;
				reject(isMemory ? new BadInput(loadOutOfMemory(job.load, scales)) : error);
			});
			worker.on('exit', () => {
				// A variant's own code may end the thread.
				const unsaid = job.variants[Math.floor(said / (job.cpus?.length ?? 1))];
				if (unsaid === undefined || signal?.aborted === true) resolve();
				else reject(new BadInput(loadFailed(job.load, unsaid.name, loadThreadEnded())));
			});
		});
	} finally {
		signal?.removeEventListener('abort', stop);
		await worker.terminate();
	}
}
