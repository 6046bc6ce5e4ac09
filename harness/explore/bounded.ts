/*
 * harness/explore/bounded.ts - all schedules with at most k preemptions, stored states.
 *
 * A preemption is a switch away from a task that could have continued (Musuvathi and Qadeer 2007). A switch
 * away from a task that has ended or waits costs nothing. A state counts together with the task that ran
 * last and the preemptions spent.
 *
 * A task is preempted only before a step that may conflict with a class ahead of another task, or that
 * releases what another task may wait for. Before any other step the preemption can as well come after the
 * step. No step in between changes, and each task that waited at the preemption still waits after the step,
 * so no switch becomes more expensive. Before an unlock this does not hold: the task switched to runs into
 * the lock, and the switch back is free.
 *
 * The classes ahead rest on discovered accesses, so the search is repeated as the complete one is.
 */
import { assert } from '../engine/assert.ts';
import type { Footprints } from './footprint.ts';
import { searchLimits } from './limits.ts';
import { watchMask, type OnTerminal, type Problem, type Watch } from './problem.ts';
import { StateTable } from './state-table.ts';
import { TaskState, type Saved } from './task-state.ts';

export interface Bound {
	readonly preemptionsMax: number;
	readonly statesMax: number;
}

export interface BoundedOptions extends Bound {
	/** Preempts before every step, for audits. */
	readonly full?: boolean;
	readonly watch?: Watch | undefined;
}

export interface BoundedResult {
	/** Whether `onTerminal` got the terminal state of every schedule within the bound. */
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
 * Searches all schedules within the bound. The caller owes `footprints` that hold the discoveries
 * of random runs or of an earlier search, after learn(). Calls `begin` before each pass, so that
 * the caller may drop what an earlier pass said; it need not, since each terminal state of each
 * pass is a real one.
 */
export function boundedSearch(
	problem: Problem,
	options: BoundedOptions,
	footprints: Footprints,
	begin: () => void,
	onTerminal: OnTerminal,
): BoundedResult {
	for (let passes = 1; ; passes++) {
		begin();
		const result = new BoundedPass(problem, options, footprints, onTerminal).run();
		const { hasFound } = problem.machine.locks.queues;
		const isOpen = options.full === true ? hasFound : footprints.discovered;
		if (!result.complete || !isOpen) return result;
		if (passes === searchLimits.passesMax) return { ...result, complete: false };
		footprints.learn(problem.roots);
	}
}

/** One depth-first search with the footprints as they are. */
class BoundedPass {
	readonly #options: BoundedOptions;
	readonly #footprints: Footprints;
	readonly #onTerminal: OnTerminal;
	readonly #state: TaskState;
	readonly #table = new StateTable();
	/** The tasks whose steps led to the current state, and how to take each step back. */
	readonly #tasks: number[] = [];
	readonly #back: Saved[] = [];
	/** For the first state and the state after each of these steps: the branches that are left. */
	readonly #todo: Branch[][] = [];
	#transitions = 0;
	#terminals = 0;
	#stopped = false;

	constructor(
		problem: Problem,
		options: BoundedOptions,
		footprints: Footprints,
		onTerminal: OnTerminal,
	) {
		// See isFirstVisit().
		assert(options.preemptionsMax < 1023, 'Two counts of preemptions would have one fingerprint.');
		this.#options = options;
		this.#footprints = footprints;
		this.#onTerminal = onTerminal;
		this.#state = new TaskState(problem);
	}

	run(): BoundedResult {
		const state = this.#state;
		state.reset();
		this.#footprints.begin(state.locals);
		this.#options.watch?.(0);
		isFirstVisit(this.#table, state, -1, 0);
		this.#todo.push(this.#branches(-1, 0));
		while (this.#todo.length > 0 && !this.#stopped) {
			const branch = this.#todo.at(-1)!.pop();
			if (branch !== undefined) {
				this.#take(branch);
				if (this.#table.used > this.#options.statesMax) return this.#result(false);
				continue;
			}
			this.#todo.pop();
			if (this.#tasks.length === 0) break;
			this.#tasks.pop();
			state.restore(this.#back.pop()!);
		}
		return this.#result(!this.#stopped);
	}

	#result(complete: boolean): BoundedResult {
		const transitions = this.#transitions;
		return { complete, states: this.#table.used, transitions, terminals: this.#terminals };
	}

	#take({ task, spent }: Branch): void {
		const state = this.#state;
		this.#tasks.push(task);
		this.#back.push(state.save(task));
		this.#footprints.run(state, task);
		if ((++this.#transitions & watchMask) === 0) this.#options.watch?.(this.#table.used);
		const isNew = isFirstVisit(this.#table, state, task, spent);
		this.#todo.push(isNew ? this.#branches(task, spent) : []);
	}

	/** Branches of a state that a step of `last` has led to, with so many preemptions spent. */
	#branches(last: number, spent: number): Branch[] {
		const state = this.#state;
		const enabled = state.enabled();
		if (enabled === 0) {
			this.#terminate();
			return [];
		}
		const result: Branch[] = [];
		const others = (cost: number): void => {
			for (let task = 0; task < state.locals.length; task++) {
				if (task !== last && (enabled >> task) & 1) result.push({ task, spent: spent + cost });
			}
		};
		if (last >= 0 && (enabled >> last) & 1) {
			if (spent < this.#options.preemptionsMax && this.#matters(last)) others(1);
			result.push({ task: last, spent });
		} else others(0);
		return result;
	}

	/** Whether a preemption before the next step of a task can make a difference. */
	#matters(task: number): boolean {
		return (
			this.#options.full === true ||
			this.#footprints.conflicting(task, this.#state.locals, 'waiting') !== 0
		);
	}

	#terminate(): void {
		this.#terminals++;
		const schedule = (): number[] => [...this.#tasks];
		const ending = { kind: this.#state.terminalKind(), locals: this.#state.locals, schedule };
		if (this.#onTerminal(ending) === true) this.#stopped = true;
	}
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
