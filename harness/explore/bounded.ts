/*
 * harness/explore/bounded.ts - all schedules with at most k preemptions, stored states.
 *
 * A switch away from a task that could have gone on is a preemption; a switch because it ended or waits
 * costs nothing. A state counts together with the task that ran last and the preemptions spent.
 *
 * Tasks are preempted only before a step that may conflict with what lies ahead of another, or that gives
 * back what another may come to wait for. Elsewhere the step can as well be taken first and the
 * preemption put behind it: nothing that runs in between is changed, and whoever was waiting at the
 * preemption is still waiting after the step, so that no switch becomes more expensive. Before an unlock
 * that is not so: whoever is switched to runs into the lock, and the way back from him is free.
 *
 * What lies ahead rests on what was discovered, so the search is repeated as the complete one is.
 */
import { type Footprints, passesMax } from './footprint.ts';
import { watchMask, type OnEnding, type Problem, type Watch } from './problem.ts';
import { StateTable } from './state-table.ts';
import { TaskState, type Saved } from './task-state.ts';

export interface Bound {
	readonly preemptionsMax: number;
	readonly statesMax: number;
}

export interface BoundedOptions extends Bound {
	/** Preempts before every step: for audits. */
	readonly full?: boolean;
	readonly watch?: Watch | undefined;
}

export interface BoundedResult {
	/** Whether `onEnding` was handed the end of every schedule within the bound. */
	readonly complete: boolean;
	readonly states: number;
	readonly transitions: number;
	readonly terminals: number;
}

interface Branch {
	readonly task: number;
	readonly spent: number;
}

/**
 * Searches all schedules within the bound. `footprints` hold what random runs or an earlier search
 * discovered, and have learnt it. `begin` is called before each pass, so that the caller can forget what
 * an earlier one said; every end of every pass is one.
 */
export function boundedSearch(
	problem: Problem,
	options: BoundedOptions,
	footprints: Footprints,
	begin: () => void,
	onEnding: OnEnding,
): BoundedResult {
	for (let passes = 1; ; passes++) {
		begin();
		const result = onePass(problem, options, footprints, onEnding);
		if (!result.complete || options.full === true || !footprints.discovered) return result;
		if (passes === passesMax) return { ...result, complete: false };
		footprints.learn(problem.roots);
	}
}

function onePass(
	problem: Problem,
	options: BoundedOptions,
	footprints: Footprints,
	onEnding: OnEnding,
): BoundedResult {
	const state = new TaskState(problem);
	state.reset();
	for (let task = 0; task < state.locals.length; task++)
		footprints.enter(task, state.locals[task]!);
	footprints.look(state.locals);
	const table = new StateTable();
	let transitions = 0;
	let terminals = 0;
	const tasks: number[] = [];
	const back: Saved[] = [];
	const todo: Branch[][] = [];
	const matters = (task: number): boolean =>
		options.full === true || footprints.rivals(task, state.locals, 'waiting') !== 0;
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
			if (spent < options.preemptionsMax && matters(last)) others(1);
			result.push({ task: last, spent });
		} else others(0);
		return result;
	};

	let stopped = false;
	options.watch?.(0);
	isFirstVisit(table, state, -1, 0);
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
		footprints.look(state.locals);
		if ((++transitions & watchMask) === 0) options.watch?.(table.used);
		todo.push(
			isFirstVisit(table, state, branch.task, branch.spent)
				? branches(branch.task, branch.spent)
				: [],
		);
		if (table.used > options.statesMax) {
			return { complete: false, states: table.used, transitions, terminals };
		}
	}
	return { complete: !stopped, states: table.used, transitions, terminals };
}

/** Whether a state is met for the first time with that task last and so many preemptions spent. */
export function isFirstVisit(
	table: StateTable,
	state: TaskState,
	last: number,
	spent: number,
): boolean {
	const salt = Math.imul(last * 1024 + spent + 1, 0x9e3779b1);
	state.readHeld();
	return (
		table.find(state.fingerprint1 ^ salt, state.fingerprint2 ^ Math.imul(salt, 0x85ebca6b)) < 0
	);
}
