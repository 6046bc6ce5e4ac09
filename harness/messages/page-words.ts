/*
 * harness/messages/page-words.ts - the words of the report page, for who reads it first.
 */

/** What some of the words are counted with. */
export interface Numbers {
	readonly reference: string;
	readonly control: string | null;
	readonly litmus: number;
	/** Litmus tests that the reference ran. */
	readonly ofReference: number;
	readonly variants: number;
	readonly proposals: number;
	/** Of them, later kernels, which nobody could propose then. */
	readonly later: number;
	/** How many were tried, and on how many litmus tests; null where none were. */
	readonly stacks: { readonly tried: number; readonly litmus: number } | null;
}

/** Each with what it means, in the order in which they build on each other. */
export const pageWords = (numbers: Numbers): readonly (readonly [string, string])[] => [
	[
		'litmus test, litmus',
		'a small test: a few files and processes, calls that race on a few cpus, and what must never be seen. ' +
			`This run has ${numbers.litmus}; ${numbers.ofReference} of them are asked of ${numbers.reference}, ` +
			'the others of other variants only.',
	],
	[
		'variant, proposal',
		'a variant is a kernel: the base with some functions replaced. A proposal is a variant that the run is about. ' +
			`This run has ${numbers.variants} variants, of which ${numbers.proposals} are proposals` +
			`${numbers.later === 0 ? '' : `, ${numbers.later} of them later Linux`}.`,
	],
	[
		'stack',
		'one proposal, or several on top of each other where they merge.' +
			(numbers.stacks === null
				? ''
				: ` ${numbers.stacks.tried} were run, each on the same ${numbers.stacks.litmus} litmus tests.`),
	],
	['reference', `what all others are held against: ${numbers.reference}.`],
	[
		'control',
		'a kernel without any fault that is known, to show that the tests can be passed' +
			`${numbers.control === null ? '' : `: ${numbers.control}`}. It is no proposal.`,
	],
	[
		'oracle, site, finding',
		'an oracle judges how a schedule ended, and is a kind of bug. A site is the place of it in the kernel. ' +
			'A finding is an oracle with a site on one litmus test.',
	],
	[
		'fixed or closed, left, added, moved, open',
		'against the reference: fixed or closed is what the reference shows and a complete search of the variant does not. ' +
			'Left is what both show, added what only the variant shows. Moved is shown at another site, or was hidden by another ' +
			'finding. Open: a search was cut short, or the variant dies first in that schedule, of a bug that it adds, so ' +
			'that nobody knows.',
	],
	['cause', 'findings that the same later repairs of Linux close.'],
	['plainest', 'shown with the fewest preemptions, and then in the fewest steps.'],
	[
		'token',
		"a variant, a litmus test and a schedule in one word; 'npx rmaplab replay TOKEN' runs it again.",
	],
	[
		'inside EOF',
		'the page lies in the file as it is after truncation, so that nobody asked for it to go.',
	],
	[
		'orphan',
		'a page that truncation or invalidation took from its file while a pte still maps it. Andrew Morton called them ' +
			'Dickens pages on 8 March 2004, after Hugh Dickins.',
	],
	[
		'operations',
		'accesses to shared memory and lock operations of one sequential run of each litmus test; not time.',
	],
];
