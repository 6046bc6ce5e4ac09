/*
 * harness/explore/traces.ts - counts the traces that schedules with few preemptions reach, one schedule at
 * a time and without any reduction.
 *
 * This wall is there for a reason: the count is slow on purpose, and simple enough to judge other searches
 * by.
 */
import { effectOf, type Effect } from './effect.ts';
import { HappensBefore } from './happens-before.ts';
import type { OnTerminal, Problem } from './problem.ts';
import { TaskState } from './task-state.ts';

export interface TracesResult {
	readonly complete: boolean;
	readonly schedules: number;
	readonly traces: number;
}

/** All schedules with at most that many switches away from a task that could have gone on. */
export function countTraces(
	problem: Problem,
	options: {
		readonly preemptionsMax: number;
		readonly schedulesMax: number;
		/** A longer schedule ends the enumeration, which is then not complete. */
		readonly stepsMax: number;
		/** Asked before each step; once it is true the enumeration ends, and is then not complete. */
		readonly isOver?: () => boolean;
	},
	onTerminal: OnTerminal = () => {},
): TracesResult {
	const { machine, automata } = problem;
	const tasksCount = problem.roots.length;
	const state = new TaskState(problem);
	state.reset();
	const order = new HappensBefore();
	const tasks: number[] = [];
	const effects: Effect[] = [];
	const traces = new Set<string>();
	let schedules = 0;
	let complete = true;

	const visit = (last: number, spent: number): void => {
		const enabled = state.enabled();
		if (enabled === 0) {
			schedules++;
			order.analyse({ tasksCount, length: tasks.length, tasks, effects }, null);
			traces.add(order.fingerprint(tasks.length).join());
			const schedule = (): number[] => [...tasks];
			if (onTerminal({ kind: state.terminalKind(), locals: state.locals, schedule }) === true) {
				complete = false;
			}
			return;
		}
		for (let task = 0; task < tasksCount && complete; task++) {
			if (!((enabled >> task) & 1)) continue;
			const isPreemption = last >= 0 && task !== last && ((enabled >> last) & 1) === 1;
			if (isPreemption && spent === options.preemptionsMax) continue;
			const isLong = schedules >= options.schedulesMax || tasks.length >= options.stepsMax;
			if (isLong || options.isOver?.() === true) {
				complete = false;
				return;
			}
			const back = state.save(task);
			const step = automata.steps[back.local]!;
			const observed = state.run(task);
			const died = automata.isDead(state.locals[task]!);
			tasks.push(task);
			const held = back.held[task]!;
			effects.push(effectOf(machine, { task, step, observed, died, held }));
			visit(task, spent + (isPreemption ? 1 : 0));
			tasks.pop();
			effects.pop();
			state.restore(back);
		}
	};
	visit(-1, 0);
	return { complete, schedules, traces: traces.size };
}
