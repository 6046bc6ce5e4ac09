/*
 * harness/explore/stored.ts - complete search with stored states and lock-aware persistent sets.
 *
 * In each state one task runs alone if no access ahead of another task can conflict with its next step
 * (footprint.ts). Otherwise the search expands the smallest set of tasks that is closed under conflicts.
 * These are persistent sets (Godefroid 1996). When a path returns to one of its own states, the state that
 * closes the cycle is expanded in full, so that no task is postponed for ever: the cycle proviso (Peled
 * 1994).
 *
 * Most states have one successor only. Only one in `oneIn` of them is stored, chosen by fingerprint, as in
 * state caching (Holzmann; Godefroid, Holzmann and Pirottin 1995). A path that reaches an unstored one
 * simply continues and soon meets a stored state. The search covers the same states, with a quarter of the
 * memory and a seventh more steps.
 */
import { Footprints } from './footprint.ts';
import { searchLimits } from './limits.ts';
import { Path } from './path.ts';
import { pct } from './pct.ts';
import { persistent } from './persistent.ts';
import {
	type TerminalState,
	type OnTerminal,
	type Problem,
	type Watch,
	watchMask,
} from './problem.ts';
import { StateTable, type Visited } from './state-table.ts';
import { TaskState } from './task-state.ts';

export interface StoredResult {
	readonly complete: boolean;
	/** Stored states: all that expand several tasks or none, and some of the others. */
	readonly states: number;
	readonly transitions: number;
	readonly terminals: number;
	/** Number of passes up to the first that discovered nothing new. */
	readonly passes: number;
	/** The accesses of each task, as far as they were discovered. */
	readonly footprints: Footprints;
}

export interface StoredOptions {
	/** Gives up after this many stored states. */
	readonly statesMax: number;
	/** Expands every enabled task in every state, for audits. */
	readonly full?: boolean;
	readonly seed: number;
	/** Batches of random executions before the first pass, at most; searchLimits.batchesMax where it is left out. */
	readonly batchesMax?: number;
	/**
	 * Makes the table of visited states for each pass; it reads `state` at each look-up. Audits pass
	 * a table of whole states instead of fingerprints (exact-table.ts).
	 */
	readonly visited?: ((state: TaskState) => Visited) | undefined;
	readonly watch?: Watch | undefined;
}

/**
 * Random executions run before the first pass, in batches, until a batch discovers nothing new. A
 * pass need not be repeated for what they discover.
 */
const discoverers = [pct(5), pct(12)] as const;

/** One in so many states that expand a single task is stored; a power of two. */
const oneIn = 8;

const { unstoredMax } = searchLimits;

const isOneOf = (hash: number): boolean => hash % oneIn === 0;

/**
 * Whether to store a state that expands the tasks `chosen`; `hash` is that of memory and local
 * states.
 */
export function isStored(chosen: number, hash: number): boolean {
	return chosen === 0 || (chosen & (chosen - 1)) !== 0 || isOneOf(hash);
}

/** Info of a stored state that has left the path: it can reach an end, or that is not decided. */
const FINISHES = -1;

const UNDECIDED = -2;

/**
 * Searches all schedules. Calls `begin` before each pass, so that the caller can drop what an
 * earlier pass said, and `onTerminal` for each distinct terminal state. The last pass is the
 * decisive one.
 */
export function storedSearch(
	problem: Problem,
	options: StoredOptions,
	begin: () => void,
	onTerminal: OnTerminal,
): StoredResult {
	const { passesMax, cutPassesMax } = searchLimits;
	const batchesMax = options.batchesMax ?? searchLimits.batchesMax;
	const footprints = new Footprints(problem.machine, problem.automata);
	// A full search uses no footprints, so it needs none discovered.
	for (let batch = 0; batch < batchesMax && options.full !== true; batch++) {
		options.watch?.(0);
		footprints.settle();
		const seed = options.seed + batch;
		discoverers[batch % discoverers.length]!(problem, { runs: 60, seed, footprints }, () => {});
		if (!footprints.discovered) break;
	}
	let cut = 0;
	for (let passes = 1; ; passes++) {
		footprints.learn(problem.roots);
		begin();
		options.watch?.(0);
		const result = new StoredPass(problem, options, footprints, onTerminal).run();
		options.watch?.(result.states);
		if (result.end === 'cut') cut++;
		const mayGoOn = passes < passesMax && cut < cutPassesMax && result.end !== 'stopped';
		const { hasFound } = problem.machine.locks.queues;
		// A full search uses no footprints, but its locks may need queues.
		const isOpen = options.full === true ? hasFound : footprints.discovered;
		if (!isOpen || !mayGoOn) {
			const { states, transitions, terminals } = result;
			const complete = result.end === 'all' && !isOpen;
			return { complete, states, transitions, terminals, passes, footprints };
		}
	}
}

/**
 * Why a pass ended: all was searched, the limit of stored states was reached, or `onTerminal` asked
 * for it.
 */
type PassEnd = 'all' | 'cut' | 'stopped';

interface Pass {
	readonly end: PassEnd;
	readonly states: number;
	readonly transitions: number;
	readonly terminals: number;
}

/** One depth-first search with the footprints as they are. */
class StoredPass {
	readonly #problem: Problem;
	readonly #options: StoredOptions;
	readonly #footprints: Footprints;
	readonly #onTerminal: OnTerminal;
	readonly #state: TaskState;
	readonly #table: Visited;
	readonly #path: Path;
	#depth = 0;
	#transitions = 0;
	#terminals = 0;
	/** The task that ran last. */
	#last = 0;
	#stopped = false;

	constructor(
		problem: Problem,
		options: StoredOptions,
		footprints: Footprints,
		onTerminal: OnTerminal,
	) {
		this.#problem = problem;
		this.#options = options;
		this.#footprints = footprints;
		this.#onTerminal = onTerminal;
		this.#state = new TaskState(problem);
		this.#state.reset();
		this.#table = options.visited?.(this.#state) ?? new StateTable();
		this.#path = new Path(problem.roots.length);
	}

	run(): Pass {
		const path = this.#path;
		this.#begin();
		while (!this.#stopped) {
			const todo = path.todo[this.#depth]!;
			if (todo !== 0) {
				this.#step(31 - Math.clz32(todo & -todo));
				if (this.#table.used > this.#options.statesMax || this.#table.isFull) {
					return this.#result('cut');
				}
			} else {
				this.#decide();
				if (this.#depth === 0) break;
				this.#goBack();
			}
		}
		return this.#result(this.#stopped ? 'stopped' : 'all');
	}

	#result(end: PassEnd): Pass {
		const transitions = this.#transitions;
		return { end, states: this.#table.used, transitions, terminals: this.#terminals };
	}

	#begin(): void {
		this.#footprints.begin(this.#state.locals);
		const enabled = this.#state.enabled();
		this.#table.setInfo(-this.#look() - 1, 1);
		this.#path.enter(0, this.#choose(enabled), enabled, 0);
		this.#path.saveFingerprint(0, this.#state);
		if (enabled === 0) this.#terminate();
	}

	#choose(enabled: number): number {
		if ((enabled & (enabled - 1)) === 0 || this.#options.full) return enabled;
		return persistent(this.#problem, this.#footprints, this.#state, enabled, this.#last);
	}

	#look(): number {
		this.#state.readHeld();
		return this.#table.find(this.#state.fingerprint1, this.#state.fingerprint2);
	}

	#terminate(): void {
		this.#terminals++;
		this.#path.finishes[this.#depth] = 1;
		this.#tell(this.#state.terminalKind());
	}

	#tell(kind: TerminalState['kind']): void {
		const depth = this.#depth;
		const schedule = (): number[] => [...this.#path.tasks.subarray(0, depth)];
		this.#stopped ||= this.#onTerminal({ kind, locals: this.#state.locals, schedule }) === true;
	}

	/**
	 * Decides what became of the state at the end of the path, once all its successors were followed.
	 */
	#decide(): void {
		const path = this.#path;
		const depth = this.#depth;
		const livelock = path.finishes[depth] === 0 && path.low[depth]! >= depth;
		if (livelock && path.enabled[depth] !== 0) this.#tell('livelock');
		if (path.unstored[depth] === 0) {
			const slot = this.#table.find(path.hash1[depth]!, path.hash2[depth]!);
			this.#table.setInfo(slot, path.finishes[depth] || livelock ? FINISHES : UNDECIDED);
		}
		if (livelock) path.finishes[depth] = 1;
	}

	#goBack(): void {
		const path = this.#path;
		const finishes = path.finishes[this.#depth]!;
		const low = path.low[this.#depth]!;
		const depth = --this.#depth;
		path.finishes[depth]! |= finishes;
		if (low < path.low[depth]!) path.low[depth] = low;
		this.#takeBack(depth);
	}

	/** Takes back the step that was tried last from a state on the path. */
	#takeBack(depth: number): void {
		const path = this.#path;
		this.#problem.machine.undo(path.mark[depth]!);
		this.#state.move(path.tasks[depth]!, path.local[depth]!);
		path.restoreHeld(depth, this.#problem.machine.held);
	}

	/**
	 * Runs a task from the state at the end of the path, and extends the path if the next state is
	 * new.
	 */
	#step(task: number): void {
		this.#advance(task);
		const path = this.#path;
		const depth = this.#depth;
		const hash = this.#problem.machine.hash1 ^ this.#state.hash1;
		const unstored = path.unstored[depth]!;
		let stores = this.#options.full === true || isOneOf(hash) || unstored === unstoredMax;
		let slot = stores ? this.#look() : -1;
		if (slot >= 0) return this.#meet(slot);
		const enabled = this.#state.enabled();
		const chosen = enabled === 0 ? 0 : this.#choose(enabled);
		if (!stores && isStored(chosen, hash)) {
			stores = true;
			slot = this.#look();
			if (slot >= 0) return this.#meet(slot);
		}
		if (stores) this.#table.setInfo(-slot - 1, depth + 2);
		this.#depth++;
		path.enter(this.#depth, chosen, enabled, stores ? 0 : unstored + 1);
		if (stores) path.saveFingerprint(this.#depth, this.#state);
		if (enabled === 0) this.#terminate();
	}

	#advance(task: number): void {
		const path = this.#path;
		const depth = this.#depth;
		const { machine } = this.#problem;
		const state = this.#state;
		path.todo[depth] = path.todo[depth]! & ~(1 << task);
		path.tried[depth]! |= 1 << task;
		if ((++this.#transitions & watchMask) === 0) this.#options.watch?.(this.#table.used);
		path.tasks[depth] = task;
		path.local[depth] = state.locals[task]!;
		path.mark[depth] = machine.mark();
		path.saveHeld(depth, machine.held);
		this.#footprints.run(state, task);
		this.#last = task;
	}

	/** The step has led to a stored state: takes the step back. */
	#meet(slot: number): void {
		const path = this.#path;
		const depth = this.#depth;
		const info = this.#table.info(slot);
		if (info > 0) {
			// The path has returned to itself: the cycle proviso expands the state that closes the cycle
			// in full.
			if (info - 1 < path.low[depth]!) path.low[depth] = info - 1;
			path.todo[depth]! |= path.enabled[depth]! & ~path.tried[depth]!;
		} else if (info === FINISHES) path.finishes[depth] = 1;
		else path.low[depth] = -1;
		this.#takeBack(depth);
	}
}
