/*
 * harness/result/hollow.ts - fixes that may be none: a patch that makes a call fail shows none of the bugs behind it.
 */
import type { Cell } from './cell.ts';

/** A cell on which less races than on the reference's, and why. */
export interface Hollow {
	readonly variant: string;
	readonly workload: string;
	readonly why: readonly string[];
}

type Raced = Pick<Cell, 'variant' | 'workload' | 'vacuous'>;

/** Why a 'never' of one cell says less than that of another on the same litmus test; empty where it says as much. */
export const hollowWhy = (cell: Raced, beside: Raced | undefined): string[] =>
	(cell.vacuous ?? []).filter((why) => !(beside?.vacuous ?? []).includes(why));

/**
 * The cells of these variants of which that is so, held against the reference's.
 * @example hollowCells(cells, 'lock-page-convert', ['mine']) // [{ variant: 'mine', workload: 'trunc-remapped', why: [...] }]
 */
export function hollowCells(
	cells: readonly Raced[],
	reference: string,
	variants: readonly string[],
): Hollow[] {
	const base = new Map(
		cells.flatMap((cell) => (cell.variant === reference ? [[cell.workload, cell] as const] : [])),
	);
	return cells.flatMap((cell): Hollow[] => {
		const beside = base.get(cell.workload);
		if (!variants.includes(cell.variant) || beside === undefined) return [];
		const why = hollowWhy(cell, beside);
		return why.length === 0 ? [] : [{ variant: cell.variant, workload: cell.workload, why }];
	});
}
