/*
 * harness/compare/options.ts - what cells a comparison is asked to run, and how.
 */
import type { LoadedVariant } from '../catalogue/variant.ts';
import type { CellOptions } from '../cell/options.ts';
import type { Cell } from '../result.ts';
import type { Workload } from '../workload.ts';
import type { Board } from './board.ts';
import type { Workers } from './crew.ts';
import type { Kept } from './kept.ts';

/** One of variants x workloads, by name. */
export type Pair = Pick<Cell, 'variant' | 'workload'>;

export interface CompareOptions extends CellOptions {
	/** In the order in which reports show them. No two have one name, and no two workloads have. */
	readonly variants: readonly LoadedVariant[];
	readonly workloads: readonly Workload[];
	/** Name of the variant that all are held against. */
	readonly reference: string;
	/** Which cells of variants x workloads to run. */
	readonly wants: (variant: string, workload: string) => boolean;
	/** Which of those this run runs; all of them when left out. */
	readonly isMine?: (pair: Pair) => boolean;
	/**
	 * Has room for as many workers as there will be, and ends the run early. The result of a run that
	 * comes to its end does not depend on it.
	 */
	readonly board: Board;
	readonly budget: Budget | null;
	/** File to append cells to while they come, or null; its owner removes it once all is written. */
	readonly journal: string | null;
	/** Whose workers run the cells, on the same board; those of this run alone when left out. */
	readonly crew?: Workers;
	/** What earlier runs have found; cells that are found go there too. Nothing is, when left out. */
	readonly kept?: Kept | null;
	/**
	 * Whether the others have their cells where a variant of a user's own is of no use; else that ends the run. It
	 * is in `failures` of the matrix then.
	 */
	readonly goesOn?: boolean;
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
