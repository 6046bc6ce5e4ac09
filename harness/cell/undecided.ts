/*
 * harness/cell/undecided.ts - the cell of which nothing is known, because a limit was reached.
 */
import type { Cell, Explored } from '../result.ts';
import type { Workload } from '../workload.ts';

/** Says which limit it was, in words, and nothing else; what was expected of it is not met. */
export function undecidedCell(
	variant: string,
	workload: Workload,
	explored: Extract<Explored, { readonly kind: 'stopped' }>,
): Cell {
	return {
		variant,
		workload: workload.name,
		explored,
		violations: [],
		questions: [],
		outcomes: null,
		expectations: workload.expects
			.filter((line) => line.variant === variant)
			.map((line) => ({
				text: line.text,
				expected: line.frequency,
				observed: null,
				met: false,
				where: `${workload.path}:${line.place.line}`,
			})),
		unmappedLocked: null,
		cost: null,
	};
}
