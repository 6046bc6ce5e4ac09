/*
 * harness/minimise/search.ts - whether a workload shows the target at all, and with how few preemptions.
 */
import type { BootedVariant } from '../cell/boot.ts';
import { stageOf } from '../cell/stage.ts';
import { type Bound, boundedSearch } from '../explore/bounded.ts';
import { type EndsWithin, everyEndWithin } from '../explore/every-end.ts';
import { Footprints } from '../explore/footprint.ts';
import type { TerminalState, Problem } from '../explore/problem.ts';
import { randomRuns } from '../explore/random.ts';
import { storedSearch } from '../explore/stored.ts';
import { endJudge, showsBeforeRace, type Target } from '../replay/judge-schedule.ts';
import { segmentsOf } from '../text/token.ts';
import type { Workload } from '../workload.ts';

/** A seed of the random runs that the searches warm up with; it changes no verdict. */
const seed = 2003;

/** 'no' rests on a complete search, 'undecided' on one that was cut short. */
export type Shown =
	| { readonly shown: 'yes'; readonly schedule: readonly number[] }
	| { readonly shown: 'no' | 'undecided' };

export interface ShownOptions {
	/** Stored states at most. */
	readonly statesMax: number;
	/** Expands every task in every state instead of relying on persistent sets. */
	readonly full?: boolean;
}

/** Whether some schedule of the workload shows the target, within the limits. */
export function showsTarget(
	booted: BootedVariant,
	workload: Workload,
	target: Target,
	{ statesMax, full }: ShownOptions,
): Shown {
	const stage = stageOf(booted, workload);
	const { problem } = stage;
	if (problem === null) {
		return showsBeforeRace(stage, target) ? { shown: 'yes', schedule: [] } : { shown: 'no' };
	}
	if (target.beforeRace) return { shown: 'no' };
	const shows = endJudge({ ...stage, problem }, target);
	let schedule: readonly number[] | null = null;
	const { complete } = storedSearch(
		problem,
		{ statesMax, seed, full: full === true },
		() => {},
		(ending) => {
			if (!shows(ending)) return false;
			schedule = ending.schedule();
			return true;
		},
	);
	if (schedule !== null) return { shown: 'yes', schedule };
	return { shown: complete ? 'no' : 'undecided' };
}

/** Preempts only where it can matter; knows no livelock. */
export const endsWithin: EndsWithin = (problem, options, onTerminal) => {
	const footprints = new Footprints(problem.machine, problem.automata);
	randomRuns(problem, { runs: 24, seed, footprints }, () => {});
	footprints.learn(problem.roots);
	return boundedSearch(problem, options, footprints, () => {}, onTerminal).complete;
};

/** The plainest schedule that shows a target. */
export interface Plainest {
	readonly schedule: readonly number[];
	readonly preemptions: number;
	/** Whether all schedules with fewer preemptions were searched. */
	readonly isFewest: boolean;
}

/**
 * Widens the bound until the target shows; among the schedules found with that many preemptions takes
 * the one with the fewest switches, then the fewest steps, then the first in the order of its tasks.
 * Null when it does not show within the limits.
 */
export function plainestSchedule(
	problem: Problem,
	shows: (ending: TerminalState) => boolean,
	isLivelock: boolean,
	limits: Bound,
): Plainest | null {
	const search = isLivelock ? everyEndWithin : endsWithin;
	let isFewest = true;
	for (let bound = 0; bound <= limits.preemptionsMax; bound++) {
		let best: readonly number[] | null = null;
		const complete = search(
			problem,
			{ preemptionsMax: bound, statesMax: limits.statesMax },
			(ending) => {
				if (!shows(ending)) return false;
				const schedule = ending.schedule();
				if (best === null || isPlainer(schedule, best)) best = schedule;
				// The circle that a livelock ends on may be entered in too many ways to look at all of them.
				return isLivelock;
			},
		);
		if (best !== null) return { schedule: best, preemptions: bound, isFewest };
		if (!complete) isFewest = false;
	}
	return null;
}

function isPlainer(a: readonly number[], b: readonly number[]): boolean {
	const segments = segmentsOf(a).length - segmentsOf(b).length;
	if (segments !== 0) return segments < 0;
	if (a.length !== b.length) return a.length < b.length;
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! < b[i]!;
	return false;
}
