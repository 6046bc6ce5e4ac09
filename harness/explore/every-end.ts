/*
 * harness/explore/every-end.ts - every terminal state within a bound of preemptions, without any reduction.
 *
 * This wall is there for a reason: the search is slow on purpose, to judge the bounded search by.
 */
import { type Bound, isFirstVisit } from './bounded.ts';
import { canEnd } from './follow.ts';
import type { TerminalState, OnTerminal, Problem } from './problem.ts';
import { adoptQueues } from './queues.ts';
import { StateTable } from './state-table.ts';
import { type Saved, TaskState } from './task-state.ts';

/**
 * Hands ends of schedules with at most so many preemptions to `onTerminal`, which may return true to stop.
 * Searches again until nothing new is discovered, so that an end may come more than once.
 * @returns whether all were handed over
 */
export type EndsWithin = (problem: Problem, options: Bound, onTerminal: OnTerminal) => boolean;

/**
 * Preempts everywhere and relies on nothing but the tasks themselves: for checkers, and for livelocks,
 * which it finds where a schedule comes back to a state from which nothing ends.
 */
export const everyEndWithin: EndsWithin = (problem, options, onTerminal) => {
	for (;;) {
		const all = everyEndOnce(problem, options, onTerminal);
		if (!all || !adoptQueues(problem)) return all;
	}
};

const everyEndOnce: EndsWithin = (problem, options, onTerminal) => {
	const state = new TaskState(problem);
	state.reset();
	const table = new StateTable();
	const endless = new Map<string, boolean>();
	const tasks: number[] = [];
	const back: Saved[] = [];
	const todo: { task: number; spent: number }[][] = [];
	let stopped = false;
	const report = (kind: TerminalState['kind']): void => {
		stopped ||= onTerminal({ kind, locals: state.locals, schedule: () => [...tasks] }) === true;
	};
	const visit = (last: number, spent: number): void => {
		const isNew = isFirstVisit(table, state, last, spent);
		const branches: { task: number; spent: number }[] = [];
		todo.push(branches);
		if (!isNew) {
			const key = `${state.fingerprint1} ${state.fingerprint2}`;
			let isEndless = endless.get(key);
			if (isEndless === undefined) {
				isEndless = !canEnd(state, options.statesMax);
				endless.set(key, isEndless);
				if (isEndless) report('livelock');
			}
			return;
		}
		const enabled = state.enabled();
		if (enabled === 0) report(state.terminalKind());
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
