/*
 * harness/result/closers.ts - who is free of a finding: variants whose complete search of the same litmus test does not
 * show it.
 */
import type { Violation } from './cell.ts';
import type { ComparedCell } from './difference.ts';
import type { Origin, VariantResult } from './variant.ts';

/** A variant that does not show a finding, and shows nothing that the one with the finding does not show. */
export interface Closer {
	readonly variant: VariantResult;
	readonly cell: ComparedCell;
	/** Whether it is a patch on top of the variant that has the finding, or another form of the same idea. */
	readonly isNear: boolean;
	/** Oracles that it still shows; empty where it shows nothing at all. */
	readonly still: readonly string[];
}

/** What closers are found among. */
interface Ran {
	readonly variants: readonly VariantResult[];
	readonly cells: readonly ComparedCell[];
	/** What those stack on that name nothing else. */
	readonly base: string;
	readonly control?: string;
}

const origins: readonly (Origin | undefined)[] = ['mail', 'thread', 'linux', undefined];

/** What a variant stacks on, the nearest first. */
function belowOf({ variants, base }: Ran, name: string): readonly string[] {
	const below: string[] = [];
	for (let at = name; at !== base && below.length <= variants.length;) {
		at = variants.find((each) => each.name === at)?.base ?? base;
		below.push(at);
	}
	return below;
}

/**
 * Those that show nothing come first, those near the variant before others and older ones behind them, then by where
 * they come from and by date; what stands for a kernel without any fault comes last.
 */
export function closersOf(
	ran: Ran,
	{ variant, workload, violations }: ComparedCell,
	finding: Pick<Violation, 'oracle'>,
): Closer[] {
	const { variants, cells, control } = ran;
	const below = belowOf(ran, variant);
	const shown = new Set(violations.map(({ oracle }) => oracle));
	const own = variants.find(({ name }) => name === variant);
	const closers = variants.flatMap((each): Closer[] => {
		const cell = cells.find((one) => one.variant === each.name && one.workload === workload);
		if (cell === undefined || each.name === variant || cell.explored.kind !== 'complete') return [];
		// To take a patch away again is no repair.
		if (below.includes(each.name)) return [];
		const still = [...new Set(cell.violations.map(({ oracle }) => oracle))];
		if (still.some((oracle) => oracle === finding.oracle || !shown.has(oracle))) return [];
		const isNear = each.idea === own?.idea || belowOf(ran, each.name).includes(variant);
		return [{ variant: each, cell, isNear, still }];
	});
	const rank = ({ variant: one, isNear, still }: Closer): readonly number[] => [
		Number(one.name === control),
		Math.min(still.length, 1),
		Number(!isNear),
		Number(own !== undefined && one.date < own.date),
		origins.indexOf(one.origin),
	];
	return closers.toSorted((a, b) => {
		const [one, other] = [rank(a), rank(b)];
		const at = one.findIndex((each, i) => each !== other[i]);
		if (at >= 0) return one[at]! - other[at]!;
		return a.variant.date < b.variant.date ? -1 : a.variant.date > b.variant.date ? 1 : 0;
	});
}
