/*
 * harness/explore/dpor.ts - stateless search that runs each Mazurkiewicz trace once.
 *
 * 'optimal': sleep sets and wakeup trees, races looked for in whole executions (Abdulla, Aronsson,
 * Jonsson and Sagonas, J. ACM 64(4), 2017, algorithm 2). 'sleep': every enabled task is tried in every
 * state and only sleep sets keep equivalent schedules apart; slower, and simple enough to judge by.
 *
 * The paper takes what a step touches for known when a race is turned round, and has no guards. Here each
 * step that is planned is run first (reversal.ts), so that a plan is an execution and not a guess. Each
 * trace is then run once where compare-and-swaps fail and guards close, too, and none is run in vain.
 *
 * A lock that is as good as none (commuting-sections.ts) is left out, and its sections count once. What
 * they touch is known for certain only afterwards, so the search is repeated when it saw a conflict.
 */
import { CommutingSections } from './commuting-sections.ts';
import { dependent, noEffect, type Effect } from './effect.ts';
import { Execution } from './execution.ts';
import { HappensBefore } from './happens-before.ts';
import type { OnTerminal, Problem } from './problem.ts';
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
}

export interface DporResult {
	readonly complete: boolean;
	/** Executions that ran until nothing was left to run. */
	readonly executions: number;
	/** Executions given up because all that was left had been covered. */
	readonly blocked: number;
	/** Different traces among the executions. */
	readonly traces: number;
	readonly steps: number;
	/** Locks left out because their sections commute. */
	readonly locksLeftOut: number;
}

/** One state on the path. */
interface Level {
	/** By task: the effect of a step that was tried from here, or is known from above; null if awake. */
	readonly sleep: (Effect | null)[];
	/** Ways to go on. */
	readonly todo: Wakeup[];
}

/** Runs the search; `begin` before each repetition, so that the caller can forget what was said. */
export function dpor(
	problem: Problem,
	options: DporOptions,
	begin: () => void,
	onTerminal: OnTerminal,
): DporResult {
	const sections = new CommutingSections(problem);
	if (options.lockAware) sections.sample();
	for (;;) {
		const leftOut = options.lockAware ? sections.commuting() : new Set<number>();
		begin();
		const execution = new Execution(problem, sections, leftOut);
		const result = new Search(execution, options, onTerminal).run();
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
			if (this.#stopped || begun >= this.#options.executionsMax) {
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

	/** Ends an execution, or finds the ways on from a new state. */
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
			// What it touches is known before anything can be planned beside it: it is run at once.
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

	/** Sees to it that a state is also left by such a sequence. */
	#plan({ sleep, todo }: Level, sequence: Sequence): void {
		const all = sequence.tasks.map((_, i) => i);
		const isCovered = sleep.some(
			(effect, task) => effect !== null && weakInitial(sequence, all, task, effect) !== null,
		);
		if (!isCovered) insert(todo, sequence);
	}

	/** Goes back to the state before; what was just done from there sleeps from now on. */
	#leave(): void {
		this.#levels.pop();
		const above = this.#levels.at(-1);
		if (above === undefined) return;
		above.sleep[this.#execution.tasks.at(-1)!] = this.#execution.effects.at(-1)!;
		this.#execution.retreat();
	}
}
