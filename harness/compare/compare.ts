/*
 * harness/compare/compare.ts - runs the cells of variants x workloads on workers, by way of a journal that survives
 * a kill. What is said of them comes after, see describe-matrix.ts.
 */
import type { LoadedVariant } from '../catalogue/variant.ts';
import type { CellOptions } from '../cell/options.ts';
import { type Cell, cellKey, cellKeyOf } from '../result.ts';
import type { Workload } from '../workload.ts';
import { nextDeeper, provesMore } from './deeper.ts';
import { identityOf } from './identity.ts';
import type { Job } from './job.ts';
import { Journal } from './journal.ts';
import { matrixOf, wantedOf, type Matrix, type Pair } from './matrix.ts';
import type { CompareOptions } from './options.ts';
import { runInWorkers } from './worker-pool.ts';
import { startWorker } from './worker-thread.ts';

export async function compare(options: CompareOptions): Promise<Matrix> {
	assertNamesDiffer(options.variants.map(({ variant }) => variant));
	assertNamesDiffer(options.workloads);
	const wanted = wantedOf(options);
	const cells = await searchAll(options, wanted);
	return matrixOf(options, wanted, (variant, workload) => cells.get(cellKey(variant, workload)));
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
): Promise<ReadonlyMap<string, Cell>> {
	const { board, budget, variants: loaded, workloads, wants } = options;
	const cellOptions = cellOptionsOf(options);
	const journal = journalOf(options, cellOptions, wanted);
	const cells = new Map<string, Cell>();
	const keep = (cell: Cell): boolean => {
		const key = cellKeyOf(cell);
		const known = cells.get(key);
		if (known !== undefined && !provesMore(cell, known)) return false;
		cells.set(key, cell);
		return true;
	};
	for (const cell of journal?.cells ?? []) {
		if (wants(cell.variant, cell.workload)) keep(cell);
	}
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
				wants(name, workload.name) && !cells.has(cellKey(name, workload.name));
			return jobOf(each, isMissing, cellOptions.statesMax);
		})
		.filter((job) => job.workloads.length > 0);
	const loadedOf = new Map(loaded.map((each) => [each.variant.name, each]));
	const isOf = (job: Job, cell: Cell): boolean =>
		job.variant === loadedOf.get(cell.variant)!.where &&
		job.workloads.some((each) => each.name === cell.workload);
	/** First what has no verdict; then, with a budget, what was cut short, the smallest first. */
	const take = (underWay: ReadonlySet<Job>): Job | null => {
		if (board.stopped !== null) return null;
		const first = missing.shift();
		if (first !== undefined || budget === null) return first ?? null;
		const deeper = nextDeeper([...cells.values()], budget.statesMax, (cell) =>
			[...underWay].some((job) => isOf(job, cell)),
		);
		if (deeper === null) return null;
		const { cell, statesMax } = deeper;
		return jobOf(loadedOf.get(cell.variant)!, ({ name }) => name === cell.workload, statesMax);
	};
	await runInWorkers<Job, Cell>({
		workers: budget === null ? Math.min(board.size, missing.length) : board.size,
		start: (index, onFailure) => startWorker(board, index, onFailure),
		take,
		onMessage: onCell,
		onFailed: (error, job) => {
			const failed = loaded.find(({ where }) => where === job.variant)!;
			if (error.name === 'BadInput') journal?.fail(failed.variant.name);
			return 'end';
		},
	});
	return cells;
}

/** Cells are looked up by the names of both; who calls has refused what a user may give twice. */
function assertNamesDiffer(these: readonly { readonly name: string }[]): void {
	const names = these.map(({ name }) => name);
	if (new Set(names).size < names.length) throw new Error(`one name for two: ${names.join(', ')}`);
}
