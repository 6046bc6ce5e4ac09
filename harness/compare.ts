/*
 * harness/compare.ts - variants x workloads -> one comparison, by way of a journal that survives a kill.
 */
import { availableParallelism } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { Worker } from 'node:worker_threads';
import { oracles } from './check/index.ts';
import { answer, cellFinder } from './answer.ts';
import { Board, Stopped } from './board.ts';
import { bootVariant, runCell, type CellOptions, type CellWatch } from './cell.ts';
import type { Discussion } from './discussion.ts';
import { identityOf } from './identity.ts';
import { Journal } from './journal.ts';
import {
	functionsDigest,
	loadVariant,
	located,
	ofFunctions,
	type LoadedVariant,
} from './load-variant.ts';
import { BadInput, variantChanged } from './messages.ts';
import { apartFrom, refinementOf } from './refine.ts';
import {
	cutOf,
	memoryNames,
	resultFormat,
	type Cell,
	type ClaimResult,
	type Comparison,
	type Frequency,
	type MemoryName,
	type NotRun,
} from './result.ts';
import { quotedLines, toolVersion } from './source.ts';
import { variantPatch } from './variant-patch.ts';
import type { Workload } from './workload.ts';

export interface CompareOptions extends CellOptions {
	readonly base: string;
	/** In the order in which reports show them. No two have one name, and no two workloads have. */
	readonly variants: readonly LoadedVariant[];
	readonly workloads: readonly Workload[];
	/** Which cells of variants x workloads to run. */
	readonly wants: (variant: string, workload: string) => boolean;
	/** Claims files to answer from the cells. */
	readonly discussions: readonly Discussion[];
	/** Whether they mean this workload by its name; all of them when left out. */
	readonly isMeant?: (workload: Workload) => boolean;
	/**
	 * Has room for as many workers as there will be, and ends the run early. The result of a run that
	 * comes to its end does not depend on it.
	 */
	readonly board: Board;
	readonly budget: Budget | null;
	/** File to append cells to while they come, or null; its owner removes it once all is written. */
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
	/** What it was when the run began, see LoadedVariant. */
	readonly files: LoadedVariant['files'];
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
	if (!isDeepStrictEqual(loaded.files, job.files)) throw new BadInput(variantChanged(job.variant));
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

/** One of variants x workloads, by name. */
type Pair = Pick<Cell, 'variant' | 'workload'>;

export async function compare(options: CompareOptions): Promise<Comparison> {
	refuseOneNameForTwo(options.variants.map(({ variant }) => variant));
	refuseOneNameForTwo(options.workloads);
	const matrix = options.variants.flatMap(({ variant }) =>
		options.workloads.map((workload): Pair => ({ variant: variant.name, workload: workload.name })),
	);
	const wanted = matrix.filter((each) => options.wants(each.variant, each.workload));
	return comparisonOf(options, wanted, await searchAll(options, wanted));
}

function cellOptionsOf(options: CompareOptions): CellOptions {
	const { seed, statesMax, sampleRuns, witnessPreemptionsMax, sampleStrategy, auditRaces } =
		options;
	return {
		seed,
		statesMax,
		sampleRuns,
		witnessPreemptionsMax,
		sampleStrategy,
		auditRaces,
		...(options.exact ? { exact: true } : {}),
		...(options.setupStepsMax === undefined ? {} : { setupStepsMax: options.setupStepsMax }),
		estimate: options.budget !== null,
	};
}

/** The cells that are wanted, by `keyOf`, as far as the board lets them come: found now, or kept before. */
async function searchAll(
	options: CompareOptions,
	wanted: readonly Pair[],
): Promise<ReadonlyMap<string, Cell>> {
	const { board, budget, variants: loaded, workloads, wants } = options;
	const cellOptions = cellOptionsOf(options);
	const journal =
		options.journal === null
			? null
			: new Journal(options.journal, identityOf(loaded, workloads, cellOptions, wanted));
	const cells = new Map<string, Cell>();
	const keep = (cell: Cell): boolean => {
		const key = keyOf(cell.variant, cell.workload);
		const known = cells.get(key);
		if (known !== undefined && !provesMore(cell, known)) return false;
		cells.set(key, cell);
		return true;
	};
	for (const cell of journal?.cells ?? []) keep(cell);
	const onCell = (cell: Cell): void => {
		if (!keep(cell)) return;
		journal?.append(cell);
		options.onCell(cell, cells.size, wanted.length);
	};
	const jobOf = (
		{ where, files }: LoadedVariant,
		isPart: (workload: Workload) => boolean,
		statesMax: number,
	): Job => ({
		variant: where,
		files,
		workloads: workloads.filter(isPart),
		options: { ...cellOptions, statesMax },
	});
	const missing = loaded
		.map((each) => {
			const { name } = each.variant;
			const isMissing = (workload: Workload): boolean =>
				wants(name, workload.name) && !cells.has(keyOf(name, workload.name));
			return jobOf(each, isMissing, cellOptions.statesMax);
		})
		.filter((job) => job.workloads.length > 0);
	const loadedOf = new Map(loaded.map((each) => [each.variant.name, each]));
	const searching = new Set<Job>();
	const isSearched = (cell: Cell): boolean =>
		[...searching].some(
			(job) =>
				job.variant === loadedOf.get(cell.variant)!.where &&
				job.workloads.some((each) => each.name === cell.workload),
		);
	/** First what has no verdict; then, with a budget, what was cut short, the smallest first. */
	const take = (): Job | null => {
		if (board.stopped !== null) return null;
		const first = missing.shift();
		if (first !== undefined || budget === null) return first ?? null;
		const deeper = nextDeeper([...cells.values()], budget.statesMax, isSearched);
		if (deeper === null) return null;
		const { cell, statesMax } = deeper;
		return jobOf(loadedOf.get(cell.variant)!, ({ name }) => name === cell.workload, statesMax);
	};
	const workers = budget === null ? Math.min(board.size, missing.length) : board.size;
	await runInWorkers(board, workers, searching, take, onCell);
	return cells;
}

function comparisonOf(
	options: CompareOptions,
	wanted: readonly Pair[],
	cells: ReadonlyMap<string, Cell>,
): Comparison {
	const { board, budget, variants: loaded, workloads, wants, isMeant } = options;
	const ordered = wanted.flatMap((each) => cells.get(keyOf(each.variant, each.workload)) ?? []);
	const notRun = wanted
		.filter((each) => !cells.has(keyOf(each.variant, each.workload)))
		.map((each): NotRun => ({ ...each, explored: { kind: 'none' } }));
	const leftOut = loaded.flatMap(({ variant: { name } }) => {
		const left = workloads.filter((each) => !wants(name, each.name)).map((each) => each.name);
		return left.length === 0 ? [] : [{ variant: name, workloads: left }];
	});
	const meant = new Set(
		workloads.filter((each) => isMeant?.(each) ?? true).map((each) => each.name),
	);
	const find = cellFinder(ordered.filter(({ workload }) => meant.has(workload)));
	const rows = loaded.map(({ variant }) => variant.name);
	const memories = new Map(workloads.map(({ name, memory }) => [name, memory]));
	const memoryOf: MemoryOf = (workload) => memories.get(workload)!;
	const isWhole = (name: string): boolean =>
		[...notRun, ...leftOut].every(({ variant }) => variant !== name);
	return {
		format: resultFormat,
		seed: options.seed,
		tool: toolVersion(),
		base: options.base,
		variants: loaded.map((each) =>
			describeVariant(each, belowOf(each, options), ordered, isWhole(each.variant.name), memoryOf),
		),
		workloads: workloads.map(({ name, question, digest, serves, cpus, memory }) => ({
			name,
			question,
			digest,
			serves,
			cpus: cpus.length,
			memory,
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
					try {
						onCell(message);
					} catch (error) {
						reject(error);
					}
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

/** Cells are looked up by the names of both; who calls has refused what a user may give twice. */
function refuseOneNameForTwo(these: readonly { readonly name: string }[]): void {
	const names = these.map(({ name }) => name);
	if (new Set(names).size < names.length) throw new Error(`one name for two: ${names.join(', ')}`);
}

/** What a variant stacks on: its name, and whether what has that name in this run is that very kernel. */
interface Below {
	readonly name: string;
	readonly isInRun: boolean;
}

function belowOf({ variant }: LoadedVariant, { base, variants: loaded }: CompareOptions): Below {
	const name = variant.base?.name ?? base;
	const named = loaded.find((each) => each.variant.name === name);
	const isInRun =
		variant.base === undefined || named?.files[ofFunctions] === functionsDigest(variant.base);
	return { name, isInRun };
}

/** The memory of the litmus of that name. */
type MemoryOf = (workload: string) => MemoryName;

function describeVariant(
	loaded: LoadedVariant,
	below: Below,
	cells: readonly Cell[],
	/** Whether all its cells were run. */
	isWhole: boolean,
	memoryOf: MemoryOf,
): Comparison['variants'][number] {
	const { variant, text } = loaded;
	const replaces = Object.keys(variant.replaces);
	const { text: patch, ...diffstat } = variantPatch(loaded);
	const cellsOf = (name: string): Cell[] => cells.filter((cell) => cell.variant === name);
	const own = cellsOf(variant.name);
	const cellsBelow = below.isInRun ? cellsOf(below.name) : [];
	return {
		name: variant.name,
		subject: variant.subject,
		from: variant.from,
		date: variant.date,
		base: variant.base?.name ?? null,
		replaces,
		quoted: quotedLines(text),
		claims: Object.entries(variant.claims).map(([claim, stated]) =>
			claimResult(claim, stated, own, isWhole, memoryOf),
		),
		apart: below.name === variant.name ? null : apartFrom(below.name, own, cellsBelow),
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
	memoryOf: MemoryOf,
): ClaimResult {
	const found = cells.flatMap((cell) => cell.violations.filter((each) => each.oracle === claim));
	const seenOn = new Set(
		cells
			.filter((cell) => cell.violations.some((each) => each.oracle === claim))
			.map((cell) => memoryOf(cell.workload)),
	);
	const memory = memoryNames.find((each) => seenOn.has(each)) ?? 'sc';
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
	return { claim, holds, stated, rests, witness: shortest?.token ?? null, memory };
}
