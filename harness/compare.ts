/*
 * harness/compare.ts - variants x workloads -> one comparison, by way of a journal that survives a kill.
 */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { oracles } from './check/index.ts';
import { answer, cellFinder } from './answer.ts';
import { Board, Stopped } from './board.ts';
import { bootVariant, runCell, type CellOptions, type CellWatch } from './cell.ts';
import type { Discussion } from './discussion.ts';
import { Journal } from './journal.ts';
import { loadVariant, located, type LoadedVariant } from './load-variant.ts';
import { apartFrom, refinementOf } from './refine.ts';
import {
	cutOf,
	resultFormat,
	type Cell,
	type ClaimResult,
	type Comparison,
	type Frequency,
	type NotRun,
} from './result.ts';
import { kernelSource, quotedLines } from './source.ts';
import { variantPatch } from './variant-patch.ts';
import type { Workload } from './workload.ts';

export interface CompareOptions extends CellOptions {
	readonly base: string;
	/** Names of ours or paths, in the order in which reports show them. */
	readonly variants: readonly string[];
	readonly workloads: readonly Workload[];
	/** Which cells of variants x workloads to run. */
	readonly wants: (variant: string, workload: string) => boolean;
	/** Claims files to answer from the cells. */
	readonly discussions: readonly Discussion[];
	/**
	 * Has room for as many workers as there will be, and ends the run early. The result of a run that
	 * comes to its end does not depend on it.
	 */
	readonly board: Board;
	readonly budget: Budget | null;
	/** File to append cells to while they come, or null. */
	readonly journal: string | null;
	/** Told every cell as it is known, once more when it was taken further, and how many have been. */
	readonly onCell: (cell: Cell, done: number, all: number) => void;
}

/**
 * With a budget, once every cell has its verdict, those that were cut short are taken up again with four
 * times the states, until all are complete or the board says to stop.
 */
export interface Budget {
	readonly milliseconds: number;
	/** Stored states that no search may pass: what fits into memory. */
	readonly statesMax: number;
}

/** What a worker is given: one variant on some workloads. */
export interface Job {
	readonly variant: string;
	readonly workloads: readonly Workload[];
	readonly options: CellOptions;
}

/** Runs one job in this thread, or as much of it as the board lets it. */
export async function runJob(
	job: Job,
	board: Board,
	index: number,
	onCell: (cell: Cell) => void,
): Promise<void> {
	const loaded = await loadVariant(job.variant);
	const booted = bootVariant(loaded.variant);
	const watch: CellWatch = {
		expect: (states) => board.expect(index, states),
		search: board.watch(index),
	};
	try {
		for (const workload of job.workloads) {
			if (board.stopped !== null) break;
			onCell(located(loaded, () => runCell(booted, workload, job.options, watch)));
		}
	} catch (error) {
		if (!(error instanceof Stopped)) throw error;
	}
	board.expect(index, 0);
}

const keyOf = (variant: string, workload: string): string => `${variant}\n${workload}`;

/** Cells that were cut short are searched again with so many times the states. */
const timesDeeper = 4;

/**
 * Which cell to search again and with how many states: the smallest limit first, then the smallest
 * estimate. Null when none is left that more states could help within the memory.
 */
export function nextDeeper(
	cells: readonly Cell[],
	statesMax: number,
	isTaken: (cell: Cell) => boolean,
): { readonly cell: Cell; readonly statesMax: number } | null {
	const [first] = cells
		.flatMap((cell) => {
			const cut = cutOf(cell.explored);
			if (cut === null || cut.statesMax >= statesMax || isTaken(cell)) return [];
			const next = Math.min(cut.statesMax * timesDeeper, statesMax);
			return [{ cell, statesMax: next, estimated: cut.statesEstimated }];
		})
		.toSorted((a, b) => a.statesMax - b.statesMax || a.estimated - b.estimated);
	return first ?? null;
}

/** Whether the first of two searches of one cell says more than the second. */
function provesMore(one: Cell, two: Cell): boolean {
	const rank = ({ explored }: Cell): number =>
		({ complete: 99, bounded: 0, sampled: -1, stopped: -2 })[explored.kind] +
		(explored.kind === 'bounded' ? explored.bound : 0);
	const more = rank(one) - rank(two);
	return more !== 0
		? more > 0
		: (cutOf(one.explored)?.statesMax ?? 0) > (cutOf(two.explored)?.statesMax ?? 0);
}

export async function compare(options: CompareOptions): Promise<Comparison> {
	const loaded = await Promise.all(options.variants.map(loadVariant));
	const { board, budget } = options;
	const { seed, statesMax, sampleRuns, witnessPreemptionsMax, sampleStrategy, auditRaces } =
		options;
	const cellOptions: CellOptions = {
		seed,
		statesMax,
		sampleRuns,
		witnessPreemptionsMax,
		sampleStrategy,
		auditRaces,
		...(options.exact ? { exact: true } : {}),
		...(options.setupStepsMax === undefined ? {} : { setupStepsMax: options.setupStepsMax }),
		estimate: budget !== null,
	};
	const journal =
		options.journal === null
			? null
			: new Journal(options.journal, runDigest(loaded, options.workloads, cellOptions));
	const cells = new Map<string, Cell>();
	const keep = (cell: Cell): boolean => {
		const key = keyOf(cell.variant, cell.workload);
		const known = cells.get(key);
		if (known !== undefined && !provesMore(cell, known)) return false;
		cells.set(key, cell);
		return true;
	};
	for (const cell of journal?.cells ?? []) {
		if (options.wants(cell.variant, cell.workload)) keep(cell);
	}
	const matrix = loaded.flatMap(({ variant }) =>
		options.workloads.map((workload) => ({ variant: variant.name, workload: workload.name })),
	);
	const wanted = matrix.filter((each) => options.wants(each.variant, each.workload));
	const all = wanted.length;
	const onCell = (cell: Cell): void => {
		if (!keep(cell)) return;
		journal?.append(cell);
		options.onCell(cell, cells.size, all);
	};
	const missing = loaded
		.map(({ variant, where }): Job => ({
			variant: where,
			workloads: options.workloads.filter(
				(each) =>
					options.wants(variant.name, each.name) && !cells.has(keyOf(variant.name, each.name)),
			),
			options: cellOptions,
		}))
		.filter((job) => job.workloads.length > 0);
	const whereOf = new Map(loaded.map(({ variant, where }) => [variant.name, where]));
	const searching = new Set<Job>();
	/** First what has no verdict; then, with a budget, what was cut short, the smallest first. */
	const take = (): Job | null => {
		if (board.stopped !== null) return null;
		const first = missing.shift();
		if (first !== undefined || budget === null) return first ?? null;
		const deeper = nextDeeper([...cells.values()], budget.statesMax, (cell) =>
			[...searching].some(
				(job) =>
					job.variant === whereOf.get(cell.variant) &&
					job.workloads.some((each) => each.name === cell.workload),
			),
		);
		if (deeper === null) return null;
		const { cell, statesMax } = deeper;
		return {
			variant: whereOf.get(cell.variant)!,
			workloads: options.workloads.filter((each) => each.name === cell.workload),
			options: { ...cellOptions, statesMax },
		};
	};
	const workers = budget === null ? Math.min(board.size, missing.length) : board.size;
	await runInWorkers(board, workers, searching, take, onCell);
	// What the clock or a signal has left for later can be taken up from here.
	if (cells.size === all && board.stopped !== 'interrupted') journal?.remove();

	const ordered = wanted.flatMap((each) => cells.get(keyOf(each.variant, each.workload)) ?? []);
	const notRun = wanted
		.filter((each) => !cells.has(keyOf(each.variant, each.workload)))
		.map((each): NotRun => ({ ...each, explored: { kind: 'none' } }));
	const leftOut = loaded.flatMap(({ variant: { name } }) => {
		const workloads = options.workloads
			.filter((each) => !options.wants(name, each.name))
			.map((each) => each.name);
		return workloads.length === 0 ? [] : [{ variant: name, workloads }];
	});
	const find = cellFinder(ordered);
	const rows = loaded.map(({ variant }) => variant.name);
	return {
		format: resultFormat,
		seed: options.seed,
		tool: 'rmaplab 0.1.0',
		base: options.base,
		variants: loaded.map((each) =>
			describeVariant(
				each,
				options.base,
				ordered,
				[...notRun, ...leftOut].every(({ variant }) => variant !== each.variant.name),
			),
		),
		workloads: options.workloads.map(({ name, question, digest, serves, cpus }) => ({
			name,
			question,
			digest,
			serves,
			cpus: cpus.length,
		})),
		oracles: Object.values(oracles).map(({ name, says }) => ({ name, says })),
		cells: ordered,
		leftOut,
		discussions: options.discussions.map((each) => answer(each, find, rows)),
		...(budget === null && board.stopped === null
			? {}
			: {
					limits: {
						budgetMilliseconds: budget?.milliseconds ?? null,
						ended: board.stopped ?? 'done',
						notRun,
					},
				}),
		machine: {
			node: process.version,
			platform: `${process.platform}-${process.arch}`,
			cpus: availableParallelism(),
		},
		wallClock: null,
	};
}

/**
 * Gives each worker one job after another. One that finds none waits while others are at theirs, whose
 * results may make work. `searching` holds the jobs that are under way.
 */
async function runInWorkers(
	board: Board,
	count: number,
	searching: Set<Job>,
	take: () => Job | null,
	onCell: (cell: Cell) => void,
): Promise<void> {
	let waiting: (() => void)[] = [];
	const workers: Worker[] = [];
	const one = (index: number): Promise<void> =>
		new Promise((resolve, reject) => {
			const worker = new Worker(new URL('./compare-worker.js', import.meta.url), {
				workerData: { buffer: board.buffer, index },
			});
			workers.push(worker);
			let job: Job | null = null;
			const next = (): void => {
				job = take();
				if (job !== null) {
					searching.add(job);
					worker.postMessage(job);
				} else if (searching.size > 0) waiting.push(next);
				else resolve();
			};
			worker.on('message', (message: Cell | 'done') => {
				if (message !== 'done') {
					onCell(message);
					return;
				}
				searching.delete(job!);
				const woken = [next, ...waiting];
				waiting = [];
				for (const each of woken) each();
			});
			worker.on('error', reject);
			next();
		});
	try {
		await Promise.all(Array.from({ length: count }, (_, index) => one(index)));
	} finally {
		// Also those that wait, in vain, for one that has failed.
		for (const worker of workers) void worker.terminate();
	}
}

/** Names everything that a result depends on, so that a journal of another run is not taken up. */
function runDigest(
	loaded: readonly LoadedVariant[],
	workloads: readonly Workload[],
	cellOptions: CellOptions,
): string {
	const hash = createHash('sha256');
	for (const [name, { text }] of kernelSource()) hash.update(`${name}\n${text}\n`);
	for (const { text } of loaded) hash.update(text);
	for (const { digest } of workloads) hash.update(digest);
	// Cells that a budget took further, or that are audited, are not those of another run.
	hash.update(JSON.stringify(cellOptions));
	return hash.digest('hex').slice(0, 16);
}

function describeVariant(
	loaded: LoadedVariant,
	base: string,
	cells: readonly Cell[],
	/** Whether all its cells were run. */
	isWhole: boolean,
): Comparison['variants'][number] {
	const { variant, text } = loaded;
	const replaces = Object.keys(variant.replaces);
	const { text: patch, ...diffstat } = variantPatch(loaded);
	const cellsOf = (name: string): Cell[] => cells.filter((cell) => cell.variant === name);
	const own = cellsOf(variant.name);
	const below = variant.base?.name ?? base;
	return {
		name: variant.name,
		subject: variant.subject,
		from: variant.from,
		date: variant.date,
		base: variant.base?.name ?? null,
		replaces,
		quoted: quotedLines(text),
		claims: Object.entries(variant.claims).map(([claim, stated]) =>
			claimResult(claim, stated, own, isWhole),
		),
		apart: below === variant.name ? null : apartFrom(below, own, cellsOf(below)),
		refines: (variant.refines ?? []).map((of) => refinementOf(of, own, cellsOf(of))),
		patch,
		diffstat,
	};
}

/**
 * 'always' when some workload shows it in every end, 'sometimes' when only in some, 'never' when none does.
 */
function claimResult(
	claim: string,
	stated: Frequency,
	cells: readonly Cell[],
	isWhole: boolean,
): ClaimResult {
	const found = cells.flatMap((cell) => cell.violations.filter((each) => each.oracle === claim));
	const shortest = found.toSorted((a, b) => a.preemptions - b.preemptions || a.steps - b.steps)[0];
	const holds: Frequency = found.some((each) => each.frequency === 'always')
		? 'always'
		: found.length > 0
			? 'sometimes'
			: 'never';
	const kinds = new Set(cells.map((cell) => cell.explored.kind));
	const weakestRun =
		(['stopped', 'sampled', 'bounded'] as const).find((kind) => kinds.has(kind)) ?? 'complete';
	const weakest = isWhole ? weakestRun : 'none';
	const rests = holds === 'never' ? weakest : 'complete';
	return { claim, holds, stated, rests, witness: shortest?.token ?? null };
}
