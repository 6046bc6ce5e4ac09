/*
 * harness/explore/bounded.ts - all schedules with at most k preemptions, stored states.
 *
 * A switch away from a task that could have gone on is a preemption; a switch because it ended or waits
 * costs nothing. A state counts together with the task that ran last and the preemptions spent. Tasks
 * are only preempted where their next step may conflict with what lies ahead of another: preempting
 * earlier reaches nothing else.
 */
import type { Footprints } from './footprint.ts';
import { watchMask, type OnEnding, type Problem, type Watch } from './problem.ts';
import { StateTable } from './state-table.ts';
import { TaskState, type Saved } from './task-state.ts';

export interface BoundedResult {
	readonly complete: boolean;
	readonly states: number;
	readonly transitions: number;
	readonly terminals: number;
}

interface Branch {
	readonly task: number;
	readonly spent: number;
}

export function boundedSearch(
	problem: Problem,
	options: {
		readonly preemptionsMax: number;
		readonly statesMax: number;
		readonly watch?: Watch | undefined;
	},
	footprints: Footprints,
	onEnding: OnEnding,
): BoundedResult {
	const { machine } = problem;
	const state = new TaskState(problem);
	state.reset();
	for (let task = 0; task < state.locals.length; task++)
		footprints.enter(task, state.locals[task]!);
	const table = new StateTable();
	let transitions = 0;
	let terminals = 0;
	const tasks: number[] = [];
	const back: Saved[] = [];
	const todo: Branch[][] = [];
	const seen = (last: number, spent: number): boolean => {
		const salt = Math.imul(last * 16 + spent + 1, 0x9e3779b1);
		return (
			table.find(
				machine.hash1 ^ state.hash1 ^ salt,
				machine.hash2 ^ state.hash2 ^ Math.imul(salt, 0x85ebca6b),
			) >= 0
		);
	};
	const branches = (last: number, spent: number): Branch[] => {
		const enabled = state.enabled();
		if (enabled === 0) {
			terminals++;
			const stop = onEnding({
				kind: state.ending(),
				locals: state.locals,
				schedule: () => [...tasks],
			});
			if (stop === true) stopped = true;
			return [];
		}
		const result: Branch[] = [];
		const others = (cost: number): void => {
			for (let task = 0; task < state.locals.length; task++) {
				if (task !== last && (enabled >> task) & 1) result.push({ task, spent: spent + cost });
			}
		};
		if (last >= 0 && (enabled >> last) & 1) {
			if (spent < options.preemptionsMax && footprints.rivals(last, state.locals) !== 0) others(1);
			result.push({ task: last, spent });
		} else others(0);
		return result;
	};

	let stopped = false;
	options.watch?.(0);
	seen(-1, 0);
	todo.push(branches(-1, 0));
	while (todo.length > 0 && !stopped) {
		const branch = todo.at(-1)!.pop();
		if (branch === undefined) {
			todo.pop();
			if (tasks.length === 0) break;
			tasks.pop();
			state.restore(back.pop()!);
			continue;
		}
		tasks.push(branch.task);
		back.push(state.save(branch.task));
		footprints.leave(branch.task, state.locals[branch.task]!);
		state.run(branch.task);
		footprints.enter(branch.task, state.locals[branch.task]!);
		if ((++transitions & watchMask) === 0) options.watch?.(table.used);
		todo.push(seen(branch.task, branch.spent) ? [] : branches(branch.task, branch.spent));
		if (table.used > options.statesMax) {
			return { complete: false, states: table.used, transitions, terminals };
		}
	}
	return { complete: !stopped, states: table.used, transitions, terminals };
}
