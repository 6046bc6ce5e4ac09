/*
 * harness/compare/matrix.ts - what the searches of a comparison come to, cell by cell.
 */
import { undecidedCell } from '../cell/undecided.ts';
import {
	cellKey,
	type Comparison,
	type Failure,
	type FoundCell,
	type NotRun,
	type RunLimits,
} from '../result.ts';
import type { Workload } from '../workload.ts';
import { provesMore } from './deeper.ts';
import type { CompareOptions, Pair } from './options.ts';

export interface Matrix extends Pick<Comparison, 'leftOut'> {
	readonly cells: readonly FoundCell[];
	/** Cells that were searched; the others were known, or take the steps of one that was. */
	readonly searched: number;
	/** Cells that an earlier run has searched, see kept-cells.ts. */
	readonly keptBefore: number;
	/** Cells that were wanted of this run and that it did not come to. */
	readonly notRun: readonly NotRun[];
	/** How many of `cells` were under way when the run was ended; no later run takes these up. */
	readonly cutOff: number;
	/** Variants of a user's own that are of no use: whatever was found of them is left out. */
	readonly failures: readonly Failure[];
	/** Null when there was no budget and the run came to its end. */
	readonly limits: RunLimits | null;
}

/** What the searches have come to. */
export interface Searches extends Pick<Matrix, 'searched' | 'keptBefore' | 'failures'> {
	/** By key, as far as the board let them come: found now, or kept before. */
	readonly cells: ReadonlyMap<string, FoundCell>;
	/** What those under way had found when the run was ended. */
	readonly cutOff: ReadonlyMap<string, FoundCell>;
}

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

/** Of the wanted cells those that this run runs. */
export const mineOf = (
	options: Pick<CompareOptions, 'variants' | 'workloads' | 'wants' | 'isMine'>,
): Pair[] => wantedOf(options).filter(options.isMine ?? (() => true));

/** The cell that says why a variant has none. */
const failedCell = (variant: string, workload: Workload, { why }: Failure): FoundCell => ({
	...undecidedCell(variant, workload, { kind: 'stopped', limit: why.replace(/\berror: /, '') }),
	sameSteps: false,
});

/** Puts cells into the order of variants and workloads, and says which there are none of. */
export function matrixOf(
	options: CompareOptions,
	wanted: readonly Pair[],
	{ cells, cutOff, searched, keptBefore, failures }: Searches,
): Matrix {
	const { variants, workloads, wants } = options;
	const failed = new Map(failures.map((each) => [each.variant, each]));
	const partOf = ({ variant, workload }: Pair): FoundCell | null => {
		const key = cellKey(variant, workload);
		const [known, part] = [cells.get(key), cutOff.get(key)];
		const isMore = part !== undefined && (known === undefined || provesMore(part, known));
		return isMore && !failed.has(variant) ? part : null;
	};
	const find = (pair: Pair): FoundCell | undefined => {
		const { variant, workload } = pair;
		const failure = failed.get(variant);
		if (failure === undefined) return partOf(pair) ?? cells.get(cellKey(variant, workload));
		return failedCell(
			variant,
			workloads.find(({ name }) => name === workload)!,
			failure,
		);
	};
	const notRun = mineOf(options)
		.filter((each) => find(each) === undefined)
		.map((each): NotRun => ({ ...each, explored: { kind: 'none' } }));
	const parts = wanted.filter((each) => partOf(each) !== null);
	return {
		searched,
		keptBefore,
		cells: wanted.flatMap((each) => find(each) ?? []),
		leftOut: variants.flatMap(({ variant: { name } }) => {
			const left = workloads.filter((each) => !wants(name, each.name)).map((each) => each.name);
			return left.length === 0 ? [] : [{ variant: name, workloads: left }];
		}),
		notRun,
		cutOff: parts.length,
		failures,
		limits: limitsOf(options, notRun, parts.length),
	};
}

function limitsOf(
	{ board, budget }: CompareOptions,
	notRun: readonly NotRun[],
	cutOff: number,
): RunLimits | null {
	if (budget === null && board.stopped === null) return null;
	return {
		budgetMilliseconds: budget?.milliseconds ?? null,
		ended: board.stopped ?? 'done',
		...(cutOff === 0 ? {} : { cutOff }),
		notRun,
	};
}
