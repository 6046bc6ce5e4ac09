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

/** How much of the schedule space a verdict rests on, as the end of a sentence. */
export function exploredPhrase(explored: Explored): string {
	switch (explored.kind) {
		case 'complete':
			return `in all schedules (complete, ${counted(explored.states, 'state')})`;
		case 'bounded':
			return (
				`in all schedules with at most ${counted(explored.bound, 'preemption')} ` +
				`(bounded, ${counted(explored.states, 'state')})`
			);
		case 'sampled':
			return `in ${counted(explored.executions, 'random schedule')} (sampled)`;
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

export function endsEarly(): string {
	return 'a kernel BUG or deadlock can end some of these runs early';
}

export function andMore(count: number): string {
	return `and ${grouped(count)} more`;
}

export function claimsTally(agreed: number, all: number): string {
	return `Claims: ${agreed} of ${all} came out as their author states.`;
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
