/*
 * harness/commands/run-clock.ts - the wall-clock of loads on variants: one thread, one load after the other, while
 * nothing else of ours runs.
 */
import { threadModule } from '../catalogue/source.ts';
import { Worker } from 'node:worker_threads';
import { median } from '../compare/median.ts';
import { type Apart, apartAll } from '../measure/statistics.ts';
import type { PerfRow, PerfTimes } from '../result.ts';
import type { ClockJob, ClockSaid } from './perf-job.ts';
import { type PerfPlan, jobOf } from './run-perf.ts';

export interface ClockWatcher {
	readonly onRound: (load: string, done: number) => void;
	readonly signal: AbortSignal;
}

type Samples = Map<string, { readonly runs: number; readonly samples: number[] }>;

const keyOf = ({ load, variant }: Pick<PerfRow, 'load' | 'variant'>): string =>
	`${load}\n${variant}`;

/**
 * The same rows with the times of so many rounds; with those that were measured when the signal came. What has no row
 * is not timed. `base` is what the others are held against.
 */
export async function withTimes(
	rows: readonly PerfRow[],
	plan: PerfPlan,
	rounds: number,
	base: string,
	watcher: ClockWatcher,
): Promise<readonly PerfRow[]> {
	const all: Samples = new Map();
	for (const load of plan.loads) {
		if (watcher.signal.aborted) break;
		const job = jobOf(plan, load);
		const variants = job.variants.filter(({ name }) =>
			rows.some((row) => row.load === load.load && row.variant === name),
		);
		if (variants.length > 0) await timeLoad({ ...job, variants, rounds }, all, watcher);
	}
	const pairs = rows.flatMap(({ load, variant }) => {
		const [ofBase, own] = [base, variant].map((name) => all.get(keyOf({ load, variant: name })));
		return variant === base || ofBase === undefined || own === undefined
			? []
			: [{ key: keyOf({ load, variant }), sets: [ofBase.samples, own.samples] as const }];
	});
	const found = apartAll(pairs.map(({ sets }) => sets));
	const against = new Map<string, Apart>(pairs.map(({ key }, i) => [key, found[i]!]));
	return rows.map((row) => {
		const own = all.get(keyOf(row));
		if (own === undefined) return row;
		const times: PerfTimes = {
			runs: own.runs,
			samples: own.samples,
			median: median(own.samples),
			against: against.get(keyOf(row)) ?? null,
		};
		return { ...row, wallClock: { ...row.wallClock, times } };
	});
}

async function timeLoad(
	job: ClockJob,
	all: Samples,
	{ onRound, signal }: ClockWatcher,
): Promise<void> {
	const worker = new Worker(threadModule('harness/commands/clock-worker.js'), { workerData: job });
	const stop = (): void => void worker.terminate();
	signal.addEventListener('abort', stop, { once: true });
	let done = 0;
	try {
		await new Promise<void>((resolve, reject) => {
			worker.on('message', ({ runs, milliseconds }: ClockSaid) => {
				for (const [variant, each] of Object.entries(milliseconds)) {
					const key = keyOf({ load: job.load, variant });
					if (!all.has(key)) all.set(key, { runs: runs[variant]!, samples: [] });
					all.get(key)!.samples.push(each);
				}
				done++;
				onRound(job.load, done);
			});
			worker.on('error', reject);
			worker.on('exit', () => resolve());
		});
	} finally {
		signal.removeEventListener('abort', stop);
		await worker.terminate();
	}
}
