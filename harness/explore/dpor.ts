/*
 * harness/explore/dpor.ts - stateless search that runs each Mazurkiewicz trace once.
 *
 * 'optimal': sleep sets and wakeup trees; races are looked for in whole executions (Abdulla, Aronsson,
 * Jonsson and Sagonas, J. ACM 64(4), 2017, algorithm 2). 'sleep': the search tries every enabled task in
 * every state, and only sleep sets keep equivalent schedules apart. That is slower, and simple enough to
 * judge the other by.
 *
 * The paper assumes that the accesses of a step are known when a race is reversed, and it has no guards.
 * Here each planned step is run first (reversal.ts), so that a plan is an execution and not a guess. So
 * each trace runs once and no execution is blocked, even where a compare-and-swap fails or a guard closes.
 *
 * A lock whose sections commute has no effect (commuting-sections.ts). It is left out, and the orders of
 * its sections count as one trace. What the sections touch is certain only afterwards, so the search is
 * repeated if it saw a conflict.
 */
import { CommutingSections } from './commuting-sections.ts';
import { dependent, noEffect, type Effect } from './effect.ts';
import { Execution } from './execution.ts';
import { HappensBefore } from './happens-before.ts';
import type { OnTerminal, Problem } from './problem.ts';
import { adoptQueues } from './queues.ts';
import { reversals } from './reversal.ts';
import { insert, weakInitial, type Sequence, type Wakeup } from './wakeup-tree.ts';

export interface DporOptions {
	readonly mode: 'optimal' | 'sleep';
	/** Gives up after this many executions, blocked ones and those that were cut off included. */
	readonly executionsMax: number;
	/** An execution longer than this is cut off; the search is then not complete. */
	readonly stepsMax: number;
	/** Leaves out locks whose sections commute. */
	readonly lockAware: boolean;
	/** Asked before each step; once it is true the search ends, and is then not complete. */
	readonly isOver?: () => boolean;
}

export interface DporResult {
	readonly complete: boolean;
	/** Executions that ran until nothing was left to run. */
	readonly executions: number;
	/** Executions given up because every way on had been covered. */
	readonly blocked: number;
	/** Different traces among the executions. */
	readonly traces: number;
	readonly steps: number;
	/** Locks left out because their sections commute. */
	readonly locksLeftOut: number;
}

/** One state on the path. */
interface Level {
	/**
	 * By task: the effect of its next step if it sleeps, because it was tried from here or sleeps in
	 * the state before; null if it is awake.
	 */
	readonly sleep: (Effect | null)[];
	/** The wakeup tree: sequences that are still to be tried from here. */
	readonly todo: Wakeup[];
}

/**
 * Runs the search. Calls `begin` before each pass, so that the caller can drop what an earlier pass
 * said.
 */
export function dpor(
	problem: Problem,
	options: DporOptions,
	begin: () => void,
	onTerminal: OnTerminal,
): DporResult {
	const sections = new CommutingSections(problem);
	if (options.lockAware) sections.sample();
	for (;;) {
		adoptQueues(problem);
		const leftOut = options.lockAware ? sections.commuting() : new Set<number>();
		begin();
		const execution = new Execution(problem, sections, leftOut);
		const result = new Search(execution, options, onTerminal).run();
		if (problem.machine.locks.queues.hasFound) continue;
		const still = sections.commuting();
		if ([...leftOut].every((location) => still.has(location))) {
			return { ...result, locksLeftOut: leftOut.size };
		}
	}
}

/** One pass, with the same locks left out from beginning to end. */
class Search {
	readonly #execution: Execution;
	readonly #options: DporOptions;
	readonly #onTerminal: OnTerminal;
	readonly #tasksCount: number;
	readonly #order = new HappensBefore();
	readonly #levels: Level[] = [];
	readonly #traces = new Set<string>();
	#executions = 0;
	#cutOff = 0;
	#blocked = 0;
	#complete = true;
	#stopped = false;

	constructor(execution: Execution, options: DporOptions, onTerminal: OnTerminal) {
		this.#execution = execution;
		this.#options = options;
		this.#onTerminal = onTerminal;
		this.#tasksCount = execution.locals.length;
	}

	run(): Omit<DporResult, 'locksLeftOut'> {
		const awake = Array.from({ length: this.#tasksCount }, () => null);
		this.#arrive(awake, []);
		while (this.#levels.length > 0) {
			const begun = this.#executions + this.#blocked + this.#cutOff;
			const isOver = this.#stopped || this.#options.isOver?.() === true;
			if (isOver || begun >= this.#options.executionsMax) {
				this.#complete = false;
				break;
			}
			const level = this.#levels.at(-1)!;
			const next = level.todo.shift();
			if (next === undefined) this.#leave();
			else if (level.sleep[next.task] === null) {
				const effect = this.#execution.advance(next.task);
				const sleep = level.sleep.map((each, task) =>
					each === null || task === next.task || dependent(each, effect) ? null : each,
				);
				this.#arrive(sleep, next.children);
			}
		}
		return {
			complete: this.#complete,
			executions: this.#executions,
			blocked: this.#blocked,
			traces: this.#traces.size,
			steps: this.#execution.steps,
		};
	}

	/** Ends an execution, or finds the tasks to try from a new state. */
	#arrive(sleep: Level['sleep'], todo: Wakeup[]): void {
		const execution = this.#execution;
		const enabled = execution.enabled();
		this.#levels.push({ sleep, todo });
		if (enabled === 0 || execution.length >= this.#options.stepsMax) {
			todo.length = 0;
			this.#end(enabled === 0);
			return;
		}
		if (todo.length > 0) return;
		for (let task = 0; task < this.#tasksCount; task++) {
			if (!((enabled >> task) & 1) || sleep[task] !== null) continue;
			// It runs at once, so its effect is known before a sequence is planned beside it.
			todo.push({ task, effect: noEffect, children: [] });
			if (this.#options.mode === 'optimal') break;
		}
		if (todo.length === 0) this.#blocked++;
	}

	#end(isMaximal: boolean): void {
		const execution = this.#execution;
		const { tasks, effects, locals, length } = execution;
		if (isMaximal) this.#executions++;
		else {
			this.#cutOff++;
			this.#complete = false;
		}
		if (this.#options.lockAware) execution.tell(isMaximal);
		const kind = isMaximal ? execution.terminalKind() : 'livelock';
		const schedule = (): number[] => [...tasks];
		if (this.#onTerminal({ kind, locals, schedule }) === true) this.#stopped = true;
		const isOptimal = this.#options.mode === 'optimal';
		const events = { tasksCount: this.#tasksCount, length, tasks, effects };
		const races = this.#order.analyse(events, isOptimal ? execution.pending() : null);
		if (isMaximal) this.#traces.add(this.#order.fingerprint(length).join());
		for (const race of races) {
			for (const { depth, sequence } of reversals(execution, this.#order, race)) {
				this.#plan(this.#levels[depth]!, sequence);
			}
		}
	}

	/** Makes sure that the search also tries this sequence from a state. */
	#plan({ sleep, todo }: Level, sequence: Sequence): void {
		const all = sequence.tasks.map((_, i) => i);
		const isCovered = sleep.some(
			(effect, task) => effect !== null && weakInitial(sequence, all, task, effect) !== null,
		);
		if (!isCovered) insert(todo, sequence);
	}

	/** Goes back to the state before. The task that just ran from there sleeps from now on. */
	#leave(): void {
		this.#levels.pop();
		const above = this.#levels.at(-1);
		if (above === undefined) return;
		above.sleep[this.#execution.tasks.at(-1)!] = this.#execution.effects.at(-1)!;
		this.#execution.retreat();
	}
}
