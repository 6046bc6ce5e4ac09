/*
 * harness/result/cell-key.ts - cells by the names of their variant and workload.
 */
import type { Cell } from './cell.ts';

/** What maps of cells go by; no name has a line end in it. */
export const cellKey = (variant: string, workload: string): string => `${variant}\n${workload}`;

export const cellKeyOf = ({ variant, workload }: Pick<Cell, 'variant' | 'workload'>): string =>
	cellKey(variant, workload);

/** One finding of a variant: what is violated on a workload, and where. */
export const findingKey = (
	workload: string,
	{ oracle, site }: { readonly oracle: string; readonly site: string },
): string => `${workload}\n${oracle}\n${site}`;

/** Cells that somebody asks for. */
export class CellSet {
	readonly #keys = new Set<string>();

	add(variant: string, workload: string): void {
		this.#keys.add(cellKey(variant, workload));
	}

	has(variant: string, workload: string): boolean {
		return this.#keys.has(cellKey(variant, workload));
	}
}

/** Finds a cell; undefined when there is none. */
export type FindCell<C extends Cell = Cell> = (variant: string, workload: string) => C | undefined;

/** Looks cells up by variant and workload. */
export function cellFinder<C extends Cell>(cells: readonly C[]): FindCell<C> {
	const byKey = new Map(cells.map((cell) => [cellKeyOf(cell), cell]));
	return (variant, workload) => byKey.get(cellKey(variant, workload));
}
