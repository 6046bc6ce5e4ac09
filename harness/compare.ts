/*
 * harness/compare.ts - variants x workloads -> one comparison, by way of a journal that survives a kill.
 */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { oracles } from './check/index.ts';
import { bootVariant, runCell, type CellOptions } from './cell.ts';
import { Journal } from './journal.ts';
import { loadVariant, variantFunctions, type LoadedVariant } from './load-variant.ts';
import { patchOf } from './patch.ts';
import {
	resultFormat,
	type Cell,
	type ClaimResult,
	type Comparison,
	type Frequency,
} from './result.ts';
import { kernelSource, quotedLines } from './source.ts';
import type { Workload } from './workload.ts';

export interface CompareOptions extends CellOptions {
	readonly base: string;
	/** Names of ours or paths, in the order in which reports show them. */
	readonly variants: readonly string[];
	readonly workloads: readonly Workload[];
	/** Worker threads; 1 runs everything in this one. The result does not depend on it. */
	readonly jobs: number;
	/** File to append cells to while they come, or null. */
	readonly journal: string | null;
	readonly onCell: (cell: Cell, done: number, all: number) => void;
}

/** What a worker is given: one variant on all workloads that are not in the journal yet. */
export interface Job {
	readonly variant: string;
	readonly workloads: readonly Workload[];
	readonly options: CellOptions;
}

/** Runs one job in this thread. */
export async function runJob(job: Job, onCell: (cell: Cell) => void): Promise<void> {
	const { variant } = await loadVariant(job.variant);
	const booted = bootVariant(variant);
	for (const workload of job.workloads) onCell(runCell(booted, workload, job.options));
}

export async function compare(options: CompareOptions): Promise<Comparison> {
	const loaded = await Promise.all(options.variants.map(loadVariant));
	const { seed, statesMax, sampleRuns, witnessPreemptionsMax, auditRaces } = options;
	const cellOptions = { seed, statesMax, sampleRuns, witnessPreemptionsMax, auditRaces };
	const journal =
		options.journal === null ? null : new Journal(options.journal, runDigest(loaded, options));
	const cells = new Map<string, Cell>();
	const keyOf = (variant: string, workload: string): string => `${variant}\n${workload}`;
	for (const cell of journal?.cells ?? []) cells.set(keyOf(cell.variant, cell.workload), cell);
	const all = loaded.length * options.workloads.length;
	const onCell = (cell: Cell): void => {
		cells.set(keyOf(cell.variant, cell.workload), cell);
		journal?.append(cell);
		options.onCell(cell, cells.size, all);
	};
	const jobs = loaded
		.map(({ variant, where }): Job => ({
			variant: where,
			workloads: options.workloads.filter((each) => !cells.has(keyOf(variant.name, each.name))),
			options: cellOptions,
		}))
		.filter((job) => job.workloads.length > 0);
	if (options.jobs === 1) for (const job of jobs) await runJob(job, onCell);
	else await runInWorkers(jobs, Math.min(options.jobs, jobs.length), onCell);
	journal?.remove();

	const ordered = loaded.flatMap(({ variant }) =>
		options.workloads.map((workload) => cells.get(keyOf(variant.name, workload.name))!),
	);
	return {
		format: resultFormat,
		seed: options.seed,
		tool: 'rmaplab 0.1.0',
		base: options.base,
		variants: loaded.map((each) => describeVariant(each, ordered)),
		workloads: options.workloads.map(({ name, question, digest, serves, cpus }) => ({
			name,
			question,
			digest,
			serves,
			cpus: cpus.length,
		})),
		oracles: Object.values(oracles).map(({ name, says }) => ({ name, says })),
		cells: ordered,
		machine: {
			node: process.version,
			platform: `${process.platform}-${process.arch}`,
			cpus: availableParallelism(),
		},
		wallClock: null,
	};
}

async function runInWorkers(
	jobs: readonly Job[],
	count: number,
	onCell: (cell: Cell) => void,
): Promise<void> {
	const queue = [...jobs];
	const one = (): Promise<void> =>
		new Promise((resolve, reject) => {
			const worker = new Worker(new URL('./compare-worker.js', import.meta.url));
			const next = (): void => {
				const job = queue.shift();
				if (job === undefined) {
					void worker.terminate();
					resolve();
				} else worker.postMessage(job);
			};
			worker.on('message', (message: Cell | 'done') => {
				if (message === 'done') next();
				else onCell(message);
			});
			worker.on('error', reject);
			next();
		});
	await Promise.all(Array.from({ length: count }, one));
}

/** Names everything that a result depends on, so that a journal of another run is not taken up. */
function runDigest(loaded: readonly LoadedVariant[], options: CompareOptions): string {
	const hash = createHash('sha256');
	for (const [name, { text }] of kernelSource()) hash.update(`${name}\n${text}\n`);
	for (const { text } of loaded) hash.update(text);
	for (const { digest } of options.workloads) hash.update(digest);
	const { seed, statesMax, sampleRuns, witnessPreemptionsMax, auditRaces } = options;
	hash.update(JSON.stringify([seed, statesMax, sampleRuns, witnessPreemptionsMax, auditRaces]));
	return hash.digest('hex').slice(0, 16);
}

function describeVariant(
	loaded: LoadedVariant,
	cells: readonly Cell[],
): Comparison['variants'][number] {
	const { variant, text } = loaded;
	const replaces = Object.keys(variant.replaces);
	const { text: patch, ...diffstat } = patchOf(
		kernelSource(),
		variantFunctions(loaded),
		replaces,
		Object.keys(variant.adds ?? {}),
	);
	const own = cells.filter((cell) => cell.variant === variant.name);
	return {
		name: variant.name,
		subject: variant.subject,
		from: variant.from,
		date: variant.date,
		base: variant.base?.name ?? null,
		replaces,
		quoted: quotedLines(text),
		claims: Object.entries(variant.claims).map(([claim, stated]) =>
			claimResult(claim, stated, own),
		),
		patch,
		diffstat,
	};
}

/**
 * 'always' when some workload shows it in every end, 'sometimes' when only in some, 'never' when none does.
 */
function claimResult(claim: string, stated: Frequency, cells: readonly Cell[]): ClaimResult {
	const found = cells.flatMap((cell) => cell.violations.filter((each) => each.oracle === claim));
	const shortest = found.toSorted((a, b) => a.preemptions - b.preemptions || a.steps - b.steps)[0];
	const holds: Frequency = found.some((each) => each.frequency === 'always')
		? 'always'
		: found.length > 0
			? 'sometimes'
			: 'never';
	const kinds = new Set(cells.map((cell) => cell.explored.kind));
	const weakest = kinds.has('sampled') ? 'sampled' : kinds.has('bounded') ? 'bounded' : 'complete';
	const rests = holds === 'never' ? weakest : 'complete';
	return { claim, holds, stated, rests, witness: shortest?.token ?? null };
}
