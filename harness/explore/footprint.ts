/*
 * harness/explore/footprint.ts - what each task may still do, and under which locks.
 *
 * An access class is (task, location, kind of access, locks held). From the local states discovered so far
 * the footprints compute which classes lie ahead of each of them. A task may run alone if no class ahead of
 * another task conflicts with its next step; two accesses that can only happen under one lock do not
 * conflict. The searches build their persistent sets on this (Godefroid 1996, see persistent.ts).
 *
 * The classes ahead of a task are those that it can reach while this one does not move. It cannot pass a
 * lock that this one holds, nor the join of a task that waits for this one's end. None of that is true of a
 * lock whose rules some task may break, and none of it is used there (lock-trust.ts).
 *
 * Footprints rest on what was discovered, not on all that is possible. That is sound once a whole search
 * has discovered nothing new:
 *
 * 1. Suppose that something is still undiscovered, and take a shortest schedule of the full search from a
 *    visited state to it.
 * 2. The footprints cover every step of that schedule but the last, so the persistent sets along it are
 *    right.
 * 3. So the reduced search has followed an equivalent schedule to the same discovery, which contradicts 1.
 *
 * So the search is repeated until `discovered` stays false (stored.ts). The places that an atomic step or
 * an allocation touches depend on memory, so they are noted each time one runs. A lock that turns out to be
 * broken is a discovery as well: up to the step that breaks it, all locks kept their rules. So is a new
 * transition between two known local states, since the classes ahead were computed without it.
 */
import type { Automata } from '../engine/automaton.ts';
import type { HeldLock } from '../engine/held.ts';
import type { Machine } from '../engine/machine.ts';
import type { Step } from '../engine/step.ts';
import { type AccessClass, AccessClasses, type DataRace } from './access-classes.ts';
import { Ahead, type ConflictingTask } from './ahead.ts';
import { conflicts, samePlaces, type Keeps, type Place } from './conflict.ts';
import { Guards } from './guards.ts';
import { LockTrust } from './lock-trust.ts';
import { placesOf } from './places.ts';
import { adoptQueues } from './queues.ts';
import type { TaskState } from './task-state.ts';

/** What the kernel does by plain loads and stores. list_empty() reads one pointer, as an atomic operation would. */
const plainKinds: ReadonlySet<Step['kind']> = new Set([
	'load',
	'store',
	'list-add',
	'list-del',
	'list-next',
]);

/**
 * The tasks that a step conflicts with, as long as it touches these places with these locks held.
 */
interface Conflicts {
	/** They hold as long as `#version` is this. */
	readonly version: number;
	readonly held: number;
	readonly places: readonly Place[];
	readonly conflicting: readonly ConflictingTask[];
}

export class Footprints {
	readonly #machine: Machine;
	readonly #automata: Automata;
	readonly #classes = new AccessClasses();
	readonly #trust = new LockTrust();
	/** Classes of each local state's own step. */
	readonly #own: number[][] = [];
	readonly #ahead: Ahead;
	/** By held set of one task: the classes ahead of the others while it keeps those locks. */
	readonly #aheadByHeld: (Int32Array | undefined)[] = [];
	/** By local state: held set + 1 of its last entry, or 0. */
	#entered = new Int32Array(4096);
	/** By local state: all held sets of its entries, if there is more than one. */
	#enteredMore: (Set<number> | undefined)[] = [];
	/** By local state: the places that its step touched the last time. */
	readonly #left: ({ held: number; places: readonly Place[] } | undefined)[] = [];
	readonly #guards: Guards;
	/** Locks that two tasks may wait for. */
	#contended: ReadonlySet<number> = new Set();
	/** By local state: the conflicts of its step. */
	readonly #conflicts: (Conflicts | undefined)[] = [];
	/** The same for `Keeps` 'waiting'. */
	readonly #conflictsWaiting: (Conflicts | undefined)[] = [];
	/** Counts what makes those conflicts out of date: an array emptied so often would be a sparse one. */
	#version = 0;
	#discovered = false;
	/** The automata's count of edges at the last settle(). */
	#edges = 0;

	constructor(machine: Machine, automata: Automata) {
		this.#machine = machine;
		this.#automata = automata;
		this.#ahead = new Ahead(automata, this.#own);
		this.#guards = new Guards(machine, automata, (...read) => this.#note(...read));
	}

	/**
	 * Whether anything new turned up since settle(), a new transition between known local states
	 * included.
	 */
	get discovered(): boolean {
		const { queues } = this.#machine.locks;
		return this.#discovered || this.#automata.edges > this.#edges || queues.hasFound;
	}

	/** Counts as new only what turns up from now on. */
	settle(): void {
		this.#discovered = false;
		this.#edges = this.#automata.edges;
	}

	/** Notes where all tasks begin; an execution or a search owes a call before its first step. */
	begin(locals: Int32Array): void {
		for (let task = 0; task < locals.length; task++) this.#enter(task, locals[task]!);
		this.#guards.look(locals);
	}

	/** Runs the next step of an enabled task, and notes what it shows. Returns what it observed. */
	run(state: TaskState, task: number): number {
		const { locals } = state;
		this.#leave(task, locals[task]!);
		const observed = state.run(task);
		this.#enter(task, locals[task]!);
		this.#guards.look(locals);
		return observed;
	}

	/** Notes that a task has reached a local state with the locks that it holds. */
	#enter(task: number, local: number): void {
		if (local >= this.#entered.length) {
			const larger = new Int32Array(Math.max(local + 1, this.#entered.length * 2));
			larger.set(this.#entered);
			this.#entered = larger;
		}
		const held = this.#machine.held[task]!;
		if (this.#entered[local] === held + 1) return;
		if (this.#entered[local] !== 0) {
			const all = (this.#enteredMore[local] ??= new Set([this.#entered[local]! - 1]));
			if (all.has(held)) return;
			all.add(held);
		}
		this.#entered[local] = held + 1;
		this.#discovered = true;
		const step = this.#automata.steps[local];
		if (step === null || step === undefined) return;
		this.#guards.meet(step);
		if (step.isOpen) return;
		for (const each of this.#placesOf(task, step)) this.#note(task, local, held, each, step);
	}

	/** Notes the places that the next step of a task touches, if they depend on memory. */
	#leave(task: number, local: number): void {
		const step = this.#automata.steps[local]!;
		if (step.kind === 'free' || step.kind === 'alloc') this.#noteCleared(task, step);
		if (!step.isOpen) return;
		const held = this.#machine.held[task]!;
		const places = this.#placesOf(task, step);
		const last = this.#left[local];
		if (last !== undefined && last.held === held && samePlaces(last.places, places)) return;
		for (const each of places) this.#note(task, local, held, each, step);
		this.#left[local] = { held, places };
	}

	/**
	 * Computes the classes ahead of every local state reachable from the roots, from what is known
	 * now. No execution may be under way: locks get the queues that were found to be missing.
	 */
	learn(roots: readonly number[]): void {
		const { queues } = this.#machine.locks;
		adoptQueues({ machine: this.#machine, automata: this.#automata });
		if (this.#trust.breakQueued(queues.adopted)) this.#withdraw();
		this.#contended = this.#findContended(roots);
		this.#ahead.learn(roots, this.#classes);
		this.#forget();
		this.settle();
	}

	/** Tasks (as a bit mask) that may still conflict with the next step of `task`. */
	conflicting(task: number, locals: Int32Array, keeps: Keeps = 'state'): number {
		const local = locals[task]!;
		const step = this.#automata.steps[local]!;
		const held = this.#machine.held[task]!;
		const places = step.isOpen ? this.#placesOf(task, step) : null;
		const all = keeps === 'state' ? this.#conflicts : this.#conflictsWaiting;
		let known = all[local];
		if (
			known === undefined ||
			known.version !== this.#version ||
			known.held !== held ||
			(places !== null && !samePlaces(places, known.places))
		) {
			const touched = places ?? this.#placesOf(task, step);
			const ids: number[] = [];
			for (const each of touched) this.#addConflicting(task, each, step, keeps, ids);
			const conflicting = this.#ahead.grouped(ids, this.#classes);
			known = { version: this.#version, held, places: touched, conflicting };
			while (all.length < local) all.push(undefined);
			all[local] = known;
		}
		if (known.conflicting.length === 0) return 0;
		return this.#ahead.tasks(this.#aheadWhile(held), locals, known.conflicting);
	}

	/**
	 * The other tasks (as a bit mask) that hold the lock that `task` waits for: one of them must
	 * release it. 0 if that is not known.
	 */
	holders(task: number, step: Step): number {
		if (this.#trust.broken.has(step.location)) return 0;
		let mask = 0;
		for (let other = 0; other < this.#machine.held.length; other++) {
			if (other === task) continue;
			if (this.#machine.heldSets.find(this.#machine.held[other]!, step.location) !== null) {
				mask |= 1 << other;
			}
		}
		return mask;
	}

	/**
	 * Data races among all accesses discovered so far. It does not check that two accesses can meet
	 * in time.
	 */
	dataRaces(): DataRace[] {
		return this.#classes.dataRaces(this.#machine.heldSets, this.#trust.broken);
	}

	/** Every access that was discovered. */
	get accesses(): readonly AccessClass[] {
		return this.#classes.all;
	}

	#aheadWhile(held: number): Int32Array {
		let ahead = this.#aheadByHeld[held];
		if (ahead === undefined) {
			const { broken } = this.#trust;
			const isKept = ({ location }: HeldLock): boolean =>
				this.#contended.has(location) && !broken.has(location);
			ahead = this.#ahead.while(this.#machine.heldSets.locksOf(held).filter(isKept));
			this.#aheadByHeld[held] = ahead;
		}
		return ahead;
	}

	#findContended(roots: readonly number[]): Set<number> {
		const waiting = new Map<number, number>();
		const contended = new Set<number>();
		for (const { task, location, access } of this.#classes.all) {
			if (access !== 'acquire') continue;
			// A task that joins takes its locks only after all others have ended.
			if (this.#automata.steps[roots[task]!]?.kind === 'join') continue;
			const mask = (waiting.get(location) ?? 0) | (1 << task);
			waiting.set(location, mask);
			if ((mask & (mask - 1)) !== 0) contended.add(location);
		}
		return contended;
	}

	#note(task: number, local: number, held: number, what: Place, step: Step): void {
		const { location, access, object } = what;
		const plain = plainKinds.has(step.kind);
		const lock = step.operation.lock?.kind ?? '';
		const { shared } = step;
		const before = this.#classes.all.length;
		const id = this.#classes.idOf({ task, location, access, object, shared, held, plain, lock });
		if (id === before) {
			this.#noteUse(held, what, step);
			this.#version++;
			this.#discovered = true;
		}
		while (this.#own.length <= local) this.#own.push([]);
		const own = this.#own[local]!;
		if (!own.includes(id)) {
			own.push(id);
			this.#discovered = true;
		}
	}

	#noteUse(held: number, { location, access }: Place, step: Step): void {
		const lockKind = step.operation.lock?.kind ?? null;
		const holds = this.#machine.heldSets.find(held, location) !== null;
		if (this.#trust.note({ location, access, lockKind, holds })) this.#withdraw();
	}

	/** Freeing an object or handing it out clears its words, in which others may hold locks. */
	#noteCleared(task: number, { kind, operation, object }: Step): void {
		const { life } = this.#machine.layout.pools.get(operation.name)!.struct;
		if (kind === 'free' && life === 'persistent') return;
		const cleared = kind === 'free' ? object : this.#machine.pools.freeObject(task, operation.name);
		if (this.#trust.clears(this.#machine, cleared)) this.#withdraw();
	}

	/** A lock turned out to be broken: computes and notes again all that rested on it. */
	#withdraw(): void {
		this.#forget();
		this.#entered.fill(0);
		this.#enteredMore = [];
		this.#discovered = true;
	}

	#forget(): void {
		this.#ahead.forget();
		this.#aheadByHeld.length = 0;
		this.#version++;
	}

	#placesOf(task: number, step: Step): readonly Place[] {
		return placesOf(this.#machine, this.#trust.broken, task, step);
	}

	/** Adds the classes of other tasks that a step conflicts with where it touches `what`. */
	#addConflicting(task: number, what: Place, step: Step, keeps: Keeps, ids: number[]): void {
		const classes = this.#classes;
		const { location, object, access } = what;
		const now = { location, object, access, shared: step.shared };
		const held = this.#machine.held[task]!;
		const add = (id: number): void => {
			const later = classes.at(id);
			if (later.task === task) return;
			if (!conflicts(now, later, this.#trust.broken.has(location), keeps)) return;
			if (!this.#machine.heldSets.exclude(held, later.held, this.#trust.broken)) ids.push(id);
		};
		if (access === 'free') {
			for (const id of classes.ofObject(object)) add(id);
			return;
		}
		for (const id of classes.overlapping(location)) add(id);
		if (object === 0) return;
		for (const id of classes.freesOf(object)) add(id);
	}
}
