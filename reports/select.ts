/*
 * reports/select.ts - finds things in a comparison: which cell, which column, in whose order.
 */
import {
	cellFinder,
	type ComparedCell,
	type Comparison,
	type FindCell,
	type VariantResult,
	type WorkloadResult,
} from '../harness/result.ts';

/** A litmus test with the short label over its column. */
export interface Column {
	/**
	 * 'L01', 'L02' ... in the order of the comparison. L and not S, because S1, S2 ... number the
	 * claims of the discussion.
	 */
	readonly label: string;
	readonly workload: WorkloadResult;
}

export interface Selection {
	readonly comparison: Comparison;
	readonly variants: readonly VariantResult[];
	readonly columns: readonly Column[];
	readonly cell: FindCell<ComparedCell>;
}

/** Orders and indexes a comparison; every renderer starts here. */
export function select(comparison: Comparison): Selection {
	const digits = Math.max(2, String(comparison.workloads.length).length);
	return {
		comparison,
		variants: comparison.variants,
		columns: comparison.workloads.map((workload, index) => ({
			label: `L${String(index + 1).padStart(digits, '0')}`,
			workload,
		})),
		cell: cellFinder(comparison.cells),
	};
}
