/*
 * harness/minimise/search.ts - whether a workload shows the target at all, and with how few preemptions.
 */
import type { BootedVariant } from '../cell.ts';
import { boundedSearch } from '../explore/bounded.ts';
import { canEnd } from '../explore/follow.ts';
import { Footprints } from '../explore/footprint.ts';
import type { Ending, OnEnding, Problem } from '../explore/problem.ts';
import { randomRuns } from '../explore/random.ts';
import { StateTable } from '../explore/state-table.ts';
import { storedSearch } from '../explore/stored.ts';
import { TaskState, type Saved } from '../explore/task-state.ts';
import { segmentsOf } from '../record/token.ts';
import type { Workload } from '../workload.ts';
import { endJudge, showsBeforeRace, type Target } from './target.ts';
import { stageOf } from '../stage.ts';

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

export interface BoundedOptions {
	readonly preemptionsMax: number;
	readonly statesMax: number;
}

/**
 * Hands ends of schedules with at most so many preemptions to `onEnding`, which may return true to stop.
 * Searches again until nothing new is discovered, so that an end may come more than once.
 * @returns whether all were handed over
 */
export type EndsWithin = (problem: Problem, options: BoundedOptions, onEnding: OnEnding) => boolean;

/** Preempts only where it can matter; knows no livelock. */
export const endsWithin: EndsWithin = (problem, options, onEnding) => {
	const footprints = new Footprints(problem.machine, problem.automata);
	randomRuns(problem, { runs: 24, seed, footprints }, () => {});
	footprints.learn(problem.roots);
	return boundedSearch(problem, options, footprints, () => {}, onEnding).complete;
};

/**
 * Preempts everywhere and relies on nothing but the tasks themselves: for checkers, and for livelocks,
 * which it finds where a schedule comes back to a state from which nothing ends.
 */
export const everyEndWithin: EndsWithin = (problem, options, onEnding) => {
	const state = new TaskState(problem);
	state.reset();
	const table = new StateTable();
	const endless = new Map<string, boolean>();
	const tasks: number[] = [];
	const back: Saved[] = [];
	const todo: { task: number; spent: number }[][] = [];
	let stopped = false;
	const report = (kind: Ending['kind']): void => {
		stopped ||= onEnding({ kind, locals: state.locals, schedule: () => [...tasks] }) === true;
	};
	const visit = (last: number, spent: number): void => {
		const salt = Math.imul(last * 1024 + spent + 1, 0x9e3779b1);
		state.readHeld();
		const { fingerprint1: hash1, fingerprint2: hash2 } = state;
		const isNew = table.find(hash1 ^ salt, hash2 ^ Math.imul(salt, 0x85ebca6b)) < 0;
		const branches: { task: number; spent: number }[] = [];
		todo.push(branches);
		if (!isNew) {
			const key = `${hash1} ${hash2}`;
			let isEndless = endless.get(key);
			if (isEndless === undefined) {
				isEndless = !canEnd(state, options.statesMax);
				endless.set(key, isEndless);
				if (isEndless) report('livelock');
			}
			return;
		}
		const enabled = state.enabled();
		if (enabled === 0) report(state.ending());
		const goesOn = last >= 0 && ((enabled >> last) & 1) === 1;
		for (let task = 0; task < state.locals.length; task++) {
			if (!((enabled >> task) & 1)) continue;
			const cost = goesOn && task !== last ? 1 : 0;
			if (spent + cost <= options.preemptionsMax) branches.push({ task, spent: spent + cost });
		}
	};
	visit(-1, 0);
	while (!stopped && table.used <= options.statesMax) {
		const branch = todo.at(-1)!.pop();
		if (branch === undefined) {
			todo.pop();
			if (tasks.pop() === undefined) return true;
			state.restore(back.pop()!);
			continue;
		}
		const { task, spent } = branch;
		back.push(state.save(task));
		tasks.push(task);
		state.run(task);
		visit(task, spent);
	}
	return false;
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
	shows: (ending: Ending) => boolean,
	isLivelock: boolean,
	limits: BoundedOptions,
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
