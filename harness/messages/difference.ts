/*
 * harness/messages/difference.ts - what is said of what variants change.
 */
import { ofWholeSearches, type Seen, type Violation } from '../result.ts';
import { counted } from '../text/count.ts';

export const nobodyChanges = (litmus: number): string =>
	`${counted(litmus, 'litmus test')}: nobody changes anything`;

export const nobodyRan = (reference: string, litmus: number): string =>
	`${counted(litmus, 'litmus test')}, run by none of these or not by ${reference}`;

/** What the columns of the table of counts mean. */
export const changesMean = (
	reference: string,
	base: string,
	{
		isMail,
		hasOpen,
		hasCost,
		locked,
	}: {
		readonly isMail: boolean;
		readonly hasOpen: boolean;
		readonly hasCost: boolean;
		/** Pages that the reference loses. */
		readonly locked: number;
	},
): string =>
	`Counted are findings (litmus test, oracle, site) against ${reference}` +
	`${isMail ? '' : ', on the litmus tests that both ran (ran); rows with other numbers there do not compare'}. ` +
	`Forms of one idea stand together, ordered by what they fix less what they add. left: both show ` +
	`it. move: shown at another site, or ${reference} dies in that schedule before it gets there; of the ` +
	`latter fix and left know nothing, so the columns need not add up. ` +
	(hasOpen
		? `open: the search of the variant or of ${reference} was not complete, or the variant dies of a bug that it ` +
			`adds before it gets there, so nothing is claimed. `
		: '') +
	`lock: most pages inside EOF that are missing from VM_LOCKED vmas once all is quiet (${reference}: ${locked}).` +
	(hasCost
		? ` cost: number of operations (not time) of sequential runs against ${base}; - where none compares.`
		: '') +
	(isMail
		? ' witness: steps/preemptions of the plainest execution that shows something added.'
		: '');

/** Behind a kind of bug that a proposal adds by what it is. */
export const asItSays = (): string => ', as it says itself';

/** Below a row of counts; `forms` rows above have it in common. */
export const addsKinds = (kinds: string, forms: number): string =>
	forms === 1 ? `adds ${kinds}` : `these ${forms} add, each: ${kinds}`;

/** What all counts of proposals beside each other rest on. */
export const countedOn = (
	reference: string,
	{
		findings,
		litmus,
		common,
	}: {
		readonly findings: number;
		readonly litmus: number;
		readonly common: { readonly findings: number; readonly litmus: number };
	},
): string =>
	`${reference} shows ${counted(findings, 'finding')} on the ${counted(litmus, 'litmus test')} that it ran, and ` +
	`${common.findings} of them on the ${common.litmus} that all of these proposals ran: what is said ` +
	`of them here is counted on those.`;

export const othersHead = (): string =>
	'The others of this run, each on the litmus tests that something is asked of it:';

export const addedHead = (): string =>
	'What is added, by kind of bug, and the plainest execution that shows it:';

/** How much a reader of the plainest execution has to read. */
export function witnessSize({
	oracle,
	steps,
	preemptions,
}: Pick<Violation, 'oracle' | 'steps' | 'preemptions'>): string {
	if (ofWholeSearches.has(oracle)) return 'seen over all schedules together';
	return `${counted(steps, 'step')}, ${counted(preemptions, 'preemption')}`;
}

/** The same in a column of a table. */
export const witnessBriefly = ({
	oracle,
	steps,
	preemptions,
}: Pick<Violation, 'oracle' | 'steps' | 'preemptions'>): string =>
	ofWholeSearches.has(oracle) ? 'all' : `${steps}/${preemptions}`;

/** A kind of bug that some variants add. */
export function addsKind({
	oracle,
	by,
	plainest: { workload, violation },
}: {
	readonly oracle: string;
	readonly by: readonly { readonly name: string; readonly findings: number }[];
	readonly plainest: Seen;
}): { readonly kind: string; readonly by: string } {
	const names = by.map(({ name, findings }) => `${name} ${findings}`).join(', ');
	return {
		kind: `${oracle} (${violation.site})`,
		by: `${names}; on ${workload}: ${witnessDetail(violation)}`,
	};
}

/** Of what no single execution shows, what it is. */
export const witnessDetail = (violation: Violation): string =>
	ofWholeSearches.has(violation.oracle)
		? `${violation.detail}; ${witnessSize(violation)}`
		: witnessSize(violation);

/** What a sentence says of a variant. */
export interface Told {
	readonly name: string;
	readonly fixed: number;
	readonly added: number;
	/** What the reference shows on the litmus that both ran. */
	readonly before: number;
}

/** The ones that fix most, the first of them first. */
export function fixMost(best: readonly Told[], reference: string): string {
	const each = best.map(({ name, fixed, added, before }, i) => {
		const all = i === 0 ? `the ${before} findings of ${reference}` : before;
		return `${name} ${fixed} of ${all}${added === 0 ? '' : ` (and adds ${added})`}`;
	});
	return `Most fixed, less what they add: ${each.join(', ')}.`;
}

export const addsMost = ({ name, added }: Told, kinds: string): string =>
	`Most added: ${name} ${added}: ${kinds}.`;

export const controlSays = ({ name, fixed, added, before }: Told): string =>
	`Control: ${name} fixes ${fixed} of ${before} and adds ${added === 0 ? 'none' : added}.`;

export function causesExplained(findings: number, causes: number, base: string): string {
	return (
		`${counted(findings, 'finding')} of ${base} have ${counted(causes, 'cause')}: findings of one ` +
		`cause are closed by the same of Linux's later repairs.`
	);
}

export const causeClosedBy = (closedBy: readonly string[]): string =>
	`closed by: ${closedBy.join(', ') || 'nobody'}`;

export const causePartlyClosedBy = (
	closes: readonly { readonly variant: string; readonly findings: number }[],
	findings: number,
): string =>
	`of its ${findings}: ` +
	closes.map(({ variant, findings: count }) => `${variant} ${count}`).join(', ');

/** What closed a finding in Linux; null where nobody knows. */
export const closedInLinux = (linux: string | null): string => `Linux: ${linux ?? 'not known'}`;

export const causesInterrupted = (): string =>
	'interrupted: causes are told only where all variants ran on all tests';
