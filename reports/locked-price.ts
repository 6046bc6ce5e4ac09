/*
 * reports/locked-price.ts - what it costs to unmap VM_LOCKED pages by force: who takes more of them than the reference,
 * how many, which of them lie inside EOF, and at what price.
 */
import {
	type ComparedCell,
	groupBy,
	isLaterIn,
	type LockedLoss,
	type LossDoing,
} from '../harness/result.ts';
import type { MostTaken, Proposer } from '../harness/messages/index.ts';
import type { Changes } from './changes.ts';
import type { Selection } from './select.ts';

/** One that takes more VM_LOCKED pages than the reference. */
export interface Taker extends Proposer {
	/** Findings that it adds. */
	readonly added: number;
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

/** Kinds of bug of the reference that one closes on a litmus test. */
const closedOn = ({ cell }: Selection, variant: string, workload: string): string[] => [
	...new Set(cell(variant, workload)?.against.fixed.map(({ oracle }) => oracle)),
];

/** All that is told of pages that the reference does not lose. */
function lostBesides({ lockedLosses = [], reference }: Selection['comparison']): LockedLoss[] {
	const place = ({ workload, process, page }: LockedLoss): string =>
		[workload, process, page].join('\n');
	const ofReference = new Set(
		lockedLosses.filter(({ variant }) => variant === reference).map(place),
	);
	return lockedLosses.filter((each) => !ofReference.has(place(each)));
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
	const besides = lostBesides(selection.comparison);
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
					more: besides.filter(
						(each) => each.variant === variant.name && each.workload === workload,
					),
					closes: closedOn(selection, variant.name, workload),
				};
			}
		}
	}
	if (most === null) return null;
	const { reference, performance } = selection.comparison;
	const ofBase = lostUnderLoads(selection, performance?.base ?? reference);
	const underLoads = proposals
		.map(({ variant: { name } }) => ({ name, pages: lostUnderLoads(selection, name) }))
		.filter(({ pages }) => pages > ofBase);
	const isLater = ({ variant }: Changes): boolean => isLaterIn(selection.comparison, variant.name);
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
		otherLosers: [
			...new Set(
				besides
					.filter(({ by }) => by === 'insideEof')
					.map((each) => each.variant)
					.filter((name) => !proposals.some(({ variant }) => variant.name === name)),
			),
		],
		underLoads,
	};
}
