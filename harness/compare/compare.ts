/*
 * harness/compare/compare.ts - runs the cells of variants x workloads on workers, by way of a journal that survives
 * a kill. What is said of them comes after, see describe-matrix.ts.
 */
import { hearLateMistakes } from '../catalogue/user-code.ts';
import type { LoadedVariant } from '../catalogue/variant.ts';
import type { CellOptions } from '../cell/options.ts';
import { type Cell, type FoundCell, cellKey, cellKeyOf } from '../result.ts';
import { undecidedCell } from '../cell/undecided.ts';
import { noRoomInWorker } from '../messages/index.ts';
import { nextDeeper, provesMore } from './deeper.ts';
import { Failures } from './failures.ts';
import { identityOf } from './identity.ts';
import type { Job, Said, Wanted } from './job.ts';
import { Journal } from './journal.ts';
import { KeptCells } from './kept-cells.ts';
import { matrixOf, mineOf, wantedOf, type Matrix, type Searches } from './matrix.ts';
import type { CompareOptions, Pair } from './options.ts';
import { splitFor } from './split-jobs.ts';
import { runInWorkers } from './worker-pool.ts';
import { startWorker } from './worker-thread.ts';

/** Milliseconds that a worker has, once the run is to stop, to say what it has found. */
const graceMs = 1000;

export async function compare(options: CompareOptions): Promise<Matrix> {
	assertNamesDiffer(options.variants.map(({ variant }) => variant));
	assertNamesDiffer(options.workloads);
	const wanted = wantedOf(options);
	return matrixOf(options, wanted, await searchAll(options, wanted));
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

/** Where cells go while they come, and where those of earlier runs are. */
function memoryOf(
	options: CompareOptions,
	cellOptions: CellOptions,
	wanted: readonly Pair[],
): { readonly journal: Journal | null; readonly kept: KeptCells | null } {
	const { journal, variants, workloads, budget, reference } = options;
	// With a budget a cell rests on the time that there was.
	const kept = budget === null ? (options.kept ?? null) : null;
	if (journal === null && kept === null) return { journal: null, kept: null };
	const rest = identityOf(variants, workloads, cellOptions, wanted);
	// What a cell says of same steps and of other answers is against it.
	const run = { ...rest, options: { ...rest.options, reference } };
	return {
		journal: journal === null ? null : new Journal(journal, run),
		kept: kept === null ? null : new KeptCells(kept, options, run),
	};
}

async function searchAll(options: CompareOptions, wanted: readonly Pair[]): Promise<Searches> {
	const { board, budget, variants: loaded, wants, reference } = options;
	const cellOptions = cellOptionsOf(options);
	const { journal, kept } = memoryOf(options, cellOptions, wanted);
	const cells = new Map<string, FoundCell>();
	const cutOff = new Map<string, FoundCell>();
	const isKnown = (variant: string, workload: string): boolean =>
		cells.has(cellKey(variant, workload));
	const failures = new Failures({
		variants: loaded,
		reference,
		isKnown,
		onFailure: ({ variant }) => journal?.fail(variant),
		onNoRoom: (variant, workload) => {
			const explored = { kind: 'stopped', limit: noRoomInWorker() } as const;
			onCell({ ...undecidedCell(variant, workload, explored), sameSteps: false });
		},
	});
	if (options.goesOn) hearLateMistakes((late) => failures.late(late));
	for (const cell of journal?.cells ?? []) {
		if (wants(cell.variant, cell.workload)) keepIn(cells, cell);
	}
	const mine = mineOf(options);
	const before = kept?.read(mine.filter((each) => !isKnown(each.variant, each.workload))) ?? [];
	for (const cell of before) keepIn(cells, cell);
	const onCell = (cell: FoundCell): void => {
		if (failures.has(cell.variant) || !keepIn(cells, cell)) return;
		journal?.append(cell);
		kept?.write(cell);
		// One that the others are held against may be another machine's.
		options.onCell(cell, Math.min(cells.size, mine.length), mine.length);
	};
	const missing = splitFor(board.size, jobsOf(options, cellOptions, isKnown));
	let searched = 0;
	await runInWorkers<Job, Said>({
		workers: budget === null ? Math.min(board.size, missing.length) : board.size,
		start: (index, onFailure) =>
			options.crew?.start(index, onFailure) ?? startWorker(board, index, onFailure),
		take: takerOf(options, { missing, cells, failures, cellOptions }),
		onMessage: (said, job) => {
			if ('began' in said) failures.began(job, said.began);
			else if ('late' in said) failures.late(said.late);
			else {
				if (said.isSearched) searched++;
				if (said.isCutOff) keepIn(cutOff, said.cell);
				else onCell(said.cell);
			}
		},
		onFailed: (error, job) => {
			const rest = failures.restOf(error, job);
			if (rest === 'end' || (!options.goesOn && failures.all.length > 0)) return 'end';
			if (rest !== null) missing.unshift(rest);
			return 'go on';
		},
		over: new Promise((resolve) => board.whenStopped(() => setTimeout(resolve, graceMs).unref())),
	});
	return { cells, cutOff, searched, keptBefore: before.length, failures: failures.all };
}

/** Keeps a cell where none is that proves more; returns whether it did. */
function keepIn(cells: Map<string, FoundCell>, cell: FoundCell): boolean {
	const key = cellKeyOf(cell);
	const known = cells.get(key);
	if (known !== undefined && !provesMore(cell, known)) return false;
	cells.set(key, cell);
	return true;
}

/** First what has no verdict; then, with a budget, what was cut short, the smallest first. */
function takerOf(
	options: CompareOptions,
	state: {
		readonly missing: Job[];
		readonly cells: ReadonlyMap<string, FoundCell>;
		readonly failures: Failures;
		readonly cellOptions: CellOptions;
	},
): (underWay: ReadonlySet<Job>) => Job | null {
	const { board, budget, variants: loaded, workloads } = options;
	const { missing, cells, failures, cellOptions } = state;
	const isAt = (job: Job, { variant, workload }: Cell): boolean =>
		job.workload.name === workload &&
		job.variants.some((each) => each.variant === whereOf(options, variant));
	return (underWay) => {
		if (board.stopped !== null) return null;
		for (let next = missing.shift(); next !== undefined; next = missing.shift()) {
			const left = failures.left(next);
			if (left !== null) return left;
		}
		if (budget === null) return null;
		const taken = [...cells.values()].filter(
			({ variant, workload }) => !failures.has(variant) && !failures.isFull(variant, workload),
		);
		const deeper = nextDeeper(taken, budget.statesMax, (cell) =>
			[...underWay].some((job) => isAt(job, cell)),
		);
		if (deeper === null) return null;
		const { cell, statesMax } = deeper;
		return {
			workload: workloads.find(({ name }) => name === cell.workload)!,
			reference: null,
			searchesReference: false,
			variants: loaded.filter(({ variant }) => variant.name === cell.variant).map(wantedBy),
			options: { ...cellOptions, statesMax },
		};
	};
}

const whereOf = ({ variants }: CompareOptions, name: string): string =>
	variants.find(({ variant }) => variant.name === name)!.where;

const wantedBy = ({ where, files }: LoadedVariant): Wanted => ({ variant: where, files });

/**
 * A job for each workload on which a variant has no cell yet. The reference goes first where it is wanted, also
 * when its cell is known: what it did is needed to hold the others against it.
 */
function jobsOf(
	{ variants, workloads, wants, isMine = () => true, reference }: CompareOptions,
	options: CellOptions,
	isKnown: (variant: string, workload: string) => boolean,
): Job[] {
	return workloads.flatMap((workload) => {
		const isMissing = (name: string): boolean =>
			wants(name, workload.name) &&
			isMine({ variant: name, workload: workload.name }) &&
			!isKnown(name, workload.name);
		const missing = variants.filter(({ variant }) => isMissing(variant.name));
		if (missing.length === 0) return [];
		const first = variants.find(({ variant }) => variant.name === reference);
		return {
			workload,
			reference: first !== undefined && wants(reference, workload.name) ? wantedBy(first) : null,
			searchesReference: true,
			variants: missing.filter((each) => each !== first).map(wantedBy),
			options,
		};
	});
}

/** Cells are looked up by the names of both; who calls has refused what a user may give twice. */
function assertNamesDiffer(these: readonly { readonly name: string }[]): void {
	const names = these.map(({ name }) => name);
	if (new Set(names).size < names.length) throw new Error(`one name for two: ${names.join(', ')}`);
}
