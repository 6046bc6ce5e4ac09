/*
 * harness/messages/page-answer.ts - what the report page says first: what the best stack closes, what remains with it,
 * and what became of what the mails suggest.
 */
import {
	type BestClosing,
	type Combined,
	type KindCount,
	type OwnBest,
	type RaceCell,
	shownBy,
	type StackResult,
	type TimelineMap,
	type VariantResult,
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
	`Of the stacks that add nothing it shows the fewest findings. The ${counted(findings, 'finding')} that it closes, ` +
	`by kind of bug: ${kindsList(kinds)}.`;

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

/** Below the number of percent. */
export const againstBase = (): string => 'operations against the base, counted, not timed';

/** What a patch is, in its own words. */
export const patchIs = ({ name, subject, date }: VariantResult): string =>
	`${name} is the patch "${subject}" (${date}).`;

/** What a patch changes, in a sentence. */
export function patchChanges({ does, replaces }: VariantResult): string {
	if (does !== undefined) return does;
	const named = replaces.slice(0, replacedMax).join(', ');
	const others = replaces.length - replacedMax;
	return `It replaces ${named}${others > 0 ? ` and ${counted(others, 'other function')}` : ''}.`;
}

/** At most so many functions are named. */
const replacedMax = 6;

/** What the four answers are called where each has one line. */
export const inShortHeads = {
	own: "Of the thread's own",
	remains: 'What remains',
	locked: 'What forced unmapping costs',
} as const;

/** The first of them. */
export function ownInShort(own: OwnBest, { findings }: Pick<Combined, 'findings'>): string {
	const { alone } = own;
	const one =
		alone === null
			? 'None closes anything without adding something.'
			: `Of single patches that add none ${alone.patches.join('+')} is the best: it closes ${alone.fixed} of ${findings}.`;
	const [stack] = ownBestStacks(own);
	return stack === undefined ? one : `${one} With more patches ${stack}.`;
}

/** How much remains, place by place; by litmus test where no place is known. */
export function remainsInShort(
	rest: number,
	places: readonly { readonly findings: number; readonly says: string }[],
	tests: readonly { readonly findings: number; readonly names: readonly string[] }[],
): string {
	if (rest === 0) return 'Nothing.';
	const all = [
		...places.map(({ findings, says }) => `${findings}: ${says}`),
		...tests.map(({ findings, names }) => `${findings} on ${names.join(' and ')}`),
	];
	return `${counted(rest, 'finding')}. ${all.join('; ')}.`;
}

export const raceInShort = (says: string, sentences: number): string =>
	sentences === 0 ? `${says}.` : `${says}; step by step below.`;

/** The best of the thread's own patches by itself, in front of what more of them close together. */
export function ownBestAlone(
	{ alone }: OwnBest,
	{ findings }: Pick<Combined, 'findings'>,
): { readonly best: string; readonly rule: string } {
	if (alone === null)
		return { best: "None of the thread's own", rule: 'closes anything without adding something.' };
	return {
		best: `Of the thread's own: ${alone.patches.join('+')}`,
		rule:
			`closes ${alone.fixed} of ${findings} and adds none; of single patches that add none it shows the fewest ` +
			`(${shownBy(alone)}).`,
	};
}

export const ownStacksHead = (): string => 'Stacks of the thread close more, and add some:';

/** Stacks of the thread's own patches that close more, the one that adds least first. */
export function ownBestStacks({ leastAdded, most }: OwnBest): string[] {
	const stacks = [leastAdded, most].filter((each) => each !== null);
	return [...new Set(stacks)].map(
		({ patches, fixed, added }) =>
			`${patches.join('+')} closes ${fixed}, adds ${added === 0 ? 'none' : added}`,
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
	`From ${from}. ${counted(diffstat.functions, 'function')}, ` +
	`+${diffstat.insertions} -${diffstat.deletions} lines.`;

/** Of a patch that nobody had when the mail was written. */
export const laterLinux = (reference: VariantResult): string =>
	`It is a later Linux, and no patch of the thread, whose base is of ${reference.date}.`;

export const breaksNoClaim = (): string => 'No execution contradicts what is claimed of it.';

/** In front of the claims. */
export const breaksClaims = (claims: number): string =>
	`It breaks ${counted(claims, 'claim')} of its authors`;

/** How much is left with the best stack. */
export const remainsWithIt = ({ rest }: BestClosing, findings: number): string =>
	rest.length === 0
		? `Nothing: it closes all ${findings} findings.`
		: `${rest.length} of ${findings} findings remain.`;

/** Behind it, in front of the list. */
export const remainsByKind = (kinds: readonly KindCount[]): string =>
	`By kind of bug: ${kindsList(kinds)}. By place:`;

/** What it shows where the reference was not run; the names of the litmus tests stand behind. */
export const remainsElsewhere = (reference: string, kinds: readonly KindCount[]): string =>
	`Besides, where ${reference} was not run, so that nothing compares: ${kindsList(kinds)}, on`;

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

export const racesGone = (): string => '; it does not have';

export const racesUnjudged = (): string => '. Not judged, and why:';

/** Within brackets, behind the numbers of races; null where the variant was judged. */
export function whyRaceUnjudged(outcome: RaceCell['outcome'], why: string | null): string | null {
	if (outcome === 'not-run') return 'it did not run their litmus tests';
	if (outcome === 'no-verdict') return 'the search was not complete';
	if (outcome !== 'not-applicable') return null;
	return why === null ? 'does not apply' : `does not apply: ${why.replace(/\.$/, '')}`;
}

export const suggestionsHead = (author: string): string =>
	`What ${author} suggests, and what came out`;

export const othersSuggest = (suggestions: number): string =>
	`What others of the thread suggest (${suggestions})`;

/** Above them. */
export const verdictIsOf = (): string =>
	'A verdict is of the sentence in front of it, on the litmus tests that decide it, and recommends nothing: what a patch ' +
	'that was tested for it adds elsewhere stands in brackets.';

/** What a patch does that was tested for it. `moved` has those in it that are uncovered. */
export function testedAdds(
	name: string,
	{ added, moved, uncovered }: Readonly<Record<'added' | 'moved' | 'uncovered', number>>,
): string {
	if (added > 0) return `${name} adds ${counted(added, 'finding')}`;
	const elsewhere = moved - uncovered;
	return [
		`${name} adds none`,
		...(elsewhere === 0 ? [] : [`moves ${elsewhere} to another place`]),
		...(uncovered === 0
			? []
			: [`uncovers ${uncovered} in schedules in which the kernel without it dies first`]),
	].join(', ');
}

/** Behind a verdict. */
export const verdictWhy = (because: string): string => `. Why: ${because}`;

/** The parts of it that do not hold, in its own words. */
export const notSo = (parts: readonly string[]): string =>
	parts.length === 0
		? ''
		: `; ${parts.length === 1 ? 'this part does' : 'these parts do'} not hold: ${parts.map((each) => `"${each}"`).join('; ')}`;
