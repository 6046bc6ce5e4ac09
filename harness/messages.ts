/*
 * harness/messages.ts - every sentence that the tool says, in one place, so that tests can assert
 * each of them and no two parts say the same thing in different words.
 *
 * Plain functions of plain values; they return the sentence without a newline.
 */
import type { ClaimResult, Comparison, Expectation, Explored } from './result.ts';

/** 1 violation, 2 violations. */
export function counted(count: number, noun: string, plural: string = `${noun}s`): string {
	return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** 41208 as 41,208, independent of the locale. */
export function grouped(count: number): string {
	return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** How much of the schedule space a verdict rests on. */
export function exploredPhrase(explored: Explored): string {
	switch (explored.kind) {
		case 'complete':
			return `all schedules explored (complete, ${counted(explored.states, 'state')})`;
		case 'bounded':
			return (
				`only schedules with at most ${counted(explored.bound, 'preemption')} explored ` +
				`(bounded, ${counted(explored.states, 'state')})`
			);
		case 'sampled':
			return `only ${counted(explored.executions, 'random schedule')} run (sampled)`;
	}
}

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

export function tooManyAccesses(workload: string, max: number): string {
	return `${workload}: more than ${max} page accesses; split the scenario`;
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

export function nothingViolated(): string {
	return 'No oracle was violated.';
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
	return `not seen otherwise, but not every schedule was explored (${claim.rests})`;
}

export function claimRefuted(claim: ClaimResult): string {
	return `${claim.claim}: stated ${claim.stated}, came out ${claim.holds}`;
}

export function expectationsTally(met: number, all: number): string {
	return `Expectations: ${met} of ${all} met.`;
}

export function expectationUnmet(expectation: Expectation): string {
	return `${expectation.where}: ${expectation.text}: observed ${expectation.observed}`;
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

export function progressLine(done: number, all: number, what: string): string {
	return `${done}/${all} cells  ${what}`;
}

export function finished(cells: number, complete: number, seconds: string): string {
	return `${grouped(cells)} cells, ${grouped(complete)} of them complete, in ${seconds} s`;
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
