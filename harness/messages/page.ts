/*
 * harness/messages/page.ts - what the report page says of a run, besides what other reports say too.
 */
import type { Explored } from '../result.ts';
import { counted, grouped } from '../text/count.ts';
import { exploredBriefly } from './explored.ts';

/** What the page is, for somebody who has never heard of the tool. */
export const pageSays = (): string =>
	'Each proposal of a mailing-list discussion about a memory manager, run on one simulated kernel under all ' +
	'interleavings of small test programs (litmus tests). A finding is one kind of bug at one place of the kernel in one of ' +
	'these tests. A stack is one proposal, or several on top of each other. Inside EOF lies a page that its file still has ' +
	'after truncation. An operation is an access to shared memory, or to a lock.';

/** At the top: how true the simulated kernel is, and that there is more that it cannot tell. */
export function whatItRestsOn(
	tally: readonly { readonly kind: string; readonly functions: number }[],
): string {
	const kinds = tally.map(({ kind, functions }) => `${functions} ${kind}`).join(', ');
	return `What it cannot tell${kinds === '' ? '' : `, and how its kernel functions follow the real ones (${kinds})`}`;
}

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
		: `${findings} of ${of} findings are closed by no stack of proposals that was run:`;

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
		/** Of `moved`, what is none of `before`. */
		readonly uncovered: number;
		readonly open: number;
	},
	kinds: string,
	price: string,
): string {
	const { before, litmus, fixed, added, left, moved, uncovered, open } = does;
	const rest = [
		`leaves ${left}`,
		...(moved === uncovered ? [] : [`moves ${moved - uncovered}`]),
		...(open === 0 ? [] : [`${open} open`]),
		...(uncovered === 0 ? [] : [`uncovers ${uncovered} more`]),
	];
	const adds = added === 0 ? 'adds none' : `adds ${added} (${kinds})`;
	return `fixes ${fixed} of ${before} on ${counted(litmus, 'test')}, ${adds}, ${rest.join(', ')}; ${price}.`;
}

/** How far a cell was searched, where hundreds stand below each other. */
export const exploredHere = (explored: Explored): string =>
	explored.kind === 'complete'
		? `all ${counted(explored.states, 'state')}`
		: exploredBriefly(explored);

/** Of a finding that a variant does not get to. */
export const hiddenBy = ({
	oracle,
	site,
}: {
	readonly oracle: string;
	readonly site: string;
}): string => `hidden: dies first of ${oracle}, ${site}`;

/** Why the numbers add up. */
export const movedMeans = (): string =>
	'Where nothing is open, fixed, moved and left add up to what was found before. What a proposal uncovers comes on top: ' +
	'findings in schedules in which the kernel without it dies of a bug before it gets there.';

/** What it takes: pages that users lose, work, and lines to review. */
export function proposalPrice({
	lost,
	lostBefore,
	lostByLoads,
	cost,
	diffstat: { functions, insertions, deletions },
	on,
}: {
	readonly lost: number;
	/** By the reference. */
	readonly lostBefore: number;
	/** Inside EOF too, where loads were measured. */
	readonly lostByLoads: number;
	/** Of sequential runs, as percent; null where it is not known. */
	readonly cost: string | null;
	readonly diffstat: {
		readonly functions: number;
		readonly insertions: number;
		readonly deletions: number;
	};
	/** What the patch stacks on where that is not the reference; else null. */
	readonly on: string | null;
}): string {
	const than = lost === lostBefore ? 'as before' : `before: ${lostBefore}`;
	const pages = `${lost === 0 ? 'no locked page' : counted(lost, 'locked page')} lost inside EOF (${than})`;
	const loads = lostByLoads === 0 ? '' : `, ${grouped(lostByLoads)} when loads run`;
	const work = cost === null ? '' : `, ${cost} operations`;
	return `price: ${pages}${loads}${work}, ${counted(functions, 'function')} +${insertions} -${deletions}${on === null ? '' : ` on ${on}`}`;
}

export const matrixHelp = (): string =>
	'A row is a variant, a column a litmus test. Each sign leads to what the variant shows there; ' +
	'arrow keys move from cell to cell. An empty cell was not run. Behind a finding stands its token: a link where its ' +
	'execution is told here with a picture. Pictures are of each race of history and of the plainest execution of each kind ' +
	"of bug; any other token is drawn by 'npx rmaplab replay TOKEN --svg race.svg'.";

/** What a sign of a fix says of one cell. */
export const fixesWhich = (still: number): string => (still === 0 ? 'fixes all' : 'fixes some');

/** Behind what the sign of a fix says. */
export const numberBehindPlus = (): string => '; +3: some, and 3 are still shown';

/** The head of a part that is folded. @param without the control, where it is left out */
export const othersFolded = (variants: number, without: string | null): string =>
	`The ${counted(variants, 'other variant')} of this run${without === null ? '' : `, without the control ${without}`}, each on the litmus tests that something is asked of`;

export const frontMeans = (stacks: number): string =>
	`${counted(stacks, 'stack')} of patches, held against cost. In the table are those of which no patch ` +
	'can be left out. Those on the front are beaten by no other in findings, lost pages and ' +
	'cost at once. What a stack uncovers counts as moved. Cost is the number of operations of sequential runs of litmus tests, not time. ' +
	'Rest the pointer on a point of the chart to see which stack it is.';

/** Behind the head of the causes: numbers there are of more than the page has of them elsewhere. */
export const repairsWereRun = (): string =>
	"For that Linux's repairs were run on all of these tests. Elsewhere this page has of them only the tests that a claim, " +
	'a race or an expect line asks of them.';

/** In front of the finding that a cause is named after, and of its token. */
export const plainestIs = (): string => 'Plainest:';

/** For those who do not see the chart. */
export const frontChart = (): string =>
	'A chart of stacks of patches: findings that are still shown against operations; the table below has the numbers.';

export const performanceMeans = (base: string, machine: string): string =>
	`System time of a few small loads against ${base}, modelled for ${machine} and exact: the same on every ` +
	`machine. = is the same. The seconds are what is counted there at modelled prices, and loads do other work than litmus ` +
	`tests: what takes fewer operations above can take more time here. Beside it the memory of pte_chain nodes, and pages that went from VM_LOCKED vmas, by who took them.`;

/** Where nobody's pages are lost to truncation; forced unmapping is a part of that. */
export const noLoadTruncatesLocked = (): string =>
	'No load truncates locked pages, so that forced unmapping is not measured here.';

export const noPerformance = (): string =>
	"This run measured no loads: 'npx rmaplab perf' says what each proposal costs in modelled time and memory.";

export const cellsTally = (cells: number, complete: number): string =>
	`${counted(cells, 'cell')} of variant and litmus test were searched, ${complete} of them completely: ` +
	'every interleaving of every access to shared memory.';

export const limitsOfModel = (): string =>
	'What it cannot tell: hardware, compilers, anything that the litmus tests do not do, and time on a real machine. Costs ' +
	'are counts of operations, and seconds such counts at modelled prices. A finding is shown by an execution that can be replayed; where nothing ' +
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
