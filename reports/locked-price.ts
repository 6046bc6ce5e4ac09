/*
 * reports/locked-price.ts - what it costs to unmap VM_LOCKED pages by force: who takes more of them than the reference,
 * how many, which of them lie inside EOF, and at what price.
 */
import type { ComparedCell } from '../harness/result.ts';
import type { Changes } from './changes.ts';
import type { Selection } from './select.ts';

/** A proposal that takes more VM_LOCKED pages than the reference. */
export interface Taker {
	readonly name: string;
	/** Findings that it adds. */
	readonly added: number;
}

/** The litmus test on which the difference to the reference is the largest. */
export interface MostTaken {
	readonly workload: string;
	readonly before: number;
	readonly now: number;
	/** Of `now`, at most so many lie inside EOF, so that nobody asked for them to go. */
	readonly inside: number;
	/** That the test locks; null where that is not known. */
	readonly pages: number | null;
}

export interface LockedPrice {
	readonly reference: string;
	readonly proposals: number;
	readonly takers: readonly Taker[];
	readonly most: MostTaken;
	/** Those that lose more pages inside EOF than the reference, and fewer. */
	readonly losers: readonly string[];
	readonly savers: readonly string[];
	/** Litmus tests on which the reference loses pages inside EOF, and the most that it loses on one. */
	readonly before: { readonly pages: number; readonly workloads: readonly string[] };
	/** Those that lose more of them than the base when loads run, with how many; empty where none ran. */
	readonly underLoads: readonly { readonly name: string; readonly pages: number }[];
}

type Locked = NonNullable<ComparedCell['unmappedLocked']>;

interface Pair {
	readonly workload: string;
	readonly pages: number | null;
	readonly before: Locked;
	readonly now: Locked;
}

/** Litmus tests of which it is known both of a proposal and of the reference. */
function pairsOf({ columns, cell, comparison }: Selection, name: string): Pair[] {
	return columns.flatMap(({ workload }) => {
		const before = cell(comparison.reference, workload.name)?.unmappedLocked ?? null;
		const now = cell(name, workload.name)?.unmappedLocked ?? null;
		return before === null || now === null
			? []
			: [{ workload: workload.name, pages: workload.lockedPages ?? null, before, now }];
	});
}

/** Pages inside EOF that a variant loses when loads run. */
const lostUnderLoads = ({ comparison }: Selection, name: string): number =>
	(comparison.performance?.rows ?? [])
		.filter(({ variant }) => variant === name)
		.reduce((sum, { lockedUnmapped }) => sum + lockedUnmapped.insideEof, 0);

/** Where the reference loses pages inside EOF, and how many at most. */
function lostBefore({ columns, cell, comparison }: Selection): LockedPrice['before'] {
	const lost = columns.flatMap(({ workload: { name } }) => {
		const pages = cell(comparison.reference, name)?.unmappedLocked?.collateralMax ?? 0;
		return pages > 0 ? [{ name, pages }] : [];
	});
	return {
		pages: Math.max(0, ...lost.map(({ pages }) => pages)),
		workloads: lost.map(({ name }) => name),
	};
}

/** Null where no proposal takes more of these pages than the reference. */
export function lockedPriceOf(
	selection: Selection,
	proposals: readonly Changes[],
): LockedPrice | null {
	const names: Record<'takers' | 'losers' | 'savers', string[]> = {
		takers: [],
		losers: [],
		savers: [],
	};
	let most: MostTaken | null = null;
	for (const { variant } of proposals) {
		const pairs = pairsOf(selection, variant.name);
		const insideMore = ({ before, now }: Pair): number => now.collateralMax - before.collateralMax;
		if (pairs.some(({ before, now }) => now.max > before.max)) names.takers.push(variant.name);
		if (pairs.some((each) => insideMore(each) > 0)) names.losers.push(variant.name);
		else if (pairs.some((each) => insideMore(each) < 0)) names.savers.push(variant.name);
		for (const { workload, pages, before, now } of pairs) {
			if (now.max - before.max > (most === null ? 0 : most.now - most.before)) {
				most = { workload, pages, before: before.max, now: now.max, inside: now.collateralMax };
			}
		}
	}
	if (most === null) return null;
	const { reference, performance } = selection.comparison;
	const ofBase = lostUnderLoads(selection, performance?.base ?? reference);
	const underLoads = proposals
		.map(({ variant: { name } }) => ({ name, pages: lostUnderLoads(selection, name) }))
		.filter(({ pages }) => pages > ofBase);
	const takers = proposals.filter(({ variant }) => names.takers.includes(variant.name));
	return {
		...names,
		reference,
		proposals: proposals.length,
		takers: takers.map(({ variant, added }) => ({ name: variant.name, added })),
		most,
		before: lostBefore(selection),
		underLoads,
	};
}
