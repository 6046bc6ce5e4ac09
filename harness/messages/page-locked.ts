/*
 * harness/messages/page-locked.ts - what the report page says of pages that VM_LOCKED vmas lose: how many, by whose doing,
 * and with which kernels.
 */
import type { LossDoing } from '../result.ts';
import { counted, grouped } from '../text/count.ts';

/** Whose doing it is that pages are gone; `by` where they were told one by one. */
function byWhom(
	gone: number,
	inside: number,
	by: Readonly<Record<LossDoing, number>> | null,
): string {
	if (by !== null) {
		return (
			`Of these ${gone} truncation took ${by.truncation} as asked, the program itself ${by.own}, and ` +
			`${by.insideEof === 0 ? 'none lies' : `up to ${by.insideEof} lie`} inside EOF, where nobody asked.`
		);
	}
	const rest = 'truncation or the program itself took';
	if (inside === 0) return `None of these ${gone} lies inside EOF: ${rest} them.`;
	return `Up to ${inside} of these ${gone} inside EOF, taken by the kernel though nobody asked; ${rest} the others.`;
}

/** A proposal, or one that nobody could make when the mail was written. */
interface Proposer {
	readonly name: string;
	readonly isLater: boolean;
}

const laterOf = (some: readonly Proposer[]): string =>
	some
		.filter(({ isLater }) => isLater)
		.map(({ name }) => name)
		.join(', ');

const ownOf = (some: readonly Proposer[]): Proposer[] => some.filter(({ isLater }) => !isLater);

/** What the reference does on its own. */
export const lostBeforeInside = (reference: string, pages: number): string =>
	`${reference} itself takes up to ${counted(pages, 'page')} inside EOF, though nobody asked:`;

/** Pages are counted in another way than findings. */
export const lostAsFindings = (tests: readonly string[]): string =>
	`Pages are counted of the processes that a test counts; of all processes ${counted(tests.length, 'finding')}: ` +
	`${tests.join(', ')}.`;

export const allKernels = (): string => 'Table of all kernels';

export const testedThere = (): string => 'What the mails say of it:';

/** Behind the name of a litmus test. */
export const ofLockedPages = (pages: number): string => `of ${counted(pages, 'locked page')}`;

/** What the word of the head means. */
export const forcedMeans = (): string =>
	'Forced unmapping takes a page that truncation finds still mapped from every pte, in VM_LOCKED vmas too.';

/** Who takes more VM_LOCKED pages than the reference, in front of the price of each. */
export function lockedPrice({
	reference,
	proposals,
	takers,
	most: { workload, before, now, inside, pages, by },
}: {
	readonly reference: string;
	readonly proposals: number;
	readonly takers: readonly Proposer[];
	readonly most: {
		readonly workload: string;
		readonly before: number;
		readonly now: number;
		readonly inside: number;
		readonly pages: number | null;
		readonly by: Readonly<Record<LossDoing, number>> | null;
	};
}): string {
	const later = laterOf(takers);
	const some =
		`${ownOf(takers).length} of ${counted(proposals, 'proposal')}` +
		(later === '' ? '' : `, and of later Linux ${later},`);
	return (
		`${some} ${takers.length === 1 ? 'unmaps' : 'unmap'} more locked pages than ${reference}: ` +
		`up to ${now} instead of ${before}${pages === null ? '' : ` of ${counted(pages, 'locked page')}`} on the litmus test ${workload}. ` +
		byWhom(now, inside, by)
	);
}

/** Whether pages go that nobody asked for. */
export function lockedInside(
	{
		losers,
		savers,
		underLoads,
	}: {
		readonly losers: readonly Proposer[];
		readonly savers: readonly Proposer[];
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
	const loads = underLoads.map(({ name, pages }) => `${name} (${grouped(pages)})`).join(', ');
	const alsoLoads =
		loads === ''
			? ''
			: ` When loads run, which do what no litmus test does, more go with ${loads}.`;
	return `In litmus tests, ${more}${fewer}.${alsoLoads}`;
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
