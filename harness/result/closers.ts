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
	/** What it stacks on, where that is proved to be free of the finding already; null where the repair is its own. */
	readonly onTopOfRepair: string | null;
}

/** Why a variant that is proved to be free of a finding closes nothing. */
export interface FreeOfIt {
	readonly name: string;
	/** 'without': it stands on a kernel that the patch with the finding is not in. 'instead': it shows something else. */
	readonly why: 'without' | 'instead';
}

/** What closers are found among. */
interface Ran {
	readonly variants: readonly VariantResult[];
	readonly cells: readonly ComparedCell[];
	/** What those stack on that name nothing else. */
	readonly base: string;
	readonly control?: string;
}

/** A cell that has a finding. */
type Shows = Pick<ComparedCell, 'variant' | 'workload' | 'violations' | 'against'>;

const origins: readonly (Origin | undefined)[] = ['mail', 'thread', 'linux', undefined];

/** What a variant stacks on, the nearest first. */
export function belowOf(
	{ variants, base }: Pick<Ran, 'variants' | 'base'>,
	name: string,
): readonly string[] {
	const below: string[] = [];
	for (let at = name; at !== base && below.length <= variants.length;) {
		at = variants.find((each) => each.name === at)?.base ?? base;
		below.push(at);
	}
	return below;
}

/** Whether the complete search of a variant shows no finding of this kind on this test. */
const isFree = ({ cells }: Pick<Ran, 'cells'>, workload: string, oracle: string) => {
	const own = new Map(
		cells.filter((each) => each.workload === workload).map((each) => [each.variant, each]),
	);
	return (name: string): boolean => {
		const cell = own.get(name);
		return (
			cell?.explored.kind === 'complete' && !cell.violations.some((each) => each.oracle === oracle)
		);
	};
};

/** From a variant down its stack, as long as what it stands on is free as well. */
function freeLayers(ran: Ran, name: string, free: (name: string) => boolean): readonly string[] {
	const below = belowOf(ran, name);
	const shows = below.findIndex((each) => !free(each));
	return shows < 0 ? below : below.slice(0, shows);
}

/**
 * Whether what a variant stacks on is proved to be free of a finding, so that without the patch nothing is to be closed;
 * not where it only ends before it gets there.
 */
export function isFreeBelow(
	ran: Ran,
	{ variant, workload, against }: Shows,
	{ oracle }: Pick<Violation, 'oracle'>,
): boolean {
	const [below] = belowOf(ran, variant);
	const isUncovered = against.moved.some(
		(each) => each.oracle === oracle && each.why === 'uncovered',
	);
	return below !== undefined && !isUncovered && isFree(ran, workload, oracle)(below);
}

/** All that are proved to be free of a finding, and what speaks against each as a repair. */
function freeOf(
	ran: Ran,
	shows: Shows,
	{ oracle }: Pick<Violation, 'oracle'>,
): { readonly closer: Closer; readonly why: FreeOfIt['why'] | null }[] {
	const { variants, cells } = ran;
	const { variant, workload, violations } = shows;
	const free = isFree(ran, workload, oracle);
	const below = belowOf(ran, variant);
	const shown = new Set(violations.map((each) => each.oracle));
	const own = variants.find(({ name }) => name === variant);
	const dateOf = (name: string | undefined): string | undefined =>
		variants.find((each) => each.name === name)?.date;
	const isAddedHere = isFreeBelow(ran, shows, { oracle });
	const isSuperseded = own !== undefined && own.date < (dateOf(below[0]) ?? '');
	return variants.flatMap((each) => {
		if (each.name === variant || !free(each.name)) return [];
		const cell = cells.find((one) => one.variant === each.name && one.workload === workload)!;
		const still = [...new Set(cell.violations.map((one) => one.oracle))];
		const layers = freeLayers(ran, each.name, free);
		const isForm = each.idea === own?.idea;
		const isOnTop = belowOf(ran, each.name).includes(variant);
		const isNear = isForm || isOnTop;
		const onTopOfRepair = layers[0] ?? null;
		// To take a patch away again is no repair, and neither is another one in its place. Where the kernel below is free
		// of what the patch adds, not even another form of it is one; and where that kernel is the younger of the two, nobody
		// needs a patch on top of the older one.
		const isWithout =
			below.includes(each.name) ||
			(isAddedHere
				? isSuperseded || !isOnTop
				: !isForm && layers.some((layer) => below.includes(layer)));
		const isInstead = still.some((one) => !shown.has(one));
		const why = isWithout ? 'without' : isInstead ? 'instead' : null;
		return [{ closer: { variant: each, cell, isNear, still, onTopOfRepair }, why }];
	});
}

/** Those that never show a finding and yet close nothing. */
export const freeWithoutClosing = (
	ran: Ran,
	shows: Shows,
	finding: Pick<Violation, 'oracle'>,
): FreeOfIt[] =>
	freeOf(ran, shows, finding).flatMap(({ closer, why }) =>
		why === null ? [] : [{ name: closer.variant.name, why }],
	);

/**
 * Those whose base is not free of it come first, since the repair is theirs and not below them; then those that show
 * nothing, those near the variant before others and older ones behind them, then by where they come from and by date;
 * what stands for a kernel without any fault comes last.
 */
export function closersOf(ran: Ran, shows: Shows, finding: Pick<Violation, 'oracle'>): Closer[] {
	const { variants, control } = ran;
	const own = variants.find(({ name }) => name === shows.variant);
	const closers = freeOf(ran, shows, finding).flatMap(({ closer, why }) =>
		why === null ? [closer] : [],
	);
	const names = new Set(closers.map(({ variant }) => variant.name));
	const rank = ({ variant: one, isNear, still, onTopOfRepair }: Closer): readonly number[] => [
		Number(one.name === control),
		Number(onTopOfRepair !== null && names.has(onTopOfRepair)),
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
