/*
 * harness/compare/job.ts - one variant on some litmus tests, as a worker runs it.
 */
import { isDeepStrictEqual } from 'node:util';
import { type LoadedVariant, loadVariant, located } from '../catalogue/variant.ts';
import { bootVariant } from '../cell/boot.ts';
import { runCell } from '../cell/cell.ts';
import type { CellOptions, CellWatch } from '../cell/options.ts';
import { BadInput, variantChanged } from '../messages/index.ts';
import type { Cell } from '../result.ts';
import type { Workload } from '../workload.ts';
import { Board, Stopped } from './board.ts';

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
