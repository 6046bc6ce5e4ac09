/*
 * harness/explore/stored.ts - complete search with stored states and lock-aware persistent sets.
 *
 * In each state one task runs alone when nothing that lies ahead of another can conflict with its next
 * step (footprint.ts); else the smallest set closed under conflicts is expanded. A cycle is expanded
 * in full where it closes, so that no task is put off for ever.
 *
 * Most states have one way on only. Of these one in `oneIn` is stored, chosen by its fingerprint: who
 * comes to another one goes on, and meets a stored state after a few steps. What is searched is the
 * same; it takes a quarter of the memory and a seventh more steps.
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
	/** States that were stored: all with more than one way on or none, and some of the others. */
	readonly states: number;
	readonly transitions: number;
	readonly terminals: number;
	/** Searches that were needed until nothing new was discovered. */
	readonly passes: number;
	/** What each task may do, as far as it was discovered. */
	readonly footprints: Footprints;
}

export interface StoredOptions {
	/** Gives up after this many stored states. */
	readonly statesMax: number;
	/** Expand every enabled task everywhere: for audits. */
	readonly full?: boolean;
	readonly seed: number;
	/**
	 * Makes the table of each pass, for a state that is read again at every look: whole states instead of
	 * fingerprints (exact-table.ts), for audits.
	 */
	readonly visited?: ((state: TaskState) => Visited) | undefined;
	readonly watch?: Watch | undefined;
}

/**
 * Random executions come before the first search, batch after batch until one discovers nothing: what
 * they discover need not cost a search.
 */
const discoverers = [pct(5), pct(12)] as const;

/** Of the states with one way on, one in so many is stored; a power of two. */
const oneIn = 8;

const { unstoredMax } = searchLimits;

/** Whether a state is stored that is left by these tasks; `hash` is that of memory and local states. */
export function isStored(chosen: number, hash: number): boolean {
	return chosen === 0 || (chosen & (chosen - 1)) !== 0 || hash % oneIn === 0;
}

/** What became of a state, once it is off the path. */
const FINISHES = -1;

const UNDECIDED = -2;

/**
 * Searches all schedules. `onTerminal` is called for each distinct end of the last, decisive pass; `begin`
 * before each pass, so that the caller can forget what an earlier one said.
 */
export function storedSearch(
	problem: Problem,
	options: StoredOptions,
	begin: () => void,
	onTerminal: OnTerminal,
): StoredResult {
	const { batchesMax, passesMax, cutPassesMax } = searchLimits;
	const footprints = new Footprints(problem.machine, problem.automata);
	// A full search asks for no footprint, and so needs none discovered.
	for (let batch = 0; batch < batchesMax && options.full !== true; batch++) {
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
		if (options.full || !footprints.discovered || !mayGoOn) {
			const { states, transitions, terminals } = result;
			const complete = result.end === 'all' && (options.full === true || !footprints.discovered);
			return { complete, states, transitions, terminals, passes, footprints };
		}
	}
}

/** Why a pass ended: all was searched, too many states were stored, or `onTerminal` said so. */
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
		const { locals } = this.#state;
		for (let task = 0; task < locals.length; task++) this.#footprints.enter(task, locals[task]!);
		this.#footprints.look(locals);
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

	/** Everything from the state at the end of the path was followed: what became of it. */
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

	/** Runs a task from the state at the end of the path, and goes on from there if that is new. */
	#step(task: number): void {
		this.#advance(task);
		const path = this.#path;
		const depth = this.#depth;
		const hash = this.#problem.machine.hash1 ^ this.#state.hash1;
		const unstored = path.unstored[depth]!;
		let stores = this.#options.full === true || hash % oneIn === 0 || unstored === unstoredMax;
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
		this.#footprints.leave(task, state.locals[task]!);
		state.run(task);
		this.#footprints.enter(task, state.locals[task]!);
		this.#footprints.look(state.locals);
		this.#last = task;
	}

	/** The step has led to a state that is stored: takes it back. */
	#meet(slot: number): void {
		const path = this.#path;
		const depth = this.#depth;
		const info = this.#table.info(slot);
		if (info > 0) {
			// The path has come back to itself: expand the state that closed the cycle in full.
			if (info - 1 < path.low[depth]!) path.low[depth] = info - 1;
			path.todo[depth]! |= path.enabled[depth]! & ~path.tried[depth]!;
		} else if (info === FINISHES) path.finishes[depth] = 1;
		else path.low[depth] = -1;
		this.#takeBack(depth);
	}
}
