/*
 * harness/explore/follow.ts - runs one given schedule on the automata and says how it ended.
 *
 * Where the schedule ends the tasks run on in order, each as far as it can, exactly as a replay on the
 * live kernel does (replay/trace.ts).
 */
import type { Step } from '../engine/step.ts';
import type { TerminalState, Problem } from './problem.ts';
import { adoptQueues } from './queues.ts';
import { StateTable } from './state-table.ts';
import { TaskState, type Saved } from './task-state.ts';

/** `steps` steps of one task in a row; null runs it as long as it can. */
export interface FollowedSegment {
	readonly task: number;
	readonly steps: number | null;
}

export interface FollowOptions {
	/** An execution is given up after this many steps. */
	readonly stepsMax: number;
	/** States at most behind the answer whether a circle can be left. */
	readonly statesMax: number;
	/** Goes on with the next segment where a task cannot take a step, instead of leaving the schedule. */
	readonly lenient?: boolean;
	/** Told about each step before it runs. */
	readonly onStep?: (task: number, step: Step) => void;
}

export interface Followed {
	/** How it ended; null when it was given up. The machine is in that state. */
	readonly ending: TerminalState | null;
	/** Whether running on came back to where it had been; a livelock only if no schedule leads out. */
	readonly circle: boolean;
	/** Task that took each step. */
	readonly tasks: readonly number[];
	/** Switches away from a task that could have gone on. */
	readonly preemptions: number;
	/** Whether every step that the schedule asks for was taken. */
	readonly fits: boolean;
}

/** Follows a schedule from the beginning of the race, again where that shows that locks need queues. */
export function follow(
	problem: Problem,
	schedule: readonly FollowedSegment[],
	options: FollowOptions,
): Followed {
	const steps: [task: number, step: Step][] = [];
	let followed: Followed;
	do {
		adoptQueues(problem);
		steps.length = 0;
		const onStep = (...step: [number, Step]): void => void steps.push(step);
		followed = followOnce(problem, schedule, options, onStep);
	} while (problem.machine.locks.queues.hasFound);
	for (const [task, step] of steps) options.onStep?.(task, step);
	return followed;
}

function followOnce(
	problem: Problem,
	schedule: readonly FollowedSegment[],
	options: FollowOptions,
	onStep: NonNullable<FollowOptions['onStep']>,
): Followed {
	const { automata } = problem;
	const state = new TaskState(problem);
	state.reset();
	const tasks: number[] = [];
	let preemptions = 0;
	let enabled = state.enabled();
	const run = (task: number): boolean => {
		if (tasks.length >= options.stepsMax || !((enabled >> task) & 1)) return false;
		const last = tasks.at(-1);
		if (last !== undefined && last !== task && (enabled >> last) & 1) preemptions++;
		onStep(task, automata.steps[state.locals[task]!]!);
		state.run(task);
		tasks.push(task);
		enabled = state.enabled();
		return true;
	};
	let fits = true;
	const visited = new StateTable();
	let circle = false;
	/** Runs a task as long as it can and does not come back to where it was. */
	const runOn = (task: number): boolean => {
		let moved = false;
		while (!circle && run(task)) {
			moved = true;
			state.readHeld();
			circle = visited.find(state.fingerprint1, state.fingerprint2) >= 0;
		}
		return moved;
	};
	for (const { task, steps } of schedule) {
		if (steps === null) runOn(task);
		for (let n = 0; steps !== null && n < steps; n++) {
			if (run(task)) continue;
			fits = false;
			break;
		}
		if (circle || (!fits && options.lenient !== true)) break;
	}
	for (let progress = true; progress && !circle;) {
		progress = false;
		for (let task = 0; task < state.locals.length; task++) if (runOn(task)) progress = true;
	}
	const schedules = (): number[] => [...tasks];
	const { locals } = state;
	let ending: TerminalState | null = null;
	if (enabled === 0) ending = { kind: state.terminalKind(), locals, schedule: schedules };
	else if (circle && !canEnd(state, options.statesMax)) {
		ending = { kind: 'livelock', locals, schedule: schedules };
	}
	return { ending, circle, tasks, preemptions, fits };
}

/**
 * Whether some schedule leads from this state to one in which nothing can run; also true when that was
 * not decided within `statesMax` states. The state is left as it was.
 */
export function canEnd(state: TaskState, statesMax: number): boolean {
	const table = new StateTable();
	const path: Saved[] = [];
	const todo: number[] = [];
	let found = false;
	const visit = (): void => {
		state.readHeld();
		if (table.find(state.fingerprint1, state.fingerprint2) >= 0) {
			todo.push(0);
			return;
		}
		const enabled = state.enabled();
		if (enabled === 0 || table.used > statesMax) found = true;
		todo.push(found ? 0 : enabled);
	};
	visit();
	for (;;) {
		const left = todo.at(-1)!;
		if (left === 0) {
			todo.pop();
			const back = path.pop();
			if (back === undefined) return found;
			state.restore(back);
			continue;
		}
		const task = 31 - Math.clz32(left & -left);
		todo[todo.length - 1] = found ? 0 : left & ~(1 << task);
		if (found) continue;
		path.push(state.save(task));
		state.run(task);
		visit();
	}
}
