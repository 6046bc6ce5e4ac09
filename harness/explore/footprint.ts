/*
 * harness/explore/footprint.ts - what each task may still do, and under which locks.
 *
 * An access class is (task, location, kind of access, locks held). From the local states discovered so
 * far it follows which classes lie ahead of each of them. A task may run alone when no class that lies
 * ahead of another task conflicts with its next step, unless both can only happen under one lock.
 *
 * Ahead is only what the other can come to while this task stays where it is: not past taking a lock
 * that this one holds, since it keeps it as long as it does not move, and not past the join of a task
 * that waits for this one's end. Of a lock whose rules somebody may break none of that is true, and none
 * of it is used (lock-trust.ts).
 *
 * Footprints rest on what was discovered, not on all that is possible. That is sound once a whole
 * search has discovered nothing new: take a shortest full schedule from a visited state to something
 * undiscovered; every step before the last is covered by the footprints, so the persistent sets used
 * are right along it, and the reduced search would have followed an equivalent schedule to the same
 * discovery. So the search runs again until `discovered` stays false (see stored.ts). What an atomic
 * step or an allocation touches depends on memory, so it is noted of every one that runs. That a lock is
 * broken is such a discovery: up to the step that breaks it, all locks kept their rules. So is a way from
 * one known local state to another, since what lies ahead was computed without it.
 */
import type { Automata } from '../engine/automaton.ts';
import type { HeldLock } from '../engine/held.ts';
import type { Machine } from '../engine/machine.ts';
import type { Step } from '../engine/step.ts';
import { AccessClasses, type DataRace } from './access-classes.ts';
import { Ahead, type ConflictingTask } from './ahead.ts';
import { conflicts, isOpen, samePlaces, type Keeps, type Place } from './conflict.ts';
import { LockTrust } from './lock-trust.ts';
import { placesOf } from './places.ts';

/** What a step conflicts with, as long as it touches these places with these locks held. */
interface Conflicts {
	readonly held: number;
	readonly places: readonly Place[];
	readonly conflicting: readonly ConflictingTask[];
}

/** What a guard was seen to look at. */
interface Looked {
	/** With which locks held. */
	readonly held: number;
	/** All words that were noted. */
	readonly noted: Set<number>;
	/** What it looked at last, and what that was. */
	addresses: readonly number[];
	values: readonly number[];
}

/** Whether a step waits until it is ready. */
const isGuarded = ({ kind, value }: Step): boolean => kind === 'atomic' && value === 1;

export class Footprints {
	readonly #machine: Machine;
	readonly #automata: Automata;
	readonly #classes = new AccessClasses();
	readonly #trust = new LockTrust();
	/** Classes of each local state's own step. */
	readonly #own: number[][] = [];
	readonly #ahead: Ahead;
	/** By held set of the task that holds them: what lies ahead while those locks stay held. */
	readonly #aheadByHeld: (Int32Array | undefined)[] = [];
	/** Held set + 1 with which each local state was entered last. */
	#entered = new Int32Array(4096);
	/** By local state: all held sets with which it was entered, where that is more than one. */
	#enteredMore: (Set<number> | undefined)[] = [];
	/** By local state: what its step touched when it was left last. */
	readonly #left: ({ held: number; places: readonly Place[] } | undefined)[] = [];
	/** By local state: what its guard was seen to look at. */
	readonly #looked: (Looked | undefined)[] = [];
	#hasGuards = false;
	/** Locks that two tasks wait for. */
	#contended: ReadonlySet<number> = new Set();
	/** By local state: the classes that its step conflicts with, and for which locks held that is so. */
	#conflicts: (Conflicts | undefined)[] = [];
	/** The same where those are to wait who waited. */
	#conflictsWaiting: (Conflicts | undefined)[] = [];
	#discovered = false;
	/** What the automata had of them when nothing new had turned up. */
	#edges = 0;

	constructor(machine: Machine, automata: Automata) {
		this.#machine = machine;
		this.#automata = automata;
		this.#ahead = new Ahead(automata, this.#own);
	}

	/** Whether anything new turned up since learn(); a way from one known local state to another is, too. */
	get discovered(): boolean {
		return this.#discovered || this.#automata.edges > this.#edges;
	}

	/** From now on what turns up is new. */
	settle(): void {
		this.#discovered = false;
		this.#edges = this.#automata.edges;
	}

	/** Notes that a task has come to a local state with the locks that it holds. */
	enter(task: number, local: number): void {
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
		if (isGuarded(step)) this.#hasGuards = true;
		if (isOpen(step)) return;
		for (const each of this.#placesOf(task, step)) this.#note(task, local, held, each, step);
	}

	/** Notes what the next step of a task touches, where that depends on memory: before each that runs. */
	leave(task: number, local: number): void {
		const step = this.#automata.steps[local]!;
		if (step.kind === 'free' || step.kind === 'alloc') this.#noteCleared(task, step);
		if (!isOpen(step)) return;
		const held = this.#machine.held[task]!;
		const places = this.#placesOf(task, step);
		const last = this.#left[local];
		if (last !== undefined && last.held === held && samePlaces(last.places, places)) return;
		for (const each of places) this.#note(task, local, held, each, step);
		this.#left[local] = { held, places };
	}

	/**
	 * Notes what guards look at, in each state: who opens or closes one matters before it has ever run,
	 * which it may never do.
	 */
	look(locals: Int32Array): void {
		if (!this.#hasGuards) return;
		for (let task = 0; task < locals.length; task++) {
			const local = locals[task]!;
			const step = this.#automata.steps[local];
			if (step === null || step === undefined || !isGuarded(step)) continue;
			const held = this.#machine.held[task]!;
			let looked = this.#looked[local];
			if (looked?.held !== held) {
				looked = { held, noted: new Set(), addresses: [], values: [] };
				this.#looked[local] = looked;
			} else if (this.#isAsBefore(looked)) continue;
			looked.addresses = this.#machine.asks(step);
			looked.values = looked.addresses.map((address) => this.#machine.memory[address]!);
			for (const address of looked.addresses) {
				if (looked.noted.has(address)) continue;
				looked.noted.add(address);
				const object = this.#machine.layout.objectOf[address] ?? 0;
				const location = this.#machine.locationOf(address);
				const place: Place = { location, access: 'read', object };
				this.#note(task, local, held, place, step);
			}
		}
	}

	/** Whether the words that a guard looked at are as they were, so that it looks at the same ones. */
	#isAsBefore({ addresses, values }: Looked): boolean {
		const { memory } = this.#machine;
		for (let i = 0; i < addresses.length; i++) {
			if (memory[addresses[i]!] !== values[i]) return false;
		}
		return true;
	}

	/** The classes ahead of every local state reachable from the roots, from what is known now. */
	learn(roots: readonly number[]): void {
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
		const places = isOpen(step) ? this.#placesOf(task, step) : null;
		const all = keeps === 'state' ? this.#conflicts : this.#conflictsWaiting;
		let known = all[local];
		if (
			known === undefined ||
			known.held !== held ||
			(places !== null && !samePlaces(places, known.places))
		) {
			const touched = places ?? this.#placesOf(task, step);
			const ids = touched.flatMap((each) => this.#conflicting(task, each, step, keeps));
			known = { held, places: touched, conflicting: this.#ahead.grouped(ids, this.#classes) };
			all[local] = known;
		}
		if (known.conflicting.length === 0) return 0;
		return this.#ahead.tasks(this.#aheadWhile(held), locals, known.conflicting);
	}

	/** Tasks other than `task` that alone can let it have the lock that it waits for; 0 when that is not known. */
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

	/** Data races among all accesses discovered so far; whether they can happen at once is not asked. */
	dataRaces(): DataRace[] {
		return this.#classes.dataRaces(this.#machine.heldSets, this.#trust.broken);
	}

	#aheadWhile(held: number): Int32Array {
		const { broken } = this.#trust;
		const isKept = ({ location }: HeldLock): boolean =>
			this.#contended.has(location) && !broken.has(location);
		return (this.#aheadByHeld[held] ??= this.#ahead.while(
			this.#machine.heldSets.locksOf(held).filter(isKept),
		));
	}

	#findContended(roots: readonly number[]): Set<number> {
		const waiting = new Map<number, number>();
		const contended = new Set<number>();
		for (const { task, location, access } of this.#classes.all) {
			if (access !== 'acquire') continue;
			// Who joins comes to its locks when all others have ended.
			if (this.#automata.steps[roots[task]!]?.kind === 'join') continue;
			const mask = (waiting.get(location) ?? 0) | (1 << task);
			waiting.set(location, mask);
			if ((mask & (mask - 1)) !== 0) contended.add(location);
		}
		return contended;
	}

	#note(task: number, local: number, held: number, what: Place, step: Step): void {
		const plain = step.kind === 'load' || step.kind === 'store';
		const lock = step.operation.lock?.kind ?? '';
		const before = this.#classes.all.length;
		const id = this.#classes.idOf({ task, ...what, shared: step.shared, held, plain, lock });
		if (id === before) {
			this.#noteUse(held, what, step);
			this.#conflicts = [];
			this.#conflictsWaiting = [];
			this.#discovered = true;
		}
		const own = (this.#own[local] ??= []);
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

	/** Freeing or handing out an object clears the words of it that others may hold locks in. */
	#noteCleared(task: number, { kind, operation, object }: Step): void {
		const { life } = this.#machine.layout.pools.get(operation.name)!.struct;
		if (kind === 'free' && life === 'persistent') return;
		const cleared = kind === 'free' ? object : this.#machine.pools.freeObject(task, operation.name);
		if (this.#trust.clears(this.#machine, cleared)) this.#withdraw();
	}

	/** A lock keeps nobody away: whatever rested on it is worked out and noted again. */
	#withdraw(): void {
		this.#forget();
		this.#entered.fill(0);
		this.#enteredMore = [];
		this.#discovered = true;
	}

	#forget(): void {
		this.#ahead.forget();
		this.#aheadByHeld.length = 0;
		this.#conflicts = [];
		this.#conflictsWaiting = [];
	}

	#placesOf(task: number, step: Step): readonly Place[] {
		return placesOf(this.#machine, this.#trust.broken, task, step);
	}

	#conflicting(task: number, what: Place, step: Step, keeps: Keeps): number[] {
		const classes = this.#classes;
		const sameObject = classes.ofObject(what.object);
		const isFree = (each: number): boolean => classes.at(each).access === 'free';
		const candidates =
			what.access === 'free'
				? sameObject
				: [...classes.overlapping(what.location), ...sameObject.filter(isFree)];
		const { heldSets } = this.#machine;
		const { broken } = this.#trust;
		const held = this.#machine.held[task]!;
		const now = { ...what, shared: step.shared };
		return candidates.filter((each) => {
			const later = classes.at(each);
			if (later.task === task) return false;
			if (what.object === 0 && later.access === 'free') return false;
			if (!conflicts(now, later, broken.has(what.location), keeps)) return false;
			return !heldSets.exclude(held, later.held, broken);
		});
	}
}
