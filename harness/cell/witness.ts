/*
 * harness/cell/witness.ts - finds, for each violation, a witness with the fewest preemptions.
 */
import { keyOf } from '../check/oracle.ts';
import { boundedSearch } from '../explore/bounded.ts';
import { type Problem, Stopped } from '../explore/problem.ts';
import { TaskState } from '../explore/task-state.ts';
import { outcomesMax } from '../result.ts';
import type { Verdict } from './judge.ts';
import { defaultLimits } from './limits.ts';
import type { CellOptions, CellWatch } from './options.ts';
import type { Race } from './race.ts';
import type { Searched } from './search-race.ts';
import { digestOf, type Tally } from './tally.ts';
import { shorter, shorterWhereLong } from './tokens.ts';

/** A schedule and its number of preemptions. */
export interface Witness {
	readonly schedule: readonly number[];
	readonly preemptions: number;
}

export const keyOfQuestion = (i: number): string => `question ${i}`;

export const keyOfOutcome = (digest: string): string => `outcome ${digest}`;

/**
 * By key of the tally, of a question or of an outcome: the schedule to show, where it is not the one of the
 * tally. It is one with the fewest preemptions where a bound within the limits shows the key, else a shorter
 * one than the search met; and it is a shorter one where a token has no room for it. Where it is told to stop, the
 * rest has none.
 */
export function findWitnesses(
	race: Race,
	searched: Searched,
	options: CellOptions,
	watch: CellWatch | undefined,
): { readonly witnesses: ReadonlyMap<string, readonly number[]>; readonly isCutOff: boolean } {
	const witnesses = new Map<string, readonly number[]>();
	if (searched.footprints === null) return { witnesses, isCutOff: false };
	try {
		addWitnesses(witnesses, race, searched, options, watch);
	} catch (error) {
		if (!(error instanceof Stopped)) throw error;
		return { witnesses, isCutOff: true };
	}
	return { witnesses, isCutOff: false };
}

function addWitnesses(
	witnesses: Map<string, readonly number[]>,
	race: Race,
	searched: Searched,
	options: CellOptions,
	watch: CellWatch | undefined,
): void {
	addFewestPreemptions(witnesses, race, searched, options, watch);
	const isPlain = options.witnessPreemptionsMax === 0;
	for (const [key, schedule] of schedulesOf(searched.tally)) {
		watch?.search(0);
		const known = witnesses.get(key);
		const shows = showsKey(key);
		if (known === undefined && !isPlain && !key.startsWith(keyOfOutcome(''))) {
			witnesses.set(key, shorter(race, schedule, shows));
		} else witnesses.set(key, shorterWhereLong(race, known ?? schedule, shows));
	}
}

function* schedulesOf(tally: Tally): Generator<readonly [string, readonly number[]]> {
	for (const [key, { schedule }] of tally.violations)
		if (schedule.length > 0) yield [key, schedule];
	for (const [i, { schedule }] of tally.questions.entries()) {
		if (schedule !== null) yield [keyOfQuestion(i), schedule];
	}
	if (tally.outcomes.size > outcomesMax) return;
	for (const [digest, { schedule }] of tally.outcomes) yield [keyOfOutcome(digest), schedule];
}

const showsKey =
	(key: string) =>
	(verdict: Verdict): boolean =>
		[...keysOf(verdict), keyOfOutcome(digestOf(verdict.observed))].includes(key);

/**
 * The search raises the bound step by step; a key that no bound within the limits shows has no entry.
 */
function addFewestPreemptions(
	witnesses: Map<string, readonly number[]>,
	{ problem, judged }: Race,
	{ tally, footprints }: Searched,
	{ witnessPreemptionsMax }: CellOptions,
	watch: CellWatch | undefined,
): void {
	const { statesMax } = defaultLimits.witness;
	const wanted = wantedIn(tally);
	if (footprints === null || wanted.size === 0) return;
	footprints.learn(problem.roots);
	for (let bound = 0; bound <= witnessPreemptionsMax && wanted.size > 0; bound++) {
		const result = boundedSearch(
			problem,
			{ preemptionsMax: bound, statesMax, watch: watch?.search },
			footprints,
			() => {},
			(ending) => {
				for (const key of keysOf(judged(ending))) {
					if (wanted.delete(key)) witnesses.set(key, ending.schedule());
				}
				return wanted.size === 0;
			},
		);
		if (!result.complete && wanted.size > 0 && bound > 0) break;
	}
}

function wantedIn(tally: Tally): Set<string> {
	const wanted = new Set<string>();
	for (const [key, { schedule }] of tally.violations) if (schedule.length > 0) wanted.add(key);
	for (const [i, { count }] of tally.questions.entries())
		if (count > 0) wanted.add(keyOfQuestion(i));
	return wanted;
}

function* keysOf({ findings, questions }: Verdict): Generator<string> {
	for (const finding of findings) yield keyOf(finding);
	for (const [i, holds] of questions.entries()) if (holds) yield keyOfQuestion(i);
}

export const witnessOf = (problem: Problem, schedule: readonly number[]): Witness => ({
	schedule,
	preemptions: preemptionsOf(problem, schedule),
});

/** Number of switches away from a task that could have gone on. */
function preemptionsOf(problem: Problem, schedule: readonly number[]): number {
	const state = new TaskState(problem);
	state.reset();
	let count = 0;
	let last: number | null = null;
	for (const task of schedule) {
		if (last !== null && last !== task && (state.enabled() >> last) & 1) count++;
		state.run(task);
		last = task;
	}
	return count;
}
