/*
 * harness/explore/dpor.ts - stateless search that runs each Mazurkiewicz trace once.
 *
 * 'optimal': sleep sets and wakeup trees, races looked for in whole executions (Abdulla, Aronsson,
 * Jonsson and Sagonas, J. ACM 64(4), 2017, algorithm 2). 'sleep': every enabled task is tried in every
 * state and only sleep sets keep equivalent schedules apart; slower, and simple enough to judge by.
 *
 * A lock whose critical sections touch nothing in common, take no other lock and are never tried is as
 * good as none: its sections commute, so it is left out and they count once. What they touch is known
 * for certain only afterwards, so the search is repeated when it saw a conflict.
 */
import { DONE } from '../engine/automaton.ts';
import type { Step } from '../engine/machine.ts';
import { dependent, effectOf, openEffect, type Effect } from './effect.ts';
import { HappensBefore } from './happens-before.ts';
import type { OnEnding, Problem } from './problem.ts';
import { pick, seeded } from './random.ts';
import { TaskState } from './task-state.ts';
import { insert, weakInitial, type Sequence, type Wakeup } from './wakeup-tree.ts';

export interface DporOptions {
	readonly mode: 'optimal' | 'sleep';
	/** Gives up after this many executions, blocked ones included. */
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
	readonly enabled: number;
	readonly mark: number;
	readonly locals: Int32Array;
	readonly held: Int32Array;
	/** By task: the effect of a step that was tried from here, or is known from above; null if awake. */
	readonly sleep: (Effect | null)[];
	readonly todo: Wakeup[];
}

/** Runs the search; `begin` before each repetition, so that the caller can forget what was said. */
export function dpor(
	problem: Problem,
	options: DporOptions,
	begin: () => void,
	onEnding: OnEnding,
): DporResult {
	const sections = new Sections(problem);
	if (options.lockAware) sections.sample();
	for (;;) {
		const leftOut = options.lockAware ? sections.commuting() : new Set<number>();
		begin();
		const result = onePass(problem, options, sections, leftOut, onEnding);
		const still = sections.commuting();
		if ([...leftOut].every((location) => still.has(location))) return result;
	}
}

function onePass(
	problem: Problem,
	options: DporOptions,
	sections: Sections,
	leftOut: ReadonlySet<number>,
	onEnding: OnEnding,
): DporResult {
	const { machine, automata } = problem;
	const tasksCount = problem.roots.length;
	const state = new TaskState(problem);
	state.reset();
	const order = new HappensBefore();
	const levels: Level[] = [];
	const tasks: number[] = [];
	const effects: Effect[] = [];
	const steps: Step[] = [];
	const traces = new Set<string>();
	let executions = 0;
	let blocked = 0;
	let stepsTaken = 0;
	let complete = true;
	let stopped = false;

	const enabledNow = (): number => {
		let mask = state.enabled();
		if (leftOut.size === 0) return mask;
		for (let task = 0; task < tasksCount; task++) {
			const step = automata.steps[state.locals[task]!];
			if (step?.kind === 'lock' && leftOut.has(step.location)) mask |= 1 << task;
		}
		return mask;
	};

	const enter = (sleep: (Effect | null)[], todo: Wakeup[]): void => {
		levels.push({
			enabled: enabledNow(),
			mark: machine.mark(),
			locals: state.locals.slice(),
			held: machine.held.slice(),
			sleep,
			todo,
		});
	};

	/** Ends an execution, or finds the ways on from a new state. */
	const arrive = (): void => {
		const level = levels.at(-1)!;
		const { enabled } = level;
		if (enabled === 0 || tasks.length >= options.stepsMax) {
			executions++;
			if (enabled !== 0) complete = false;
			const kind = enabled === 0 ? state.ending() : 'livelock';
			const schedule = (): number[] => [...tasks];
			stopped ||= onEnding({ kind, locals: state.locals, schedule }) === true;
			const pending = enabled === 0 ? waiting() : [];
			const execution = { tasksCount, length: tasks.length, tasks, effects, pending };
			order.analyse(execution, options.mode === 'optimal' ? reverse : null);
			traces.add(order.fingerprint(tasks.length).join());
			level.todo.length = 0;
			return;
		}
		if (level.todo.length > 0) return;
		for (let task = 0; task < tasksCount; task++) {
			if (!((enabled >> task) & 1) || level.sleep[task] !== null) continue;
			level.todo.push({ task, effect: nothing, children: [] });
			if (options.mode === 'optimal') break;
		}
		if (level.todo.length === 0) blocked++;
	};

	const waiting = (): { task: number; effect: Effect }[] =>
		[...state.locals].flatMap((local, task) => {
			const step = local === DONE ? null : automata.steps[local];
			if (step?.kind !== 'lock' && step?.kind !== 'wait-bit-clear') return [];
			return [{ task, effect: effectOf(machine, task, step, 1, false) }];
		});

	/** Sees to it that a race is also run the other way round. */
	const reverse = (earlier: number, later: number | { task: number; effect: Effect }): void => {
		const level = levels[earlier]!;
		const chosen: number[] = [];
		for (let i = earlier + 1; i < tasks.length; i++) {
			if (i !== later && !order.precedes(earlier, i)) chosen.push(i);
		}
		const isPending = typeof later === 'object';
		const sequence: Sequence = {
			tasks: [...chosen.map((i) => tasks[i]!), isPending ? later.task : tasks[later]!],
			effects: [
				...chosen.map((i) => effects[i]!),
				isPending ? later.effect : openEffect(effects[later]!, steps[later]!),
			],
			precedes: (i, j) => {
				const first = chosen[i]!;
				if (j < chosen.length) return order.precedes(first, chosen[j]!);
				if (!isPending) return order.precedes(first, later);
				const previous = tasks.lastIndexOf(later.task);
				return previous >= 0 && order.precedes(first, previous);
			},
		};
		const left = sequence.tasks.map((_, i) => i);
		for (let task = 0; task < tasksCount; task++) {
			const effect = level.sleep[task];
			if (effect !== null && effect !== undefined) {
				if (weakInitial(sequence, left, task, effect) !== null) return;
			}
		}
		insert(level.todo, sequence);
	};

	/** Runs one step of a task; false when it cannot run. */
	const advance = (task: number): boolean => {
		if (!((levels.at(-1)!.enabled >> task) & 1)) return false;
		const local = state.locals[task]!;
		const step = automata.steps[local]!;
		if (step.kind === 'lock' || step.kind === 'unlock') {
			if (leftOut.has(step.location)) {
				sections.pass(task, step);
				state.move(task, automata.after(local, 1));
				push(task, step, nothing);
				return true;
			}
		}
		const heldBefore = machine.held[task]!;
		const observed = state.run(task);
		const died = automata.isDead(state.locals[task]!);
		const effect = effectOf(machine, task, step, observed, died);
		sections.saw(task, heldBefore, step, effect, died);
		push(task, step, effect);
		return true;
	};
	const push = (task: number, step: Step, effect: Effect): void => {
		tasks.push(task);
		steps.push(step);
		effects.push(effect);
		stepsTaken++;
	};

	enter(
		Array.from({ length: tasksCount }, () => null),
		[],
	);
	arrive();
	while (levels.length > 0) {
		if (stopped || executions + blocked >= options.executionsMax) {
			complete = false;
			break;
		}
		const level = levels.at(-1)!;
		const next = level.todo.shift();
		if (next === undefined) {
			levels.pop();
			const task = tasks.pop();
			if (task === undefined) break;
			steps.pop();
			const effect = effects.pop()!;
			const above = levels.at(-1)!;
			machine.undo(above.mark);
			for (let each = 0; each < tasksCount; each++) {
				if (state.locals[each] !== above.locals[each]) state.move(each, above.locals[each]!);
			}
			machine.held.set(above.held);
			above.sleep[task] = effect;
			continue;
		}
		if (level.sleep[next.task] !== null || !advance(next.task)) continue;
		const effect = effects.at(-1)!;
		// Planned because it might touch anything, it wakes all: the plan counted them as conflicts.
		const sleep = level.sleep.map((each, task) =>
			each === null || task === next.task || next.effect.isOpen || dependent(each, effect)
				? null
				: each,
		);
		enter(sleep, next.children);
		arrive();
	}
	return {
		complete,
		executions,
		blocked,
		traces: traces.size,
		steps: stepsTaken,
		locksLeftOut: leftOut.size,
	};
}

const nothing: Effect = { locations: [], how: [], role: 'plain', waited: false, isOpen: false };

/** What was seen to happen under each lock. */
class Sections {
	readonly #problem: Problem;
	/** By lock location: by location touched under it: by task, the ways as a bit set. */
	readonly #touches = new Map<number, Map<number, number[]>>();
	/** Locks that are more than a blocking, exclusive lock without others inside. */
	readonly #needed = new Set<number>();

	constructor(problem: Problem) {
		this.#problem = problem;
	}

	/** Looks at a few random executions, to have something to begin with. */
	sample(): void {
		const { machine, automata } = this.#problem;
		const state = new TaskState(this.#problem);
		const random = seeded(1);
		for (let run = 0; run < 24; run++) {
			state.reset();
			for (let n = 0; n < 5000; n++) {
				const enabled = state.enabled();
				if (enabled === 0) break;
				const task = pick(enabled, random());
				const step = automata.steps[state.locals[task]!]!;
				const held = machine.held[task]!;
				const observed = state.run(task);
				const died = automata.isDead(state.locals[task]!);
				this.saw(task, held, step, effectOf(machine, task, step, observed, died), died);
			}
		}
	}

	/** Notes a step and the locks that its task held. */
	saw(task: number, held: number, step: Step, effect: Effect, died: boolean): void {
		const lock = step.operation.lock;
		const isSimple = step.kind === 'lock' && !step.shared && lock?.kind !== 'bit-sleep';
		if (isSimple && !this.#touches.has(step.location)) {
			this.#touches.set(step.location, new Map());
		}
		// Whoever touches the word of a lock other than by locking and unlocking needs it there.
		const isLocking = isSimple || step.kind === 'unlock';
		for (const location of effect.locations) {
			if (!isLocking || !isOwnWord(location, step)) this.#needed.add(location);
		}
		for (const each of this.#problem.machine.heldSets.locksOf(held)) {
			if (each.location === step.location) continue;
			// Who dies inside leaves the lock held.
			if (died || takesOrWaits.has(step.kind)) this.#needed.add(each.location);
			const touches = this.#touches.get(each.location);
			if (touches === undefined) continue;
			for (let n = 0; n < effect.locations.length; n++) {
				let ways = touches.get(effect.locations[n]!);
				if (ways === undefined) {
					ways = this.#problem.roots.map(() => 0);
					touches.set(effect.locations[n]!, ways);
				}
				ways[task]! |= 1 << effect.how[n]!;
			}
		}
	}

	/** Takes or gives back a lock that is left out, as far as the task itself is concerned. */
	pass(task: number, step: Step): void {
		const { machine } = this.#problem;
		const { location, object } = step;
		const held = machine.held[task]!;
		machine.held[task] =
			step.kind === 'lock'
				? machine.heldSets.with(held, {
						location,
						lock: step.operation.lock!,
						object,
						mode: 'exclusive',
					})
				: machine.heldSets.without(held, location);
	}

	/** Locks whose sections commute, as far as was seen. */
	commuting(): Set<number> {
		const found = new Set<number>();
		for (const [location, touches] of this.#touches) {
			if (this.#needed.has(location)) continue;
			if ([...touches.values()].every(commuteAcrossTasks)) found.add(location);
		}
		return found;
	}
}

const takesOrWaits: ReadonlySet<string> = new Set(['lock', 'trylock', 'wait-bit-clear', 'join']);

const isOwnWord = (location: number, step: Step): boolean =>
	location === step.location || location % 32 === 30;

function commuteAcrossTasks(ways: readonly number[]): boolean {
	return ways.every((one, task) =>
		ways.every((other, against) => {
			if (task === against || one === 0 || other === 0) return true;
			// Both did one and the same thing, and that commutes with itself.
			return one === other && (one & (one - 1)) === 0 && one !== 1 << 1;
		}),
	);
}
