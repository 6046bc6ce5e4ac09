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
import { Footprints, passesMax } from './footprint.ts';
import { Path } from './path.ts';
import { pct } from './pct.ts';
import { persistent } from './persistent.ts';
import { type Ending, type OnEnding, type Problem, type Watch, watchMask } from './problem.ts';
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

const batchesMax = 40;

/**
 * Of these, so many may be cut short: what a pass discovers before it is cut makes the next one smaller,
 * since whatever is not known counts as a conflict.
 */
const cutPassesMax = 3;

/** Of the states with one way on, one in so many is stored; a power of two. */
const oneIn = 8;

/** After so many that were not, each is stored, so that a circle of such states closes too. */
const unstoredMax = 1000;

/** Whether a state is stored that is left by these tasks; `hash` is that of memory and local states. */
export function isStored(chosen: number, hash: number): boolean {
	return chosen === 0 || (chosen & (chosen - 1)) !== 0 || hash % oneIn === 0;
}

/** What became of a state, once it is off the path. */
const FINISHES = -1;

const UNDECIDED = -2;

/**
 * Searches all schedules. `onEnding` is called for each distinct end of the last, decisive pass; `begin`
 * before each pass, so that the caller can forget what an earlier one said.
 */
export function storedSearch(
	problem: Problem,
	options: StoredOptions,
	begin: () => void,
	onEnding: OnEnding,
): StoredResult {
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
		const result = onePass(problem, options, footprints, onEnding);
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

/** Why a pass ended: all was searched, too many states were stored, or `onEnding` said so. */
type PassEnd = 'all' | 'cut' | 'stopped';

interface Pass {
	readonly end: PassEnd;
	readonly states: number;
	readonly transitions: number;
	readonly terminals: number;
}

function onePass(
	problem: Problem,
	options: StoredOptions,
	footprints: Footprints,
	onEnding: OnEnding,
): Pass {
	const { machine } = problem;
	const state = new TaskState(problem);
	state.reset();
	for (let task = 0; task < state.locals.length; task++)
		footprints.enter(task, state.locals[task]!);
	footprints.look(state.locals);
	const table = options.visited?.(state) ?? new StateTable();
	const path = new Path(problem.roots.length);
	let transitions = 0;
	let terminals = 0;
	let last = 0;

	const choose = (enabled: number): number => {
		if ((enabled & (enabled - 1)) === 0 || options.full) return enabled;
		return persistent(problem, footprints, state, enabled, last);
	};
	const look = (): number => {
		state.readHeld();
		return table.find(state.fingerprint1, state.fingerprint2);
	};
	let stopped = false;
	const tell = (kind: Ending['kind'], depth: number): void => {
		const schedule = (): number[] => [...path.tasks.subarray(0, depth)];
		stopped ||= onEnding({ kind, locals: state.locals, schedule }) === true;
	};

	let depth = 0;
	let enabled = state.enabled();
	let chosen = choose(enabled);
	table.setInfo(-look() - 1, 1);
	path.enter(0, chosen, enabled, 0);
	path.saveFingerprint(0, state);
	if (enabled === 0) {
		terminals++;
		tell(state.ending(), 0);
	}

	while (!stopped) {
		const todo = path.todo[depth]!;
		if (todo === 0) {
			// Everything from here was followed: decide what became of this state, step back.
			const livelock = path.finishes[depth] === 0 && path.low[depth]! >= depth;
			if (livelock && path.enabled[depth] !== 0) {
				tell('livelock', depth);
			}
			if (path.unstored[depth] === 0) {
				const slot = table.find(path.hash1[depth]!, path.hash2[depth]!);
				table.setInfo(slot, path.finishes[depth] || livelock ? FINISHES : UNDECIDED);
			}
			if (depth === 0) break;
			const finishes = path.finishes[depth]! | (livelock ? 1 : 0);
			const low = path.low[depth]!;
			depth--;
			path.finishes[depth]! |= finishes;
			if (low < path.low[depth]!) path.low[depth] = low;
			machine.undo(path.mark[depth]!);
			const task = path.tasks[depth]!;
			state.move(task, path.local[depth]!);
			path.restoreHeld(depth, machine.held);
			continue;
		}
		const task = 31 - Math.clz32(todo & -todo);
		path.todo[depth] = todo & ~(1 << task);
		path.tried[depth]! |= 1 << task;
		if ((++transitions & watchMask) === 0) options.watch?.(table.used);
		path.tasks[depth] = task;
		path.local[depth] = state.locals[task]!;
		path.mark[depth] = machine.mark();
		path.saveHeld(depth, machine.held);
		footprints.leave(task, state.locals[task]!);
		state.run(task);
		footprints.enter(task, state.locals[task]!);
		footprints.look(state.locals);
		last = task;
		const hash = machine.hash1 ^ state.hash1;
		const unstored = path.unstored[depth]!;
		let stores = options.full === true || hash % oneIn === 0 || unstored === unstoredMax;
		let slot = stores ? look() : -1;
		if (slot < 0) {
			enabled = state.enabled();
			chosen = enabled === 0 ? 0 : choose(enabled);
			if (!stores && isStored(chosen, hash)) {
				stores = true;
				slot = look();
			}
		}
		if (slot < 0) {
			if (stores) table.setInfo(-slot - 1, depth + 2);
			depth++;
			path.enter(depth, chosen, enabled, stores ? 0 : unstored + 1);
			if (stores) path.saveFingerprint(depth, state);
			if (enabled === 0) {
				terminals++;
				path.finishes[depth] = 1;
				tell(state.ending(), depth);
			}
			if (table.used > options.statesMax || table.isFull) {
				return { end: 'cut', states: table.used, transitions, terminals };
			}
			continue;
		}
		const info = table.info(slot);
		if (info > 0) {
			// The path has come back to itself: expand the state that closed the cycle in full.
			if (info - 1 < path.low[depth]!) path.low[depth] = info - 1;
			path.todo[depth]! |= path.enabled[depth]! & ~path.tried[depth]!;
		} else if (info === FINISHES) path.finishes[depth] = 1;
		else path.low[depth] = -1;
		machine.undo(path.mark[depth]!);
		state.move(task, path.local[depth]!);
		path.restoreHeld(depth, machine.held);
	}
	return { end: stopped ? 'stopped' : 'all', states: table.used, transitions, terminals };
}
