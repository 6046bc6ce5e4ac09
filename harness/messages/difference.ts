/*
 * harness/messages/difference.ts - what is said of what a variant changes.
 */
import { counted } from '../text/count.ts';

export const nobodyChanges = (litmus: number): string =>
	`${litmus} litmus: nobody changes anything`;

export const nobodyRan = (litmus: number): string => `${litmus} litmus, of which nothing is known`;

export const changesMean = (reference: string, base: string): string =>
	`Counted are findings (litmus, oracle, site) against ${reference}, on the litmus that both ran ` +
	`(ran); rows with other numbers there do not compare. First come those that ran most, ordered ` +
	`by what they fix less what they add. left: both show it. move: shown at another site, or ` +
	`${reference} dies in that schedule before it gets there. open: the search of the variant or of ` +
	`${reference} was not complete, so nothing is claimed. lock: most pages inside EOF that are ` +
	`missing from VM_LOCKED vmas once all is quiet. cost: number of operations (not time) of ` +
	`sequential runs against ${base}; - where none compares.`;

export const addedHead = (): string => 'What they add, and the plainest witness of it:';

export function variantAdds(
	variant: string,
	findings: number,
	{
		oracle,
		site,
		preemptions,
		steps,
	}: {
		readonly oracle: string;
		readonly site: string;
		readonly preemptions: number;
		readonly steps: number;
	},
): string {
	return (
		`${variant}: ${counted(findings, 'finding')}; ${oracle} (${site}), ` +
		`${counted(steps, 'step')}, ${counted(preemptions, 'preemption')}`
	);
}

export function mailBegins({
	reference,
	workloads,
	variants,
}: {
	readonly reference: string;
	readonly workloads: readonly unknown[];
	readonly variants: readonly unknown[];
}): string {
	return (
		`Here is what ${counted(variants.length - 1, 'patch', 'patches')} would change against ` +
		`${reference}, on a simulated 2.5.66-mm, not on a kernel: the order of accesses and the ` +
		`locking are the kernel's, the machine is not. ${counted(workloads.length, 'litmus test')}; ` +
		`a finding is what some interleaving of one of them shows. Where nothing is open, all ` +
		`interleavings of the litmus that both ran were explored.`
	);
}

export function fixesMost(
	{ name, subject }: { readonly name: string; readonly subject: string },
	{ fixed, added, left }: { readonly fixed: number; readonly added: number; readonly left: number },
	reference: string,
): string {
	return (
		`${name} ("${subject}") fixes ${fixed} of the findings of ${reference}, leaves ${left}, and ` +
		`adds ${added === 0 ? 'none' : added}.`
	);
}

export const nobodyCloses = (count: number): string =>
	`Closed by nobody (${counted(count, 'place')}), and an execution of each:`;

export const mailCut = (): string => 'More is in mail-full.txt.';

export const mailEnds = (): string =>
	'Each line with a colon and an @ is an execution; "rmaplab replay" with it prints every step. ' +
	'The claims of the mail, line by line, are in answers.txt, the patches in patches/, all ' +
	'violations in violations.csv.';

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
