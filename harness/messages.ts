/*
 * harness/messages.ts - every sentence that the tool says, in one place, so that tests can assert
 * each of them and no two parts say the same thing in different words.
 *
 * Plain functions of plain values; they return the sentence without a newline.
 */
import { counted, exploredOf, grouped, roughly } from './messages/count.ts';
import {
	cutOf,
	type Cell,
	type ClaimResult,
	type Comparison,
	type Expectation,
	type RunLimits,
} from './result.ts';

export * from './messages/calibrate.ts';
export * from './messages/claims.ts';
export * from './messages/identity.ts';
export * from './messages/refine.ts';
export * from './messages/steps.ts';
export * from './messages/withdrawn.ts';
export { counted, exploredPhrase, grouped } from './messages/count.ts';

/** The command that prints the execution behind a token. */
export function replayCommand(token: string): string {
	return `npx rmaplab replay ${token}`;
}

/** How likely somebody would have met it by testing. */
export function ratePhrase(rate: { readonly hits: number; readonly runs: number }): string {
	if (rate.runs === 0) return 'not sampled';
	if (rate.hits === 0) return `never in ${counted(rate.runs, 'random schedule')}`;
	return `in ${grouped(rate.hits)} of ${counted(rate.runs, 'random schedule')}`;
}

// ---- variants and workloads --------------------------------------------------------------------

export function notAKernelFunction(variant: string, name: string): string {
	return `variant ${variant}: the kernel has no function ${name}; list new functions under adds`;
}

export function doesNotApply(above: string, below: string, functions: readonly string[]): string {
	return `${above} does not apply on ${below}: both replace ${functions.join(', ')}. Merge by hand.`;
}

export function tooManyCompanions(workload: string, words: number, cpus: number): string {
	return (
		`${workload}: 'memory relaxed' with ${cpus} cpus and ${words} words that may be loaded early ` +
		`is too much; take fewer cpus, files or cached pages`
	);
}

/** A function in which a call never comes to its end, by what it has too much of (engine/endless.ts). */
export function endlessFunction(
	name: string,
	endless: 'steps' | 'depth' | 'idle',
	limit: number,
	place: string | null,
): string {
	const what = {
		steps: `takes more than ${grouped(limit)} steps in one call`,
		depth: `is more than ${grouped(limit)} calls deep`,
		idle: `is called for ever, more than ${grouped(limit)} times without a step`,
	}[endless];
	const advice = {
		steps:
			`; does it spin? Write a loop that waits as 'return yield* become(...)', which calls a ` +
			'function and forgets the caller, so that going round again is the same state',
		depth: `; where it calls itself, write 'return yield* become(...)', which forgets the caller`,
		idle: '',
	}[endless];
	return `${place === null ? '' : `${place}: `}error: ${name}() ${what}${advice}`;
}

/** The limit of what runs before the race. */
export function setupLimit(steps: number, functionName: string): string {
	return `what runs before the race is not over after ${counted(steps, 'step')}, in ${functionName}()`;
}

/** The limit of random schedules, where none of them came to an end. */
export function samplesGivenUp(runs: number): string {
	return (
		`not even a bound fits, and none of ${counted(runs, 'random schedule')} came to an end ` +
		`within its limit of steps`
	);
}

export function beforeTheRace(workload: string, limit: string): string {
	return `error: ${workload}: no verdict: ${limit}`;
}

export function waitsFor(what: string): string {
	return `waits for ever for ${what}`;
}

export function goesRound(): string {
	return 'comes back to where it was, for ever';
}

/** Said by check, where what runs before the race of a litmus has no end. */
export function noEndBeforeRace(
	path: string,
	variant: string,
	workload: string,
	death: { readonly oracle: string; readonly text: string },
	functionName: string,
): string {
	return (
		`${path}:1:1: error: ${variant}: ${death.oracle} before the race of ${workload}: ` +
		`${functionName}() ${death.text}`
	);
}

/** The first line of every report. */
export function comparisonTitle(comparison: Comparison): string {
	return (
		`${counted(comparison.variants.length, 'variant')}, ` +
		`${comparison.workloads.length} litmus, base ${comparison.base}, seed ${comparison.seed}`
	);
}

export function witnessHead(): string {
	return 'Violations, simplest witness of each oracle; npx rmaplab replay TOKEN prints it:';
}

export function nothingViolated(isWhole: boolean): string {
	return isWhole ? 'No oracle was violated.' : 'No oracle was violated in what was run.';
}

export function costLeavesOut(): string {
	return 'litmus that a BUG, hang or bad pointer may cut short, in either, are left out';
}

export function andMore(count: number): string {
	return `and ${grouped(count)} more`;
}

export function claimsTally(agreed: number, all: number, unproved: number): string {
	const doubt = unproved === 0 ? '' : `; of these, behind a search that was cut short: ${unproved}`;
	return `Claims: ${agreed} of ${all} came out as their author states${doubt}.`;
}

/** How far a claim that came out as stated was proved. */
export function claimHeld(claim: ClaimResult): string {
	if (claim.rests === 'complete') return 'and so it came out';
	if (claim.rests === 'none') return 'undecided: not every litmus was run';
	if (claim.rests === 'stopped') return 'undecided: not every litmus has a verdict';
	return `not seen otherwise, but not every schedule was explored (${claim.rests})`;
}

export function claimsUndecided(count: number): string {
	return `${counted(count, 'claim')} undecided: not every litmus has a verdict.`;
}

export function claimRefuted(claim: ClaimResult): string {
	const where = claim.memory === 'sc' ? '' : `, only with memory ${claim.memory}`;
	return `${claim.claim}: stated ${claim.stated}, came out ${claim.holds}${where}`;
}

export function expectationsTally(met: number, all: number): string {
	return `Expectations: ${met} of ${all} met.`;
}

export function expectationUnmet(expectation: Expectation): string {
	const came =
		expectation.observed === null ? 'undecided, no verdict' : `observed ${expectation.observed}`;
	return `${expectation.where}: ${expectation.text}: ${came}`;
}

/** A cell in which a limit was reached; null for all others. */
export function noVerdict({ variant, workload, explored }: Cell): string | null {
	if (explored.kind !== 'stopped') return null;
	return `${variant} on ${workload}: no verdict: ${explored.limit}`;
}

/** What the user gave cannot be used: one line, exit 2. */
export class BadInput extends Error {
	override readonly name: string = 'BadInput';
}

const didYouMean = (nearest: string | null): string =>
	nearest === null ? '' : ` (did you mean '${nearest}'?)`;

export function noSuchVariant(name: string, nearest: string | null): string {
	return `error: no variant '${name}'${didYouMean(nearest)}; see 'rmaplab list variants'`;
}

export function noSuchWorkload(name: string, nearest: string | null): string {
	return `error: no workload '${name}'${didYouMean(nearest)}; see 'rmaplab list workloads'`;
}

export function unreadable(path: string): string {
	return `${path}:1:1: error: cannot be read`;
}

export function noDefaultVariant(path: string): string {
	return `${path}:1:1: error: no variant in it: write 'export default defineVariant({ ... })'`;
}

export function variantDoesNotLoad(path: string, error: unknown): string {
	return `${path}:1:1: error: does not load: ${error instanceof Error ? error.message : String(error)}`;
}

const mayDependOn =
	'a kernel function may depend on its arguments and on what it has read, ' +
	'not on variables outside of it, clocks or random numbers';

/** What is wrong with a function on whose word no search can rest; `fickle` is from engine/rerun.ts. */
export function fickleFunction(fickle: {
	readonly kernel: string;
	readonly name: string;
	readonly args: readonly number[];
	readonly step: number;
	readonly was: string;
	readonly is: string;
}): string {
	const { kernel, name, args, step, was, is } = fickle;
	return (
		`error: variant ${kernel}: ${name}(${args.join(', ')}) is not the same when it is run again: ` +
		`operation ${step} was '${was}', then '${is}'; ${mayDependOn}`
	);
}

/** The same of what a workload runs before the race. */
export function fickleSetup(
	variant: string,
	workload: string,
	differs: { readonly name: string; readonly was: string; readonly is: string },
): string {
	const { name, was, is } = differs;
	return (
		`error: variant ${variant}: before the race of ${workload}, ${name}() is not the same when it ` +
		`is run again: an operation was '${was}', then '${is}'; ${mayDependOn}`
	);
}

export function checkedVariant(
	path: string,
	name: string,
	functions: number,
	nodes: number,
): string {
	return (
		`${path}: ${name}, ${counted(functions, 'function')} of its own; ` +
		`${counted(nodes, 'state')} of calls run again, all the same`
	);
}

export function notAToken(text: string): string {
	return `error: '${text}' is no token; one looks like forced-unmap:trunc-vs-fault@3f9ac1:A1cB9a`;
}

export function staleToken(workload: string, was: string, is: string): string {
	return `warning: ${workload} has changed since this token was made (${was}, now ${is})`;
}

export function scheduleLeaves(
	step: number,
	task: string,
	functionName: string,
	wanted: string,
): string {
	const where = functionName === '' ? task : `${task}, in ${functionName}(),`;
	return `the recorded schedule no longer fits: ${where} cannot take step ${step}: ${wanted}`;
}

export function needsWorkloadFile(): string {
	return 'for a litmus file of your own add --workload FILE';
}

/** Where a run stands; all of it is about what this run did, not what an earlier one left behind. */
export interface Standing {
	readonly cellsDone: number;
	readonly cells: number;
	/** Cells that have a verdict from a search that was cut short. */
	readonly cellsCut: number;
	/** Stored by all searches. */
	readonly states: number;
	readonly statesPerSecond: number;
	/** From 0 to 1, about. */
	readonly share: number;
	/** About; null when nothing can be said yet. */
	readonly secondsLeft: number | null;
	/** Null without a budget. */
	readonly budgetSecondsLeft: number | null;
}

/** At most 80 characters for at most 999 cells and 999 million states. */
export function progressLine(standing: Standing): string {
	const { cells, cellsDone, cellsCut, states, secondsLeft, budgetSecondsLeft } = standing;
	const percent = `${Math.floor(standing.share * 100)}%`;
	const cut = cellsDone === cells && cellsCut > 0 ? `, ${cellsCut} cut` : '';
	const left = secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`;
	const budget = budgetSecondsLeft === null ? left : `, ${duration(budgetSecondsLeft)} of budget`;
	return (
		`${cellsDone}/${cells} cells${cut}  ${grouped(states)} states, ` +
		`${roughly(standing.statesPerSecond)}/s  ~${percent}${budget}`
	);
}

/** 8 s, 2 min, 3.4 h. */
function duration(seconds: number): string {
	if (seconds < 100) return `${Math.ceil(seconds)} s`;
	return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** The line at the end of a run. */
export function finished(comparison: Comparison, seconds: string): string {
	const { cells, limits } = comparison;
	const complete = cells.filter(({ explored }) => explored.kind === 'complete').length;
	const all = cells.length + (limits?.notRun.length ?? 0);
	const ran = cells.length < all ? `${grouped(cells.length)} of ` : '';
	const cuts = cells.flatMap(({ explored }) => cutOf(explored) ?? []);
	const sum = { states: 0, statesEstimated: 0 };
	for (const { states, statesEstimated } of cuts) {
		sum.states += states;
		sum.statesEstimated += Math.max(states, statesEstimated);
	}
	const rest = cuts.length === 0 ? '' : `; the other ${grouped(cuts.length)} ${exploredOf(sum)}`;
	return `${ran}${grouped(all)} cells, ${grouped(complete)} of them complete, in ${seconds} s${rest}`;
}

/** How the wall clock came into it; the head of every report of such a run. */
export function limitsPhrase(limits: RunLimits): string {
	const { budgetMilliseconds, ended, notRun } = limits;
	const budget =
		budgetMilliseconds === null ? '' : `Budget ${String(budgetMilliseconds / 1000)} s: `;
	const how = {
		done: 'it was enough.',
		budget: 'it ran out.',
		interrupted: budget === '' ? 'Interrupted.' : 'interrupted.',
	}[ended];
	const missing =
		notRun.length === 0
			? ''
			: ` ${counted(notRun.length, 'cell was', 'cells were')} not run; nothing is ` +
				`known of ${notRun.length === 1 ? 'it' : 'them'}.`;
	const clock = ended === 'budget' ? ' How far each cell was explored was left to the clock.' : '';
	return `${budget}${how}${missing}${clock}`;
}

/** After an interrupt, or a budget that was too small for every cell. */
export function resumeHint(cellsKnown: number, cells: number): string {
	return `${cellsKnown} of ${cells} cells are kept; the same command goes on from there`;
}

export function notADuration(): string {
	return 'write a number and its unit: 1500ms, 90s, 5m or 1h, up to 24 days';
}

export function notASize(): string {
	return 'write a number and its unit: 512M or 2G';
}

export function memoryMeans(states: number, workers: number): string {
	return (
		`at most ${grouped(states)} states for each search ` +
		`(${counted(workers, 'worker')}); beyond them a search falls back to a bound`
	);
}

export function memoryTooSmall(size: string, workers: number, megabytesMin: number): string {
	return (
		`error: --memory ${size} is too small for ${counted(workers, 'worker')}: write ` +
		`at least ${megabytesMin}M, or fewer --jobs`
	);
}

/** What a search met, above the counts of each kernel function. */
export function nodesHeading(
	variant: string,
	workload: string,
	search: { readonly complete: boolean; readonly states: number },
): string {
	const how = search.complete ? 'all schedules' : 'cut short';
	return `${variant} on ${workload}: ${counted(search.states, 'state')}, ${how}; by kernel function:`;
}

export function noRace(workload: string): string {
	return `${workload}: the kernel dies before the race, so there are no local states`;
}

export function exactNeedsRoom(): string {
	return 'error: --memory counts states kept as fingerprints, --exact keeps whole ones: leave one out';
}

export function notExpressedHead(): string {
	return 'Of the discussion, without a variant:';
}

export function listWhat(what: string, nearest: string | null): string {
	return `error: nothing to list called '${what}'${didYouMean(nearest)}: variants, workloads, oracles, kernel`;
}

// ---- minimise ----------------------------------------------------------------------------------

/** Head comment of a minimised litmus file. */
export function minimisedQuestion(
	oracle: string,
	site: string,
	variant: string,
	workload: string,
): string {
	const where = site === '' ? '' : ` at '${site}'`;
	return `What is left of ${workload} that shows '${oracle}'${where} in ${variant}.`;
}

/** What was achieved, above the litmus text and its table. */
export function minimisedSummary(
	token: string,
	target: { readonly oracle: string; readonly site: string },
	told: {
		readonly minimal: 'proved' | 'within limits';
		readonly removed: Readonly<Record<string, number>>;
		readonly candidatesTried: number;
		readonly preemptions: number;
		readonly steps: number;
		readonly before: { readonly preemptions: number; readonly steps: number };
	},
	files: { readonly file: string; readonly variant: string | null },
): string[] {
	const removed = Object.entries(told.removed)
		.filter(([, count]) => count > 0)
		.map(([axis, count]) => counted(count, axis, axis === 'process' ? 'processes' : `${axis}s`));
	const { preemptions, steps, before } = told;
	const variant = files.variant === null ? '' : ` --variant ${files.variant}`;
	return [
		`${target.oracle}: ${target.site}`,
		`taken out: ${removed.join(', ') || 'nothing'}; ` +
			`${counted(told.candidatesTried, 'removal')} tried`,
		`preemptions ${before.preemptions} -> ${preemptions}, steps ${before.steps} -> ${steps}`,
		told.minimal === 'proved'
			? 'minimal: no single removal shows it in any schedule, nor do fewer preemptions'
			: 'minimal within limits: some searches were cut short (see --states)',
		`${replayCommand(token)} --workload ${files.file}${variant}`,
	];
}

export function nothingToMinimise(oracle: string | null, found: readonly string[]): string {
	const shown = found.length === 0 ? 'nothing' : [...new Set(found)].join(', ');
	const what = oracle === null ? 'nothing to minimise' : `'${oracle}' cannot be minimised here`;
	return `error: ${what}: this execution shows ${shown}`;
}

export function noSuchOracle(name: string, nearest: string | null): string {
	return `error: no oracle '${name}'${didYouMean(nearest)}; see 'rmaplab list oracles'`;
}

export function notWritable(path: string): string {
	return `${path}:1:1: error: cannot be written`;
}

/** One random finding that did not survive its way. */
export function findingFails(token: string, oracle: string, complaints: readonly string[]): string {
	return `${token}: ${oracle}: ${complaints.join('; ')}`;
}

export function findingsUsage(): string {
	return 'error: --count, --seed and --states are whole numbers from 1';
}

/** The table at the end of `npm run findings`. */
export function findingsSummary(
	tally: {
		readonly findings: number;
		readonly identical: number;
		readonly proved: number;
		readonly withinLimits: number;
		readonly distinct: number;
		readonly failed: number;
	},
	seconds: string,
): string[] {
	const row = (what: string, value: string): string => `${what.padEnd(28)}${value.padStart(9)}`;
	return [
		row('random findings', grouped(tally.findings)),
		row('replayed identically', grouped(tally.identical)),
		row('proved minimal', grouped(tally.proved)),
		row('minimal within limits', grouped(tally.withinLimits)),
		row('distinct, minimised', grouped(tally.distinct)),
		row('failed', grouped(tally.failed)),
		row('seconds', seconds),
	];
}

// ---- scorecard ---------------------------------------------------------------------------------

/** What became of a mutant, as harness/scorecard/score.ts has it. */
type MutantScore =
	| {
			readonly kind: 'found';
			readonly oracle: string;
			readonly site: string;
			readonly workload: string;
			readonly states: number;
	  }
	| {
			readonly kind: 'missed';
			readonly reachedOn: readonly string[];
			readonly cut: readonly string[];
			readonly states: number;
	  }
	| { readonly kind: 'not reached'; readonly states: number }
	| { readonly kind: 'broken'; readonly message: string };

/** One mutant: what became of it, through which oracle on which litmus, after how many states. */
export function scoreRow(id: string, score: MutantScore, milliseconds?: number): string {
	const states = score.kind === 'broken' ? '' : grouped(score.states);
	const time = milliseconds === undefined ? '' : `${milliseconds.toFixed(0).padStart(7)} ms`;
	return [id.padEnd(52), score.kind.padEnd(11), `${states.padStart(9)}${time}`, scoreDetail(score)]
		.join('  ')
		.trimEnd();
}

function scoreDetail(score: MutantScore): string {
	switch (score.kind) {
		case 'found':
			return `${score.oracle} on ${score.workload} (${score.site})`;
		case 'missed': {
			const cut = score.cut.length === 0 ? '' : `, ${score.cut.length} of them cut short`;
			const files = score.reachedOn.length === 1 ? 'file' : 'files';
			return `differs on ${score.reachedOn.length} litmus ${files}${cut}`;
		}
		case 'not reached':
			return '';
		case 'broken':
			return score.message;
	}
}

export function scoreSummary(kinds: readonly MutantScore['kind'][]): string {
	const count = (kind: MutantScore['kind']): number => kinds.filter((each) => each === kind).length;
	const broken = count('broken') === 0 ? '' : `, ${count('broken')} broken`;
	return (
		`${kinds.length} mutants: ${count('found')} found, ${count('missed')} missed, ` +
		`${count('not reached')} not reached${broken}`
	);
}

export function endlessCall(functionName: string, operations: number): string {
	return `${functionName}() has no end: ${grouped(operations)} operations`;
}

export function scorecardSeconds(seconds: string): string {
	return `${seconds} s`;
}

export function scorecardChange(before: string, after: string): string[] {
	return [`    - ${before}`, `    + ${after}`];
}

export function scorecardUsage(): string {
	return 'error: --only needs a part of a name that a mutant has, and --write the whole scorecard';
}

export function scorecardOutOfDate(): string {
	return 'harness/scorecard/scorecard.txt says something else; npm run scorecard -- --write';
}

export function missedWithoutReason(id: string): string {
	return `${id} is missed, and harness/scorecard/reasons.ts does not say why`;
}

export function reasonForFound(id: string, kind: string): string {
	return `harness/scorecard/reasons.ts says why ${id} is missed, and it is ${kind}`;
}

export function litmusFindsNothing(id: string): string {
	return `harness/scorecard/reasons.ts has a litmus for ${id} that does not find it`;
}

export function reasonForUnknown(id: string): string {
	return `harness/scorecard/reasons.ts speaks of ${id}, which is not in the scorecard`;
}

/** A paragraph in lines of at most 104 columns, all but the first behind `indent`. */
function filled(text: string, indent: string): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line !== '' && line.length + 1 + word.length > 104) {
			lines.push(line);
			line = `${indent}${word}`;
		} else line = line === '' ? word : `${line} ${word}`;
	}
	return [...lines, line];
}

/** The section of README.md. */
export function scorecardSection(
	kinds: readonly MutantScore['kind'][],
	reasons: readonly {
		readonly because: string;
		readonly kind: 'harmless' | 'litmus' | 'gap';
		readonly ids: readonly string[];
	}[],
): string {
	const bullets = (kind: 'harmless' | 'litmus' | 'gap'): string[] =>
		reasons
			.filter((each) => each.kind === kind)
			.flatMap(({ because, ids }) =>
				filled(`- ${because} ${ids.map((id) => `\`${id}\``).join(', ')}`, '  '),
			);
	return [
		'## Scorecard',
		'',
		'Who judges the judges? `npm run scorecard` breaks functions of the kernel and of three variants by',
		'rules: a lock left out or given back at once, a trylock taken for granted or waited for, an early',
		'return not taken, two stores swapped, a count, a flag or a list left alone, a range one too long.',
		'Each mutant runs on the litmus files that call the function, the cheapest first, until an oracle',
		'says something that the unbroken kernel does not show there in any schedule; two files too large for a',
		'complete search are left out. A data race counts when nothing else is said. Of all possible mutants',
		'a hash of the name takes a sample, which takes about a minute on two cores; `-- --all` tries the',
		'1,800 that there are, and `-- --only NAME --show` those with NAME in theirs, with what they change.',
		'',
		`**${scoreSummary(kinds)}.**`,
		'',
		'Which oracle found which mutant, on which litmus and after how many states, is in',
		'[scorecard.txt](harness/scorecard/scorecard.txt). _Not reached_: no schedule of any litmus file comes',
		'to where the mutant differs. _Broken_: a call goes round for ever. Those that were missed:',
		'',
		'No harm done:',
		'',
		...bullets('harmless'),
		'',
		'Nobody asks. The oracles do find these on the few lines of litmus that stand beside the reason in',
		'[reasons.ts](harness/scorecard/reasons.ts), and every run shows it:',
		'',
		...bullets('litmus'),
		'',
		'Gaps in the oracles and in the model:',
		'',
		...bullets('gap'),
		'',
		'',
	].join('\n');
}

// ---- replay --step -----------------------------------------------------------------------------

export function stepHelp(): string[] {
	return [
		'Enter, space  next step         n  on to the next switch of cpu',
		'b             back one step     q  quit        ?  this help',
	];
}

export function stepUnknownKey(key: string): string {
	return `no such key ${JSON.stringify(key)}; ? = help`;
}

/** What one cpu is about, between two steps; `what` is from record/state.ts. */
export function cpuDoes(
	does: 'runs' | 'waits' | 'ended' | 'died',
	functionName: string,
	what: string,
): string {
	switch (does) {
		case 'runs':
			return `next in ${functionName}(): ${what}`;
		case 'waits':
			return `waits in ${functionName}(): ${what}`;
		case 'ended':
			return 'has ended';
		case 'died':
			return `has died: ${what}`;
	}
}

export function cpuHolds(locks: readonly string[]): string {
	return `holds ${locks.join(', ')}`;
}

export function stepTitle(variant: string, workload: string, steps: number): string {
	return `${variant} on ${workload}, ${counted(steps, 'step')}; ? = help`;
}

export function stepHead(step: number, steps: number, task: number, name: string): string {
	return `-- step ${step} of ${steps}, CPU${task} ${name}`;
}

/** Head comment of an exported model. */
export function promelaHeader(variant: string, workload: string, states: number): string[] {
	return [
		`rmaplab: variant ${variant} on workload ${workload}, all interleavings`,
		'',
		'Generated from the simulated kernel: a process per cpu, a label per local state (function and',
		'operation beside it), a variable per word of memory that ever changes. A word that never does is',
		'the number that it is. What was never seen here is assert(false).',
		'',
		'	spin -a -o2 -o3 model.pml && cc -O2 -w -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -E -m2000000',
		'',
		`rmaplab reaches ${counted(states, 'state')}; pan has to store as many.`,
	];
}

/** Comment above the variables for locks. */
export function promelaHolds(): string {
	return 'What a task holds, as numbers of sets of locks, where its label does not tell.';
}

/** Comment above the process that prints the ends. */
export function promelaReports(): string[] {
	return [
		'Runs only when nothing else can, prints that state and does not change it: where each task stands,',
		'then the variables in the order of their declaration.',
	];
}

export function toolFailed(tool: string, what: string): string {
	return `${tool} failed: ${what.trim().split('\n').slice(-3).join('; ')}`;
}

/** What two counts of one cell disagree about, a line each. */
export function judgeComplaints(
	ours: JudgedCount,
	theirs: JudgedCount,
	more: { errors: readonly string[]; endsDiffer: boolean; isComplete: boolean },
): string[] {
	const lines = more.errors.map((each) => `the judge says: ${each}`);
	if (!more.isComplete) lines.push('our own search was not complete');
	for (const what of ['states', 'transitions', 'ends'] as const) {
		if (ours[what] !== theirs[what])
			lines.push(`${what}: ${ours[what]} here, ${theirs[what]} there`);
	}
	if (more.endsDiffer && ours.ends === theirs.ends) lines.push('as many ends, but other ones');
	const missing = theirs.violations.filter((each) => !ours.violations.includes(each));
	const extra = ours.violations.filter((each) => !theirs.violations.includes(each));
	lines.push(...missing.map((each) => `violated there only: ${each}`));
	lines.push(...extra.map((each) => `violated here only: ${each}`));
	return lines;
}

interface JudgedCount {
	readonly states: number;
	readonly transitions: number;
	readonly ends: number;
	readonly violations: readonly string[];
}

export function judgeUsage(): string {
	return (
		'error: usage: npm run judge -- [--variants A,./B.ts] [--workloads C,./D.litmus] [--states N] ' +
		'[--least N] [--write]'
	);
}

export function judgeWritesOfRecord(): string {
	return 'error: --write keeps the run of record; it goes with no --variants and no --workloads';
}

/** Said aloud where the judge cannot sit. */
export function judgeNeeds(): string {
	return 'skipped: needs spin and a C compiler (Debian: apt-get install spin tcc)';
}

/** What became of one cell before the judge. */
export function judgedLine(
	variant: string,
	workload: string,
	judged:
		| { kind: 'judged'; ours: JudgedCount; complaints: readonly string[] }
		| { kind: 'too large' | 'ends before the race' }
		| { kind: 'not expressible'; why: string },
): string[] {
	const cell = `${variant} on ${workload}`;
	if (judged.kind === 'not expressible') return [`${cell}: no model, ${judged.why}`];
	if (judged.kind !== 'judged') return [`${cell}: ${judged.kind}`];
	const { states, transitions, ends, violations } = judged.ours;
	const counts =
		`${counted(states, 'state')}, ${counted(transitions, 'transition')}, ` +
		`${counted(ends, 'end')}, ${counted(violations.length, 'violation')}`;
	if (judged.complaints.length === 0) return [`${cell}: equal: ${counts}`];
	return [`${cell}: NOT equal: ${counts}`, ...judged.complaints.map((each) => `  ${each}`)];
}

export function judgedSummary(
	tally: { cells: number; judged: number; agreed: number; least: number },
	tools: { spinVersion: string; compiler: string },
	seconds: string,
): string {
	const enough = tally.agreed < tally.least ? `; at least ${tally.least} have to be` : '';
	return (
		`${tally.agreed} of ${counted(tally.judged, 'judged cell')} equal${enough}; ` +
		`${tally.cells - tally.judged} of ${tally.cells} not judged; ` +
		`${tools.spinVersion}, ${tools.compiler}; ${seconds} s`
	);
}

/** Head of the table that the repository keeps. */
export function judgeHead(tools: { spinVersion: string }, statesMax: number): string[] {
	return [
		`Cells on which ${tools.spinVersion} and rmaplab agree, written by npm run judge -- --write`,
		'',
		'SPIN walked every state of the model that rmaplab export promela writes, unreduced (-DNOREDUCE,',
		'-o2, -o3). Equal are the number of states and of transitions, the set of ends (all of memory and',
		"where each cpu stands) and the violated oracles with their sites: those of SPIN's ends on one side,",
		"those that rmaplab's reduced search reports on the other. Livelocks and lock order are judged on",
		`paths and not compared. Cells of more than ${statesMax} states were left out.`,
		'',
	];
}

export function noSuchFormat(format: string, suggestion: string | null): string {
	return `error: no format ${JSON.stringify(format)}${didYouMean(suggestion)}; there is: promela`;
}

export function exportEndsBeforeRace(variant: string, workload: string): string {
	return `error: ${variant} on ${workload} ends before the race begins: there is nothing to explore`;
}

export function exportTooLarge(statesMax: number): string {
	return `error: more than ${counted(statesMax, 'state')}; a model needs all of them: --states N`;
}

export function exportNotExpressible(why: string): string {
	return `error: no model can be written: what ${why} does depends on who holds which lock`;
}

const columns = (cells: readonly (number | string)[]): string =>
	cells.map((each) => String(each).padStart(8)).join('');

/** The head of `npm run sampling`; rows below it are for what uniform random schedules seldom meet. */
export function samplingHead(strategies: readonly string[], runs: number): string {
	return `${columns(strategies)}  hits in ${counted(runs, 'execution')}, where uniform has under 1 %`;
}

export function samplingRow(cell: string, violation: string, hits: readonly number[]): string {
	return `${columns(hits)}  ${cell}: ${violation}`;
}

export function samplingSummary(
	strategies: readonly string[],
	sum: {
		readonly cells: number;
		readonly violations: number;
		readonly met: readonly number[];
		readonly best: readonly number[];
		readonly seconds: readonly number[];
	},
): string[] {
	return [
		columns(strategies),
		`${columns(sum.met)}  of ${counted(sum.violations, 'violation')} in ${counted(sum.cells, 'cell')} met`,
		`${columns(sum.best)}  met as often as by any other`,
		`${columns(sum.seconds.map((each) => each.toFixed(1)))}  seconds`,
	];
}

export function samplingUsage(): string {
	return 'error: --runs and --seed are whole numbers from 1';
}

/** One line of the bench; what is aimed at and what came out, as they are printed. */
export interface BenchRow {
	readonly what: string;
	readonly measured: string;
	readonly aim: string;
	readonly met: boolean;
	readonly detail: string;
}

export function benchUsage(): string {
	return 'error: usage: npm run bench:explore -- [--rounds N] [--write]';
}

/** Head of the table that the repository keeps. */
export function benchHead(node: string, spinVersion: string | null): string[] {
	return [
		`# Written by npm run bench:explore -- --write; node ${node}, ${spinVersion ?? 'without SPIN'}.`,
		'# Medians ± median absolute deviation. SPIN is timed end to end (spin -a, compiler, pan), with tcc;',
		'# where that takes about 100 s, with gcc -O2 if it ends first.',
	];
}

/** The rows as a Markdown table. */
export function benchTable(rows: readonly BenchRow[]): string[] {
	return [
		'| what | measured | aim | | |',
		'| --- | --- | --- | --- | --- |',
		...rows.map(
			({ what, measured, aim, met, detail }) =>
				`| ${what} | ${measured} | ${aim} | ${met ? 'met' : 'MISSED'} | ${detail} |`,
		),
	];
}
