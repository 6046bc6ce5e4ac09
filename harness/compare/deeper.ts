/*
 * harness/compare/deeper.ts - which cells a budget takes further, and which of two searches of one cell says
 * more.
 */
import { type Cell, cutOf } from '../result.ts';

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
export function provesMore(one: Cell, two: Cell): boolean {
	const rank = ({ explored }: Cell): number => {
		// A fault has to be told, and is not searched again.
		if (explored.kind === 'sampled' && explored.withdrawn !== undefined) return 100;
		if (explored.kind === 'bounded') return explored.bound;
		return { complete: 99, sampled: -1, stopped: -2 }[explored.kind];
	};
	const more = rank(one) - rank(two);
	return more !== 0
		? more > 0
		: (cutOf(one.explored)?.statesMax ?? 0) > (cutOf(two.explored)?.statesMax ?? 0);
}
