/*
 * harness/compare/matrix.ts - what the searches of a comparison come to, cell by cell.
 */
import type { Cell, Comparison, FoundCell, NotRun, RunLimits } from '../result.ts';
import type { CompareOptions } from './options.ts';

export interface Matrix extends Pick<Comparison, 'leftOut'> {
	readonly cells: readonly FoundCell[];
	/** Cells that were searched; the others were known, or take the steps of one that was. */
	readonly searched: number;
	/** Cells that were wanted and that the run did not come to. */
	readonly notRun: readonly NotRun[];
	/** Null when there was no budget and the run came to its end. */
	readonly limits: RunLimits | null;
}

/** One of variants x workloads, by name. */
export type Pair = Pick<Cell, 'variant' | 'workload'>;

/** The cells that are wanted, in the order of variants and workloads. */
export function wantedOf({
	variants,
	workloads,
	wants,
}: Pick<CompareOptions, 'variants' | 'workloads' | 'wants'>): Pair[] {
	return variants
		.flatMap(({ variant }) =>
			workloads.map(({ name }) => ({ variant: variant.name, workload: name })),
		)
		.filter((each) => wants(each.variant, each.workload));
}

/** Puts cells into the order of variants and workloads, and says which there are none of. */
export function matrixOf(
	{ board, budget, variants, workloads, wants }: CompareOptions,
	wanted: readonly Pair[],
	find: (variant: string, workload: string) => FoundCell | undefined,
	searched: number,
): Matrix {
	const notRun = wanted
		.filter((each) => find(each.variant, each.workload) === undefined)
		.map((each): NotRun => ({ ...each, explored: { kind: 'none' } }));
	return {
		searched,
		cells: wanted.flatMap((each) => find(each.variant, each.workload) ?? []),
		leftOut: variants.flatMap(({ variant: { name } }) => {
			const left = workloads.filter((each) => !wants(name, each.name)).map((each) => each.name);
			return left.length === 0 ? [] : [{ variant: name, workloads: left }];
		}),
		notRun,
		limits:
			budget === null && board.stopped === null
				? null
				: {
						budgetMilliseconds: budget?.milliseconds ?? null,
						ended: board.stopped ?? 'done',
						notRun,
					},
	};
}
