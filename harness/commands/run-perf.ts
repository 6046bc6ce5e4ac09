/*
 * harness/commands/run-perf.ts - runs loads on variants, a thread for each load.
 */
import { loadNamed } from '../../workloads/load/index.ts';
import type { Geometry } from '../mm/include/geometry.ts';
import { BadInput, loadOutOfMemory, sequenceSaid } from '../messages/index.ts';
import { geometryOf } from '../measure/load-geometry.ts';
import { smallestShape } from '../measure/load.ts';
import { type MachineName, machines } from '../measure/machines.ts';
import type { PerfRow, SequenceWorkload } from '../result.ts';
import type { PerfJob, PerfVariant } from './perf-job.ts';
import { runThread } from './perf-thread.ts';

export interface PerfLoad {
	readonly load: string;
	readonly parameters: Readonly<Record<string, number>>;
	/** Of calls that were imported or recorded, which are no load of ours. */
	readonly sequences?: SequenceWorkload & { readonly digest: string };
}

export interface PerfPlan {
	readonly loads: readonly PerfLoad[];
	readonly variants: readonly PerfVariant[];
	readonly machine: MachineName;
	/** Threads at most. */
	readonly workers: number;
	/** Set for the timed mode: a row for each of these numbers of cpus. */
	readonly cpus?: readonly number[] | undefined;
	/** Rows that an earlier run has come to, all those of a load on a variant: these do not run again. */
	readonly kept?: readonly PerfRow[] | undefined;
}

export interface PerfWatcher {
	/** Called for each row that was not kept. */
	readonly onRow: (row: PerfRow) => void;
	/**
	 * A variant that came to no row, or null of a load for which there was no room; without it the first of them ends
	 * all. What is said has the form of an error.
	 */
	readonly onFailure?: (variant: string | null, why: string) => void;
	readonly signal?: AbortSignal;
}

/**
 * All rows, by load and then by variant in the order of the plan; those that were done when the signal came, and none of
 * variants that failed.
 * @throws BadInput for what the watcher does not want to hear of
 */
export async function runPerf(plan: PerfPlan, watcher: PerfWatcher): Promise<readonly PerfRow[]> {
	const rows: PerfRow[] = [...(plan.kept ?? [])];
	const failed = new Set<string>();
	const keeping: PerfWatcher = {
		...watcher,
		onRow: (row) => {
			rows.push(row);
			watcher.onRow(row);
		},
	};
	const keyOf = ({ load, parameters }: PerfLoad): string => JSON.stringify([load, parameters]);
	const kept = new Set(plan.kept?.map((row) => `${row.variant} ${keyOf(row)}`));
	const left = plan.loads.map((each) => {
		const job = jobOf(plan, each);
		return {
			...job,
			variants: job.variants.filter(({ name }) => !kept.has(`${name} ${keyOf(each)}`)),
		};
	});
	const next = async (): Promise<void> => {
		for (let job = left.shift(); job !== undefined; job = left.shift()) {
			if (watcher.signal?.aborted === true) return;
			await runJob(job, keeping, failed);
		}
	};
	await Promise.all(Array.from({ length: Math.max(1, plan.workers) }, next));
	const keys = plan.loads.map(keyOf);
	const place = (row: PerfRow): number =>
		keys.indexOf(keyOf(row)) * plan.variants.length +
		plan.variants.findIndex((each) => each.name === row.variant);
	return rows.filter(({ variant }) => !failed.has(variant)).toSorted((a, b) => place(a) - place(b));
}

/** What the thread of a load is told. */
export function jobOf(
	{ machine, variants, cpus }: PerfPlan,
	{ load, parameters, sequences }: PerfLoad,
): PerfJob {
	if (sequences !== undefined) {
		// It was made for this machine, see sequence-geometry.ts.
		const geometry = sequences.geometry as unknown as Geometry;
		return { geometry, load, parameters, machine, variants, cpus: null, sequences: sequences.of };
	}
	const { pteChainSlots, ptesPerTable } = machines[machine];
	const tables = { ptesPerTable: ptesPerTable.value };
	// All machines have the memory that the one with the shortest chains needs.
	const sizes = loadNamed(load).sizes(parameters, { ...smallestShape, ...tables });
	const shape = { ...tables, slotsPerChain: pteChainSlots.value };
	const geometry = geometryOf(sizes, shape, cpus !== undefined);
	return { geometry, load, parameters, machine, variants, cpus: cpus ?? null };
}

/**
 * A thread for the load, and another one where a variant ends it. A variant that failed on one load is left out of those
 * that begin later: it would be waited for on each of them.
 */
async function runJob(job: PerfJob, watcher: PerfWatcher, failed: Set<string>): Promise<void> {
	const { signal, onRow, onFailure } = watcher;
	let left = job.variants;
	const firstFailures: BadInput[] = [];
	while (left.length > 0 && signal?.aborted !== true) {
		const variants = left.filter(({ name }) => !failed.has(name));
		if (variants.length === 0) return;
		try {
			const said = await runThread(
				{ ...job, variants },
				{
					onRow,
					signal,
					onFailure: (variant, why) => {
						const isNew = !failed.has(variant);
						failed.add(variant);
						if (onFailure === undefined) firstFailures.push(new BadInput(why));
						else if (isNew) onFailure(variant, why);
					},
				},
			);
			if (firstFailures.length > 0) throw firstFailures[0]!;
			left = variants.slice(said);
		} catch (error) {
			const isMemory =
				(error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY' ||
				error instanceof RangeError;
			if (!isMemory) throw error;
			const why =
				job.sequences === undefined
					? loadOutOfMemory(job.load, loadNamed(job.load).scales)
					: sequenceSaid.outOfMemory(job.load);
			if (onFailure === undefined) throw new BadInput(why);
			onFailure(null, why);
			return;
		}
	}
}
