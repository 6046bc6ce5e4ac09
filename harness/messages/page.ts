/*
 * harness/messages/page.ts - what the report page says of a run, besides what other reports say too.
 */
import { counted, grouped } from '../text/count.ts';

/** What the page is, for somebody who has never heard of the tool. */
export const pageSays = (): string =>
	'Each proposal of a mailing-list discussion about a memory manager, run on one simulated kernel under all ' +
	'interleavings of small test programs (litmus tests). A finding is one kind of bug at one place of the kernel in one of ' +
	'these tests. A stack is one proposal, or several on top of each other. Inside EOF lies a page that its file still has ' +
	'after truncation. An operation is an access to shared memory, or to a lock.';

/** How much was run. */
export const pageScale = (variants: number, litmus: number): string =>
	`This run: ${counted(variants, 'kernel')}, which are variants of one with some functions replaced, and ` +
	`${counted(litmus, 'litmus test')}.`;

/** Heads of what a maintainer asks first. */
export const answerHeads = {
	takes: 'Which to take',
	remains: 'What remains with it',
	locked: 'What forced unmapping of VM_LOCKED pages costs',
	lostPages: 'Each locked page that is unmapped, and by whose doing',
	race: 'See a race step by step, with its picture',
} as const;

/** How much no stack of patches closes; what it is stands behind. */
export const noneClosesThese = (findings: number, of: number): string =>
	findings === 0
		? 'Each finding is closed by one of the stacks that were run.'
		: `${findings} of ${of} findings are closed by no stack that was run:`;

/** Whose doing it is that pages are gone. */
function byWhom(gone: number, inside: number): string {
	const rest = 'truncation or the program itself took';
	if (inside === 0) return `None of these ${gone} lies inside EOF: ${rest} them.`;
	return `Up to ${inside} of these ${gone} inside EOF, taken by the kernel though nobody asked; ${rest} the others.`;
}

/** What the reference does on its own. */
export const lostBeforeInside = (reference: string, pages: number): string =>
	`${reference} itself takes up to ${counted(pages, 'page')} inside EOF, though nobody asked:`;

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
	most: { workload, before, now, inside, pages },
}: {
	readonly reference: string;
	readonly proposals: number;
	readonly takers: readonly unknown[];
	readonly most: {
		readonly workload: string;
		readonly before: number;
		readonly now: number;
		readonly inside: number;
		readonly pages: number | null;
	};
}): string {
	const some = `${takers.length} of ${counted(proposals, 'proposal')}`;
	return (
		`${some} ${takers.length === 1 ? 'unmaps' : 'unmap'} more of them than ${reference}: ` +
		`up to ${now} instead of ${before}${pages === null ? '' : ` of ${counted(pages, 'locked page')}`} on the litmus test ${workload}. ` +
		byWhom(now, inside)
	);
}

/** Whether pages go that nobody asked for. */
export function lockedInside(
	{
		losers,
		savers,
		underLoads,
	}: {
		readonly losers: readonly string[];
		readonly savers: readonly string[];
		readonly underLoads: readonly { readonly name: string; readonly pages: number }[];
	},
	reference: string,
): string {
	const more =
		losers.length === 0
			? `no proposal of the mail loses more pages inside EOF than ${reference}`
			: `more pages inside EOF are lost by ${losers.join(', ')}`;
	const fewer = savers.length === 0 ? '' : `; fewer by ${savers.join(', ')}`;
	const loads = underLoads.map(({ name, pages }) => `${name} (${grouped(pages)})`).join(', ');
	const alsoLoads = loads === '' ? '' : ` Under load more pages inside EOF are lost by ${loads}.`;
	return `In all litmus tests ${more}${fewer}.${alsoLoads}`;
}

/** Of one that takes more of them. */
export function takerPrice(cost: string | null, added: number): string {
	const adds = added === 0 ? 'adds no finding' : `adds ${counted(added, 'finding')}`;
	return `${cost === null ? '' : `${cost} operations, `}${adds}`;
}

export const allExecutions = (executions: number): string => `All ${executions} executions`;

/** What a proposal comes to, in one sentence behind its name. */
export function proposalDoes(
	does: {
		readonly before: number;
		/** That both ran. */
		readonly litmus: number;
		readonly fixed: number;
		readonly added: number;
		readonly left: number;
		readonly moved: number;
		readonly open: number;
	},
	kinds: string,
	price: string,
): string {
	const { before, litmus, fixed, added, left, moved, open } = does;
	const rest = [
		`leaves ${left}`,
		...(moved === 0 ? [] : [`moves ${moved}`]),
		...(open === 0 ? [] : [`${open} open`]),
	];
	const adds = added === 0 ? 'adds none' : `adds ${added} (${kinds})`;
	return `fixes ${fixed} of ${before} on ${litmus} litmus, ${adds}, ${rest.join(', ')}; ${price}.`;
}

/** What it takes: pages that users lose, work, and lines to review. */
export function proposalPrice({
	lost,
	lostBefore,
	cost,
	diffstat: { functions, insertions, deletions },
}: {
	readonly lost: number;
	/** By the reference. */
	readonly lostBefore: number;
	/** Of sequential runs, as percent; null where it is not known. */
	readonly cost: string | null;
	readonly diffstat: {
		readonly functions: number;
		readonly insertions: number;
		readonly deletions: number;
	};
}): string {
	const than = lost === lostBefore ? 'as before' : `before: ${lostBefore}`;
	const pages = `${lost === 0 ? 'no locked page' : counted(lost, 'locked page')} lost inside EOF (${than})`;
	const work = cost === null ? '' : `, ${cost} operations`;
	return `price: ${pages}${work}, ${counted(functions, 'function')} +${insertions} -${deletions}`;
}

export const matrixHelp = (): string =>
	'A row is a variant, a column a litmus test. Each sign leads to what the variant shows there; ' +
	'arrow keys move from cell to cell. An empty cell was not run. Behind a finding stands its token: a link where its ' +
	'execution is told here with a picture. Pictures are of each race of history and of the plainest execution of each kind ' +
	"of bug; any other token is drawn by 'npx rmaplab replay TOKEN --svg race.svg'.";

/** The head of a part that is folded. */
export const othersFolded = (variants: number): string =>
	`The ${counted(variants, 'other variant')} of this run, each on the litmus tests that something is asked of`;

export const lockedMeans = (): string =>
	'Pages that are missing from VM_LOCKED vmas once all is quiet. 0-2: between none and two, over all ' +
	'end states of all schedules. Bold: at most so many of them lie inside EOF, so that nobody asked ' +
	'for them to go. The others were truncated, or the program itself unmapped them.';

/** Above variants that are no proposal of the mail. */
export const lockedOthers = (): string =>
	'Later designs and others, which the mail does not propose:';

export const frontMeans = (stacks: number): string =>
	`${counted(stacks, 'stack')} of patches, held against cost. In the table are those of which no patch ` +
	'can be left out. Those on the front are beaten by no other in findings, lost pages and ' +
	'cost at once. Cost is the number of operations of sequential runs of litmus tests, not time. ' +
	'A pointer that rests on a point of the chart is told which stack it is.';

/** For those who do not see the chart. */
export const frontChart = (): string =>
	'A chart of stacks of patches: findings that are still shown against operations; the table below has the numbers.';

export const performanceMeans = (base: string, machine: string): string =>
	`System time of a few small loads against ${base}, modelled for ${machine} and exact: the same on every ` +
	`machine. = is the same. Beside it the memory of pte_chain nodes, and pages that went from VM_LOCKED vmas, by who took them.`;

export const noPerformance = (): string =>
	"This run measured no loads: 'npx rmaplab perf' says what each proposal costs in modelled time and memory.";

export const cellsTally = (cells: number, complete: number): string =>
	`${counted(cells, 'cell')} of variant and litmus test were searched, ${complete} of them completely: ` +
	'every interleaving of every access to shared memory.';

export const limitsOfModel = (): string =>
	'What it cannot tell: hardware, compilers, anything that the litmus tests do not do, and time. Costs ' +
	'are counts of operations. A finding is shown by an execution that can be replayed; where nothing ' +
	'is found, the search was as complete as its cell says, for that litmus test and no other.';

/** Heads of lists of litmus tests. */
export const allFixed = (reference: string): string =>
	`Shows nothing: all findings of ${reference} are fixed, in all schedules`;

export const allLeft = (reference: string): string =>
	`As bad as before: all findings of ${reference} are left, in all schedules ` +
	'(the plainest token of each; +1 is one more, in violations.csv)';

export const cleanInBoth = (reference: string): string =>
	`Clean, as ${reference} is, in all schedules`;

export const sameSteps = (reference: string): string =>
	`The same steps as ${reference} in every schedule`;

export const executionsMean = (): string =>
	'For each race of history and each kind of finding the plainest execution that was met, step by step. ' +
	'Rows are steps that matter: where one cpu learns what another did or undoes it, where a field that the ' +
	'finding is about changes; the others are counted. Behind a step stand its ' +
	"function, the kernel's file of it, and in parentheses the line of the text that ran, from harness/mm/.";

/** What a picture in the page shows, once for all. */
export const picturesMean = (): string =>
	'In a picture each cpu is a column, time runs down, and the number of each step stands at the left. At the right stands ' +
	'what became of the page, pte or file that the finding names: a box for each value, as long as it was so. Where scripts are off ' +
	"'npx rmaplab replay TOKEN --svg race.svg' draws what is missing here. The key:";

/** The marks of a picture, each by its class. */
export const pictureKey = (): readonly (readonly [kind: string, says: string])[] => [
	['full', 'step that changes a word'],
	['empty', 'step that changes none'],
	['wrong', 'the step that the finding is about'],
	['next', 'another cpu goes on, and why'],
	['held', 'lock held that another cpu takes too'],
	['shared', 'lock held shared (for reading)'],
	['alone', 'lock held that nobody else takes'],
	['first', 'value at the start'],
	['then', 'each new value of page, pte or file'],
];

/** Where the page has no room for a picture. */
export const pictureElsewhere = (token: string): string =>
	`npx rmaplab replay ${token} --svg race.svg`;

export const pictureHasNoRoom = (): string =>
	'The page has no room for its picture. This draws it:';

/** In front of how a race ends. */
export const toldInTheEnd = (): string => 'In the end:';

/** What the oracle says that is broken. */
export const oracleMeans = (says: string): string => `That is: ${says}.`;

export const alsoShown = (): string => 'The same execution shows as well:';

export const toldStep = (at: number): string => `step ${at}`;

export const stepKeys = (): string =>
	'Arrow keys go from step to step, Home and End to the first and the last.';

export const stepsBetween = (steps: number): string => `${counted(steps, 'step')} between`;

/** How an execution that shows no death ends. */
export const endsSo = {
	end: (): string => 'all have ended; what is left shows it',
	circle: (): string => 'it goes round for ever from here',
	'given up': (): string => 'it was too long to follow',
} as const;

export const fidelitySays = (
	tally: readonly { readonly kind: string; readonly functions: number }[],
): string =>
	"Of the kernel's functions that are simulated, " +
	`${tally.map(({ kind, functions }) => `${functions} are ${kind}`).join(', ')}: followed access by ` +
	`access, or changed for a reason that 'npx rmaplab list kernel' gives.`;

/** What another variant comes to on the same schedule. */
export function besideSays({
	variant,
	at,
	findings,
}: {
	readonly variant: string;
	readonly at: number | null;
	readonly findings: readonly { readonly oracle: string; readonly site: string }[];
}): string {
	const shows =
		findings.length === 0
			? 'violates nothing'
			: `shows ${findings.map(({ oracle, site }) => `${oracle} (${site})`).join(', ')}`;
	const parts = at === null ? 'takes the same steps' : `goes another way from step ${at} on`;
	return `The same schedule on ${variant}: ${parts}, and ${shows}`;
}
