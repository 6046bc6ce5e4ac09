/*
 * harness/messages/finding-mail.ts - what a mail about one finding says. Every number in it is handed in.
 */
import type { Explored, Violation, WorkloadResult } from '../result.ts';
import { counted, grouped } from '../text/count.ts';
import { exploredPhrase } from './explored.ts';
import { askVerb } from './question.ts';
import { ratesMean } from './reports.ts';

/** Of a mail that quotes nobody. */
export const findingSubject = (oracle: string, variant: string, workload: string | null): string =>
	`Subject: mm: ${oracle} with ${variant}${workload === null ? '' : ` (${workload})`}`;

export const replySubject = (subject: string): string =>
	`Subject: Re: ${subject.replace(/^(?:Re: )+/, '')}`;

/** Above quoted lines. */
export const wrote = (name: string, date: string): string =>
	date === '' ? `${name} wrote:` : `On ${date}, ${name} wrote:`;

/** What was run; `subject` is what the patch calls itself. */
export const triedIt = (variant: string, subject: string, workload: string): string =>
	`I ran ${variant} ("${subject}") on a simulated 2.5.66-mm, through the litmus test ${workload}.`;

/** The same where nothing was said of the test before. */
export const testAsks = (test: string, question: string): string =>
	`The litmus test ${test} ${askVerb(question)}: ${question}`;

export const asksIt = (question: string): string => `It ${askVerb(question)}: ${question}`;

/** `says` is what the oracle means by its name, '' where that is not known. */
export function endsIn(
	{ oracle, detail, frequency }: Violation,
	says: string,
	isAlone: boolean,
): string {
	const means = says === '' ? '' : ` (${says.replace(/\.$/, '')})`;
	const where = frequency === 'always' ? ' in every interleaving' : ' in some interleavings';
	return `What comes out${isAlone ? '' : where} is "${oracle}"${means}: ${detail}.`;
}

/** What speaks against a kind of bug on a test; '' where nothing is known. */
export const caveatOf = (
	test: Pick<WorkloadResult, 'caveats'> | undefined,
	oracle: string,
): string => test?.caveats?.find(({ oracles }) => oracles.includes(oracle))?.says ?? '';

/** What else one sees who runs the same execution; the details of the first few. */
export function alsoShows(
	also: readonly { readonly oracle: string; readonly detail: string }[],
): string {
	const [first, ...others] = also;
	if (first === undefined) return '';
	const rest = others.map(({ oracle }) => `"${oracle}"`);
	return (
		`The same execution shows "${first.oracle}" as well: ${first.detail}` +
		`${rest.length === 0 ? '' : `; and ${rest.join(', ')}`}.`
	);
}

/** Below the note on where the numbers are from. */
export const mailAlso = (oracles: readonly string[]): string =>
	`this execution shows ${oracles.join(', ')} as well; a mail about that: --oracle '${oracles[0]}'`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Among how many interleavings it shows, how that is known, and how likely a test would have met it. */
export function howOften(
	{ frequency, rate, steps, preemptions }: Violation,
	explored: Explored,
): string {
	const ends = frequency === 'always' ? 'each of them ends so' : 'some end so and others do not';
	const runs = counted(rate.runs, 'random schedule');
	const met =
		rate.runs === 0
			? ''
			: rate.hits === 0
				? ` None of ${runs} met it. ${ratesMean()}`
				: ` ${grouped(rate.hits)} of ${runs} met it. ${ratesMean()}`;
	const length =
		steps === 0
			? ''
			: ` The plainest execution takes ${counted(steps, 'step')} and ${counted(preemptions, 'preemption')}.`;
	return `${capital(exploredPhrase(explored))}: ${ends}.${met}${length}`;
}

/** The same of one cpu, on which nothing races. */
export const isNoRace = ({ steps }: Violation, explored: Explored): string =>
	`No race: one cpu. ${capital(exploredPhrase(explored))}: it always ends so.` +
	(steps === 0 ? '' : ` It takes ${counted(steps, 'step')}.`);

/** Which steps a diagram has. */
export const stepsShown = (isAlone: boolean): string =>
	isAlone
		? 'Shown are only the last writes of ptes, page->mapping and i_size, and the step that is wrong.'
		: 'Shown are only the steps by which one cpu sees or undoes what another did, and the last writes of ' +
			'ptes, page->mapping and i_size.';

/** What is shown below. */
export const stepsBelow = (notation: string, isAlone: boolean): string =>
	`${stepsShown(isAlone)} ${notation}`;

/** Where it comes from: the variant itself, or what it stands on. */
export const isAdded = (base: string): string =>
	`${base}, which it stacks on, does not show it: the patch adds it, and without the patch it does not show.`;
/** The same where what it is run on is the younger of the two. */
export const isOfBefore = (base: string): string =>
	`${base}, which came after it and which it is run on, does not show it without the patch.`;
/** What stands below does not show it, and nobody knows whether it would get there. */
export const isNotBelow = (base: string): string =>
	`${base}, which it stacks on, does not show it.`;
/** `from` is what stands below shows instead; 'uncovered': before it gets there. */
export const isMoved = (base: string, from: string, why: 'other site' | 'uncovered'): string =>
	why === 'uncovered'
		? `The patch uncovers it: in that schedule ${base}, which it stacks on, ends earlier, in ${from}.`
		: `${base}, which it stacks on, shows it at another site.`;
export const isInherited = (base: string): string =>
	`${base}, which it stacks on, shows it as well: the patch does not add it.`;
export const isOfBase = (): string => 'This is the kernel that the patches start from.';

/** What stands beside a finding that nobody closes. */
export function noneCloses(variants: number): string {
	const none =
		variants === 1 ? 'The other variant' : `None of the ${counted(variants, 'other variant')}`;
	return `${none} that ran this litmus test ${variants === 1 ? 'is not' : 'is'} proved to be free of it.`;
}

/** Who never shows it and yet is no repair of `variant`; neither list may be empty where the other is. */
export function freeAndNoRepair(
	variant: string,
	variants: number,
	{
		without,
		instead,
		hasMore,
	}: {
		readonly without: readonly string[];
		readonly instead: readonly string[];
		/** Whether others are not named. */
		readonly hasMore: boolean;
	},
): string {
	const never = (names: readonly string[]): string =>
		`${listedShort(names)} never ${names.length === 1 ? 'shows' : 'show'} it (complete)`;
	const others =
		variants === 1
			? 'The other variant that ran this litmus test does not close it'
			: `None of the ${counted(variants, 'other variant')} that ran this litmus test closes it`;
	const said = [
		...(without.length === 0
			? []
			: [`${never(without)}, but ${without.length === 1 ? 'is' : 'are'} without ${variant}`]),
		...(instead.length === 0
			? []
			: [
					`${never(instead)}, but ${instead.length === 1 ? 'shows' : 'show'} another kind of bug ` +
						`that ${variant} does not`,
				]),
	];
	return `${others}: ${hasMore ? 'among others, ' : ''}${said.join('; ')}.`;
}

const listedShort = (names: readonly string[]): string =>
	names.length === 2 ? names.join(' and ') : names.join(', ');

/** `hasMore` where others are not named: the command of the mail runs those that are. */
export const freeOfIt = (names: readonly string[], hasMore: boolean): string =>
	`Also free of every finding on this test, over all interleavings${hasMore ? ', among others' : ''}: ` +
	`${names.join(', ')}.`;

/** The patch that a mail proposes. */
export function closesIt(
	name: string,
	{
		subject,
		date,
		base,
		onTopOfRepair,
	}: {
		readonly subject: string;
		readonly date: string;
		readonly base: string;
		/** Whether the base never shows it either. */
		readonly onTopOfRepair: boolean;
	},
	still: readonly string[],
): string {
	const shows =
		still.length === 0
			? 'no interleaving of this test shows anything wrong any more'
			: `no interleaving of this test shows it any more; what is left is ${still.join(', ')}`;
	const also = onTopOfRepair ? ', which does not show it either' : '';
	return `With ${name} ("${subject}", ${date}, on top of ${base}${also}) ${shows}.`;
}

/** What the patch shows on this test, and what it stacks on does not. */
export const alsoNew = (findings: number, base: string): string =>
	findings === 0
		? ''
		: `It shows ${counted(findings, 'finding')} on this test that ${base} does not.`;

/** What the numbers in the table are. */
export const tableMeans = (): string =>
	'this: how often the finding shows. all: findings on this test. operations: of one sequential run, ' +
	'counted and not timed.';

export const seeItAll = (): string => 'Every step of it:';

/** Where the simulation ends and the kernel begins. */
export const isSimulated = (): string =>
	"The order of accesses and the locking are the kernel's, the machine is not.";

export const patchStat = (files: number, insertions: number, deletions: number): string =>
	` ${counted(files, 'file')} changed, ${counted(insertions, 'insertion')}(+), ` +
	`${counted(deletions, 'deletion')}(-)`;

/** Of whom the files below are. */
export const statOf = (variant: string, base: string): string => `${variant}, on top of ${base}:`;

/** Nothing to write a mail about. */
export function notInCell(oracle: string | null, found: readonly string[]): string {
	const shown = found.length === 0 ? 'nothing' : [...new Set(found)].join(', ');
	const what = oracle === null ? 'nothing to write about' : `'${oracle}' is not what this shows`;
	return `error: ${what}: this execution shows ${shown}`;
}

export const mailRuns = (workload: string, variants: number): string =>
	`${workload} on ${counted(variants, 'variant')}, to see who closes it`;

export const mailReads = (path: string): string => `numbers from ${path}`;
