/*
 * harness/compare/compare.ts - runs the cells of variants x workloads on workers, by way of a journal that survives
 * a kill. What is said of them comes after, see describe-matrix.ts.
 */
import type { LoadedVariant } from '../catalogue/variant.ts';
import type { CellOptions } from '../cell/options.ts';
import { type Cell, type FoundCell, cellKey, cellKeyOf } from '../result.ts';
import { nextDeeper, provesMore } from './deeper.ts';
import { identityOf } from './identity.ts';
import type { Job, Said, Wanted } from './job.ts';
import { Journal } from './journal.ts';
import { matrixOf, wantedOf, type Matrix, type Pair } from './matrix.ts';
import type { CompareOptions } from './options.ts';
import { runInWorkers } from './worker-pool.ts';
import { startWorker } from './worker-thread.ts';

export async function compare(options: CompareOptions): Promise<Matrix> {
	assertNamesDiffer(options.variants.map(({ variant }) => variant));
	assertNamesDiffer(options.workloads);
	const wanted = wantedOf(options);
	const { cells, searched } = await searchAll(options, wanted);
	const find = (variant: string, workload: string): FoundCell | undefined =>
		cells.get(cellKey(variant, workload));
	return matrixOf(options, wanted, find, searched);
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

function journalOf(
	{ journal, variants, workloads }: CompareOptions,
	cellOptions: CellOptions,
	wanted: readonly Pair[],
): Journal | null {
	if (journal === null) return null;
	return new Journal(journal, identityOf(variants, workloads, cellOptions, wanted));
}

/** The cells that are wanted, by key, as far as the board lets them come: found now, or kept before. */
async function searchAll(
	options: CompareOptions,
	wanted: readonly Pair[],
): Promise<{ readonly cells: ReadonlyMap<string, FoundCell>; readonly searched: number }> {
	const { board, budget, variants: loaded, workloads, wants } = options;
	const cellOptions = cellOptionsOf(options);
	const journal = journalOf(options, cellOptions, wanted);
	const cells = new Map<string, FoundCell>();
	const keep = (cell: FoundCell): boolean => {
		const key = cellKeyOf(cell);
		const known = cells.get(key);
		if (known !== undefined && !provesMore(cell, known)) return false;
		cells.set(key, cell);
		return true;
	};
	for (const cell of journal?.cells ?? []) {
		if (wants(cell.variant, cell.workload)) keep(cell);
	}
	const onCell = (cell: FoundCell): void => {
		if (!keep(cell)) return;
		journal?.append(cell);
		options.onCell(cell, cells.size, wanted.length);
	};
	const missing = jobsOf(options, cellOptions, (variant, workload) =>
		cells.has(cellKey(variant, workload)),
	);
	let searched = 0;
	/** The variant that each job is at. */
	const began = new Map<Job, string>();
	const isAt = (job: Job, { variant, workload }: Cell): boolean =>
		job.workload.name === workload &&
		job.variants.some((each) => each.variant === whereOf(options, variant));
	/** First what has no verdict; then, with a budget, what was cut short, the smallest first. */
	const take = (underWay: ReadonlySet<Job>): Job | null => {
		if (board.stopped !== null) return null;
		const first = missing.shift();
		if (first !== undefined || budget === null) return first ?? null;
		const deeper = nextDeeper([...cells.values()], budget.statesMax, (cell) =>
			[...underWay].some((job) => isAt(job, cell)),
		);
		if (deeper === null) return null;
		const { cell, statesMax } = deeper;
		return {
			workload: workloads.find(({ name }) => name === cell.workload)!,
			reference: null,
			variants: loaded.filter(({ variant }) => variant.name === cell.variant).map(wantedBy),
			options: { ...cellOptions, statesMax },
		};
	};
	await runInWorkers<Job, Said>({
		workers: budget === null ? Math.min(board.size, missing.length) : board.size,
		start: (index, onFailure) => startWorker(board, index, onFailure),
		take,
		onMessage: (said, job) => {
			if ('cell' in said) {
				if (said.isSearched) searched++;
				onCell(said.cell);
			} else began.set(job, said.began);
		},
		onFailed: (error, job) => {
			const failed = loaded.find(({ where }) => where === began.get(job));
			if (error.name === 'BadInput' && failed !== undefined) journal?.fail(failed.variant.name);
			return 'end';
		},
	});
	return { cells, searched };
}

const whereOf = ({ variants }: CompareOptions, name: string): string =>
	variants.find(({ variant }) => variant.name === name)!.where;

const wantedBy = ({ where, files }: LoadedVariant): Wanted => ({ variant: where, files });

/**
 * A job for each workload on which a variant has no cell yet. The reference goes first where it is wanted, also
 * when its cell is known: what it did is needed to hold the others against it.
 */
function jobsOf(
	{ variants, workloads, wants, reference }: CompareOptions,
	options: CellOptions,
	isKnown: (variant: string, workload: string) => boolean,
): Job[] {
	return workloads.flatMap((workload) => {
		const isMissing = (name: string): boolean =>
			wants(name, workload.name) && !isKnown(name, workload.name);
		const missing = variants.filter(({ variant }) => isMissing(variant.name));
		if (missing.length === 0) return [];
		const first = variants.find(({ variant }) => variant.name === reference);
		return {
			workload,
			reference: first !== undefined && wants(reference, workload.name) ? wantedBy(first) : null,
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
