/*
 * harness/messages/page-answer.ts - what the report page says first: what the best stack closes, what remains with it,
 * and what became of what the mails suggest.
 */
import type {
	BestClosing,
	Combined,
	KindCount,
	OwnBest,
	RaceCell,
	StackResult,
	TimelineMap,
	VariantResult,
} from '../result.ts';
import { counted } from '../text/count.ts';

/** 'kernel BUG 3, lost dirty data 2': most kinds of bug have no plural. */
export const kindsList = (kinds: readonly KindCount[]): string =>
	kinds.map(({ oracle, findings }) => `${oracle} ${findings}`).join(', ');

/** A group of findings in a list: the mechanism where it is known, and which kinds of bug it shows. */
export const groupOfFindings = (
	mechanisms: readonly string[],
	kinds: readonly KindCount[],
): string =>
	mechanisms.length === 0 ? kindsList(kinds) : `${mechanisms.join('; ')} (${kindsList(kinds)})`;

/** Why what closes more is not taken. */
export const whyNotBest = ({ patches, added }: StackResult): string =>
	added === 0
		? `${patches.join('+')} is not taken: what it does is not proved everywhere.`
		: `${patches.join('+')} is not taken, because it adds ${counted(added, 'finding')}: bugs that the kernel ` +
			'does not have without it. What is best must add none.';

export const closesHead = (findings: number): string =>
	`The ${counted(findings, 'finding')} that it closes, by kind of bug`;

/** By kind of bug; the numbers add up to what is closed. */
export const closesByKind = (findings: number, kinds: readonly KindCount[]): string =>
	`Of the stacks that add nothing it closes most. The ${counted(findings, 'finding')} that it closes, ` +
	`by kind of bug: ${kindsList(kinds)}.`;

export const takersHead = (takers: number): string =>
	`What the ${takers} that ${takers === 1 ? 'unmaps' : 'unmap'} more of them cost otherwise`;

/** Above a race that is told. */
export const raceHead = (id: string): string => `How race ${id} goes`;

/** In front of the kernel and the litmus test of it. */
export const raceRunsOn = (): string => 'Here it runs on';

export const pictureOf = (id: string): string => `See ${id} step by step, with its picture`;

/** How pages are called. */
export const pagesAreCounted = (): string => 'f[1] is page 1 of file f; the first is f[0].';

/** 'Process A maps f[0] to f[1] at its pages 8 to 9.' */
export function mapsSo(process: string, { first, pages, file, pgoff }: TimelineMap): string {
	const last = pages - 1;
	const to = (from: string, end: string): string => (last === 0 ? from : `${from} to ${end}`);
	const what =
		file === null ? 'memory of no file' : to(`${file}[${pgoff}]`, `${file}[${pgoff + last}]`);
	return `Process ${process} maps ${what} at its ${last === 0 ? 'page' : 'pages'} ${to(`${first}`, `${first + last}`)}.`;
}

/** What a patch is, in its own words. */
export const patchIs = ({ name, subject, date }: VariantResult): string =>
	`${name} is the patch "${subject}" (${date}; what it is made of stands below).`;

/** What a patch changes, in a sentence. */
export function patchChanges({ does, replaces }: VariantResult): string {
	if (does !== undefined) return `What it does: ${does}`;
	const named = replaces.slice(0, replacedMax).join(', ');
	const others = replaces.length - replacedMax;
	return `It replaces ${named}${others > 0 ? ` and ${counted(others, 'other function')}` : ''}.`;
}

/** At most so many functions are named. */
const replacedMax = 6;

/** What the best of the thread's own patches come to, alone and in stacks. */
export function ownBestSays(
	{ alone, leastAdded, most }: OwnBest,
	{ findings }: Pick<Combined, 'findings'>,
): string {
	const name = ({ patches }: StackResult): string => patches.join('+');
	const first =
		alone === null
			? "None of the thread's own patches closes anything without adding something."
			: `Of the thread's own patches that add nothing ${name(alone)} closes most: ${alone.fixed} of ${findings}.`;
	if (leastAdded === null || most === null) return first;
	const added = leastAdded.added === 0 ? 'nothing' : String(leastAdded.added);
	const further =
		most === leastAdded
			? ''
			: `; ${name(most)} closes most less what it adds: ${most.fixed}, and adds ${most.added}`;
	return (
		`${first} Of stacks of them ${name(leastAdded)} adds least (${added}) and closes ` +
		`${leastAdded.fixed}${further}.`
	);
}

/** What all are held against. */
export const baseIs = ({ name, subject, date }: VariantResult): string =>
	`${name} is the kernel that all proposals are held against: "${subject}", as of ${date}.`;

/** Under the number of findings that the best stack closes. */
export const closedOf = ({ findings, litmus }: Combined): string =>
	`of ${counted(findings, 'finding')} closed, on ${counted(litmus, 'litmus test')}`;

/** Where a patch comes from, and how much of it there is. */
export const comesFrom = ({ from, diffstat }: VariantResult): string =>
	`from ${from}. ${counted(diffstat.functions, 'function')}, ` +
	`+${diffstat.insertions} -${diffstat.deletions} lines.`;

/** Of a patch that nobody had when the mail was written. */
export const laterLinux = (reference: VariantResult): string =>
	`It is a later Linux, and no patch of the thread, whose base is of ${reference.date}.`;

export const breaksNoClaim = (): string => 'No execution contradicts what is claimed of it.';

/** In front of the claims. */
export const breaksClaims = (claims: number): string =>
	`It breaks ${counted(claims, 'claim')} of its authors`;

/** The head of what is left with the best stack, with where that comes from. */
export const remainsWithIt = (
	{ rest }: BestClosing,
	findings: number,
	kinds: readonly KindCount[],
): string =>
	rest.length === 0
		? `Nothing: it closes all ${findings} findings.`
		: `With it ${rest.length} of ${findings} findings remain: ${kindsList(kinds)}. The same ${rest.length} by place, where it ` +
			'is known, each with its kinds of bug, its cause (C1 and so on) and its litmus tests:';

/** From what remains with the best to what all stacks leave. */
export function restOfAll(rest: number, unclosed: number): string {
	const others = rest - unclosed;
	if (unclosed === 0) return `Each of these ${rest} is closed by some other stack that was run.`;
	const some =
		others === 0 ? '' : `${others} of these ${rest} are closed by some other stack, and `;
	return `${some}${unclosed} by none of the stacks of proposals that were run.`;
}

/** Above what the kernel at the other end is. */
export const controlHead = (): string => 'One kernel passes all tests: the control';

/** Behind what closes all of a cause, and was in none of the stacks. */
export const inNoStack = (): string => 'later, in no stack';

/** What the kernel at the other end is. */
export const controlIs = ({ from, date }: VariantResult, cost: string | null): string =>
	'is no proposal and in no stack: it is the control, a kernel that was put together from later mends to ' +
	`show that the tests can be passed (${from}; the last of ${date}).` +
	(cost === null ? '' : ` It takes ${cost} operations.`);

const outcomeWords: Readonly<Record<RaceCell['outcome'], string>> = {
	found: 'yes',
	absent: 'no',
	'not-applicable': 'does not apply',
	'not-run': 'not run',
	'no-verdict': 'no verdict',
};

/** How many have a race, and whether what is recommended has. */
export function raceHad(
	{ found, ran }: { readonly found: number; readonly ran: number },
	recommended: { readonly name: string; readonly outcome: RaceCell['outcome'] } | null,
): string {
	const all = `${found} of ${counted(ran, 'variant')} that ran it ${found === 1 ? 'has' : 'have'} it`;
	if (recommended === null) return `${all}.`;
	const { name, outcome } = recommended;
	return `${all}; the recommended stack, ${name}: ${outcomeWords[outcome]}.`;
}

export const stepByStep = (oracle: string, variant: string, workload: string): string =>
	`step by step: ${oracle}, ${variant} on ${workload}`;

export const racesOfStack = (name: string): string =>
	`Of the races that kernels really had (E1 and so on), ${name} still has`;

export const racesGone = (): string => '; it has not';

export const suggestionsHead = (author: string): string =>
	`What ${author} suggests, and what came out`;

export const othersSuggest = (suggestions: number): string =>
	`What others of the thread suggest (${suggestions})`;

/** Above them. */
export const verdictIsOf = (): string =>
	'A verdict is of the sentence in front of it, on the litmus tests that decide it, and recommends nothing: what a patch ' +
	'that was tested for it adds elsewhere stands in brackets.';

export const testedAdds = (name: string, added: number): string =>
	`${name} adds ${counted(added, 'finding')}`;

/** Behind a verdict. */
export const verdictWhy = (because: string): string => `. Why: ${because}`;

/** The halves of it that are not true. */
export const notSo = (parts: readonly string[]): string =>
	parts.length === 0 ? '' : `; what is not so: ${parts.join('; ')}`;
