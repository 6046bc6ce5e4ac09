/*
 * reports/locked-price.ts - what it costs to unmap VM_LOCKED pages by force: who takes more of them than the reference,
 * how many, which of them lie inside EOF, and at what price.
 */
import {
	type ComparedCell,
	groupBy,
	isLaterLinux,
	type LockedLoss,
	type LossDoing,
} from '../harness/result.ts';
import type { Changes } from './changes.ts';
import type { Selection } from './select.ts';

/** A proposal, or a later Linux, which nobody could propose at the time. */
export interface Proposer {
	readonly name: string;
	readonly isLater: boolean;
}

/** One that takes more VM_LOCKED pages than the reference. */
export interface Taker extends Proposer {
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
	/** By whose doing the pages of `now` go; null where they were not all told one by one. */
	readonly by: Readonly<Record<LossDoing, number>> | null;
	/** Those that the reference does not lose; empty where they were not told. */
	readonly more: readonly LockedLoss[];
	/** Kinds of bug that the reference shows on this test, and who takes more does not. */
	readonly closes: readonly string[];
}

export interface LockedPrice {
	readonly reference: string;
	/** Without later Linux. */
	readonly proposals: number;
	readonly takers: readonly Taker[];
	readonly most: MostTaken;
	/** Those that lose more pages inside EOF than the reference, and fewer. */
	readonly losers: readonly Proposer[];
	readonly savers: readonly Proposer[];
	/** Litmus tests on which the reference loses pages inside EOF, of any process, with how many at most. */
	readonly before: readonly { readonly workload: string; readonly pages: number }[];
	/** Kernels that nobody proposes and that lose a page inside EOF in a litmus test which the reference keeps. */
	readonly otherLosers: readonly string[];
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
export const lostUnderLoads = ({ comparison }: Selection, name: string): number =>
	(comparison.performance?.rows ?? [])
		.filter(({ variant }) => variant === name)
		.reduce((sum, { lockedUnmapped }) => sum + lockedUnmapped.insideEof, 0);

/** Where the reference loses pages inside EOF; those of all processes where they were told one by one. */
function lostBefore({ columns, cell, comparison }: Selection): LockedPrice['before'] {
	const { reference, lockedLosses = [] } = comparison;
	return columns.flatMap(({ workload: { name: workload } }) => {
		const told = lockedLosses.filter(
			({ variant, workload: on, by }) =>
				variant === reference && on === workload && by === 'insideEof',
		);
		const found = cell(reference, workload)?.unmappedLocked?.collateralMax ?? 0;
		const pages = Math.max(told.length, found);
		return pages > 0 ? [{ workload, pages }] : [];
	});
}

/** How many of so many pages go by whose doing. */
function doingOf(
	{ comparison }: Selection,
	variant: string,
	workload: string,
	pages: number,
): MostTaken['by'] {
	const lost = (comparison.lockedLosses ?? []).filter(
		(each) => each.variant === variant && each.workload === workload,
	);
	if (lost.length !== pages) return null;
	const by = groupBy(lost, (each) => each.by);
	const count = (doing: LossDoing): number => by.get(doing)?.length ?? 0;
	return {
		own: count('own'),
		truncation: count('truncation'),
		insideEof: count('insideEof'),
	};
}

/** Kernels that lose a page inside EOF which the reference keeps, but for some. */
function losersBesides(selection: Selection, but: readonly string[]): string[] {
	const { lockedLosses = [] } = selection.comparison;
	const found = lockedLosses.filter(
		({ variant, workload, by }) =>
			by === 'insideEof' &&
			!but.includes(variant) &&
			lostBesides(selection, variant, workload).some((each) => each.by === 'insideEof'),
	);
	return [...new Set(found.map(({ variant }) => variant))];
}

/** Kinds of bug of the reference that one closes on a litmus test. */
const closedOn = ({ cell }: Selection, variant: string, workload: string): string[] => [
	...new Set(cell(variant, workload)?.against.fixed.map(({ oracle }) => oracle)),
];

/** Pages that one loses and the reference does not. */
function lostBesides(
	{ comparison: { lockedLosses = [], reference } }: Selection,
	variant: string,
	workload: string,
): LockedLoss[] {
	const here = lockedLosses.filter((each) => each.workload === workload);
	return here.filter(
		(each) =>
			each.variant === variant &&
			!here.some(
				(other) =>
					other.variant === reference && other.process === each.process && other.page === each.page,
			),
	);
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
				most = {
					workload,
					pages,
					before: before.max,
					now: now.max,
					inside: now.collateralMax,
					by: doingOf(selection, variant.name, workload, now.max),
					more: lostBesides(selection, variant.name, workload),
					closes: closedOn(selection, variant.name, workload),
				};
			}
		}
	}
	if (most === null) return null;
	const { reference, performance, variants } = selection.comparison;
	const ofBase = lostUnderLoads(selection, performance?.base ?? reference);
	const underLoads = proposals
		.map(({ variant: { name } }) => ({ name, pages: lostUnderLoads(selection, name) }))
		.filter(({ pages }) => pages > ofBase);
	const base = variants.find(({ name }) => name === reference);
	const isLater = ({ variant }: Changes): boolean =>
		base !== undefined && isLaterLinux(variant, base);
	const among = (some: readonly string[]): Taker[] =>
		proposals.flatMap((each) => {
			const { name } = each.variant;
			return some.includes(name) ? [{ name, added: each.added, isLater: isLater(each) }] : [];
		});
	return {
		takers: among(names.takers),
		losers: among(names.losers),
		savers: among(names.savers),
		reference,
		proposals: proposals.filter((each) => !isLater(each)).length,
		most,
		before: lostBefore(selection),
		otherLosers: losersBesides(selection, [
			reference,
			...proposals.map(({ variant: { name } }) => name),
		]),
		underLoads,
	};
}
