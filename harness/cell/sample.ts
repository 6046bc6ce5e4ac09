/*
 * harness/cell/sample.ts - random schedules beside a search: how often they show each violation, and what
 * the search missed.
 */
import { keyOf } from '../check/oracle.ts';
import { Stopped, type TerminalState } from '../explore/problem.ts';
import { randomRuns } from '../explore/random.ts';
import { unseenEnd, violationPhrase } from '../messages/index.ts';
import type { Explored } from '../result.ts';
import { isGivenUp } from './given-up.ts';
import type { Verdict } from './judge.ts';
import type { CellOptions, CellWatch } from './options.ts';
import type { Race } from './race.ts';
import { Tally } from './tally.ts';

/** The terminal state of a random schedule, judged. */
export interface Sampled {
	readonly verdict: Verdict;
	readonly ending: Pick<TerminalState, 'kind' | 'schedule'>;
}

/**
 * Runs the random schedules behind the rates. Leaves out those that were cut off because they do
 * not end. Where it is told to stop, the rates rest on those that were run.
 */
export function sample(
	{ problem, judged }: Pick<Race, 'problem' | 'judged'>,
	options: CellOptions,
	watch: CellWatch | undefined,
): {
	readonly samples: readonly Sampled[];
	/** How many were run, also those that are left out. */
	readonly sampleRuns: number;
	readonly isCutOff: boolean;
} {
	const samples: Sampled[] = [];
	let sampleRuns = 0;
	try {
		randomRuns(problem, { runs: options.sampleRuns, seed: options.seed ^ 0x5eed }, (ending) => {
			watch?.search(0);
			sampleRuns++;
			if (isGivenUp(problem, ending)) return;
			const { kind } = ending;
			samples.push({
				verdict: judged(ending),
				ending: { kind, schedule: () => ending.schedule() },
			});
		});
	} catch (error) {
		if (!(error instanceof Stopped)) throw error;
		return { samples, sampleRuns, isCutOff: true };
	}
	return { samples, sampleRuns, isCutOff: false };
}

/** By violation: how many random schedules showed it. */
export function ratesOf(samples: readonly Sampled[]): Map<string, number> {
	const hits = new Map<string, number>();
	for (const { verdict } of samples) {
		for (const finding of verdict.findings) {
			hits.set(keyOf(finding), (hits.get(keyOf(finding)) ?? 0) + 1);
		}
	}
	return hits;
}

/**
 * Adds the terminal states that random schedules reached and the search did not. A bounded search
 * may miss some. A complete search must have all, so one that it lacks is a fault of this tool.
 * Returns the first, preferably one with a new violation, or null.
 */
export function addMissed(
	tally: Tally,
	samples: readonly Sampled[],
	isComplete: boolean,
): { readonly shows: string; readonly schedule: readonly number[] } | null {
	let first: { shows: string; schedule: readonly number[] } | null = null;
	for (const { verdict, ending } of samples) {
		if (tally.ends.has(verdict)) continue;
		// A complete search reports a livelock where its cycle closes; a schedule that was cut off
		// stands elsewhere in it.
		if (ending.kind === 'livelock' && isComplete) continue;
		const news = verdict.findings.filter((each) => !tally.violations.has(keyOf(each)));
		tally.add(verdict, { ...ending, locals: new Int32Array(0) });
		if (first !== null && (first.shows !== unseenEnd() || news.length === 0)) continue;
		const shows = news.map(({ oracle, site }) => violationPhrase(oracle, site)).join('; ');
		first = { shows: shows === '' ? unseenEnd() : shows, schedule: ending.schedule() };
	}
	return first;
}

/** What a verdict rests on, given the search and the random schedules beside it. */
export function withSamples(
	explored: Explored,
	missed: { readonly shows: string; readonly schedule: readonly number[] } | null,
	runs: number,
	token: (schedule: readonly number[]) => string,
): Explored {
	if (explored.kind === 'sampled') return { ...explored, executions: explored.executions + runs };
	if (explored.kind === 'stopped' && runs > 0) {
		const { cut } = explored;
		return {
			kind: 'sampled',
			engine: 'random, uniform',
			executions: runs,
			...(cut === undefined ? {} : { cut }),
		};
	}
	if (explored.kind !== 'complete' || missed === null) return explored;
	const { engine, states } = explored;
	return {
		kind: 'sampled',
		engine: 'random, uniform',
		executions: runs,
		withdrawn: { engine, states, missed: missed.shows, token: token(missed.schedule) },
	};
}
