/*
 * harness/messages/page-locked.ts - what the report page says of pages that VM_LOCKED vmas lose: how many, by whose doing,
 * and with which kernels.
 */
import { groupBy, type LockedLoss, type LossDoing } from '../result.ts';
import { counted, grouped } from '../text/count.ts';
import { lossPages } from './losses.ts';

/** Whose doing it is that these pages are gone; `by` where they were told one by one. */
export function lockedDoing({ now, inside, by }: MostTaken): string {
	const none = 'none of them lies inside EOF';
	if (by !== null) {
		if (by.truncation === now) return `Truncation took all ${now}, as asked; ${none}.`;
		return (
			`Of these ${now} truncation took ${by.truncation} as asked, the program itself ${by.own}, and ` +
			`${by.insideEof === 0 ? none : `up to ${by.insideEof} lie inside EOF, where nobody asked`}.`
		);
	}
	const rest = 'truncation or the program itself took';
	if (inside === 0) return `None of these ${now} lies inside EOF: ${rest} them.`;
	return `Up to ${inside} of these ${now} inside EOF, taken by the kernel though nobody asked; ${rest} the others.`;
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

/** A proposal, or a later Linux, which nobody could propose at the time. */
export interface Proposer {
	readonly name: string;
	readonly isLater: boolean;
}

const laterOf = (some: readonly Proposer[]): string =>
	some
		.filter(({ isLater }) => isLater)
		.map(({ name }) => name)
		.join(', ');

const ownOf = (some: readonly Proposer[]): Proposer[] => some.filter(({ isLater }) => !isLater);

/** What the reference does on its own, test by test; their names stand behind. */
export const lostBeforeInside = (reference: string): string =>
	`${reference} itself takes pages inside EOF, though nobody asked:`;

/** In front of the name of a litmus test. */
export const lostOn = (pages: number): string => `${pages} on`;

export const allKernels = (): string => 'Table of all kernels';

export const testedThere = (): string => 'What the mails say of it:';

/** Behind the name of a litmus test. */
export const ofLockedPages = (pages: number): string => `of ${counted(pages, 'locked page')}`;

/** What the word of the head means. */
export const forcedMeans = (): string =>
	'Forced unmapping takes a page that truncation finds still mapped from every pte, in VM_LOCKED vmas too.';

/** How many more VM_LOCKED pages go than with the reference, and which. */
export function lockedMore(
	reference: string,
	{ workload, before, now, pages, more }: MostTaken,
): string {
	const count = now - before;
	const which = [...groupBy(more, ({ process }) => process)].map(([process, lost]) =>
		lossPages({
			process,
			pages: lost.map(({ page }) => page),
			filePage: lost.length === 1 ? lost[0]!.filePage : null,
		}),
	);
	const named = which.length === 0 ? '' : `, ${which.join(' and ')}`;
	return (
		`${counted(count, 'locked page')} more ${count === 1 ? 'goes' : 'go'} than with ${reference}${named}: up to ${now}` +
		`${pages === null ? '' : ` of the ${pages}`} instead of ${before}, on the litmus test ${workload}.`
	);
}

/** Who is meant, in one line. @param best the patches that are recommended */
export function lockedBy(takers: readonly Proposer[], best: readonly string[]): string {
	const [first, ...others] = takers.toSorted((a, b) => Number(a.isLater) - Number(b.isLater));
	if (first === undefined) return '';
	const among = others.filter(({ name }) => best.includes(name)).map(({ name }) => name);
	return (
		`By ${first.name}${others.length === 0 ? '' : ` and ${counted(others.length, 'other')}`}` +
		`${among.length === 0 ? '' : `, ${among.join(', ')} among them`}.`
	);
}

/** What the reference does with those pages instead. */
export const lockedKept = (reference: string, { closes }: MostTaken): string =>
	closes.length === 0
		? ''
		: `${reference} leaves mapped what goes here, which is a bug: ${closes.join(', ')}.`;

/** Who takes more, in front of each with its price. */
export function lockedTakers({
	reference,
	proposals,
	takers,
}: {
	readonly reference: string;
	readonly proposals: number;
	readonly takers: readonly Proposer[];
}): string {
	const own = ownOf(takers).length;
	const later = takers.length - own;
	const some = `${own} of ${counted(proposals, 'proposal')}`;
	const all = later === 0 ? some : `${some}, and ${later} of later Linux,`;
	return `${all} ${takers.length === 1 ? 'unmaps' : 'unmap'} more locked pages than ${reference}. What each costs besides:`;
}

/** Whether pages go that nobody asked for. */
export function lockedInside(
	{
		losers,
		savers,
		otherLosers,
		underLoads,
	}: {
		readonly losers: readonly Proposer[];
		readonly savers: readonly Proposer[];
		readonly otherLosers: readonly string[];
		readonly underLoads: readonly { readonly name: string; readonly pages: number }[];
	},
	reference: string,
): string {
	const named = (some: readonly Proposer[]): string =>
		some.map(({ name, isLater }) => (isLater ? `${name} (later Linux)` : name)).join(', ');
	const none = `no proposal loses more pages inside EOF than ${reference}`;
	const later = laterOf(losers);
	const more =
		ownOf(losers).length > 0
			? `more pages inside EOF are lost by ${named(losers)}`
			: `${none}${later === '' ? '' : `; of later Linux ${later} does`}`;
	const fewer = savers.length === 0 ? '' : `; fewer by ${named(savers)}`;
	const loads = underLoads.map(({ name, pages }) => `${name} (${grouped(pages)} times)`).join(', ');
	const alsoLoads =
		loads === ''
			? ''
			: ` When loads run, which do what no litmus test does, more go with ${loads}.`;
	const others =
		otherLosers.length === 0
			? ''
			: ` Of kernels that nobody proposes here ${otherLosers.join(', ')} ${otherLosers.length === 1 ? 'does' : 'do'}.`;
	return `In litmus tests, ${more}${fewer}.${others}${alsoLoads}`;
}

export const lockedMeans = (): string =>
	'Pages that are missing from VM_LOCKED vmas once all is quiet. 0-2: between none and two, over all ' +
	'end states of all schedules. Bold: at most so many of them lie inside EOF, so that nobody asked ' +
	'for them to go. The others were truncated, or the program itself unmapped them. Where a test counts the pages ' +
	'of one process, so does its column.';

/** In a cell: how many at most, and how many of these nobody asked for. */
export const ofThemInside = (inside: number): string => `of them ${inside} inside EOF`;

/** Above variants that are no proposal of the mail. */
export const lockedOthers = (): string =>
	'Later designs and others, which the mail does not propose:';
