/*
 * harness/messages/mail.ts - what a mail says of patches.
 */
import { ofWholeSearches, type Violation } from '../result.ts';
import { counted, grouped } from '../text/count.ts';
import { ratePhrase } from './reports.ts';
import { witnessDetail } from './difference.ts';

export const mailSubject = (patch: string | null): string =>
	`Subject: Re: ${patch === null ? 'objrmap and vmtruncate' : `[PATCH] ${patch}`}`;

/** What stands behind all numbers of the mail. */
export const mailMeans = (
	reference: { readonly name: string; readonly subject: string } | null,
): string =>
	'This is from a simulated 2.5.66-mm, not from a kernel: the order of accesses and the locking are ' +
	"the kernel's, the machine is not. A finding is one kind of bug at one place in one litmus test, " +
	'shown by at least one interleaving of its cpus.' +
	(reference === null
		? ''
		: ` ${reference.name} is the kernel that all are held against ("${reference.subject}").`);

export const mailBegins = (
	proposals: number,
	reference: string,
	findings: number,
	litmus: number,
): string =>
	`What ${counted(proposals, 'patch', 'patches')} would change against ${reference}, which shows ` +
	`${counted(findings, 'finding')} on ${counted(litmus, 'litmus test')}.`;

/** What a mail about one patch begins with. */
interface Does {
	readonly fixed: number;
	readonly added: number;
	readonly left: number;
	readonly moved: number;
	readonly open: number;
	/** Of `open`, what is behind a bug that is added. */
	readonly hidden: number;
	readonly before: number;
}

export function patchDoes(
	name: string,
	{ fixed, added, left, moved, open, hidden, before }: Does,
	reference: string,
	kinds: string,
): string {
	const adds = added === 0 ? 'adds none' : `adds ${added} (${kinds})`;
	const cut = open - hidden;
	const rest = [
		...(moved === 0 ? [] : [`${moved} only moved`]),
		...(cut === 0 ? [] : [`${cut} ${cut === 1 ? 'is' : 'are'} open`]),
		...(hidden === 0
			? []
			: [`of ${hidden} nobody knows, since ${name} dies of what it adds before it gets there`]),
	];
	const tail = rest.length === 0 ? '' : `; ${rest.join(', ')}`;
	if (before === 0) return `${name} ${adds}, where ${reference} shows nothing${tail}.`;
	if (before === 1) {
		const does = fixed === 1 ? 'fixes' : left === 1 ? 'leaves' : 'does not fix';
		return `${name} ${does} the one finding of ${reference} and ${adds}${tail}.`;
	}
	return `${name} fixes ${fixed} of the ${before} findings of ${reference}, leaves ${left} and ${adds}${tail}.`;
}

/** Of a variant whose every cell was stopped or died: there is nothing to count. */
export const nothingJudged = (name: string, litmus: number): string =>
	`${name} has no verdict on ${litmus > 1 ? `any of ${litmus} litmus tests` : 'any litmus test'}: what it ` +
	'fixes, leaves and adds nobody knows.';

/** Of a run of nothing but the reference. */
export const referenceShows = (name: string, findings: number, litmus: number): string =>
	`${name} shows ${counted(findings, 'finding')} on ${counted(litmus, 'litmus test')}.`;

/** `cut` are those of the litmus tests that were not explored completely. */
export const exploredSays = (litmus: number, cut: readonly string[]): string =>
	cut.length === 0
		? `All interleavings of ${counted(litmus, 'litmus test')} were explored.`
		: `${counted(litmus, 'litmus test')} ${litmus === 1 ? 'was' : 'were'} run. Not all interleavings ` +
			`were explored of ${cut.join(', ')}; of what was not seen there nothing is claimed.`;

export const mostLocked = (locked: number, lockedBefore: number, base: string): string =>
	`VM_LOCKED: at worst ${counted(locked, 'page')} inside EOF ${locked === 1 ? 'is' : 'are'} missing ` +
	`from such vmas once all is quiet (${base}: ${lockedBefore}).`;

export const countedCost = (cost: string, base: string, litmus: number): string =>
	litmus === 0
		? 'No litmus test compares its cost.'
		: `Cost: ${cost} operations in sequential runs of ${counted(litmus, 'litmus test')} against ${base}, counted and ` +
			`not timed.`;

export const partHeads = {
	adds: (name: string): string => `${name} adds:`,
	fixes: (name: string): string => `${name} fixes:`,
	leaves: (name: string): string => `${name} leaves:`,
	shows: (name: string): string => `${name} shows:`,
	moves: (name: string, reference: string): string =>
		`${name} moves (shown at another site, or after the point where ${reference} dies):`,
	opens: (): string => 'Open, since one of the two searches was not complete:',
	hides: (name: string, reference: string): string =>
		`Hidden: ${reference} shows it, and ${name} dies of what it adds before it gets there:`,
	diagrams: (): string =>
		'Executions, in few steps: where one cpu sees or undoes what another did, and the last writes of ' +
		'ptes, page->mapping and i_size. replay prints the others too.',
};

/** What kernel people call the locks. */
const lockNames: Readonly<Record<string, string>> = {
	CL: 'the pte_chain lock of a page',
	IL: 'invalidate_lock',
	IS: 'i_sem',
	LRU: 'zone->lru_lock',
	MS: 'mmap_sem',
	PL: 'the page lock',
	PRIV: 'private_lock',
	PTL: 'page_table_lock',
	SDL: 'swap_device_lock',
	SLL: 'swap_list_lock',
	SS: 'i_shared_sem',
	TL: 'mapping->page_lock',
};

/** 'PTL is page_table_lock, PL is the page lock' of those that have such a name. */
export const lockNamesIn = (names: readonly string[]): string =>
	names
		.filter((name) => Object.hasOwn(lockNames, name))
		.map((name) => `${name} is ${lockNames[name]}`)
		.join(', ');

/** How things are called in `text`. */
export function notation(text: string): string {
	const says = lockNamesIn(
		Object.keys(lockNames).filter((name) => new RegExp(`\\b${name}\\b`).test(text)),
	);
	const first = /\bpage#\d+/.exec(text)?.[0];
	const stores = /\.contents =|\.disk\[/.test(text)
		? ' contents is the value that stands for the bytes of a page, disk[1] that of block 1.'
		: '';
	const [, frame] = /meant for (\w+\[\d+\])[^\n]*\b(?:maps|shows) \1/.exec(text) ?? [];
	const meant =
		frame === undefined
			? ''
			: ` "meant for ${frame}" is a place in the file; the ${frame} that is mapped is the page that was ` +
				'there at first, and may be in the file no longer.';
	const after = /^.*\bafterwards$/m.test(text) ? ' afterwards: once all cpus have ended.' : '';
	// Of the pages that the text has, page 1 says it best.
	const index = /\bf\[(1)\]/.exec(text)?.[1] ?? /\bf\[(\d+)\]/.exec(text)?.[1];
	const names = [
		...(index === undefined ? [] : [`f[${index}] is page ${index} of file f`]),
		...(first === undefined
			? []
			: [`${first} is a page that was in no file, or in more than one place`]),
	];
	const said = names.length === 0 ? '' : `${names.join(', ')}.`;
	const locks = says === '' ? '' : ` Locks: ${says}.`;
	return `${said}${meant}${after}${stores}${locks}`.trim();
}

/** A kind of bug at one place. */
export const findingOnLitmus = (
	oracle: string,
	site: string,
	litmus: readonly string[],
	shown: number,
): string => {
	const rest = litmus.length > shown ? ` and ${litmus.length - shown} more` : '';
	return `${oracle} (${site}), ${counted(litmus.length, 'litmus test')}: ${litmus.slice(0, shown).join(', ')}${rest}`;
};

/** `drawn` is the number of its diagram, null where it has none. */
export function smallest(workload: string, violation: Violation, drawn: number | null): string {
	const { rate } = violation;
	const below = drawn === null ? '' : `; diagram ${drawn} below`;
	if (ofWholeSearches.has(violation.oracle)) {
		return `seen on ${workload}: ${witnessDetail(violation)}${below}`;
	}
	const seen = rate.runs === 0 ? '' : `, seen ${ratePhrase(rate)}`;
	return `smallest witness on ${workload}: ${witnessDetail(violation)}${seen}${below}`;
}

export const diagramHead = (
	number: number,
	variant: string,
	oracle: string,
	site: string,
): string => `${number}. ${variant}: ${oracle} (${site})`;

/** The litmus test with what it asks. */
export const onLitmus = (workload: string, question: string): string =>
	question === '' ? `on ${workload}` : `on ${workload}: ${question}`;

export const linesLeftOut = (count: number): string => `... ${grouped(count)} lines left out ...`;

export const nobodyCloses = (findings: number, hasOthers: boolean): string =>
	hasOthers
		? `Closed by none of these patches (${counted(findings, 'finding')}), and who closes it:`
		: `Closed by none of these patches nor by anybody else in this run (${counted(findings, 'finding')}):`;

/** Variants that close a finding, the earliest first; they are named up to `max`. */
export function closedBy(
	closers: readonly { readonly name: string; readonly date: string }[],
	max: number,
): string {
	if (closers.length === 0) return 'closed by nobody in this run';
	const named = closers.slice(0, max).map(({ name, date }) => `${name} (${date})`);
	const rest = closers.length > max ? ` and ${closers.length - max} more` : '';
	return `closed by ${named.join(', ')}${rest}`;
}

export const patchIsAt = (
	name: string,
	{ functions, insertions, deletions }: Readonly<Record<string, number>>,
): string =>
	`The patch is in patches/${name}.patch: ${counted(functions!, 'function')}, ` +
	`${counted(insertions!, 'insertion')}(+), ${counted(deletions!, 'deletion')}(-).`;

export const litmusIsAt = (file: string): string => `The litmus test is ${file}.`;

export const filesNeeded = (files: readonly string[]): string =>
	`The commands read ${files.join(' and ')}, which ${files.length === 1 ? 'goes' : 'go'} with this mail.`;

export const mailCut = (): string =>
	'What does not fit here is in mail-full.txt of compare --full.';

export const othersRan = (count: number): string =>
	`${counted(count, 'other variant')} of this run ${count === 1 ? 'is' : 'are'} in report.txt.`;

/** Above the command that gives all numbers again. */
export const runAgain = (): string => 'The same run, and so the same numbers:';

export const mailEnds = (): string =>
	'The run also has report.txt (litmus by litmus), results.json, violations.csv, patches/ and answers.txt (the claims ' +
	'of the mail line by line): ask me for them.';

export const combineAnswers = (): string =>
	'Which set of these patches is enough: npx rmaplab combine. Which findings go together, and since ' +
	'when Linux closes them: npx rmaplab causes. What each kind of bug means: npx rmaplab list oracles.';
