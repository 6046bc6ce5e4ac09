/*
 * harness/messages/minimise.ts - what minimise and the findings say.
 */
import { counted, grouped } from '../text/count.ts';
import { type NamedFiles, replayCommand } from './commands.ts';
import { didYouMean } from './variants.ts';

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
	named: NamedFiles,
): string[] {
	const removed = Object.entries(told.removed)
		.filter(([, count]) => count > 0)
		.map(([axis, count]) => counted(count, axis, axis === 'process' ? 'processes' : `${axis}s`));
	const { preemptions, steps, before } = told;
	return [
		`${target.oracle}: ${target.site}`,
		`taken out: ${removed.join(', ') || 'nothing'}; ` +
			`${counted(told.candidatesTried, 'removal')} tried`,
		`preemptions ${before.preemptions} -> ${preemptions}, steps ${before.steps} -> ${steps}`,
		told.minimal === 'proved'
			? 'minimal: no single removal shows it in any schedule, nor do fewer preemptions'
			: 'minimal within limits: some searches were cut short (see --states)',
		replayCommand(token, named),
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

/** One random finding that did not survive its way. */
export function findingFails(token: string, oracle: string, complaints: readonly string[]): string {
	return `${token}: ${oracle}: ${complaints.join('; ')}`;
}

export function findingsUsage(): string {
	return 'error: --count, --seed and --states are whole numbers from 1';
}

/** What an independent checker has against a minimised scenario. */
export const notMinimal = {
	scheduleShowsNothing: (): string => 'the schedule does not show it',
	segmentNotNeeded: (i: number): string => `segment ${i} of the schedule is not needed`,
	fewerPreemptionsShow: (): string => 'a schedule with fewer preemptions shows it',
	doesNotReplay: (token: string): string => `its minimised form does not replay: ${token}`,
} as const;

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
