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
import type { Touch } from '../engine/atomic-steps.ts';
import type { Machine } from '../engine/machine.ts';
import { asksHeld, type Step } from '../engine/step.ts';
import { DONE } from '../engine/automaton.ts';
import type { HeldLock } from '../engine/held.ts';
import { addressOf, overlap, wordLocation } from '../engine/location.ts';
import {
	conflicts,
	isMemory,
	isOpen,
	samePlaces,
	type Keeps,
	type Place,
	type Touching,
} from './conflict.ts';
import { LockTrust } from './lock-trust.ts';

interface AccessClass extends Touching {
	readonly task: number;
	readonly held: number;
	/** A plain load or store, as opposed to an atomic operation. */
	readonly plain: boolean;
}

/** Local states by rank, the one interned last first, and which lead to which. */
interface Graph {
	readonly locals: readonly number[];
	/** By local state: its rank, or -1; those interned later are not in it. */
	readonly rankOf: Int32Array;
	/** By rank: index into `next` of the first rank that it leads to; one more at the end. */
	readonly first: Int32Array;
	readonly next: Int32Array;
}

function graphOf(
	locals: readonly number[],
	successors: (local: number) => Iterable<number>,
): Graph {
	const rankOf = new Int32Array((locals[0] ?? 0) + 1).fill(-1);
	for (const [rank, local] of locals.entries()) rankOf[local] = rank;
	const first = new Int32Array(locals.length + 1);
	const next: number[] = [];
	for (const [rank, local] of locals.entries()) {
		for (const each of successors(local)) next.push(rankOf[each]!);
		first[rank + 1] = next.length;
	}
	return { locals, rankOf, first, next: Int32Array.from(next) };
}

/** Two tasks touch one word without a lock in common, one of them writes, and one of the accesses is plain. */
export interface DataRace {
	readonly location: number;
	readonly tasks: readonly [number, number];
}

/** Searches at most that are repeated until nothing new is discovered. */
export const passesMax = 12;

export class Footprints {
	readonly #machine: Machine;
	readonly #automata: Automata;
	readonly #classes: AccessClass[] = [];
	readonly #classIds = new Map<string, number>();
	readonly #trust = new LockTrust();
	readonly #byLocation = new Map<number, number[]>();
	readonly #byAddress = new Map<number, number[]>();
	/** Words of which a bit is touched, and the whole as well. */
	readonly #mixed = new Set<number>();
	readonly #byObject = new Map<number, number[]>();
	/** Classes of each local state's own step. */
	readonly #own: number[][] = [];
	/** Held set + 1 with which each local state was entered last. */
	#entered = new Int32Array(4096);
	/** By local state: all held sets with which it was entered, where that is more than one. */
	#enteredMore: (Set<number> | undefined)[] = [];
	/** By local state: what its step touched when it was left last. */
	readonly #left: ({ held: number; places: readonly Place[] } | undefined)[] = [];
	/** By local state: what its guard was seen to look at. */
	readonly #looked: (Looked | undefined)[] = [];
	#hasGuards = false;
	/** What was known at the last learn(). */
	#graph: Graph = graphOf([], () => []);
	/** Locks that two tasks wait for. */
	#contended: ReadonlySet<number> = new Set();
	/** By class: its bit in the sets of what lies ahead, or -1 when it met no other task's. */
	#bitOf: number[] = [];
	#bits = 0;
	/** By locks that stay held: what lies ahead until one of them is needed. */
	readonly #ahead = new Map<string, Int32Array>();
	/** The same by held set of the task that holds them. */
	readonly #aheadByHeld: (Int32Array | undefined)[] = [];
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

	get classes(): number {
		return this.#classes.length;
	}

	/** Locations of locks that keep nobody away. */
	get brokenLocks(): ReadonlySet<number> {
		return this.#trust.broken;
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
		for (const each of this.#accesses(task, step)) this.#note(task, local, held, each, step);
	}

	/** Notes what the next step of a task touches, where that depends on memory: before each that runs. */
	leave(task: number, local: number): void {
		const step = this.#automata.steps[local]!;
		if (step.kind === 'free' || step.kind === 'alloc') this.#noteCleared(task, step);
		if (!isOpen(step)) return;
		const held = this.#machine.held[task]!;
		const places = this.#accesses(task, step);
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
		const order: number[] = [];
		const seen = new Set<number>();
		const pending = [...roots];
		while (pending.length > 0) {
			const local = pending.pop()!;
			if (seen.has(local)) continue;
			seen.add(local);
			order.push(local);
			for (const next of this.#automata.successors(local)) pending.push(next);
		}
		this.#graph = graphOf(
			order.toSorted((a, b) => b - a),
			(local) => this.#automata.successors(local),
		);
		this.#contended = this.#findContended(roots);
		this.#bitOf = this.#classes.map(() => -1);
		this.#bits = 0;
		for (const [id, each] of this.#classes.entries()) {
			if (this.#meetsAnother(each)) this.#bitOf[id] = this.#bits++;
		}
		this.#forget();
		this.settle();
	}

	/** Tasks (as a bit mask) that may still conflict with the next step of `task`. */
	rivals(task: number, locals: Int32Array, keeps: Keeps = 'state'): number {
		const local = locals[task]!;
		const step = this.#automata.steps[local]!;
		const held = this.#machine.held[task]!;
		const places = isOpen(step) ? this.#accesses(task, step) : null;
		const all = keeps === 'state' ? this.#conflicts : this.#conflictsWaiting;
		let known = all[local];
		if (
			known === undefined ||
			known.held !== held ||
			(places !== null && !samePlaces(places, known.places))
		) {
			const touched = places ?? this.#accesses(task, step);
			const classes = touched.flatMap((each) => this.#conflicting(task, each, step, keeps));
			known = { held, places: touched, rivals: this.#grouped(classes) };
			all[local] = known;
		}
		return known.rivals.length === 0 ? 0 : this.#aheadOf(held, locals, known.rivals);
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
		const races: DataRace[] = [];
		const { heldSets } = this.#machine;
		for (const ids of this.#byAddress.values()) {
			const classes = ids.map((id) => this.#classes[id]!).filter((each) => isMemory(each.access));
			const isRace = (one: AccessClass, two: AccessClass): boolean =>
				one.task < two.task &&
				overlap(one.location, two.location) &&
				(one.plain || two.plain) &&
				!(one.access === 'read' && two.access === 'read') &&
				!heldSets.exclude(one.held, two.held, this.#trust.broken);
			const race = classes.find((one) => classes.some((two) => isRace(one, two)));
			if (race !== undefined) {
				const other = classes.find((two) => isRace(race, two))!;
				races.push({ location: race.location, tasks: [race.task, other.task] });
			}
		}
		return races;
	}

	/** Classes by the task that they are of, as bits of the sets of what lies ahead. */
	#grouped(classes: readonly number[]): Rival[] {
		const rivals: Rival[] = [];
		for (const each of classes) {
			const { task } = this.#classes[each]!;
			let rival = rivals.find((known) => known.task === task);
			if (rival === undefined) {
				rival = { task, isCertain: false, words: [], masks: [] };
				rivals.push(rival);
			}
			const bit = this.#bitOf[each] ?? -1;
			if (bit < 0) rival.isCertain = true;
			else {
				let at = rival.words.indexOf(bit >> 5);
				if (at < 0) at = rival.words.push(bit >> 5) - 1;
				rival.masks[at] = (rival.masks[at] ?? 0) | (1 << (bit & 31));
			}
		}
		return rivals;
	}

	/** Tasks that may come to a class while one with these locks held stays where it is. */
	#aheadOf(held: number, locals: Int32Array, rivals: readonly Rival[]): number {
		const ahead = this.#aheadByHeld[held] ?? this.#aheadWhileHeld(held);
		const words = (this.#bits + 31) >> 5;
		const { rankOf } = this.#graph;
		let mask = 0;
		for (const rival of rivals) {
			const local = locals[rival.task]!;
			if (local === DONE) continue;
			const rank = local < rankOf.length ? rankOf[local]! : -1;
			if (rank < 0) {
				if (!this.#automata.isDead(local)) mask |= 1 << rival.task;
				continue;
			}
			let meets = rival.isCertain;
			for (let i = 0; i < rival.words.length && !meets; i++) {
				meets = (ahead[rank * words + rival.words[i]!]! & rival.masks[i]!) !== 0;
			}
			if (meets) mask |= 1 << rival.task;
		}
		return mask;
	}

	#aheadWhileHeld(held: number): Int32Array {
		const { broken } = this.#trust;
		const closed = this.#machine.heldSets
			.locksOf(held)
			.filter(({ location }) => this.#contended.has(location) && !broken.has(location));
		const name = closed
			.map((each) => `${each.location} ${each.mode}`)
			.toSorted()
			.join();
		const ahead = this.#ahead.get(name) ?? this.#computeAhead(closed);
		this.#ahead.set(name, ahead);
		this.#aheadByHeld[held] = ahead;
		return ahead;
	}

	/** Classes ahead of each local state, as bit sets by rank, while somebody else keeps those locks. */
	#computeAhead(closed: readonly HeldLock[]): Int32Array {
		const { locals, first, next } = this.#graph;
		const { steps } = this.#automata;
		const words = (this.#bits + 31) >> 5;
		const ahead = new Int32Array(locals.length * words);
		const isClosed = (step: Step): boolean =>
			step.kind === 'join' ||
			(step.kind === 'lock' &&
				closed.some(
					({ location, mode }) =>
						location === step.location && (mode === 'exclusive' || !step.shared),
				));
		const open = locals.map((local) => {
			const step = steps[local];
			return step !== null && step !== undefined && !isClosed(step);
		});
		for (const [rank, local] of locals.entries()) {
			for (const each of this.#own[local] ?? []) {
				const bit = this.#bitOf[each] ?? -1;
				if (bit >= 0) ahead[rank * words + (bit >> 5)]! |= 1 << (bit & 31);
			}
		}
		for (let changed = true; changed;) {
			changed = false;
			for (let rank = 0; rank < locals.length; rank++) {
				if (!open[rank]) continue;
				const to = rank * words;
				for (let edge = first[rank]!; edge < first[rank + 1]!; edge++) {
					const from = next[edge]! * words;
					for (let i = 0; i < words; i++) {
						const joined = ahead[to + i]! | ahead[from + i]!;
						if (joined === ahead[to + i]) continue;
						ahead[to + i] = joined;
						changed = true;
					}
				}
			}
		}
		return ahead;
	}

	#findContended(roots: readonly number[]): Set<number> {
		const waiting = new Map<number, number>();
		const contended = new Set<number>();
		for (const { task, location, access } of this.#classes) {
			if (access !== 'acquire') continue;
			// Who joins comes to its locks when all others have ended.
			if (this.#automata.steps[roots[task]!]?.kind === 'join') continue;
			const mask = (waiting.get(location) ?? 0) | (1 << task);
			waiting.set(location, mask);
			if ((mask & (mask - 1)) !== 0) contended.add(location);
		}
		return contended;
	}

	/** Whether another task touches the location too, or begins or ends the object's life. */
	#meetsAnother({ task, location, access, object }: AccessClass): boolean {
		const isOther = (each: number): boolean => this.#classes[each]!.task !== task;
		if (this.#overlapping(location).some(isOther)) return true;
		if (object === 0) return false;
		return this.#byObject
			.get(object)!
			.some(
				(each) => isOther(each) && (access === 'free' || this.#classes[each]!.access === 'free'),
			);
	}

	/** Classes that touch what is at a location. */
	#overlapping(location: number): readonly number[] {
		if (location < 0) return none;
		const address = addressOf(location);
		if (!this.#mixed.has(address)) return this.#byLocation.get(location) ?? none;
		const ids = this.#byAddress.get(address)!;
		return ids.filter((each) => overlap(this.#classes[each]!.location, location));
	}

	#noteLocation(location: number, id: number): void {
		if (location < 0) return;
		const address = addressOf(location);
		const isOther = (each: number): boolean => {
			const { location: other } = this.#classes[each]!;
			return other !== location && overlap(other, location);
		};
		if (this.#byAddress.get(address)?.some(isOther) === true) this.#mixed.add(address);
		push(this.#byLocation, location, id);
		push(this.#byAddress, address, id);
	}

	#note(task: number, local: number, held: number, what: Place, step: Step): void {
		const plain = step.kind === 'load' || step.kind === 'store';
		const lock = step.operation.lock?.kind ?? '';
		const key = `${task} ${what.location} ${what.access} ${step.shared} ${held} ${what.object} ${plain} ${lock}`;
		let id = this.#classIds.get(key);
		if (id === undefined) {
			id = this.#classes.length;
			this.#classes.push({ task, ...what, shared: step.shared, held, plain });
			this.#classIds.set(key, id);
			this.#noteLocation(what.location, id);
			push(this.#byObject, what.object, id);
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
		this.#ahead.clear();
		this.#aheadByHeld.length = 0;
		this.#conflicts = [];
		this.#conflictsWaiting = [];
	}

	#accesses(task: number, step: Step): readonly Place[] {
		const own = this.#ownAccesses(task, step);
		return asksHeld(step) ? [...own, ...this.#stillHeld(task)] : own;
	}

	#ownAccesses(task: number, step: Step): readonly Place[] {
		if (step.kind === 'atomic') {
			return this.#placesOf(this.#machine.rehearse(task, step));
		}
		if (step.kind === 'alloc' || step.kind === 'inject') {
			const slice = this.#machine.slices[task]!;
			const location = this.#machine.pools.location(step.operation.name, slice);
			const pool: Place = { location, access: 'write', object: 0 };
			if (step.kind === 'inject') return [pool];
			// Whoever still has a pointer to the object finds it dead before, and empty afterwards.
			const object = this.#machine.pools.freeObject(task, step.operation.name);
			return [pool, { location: -1, access: 'free', object }];
		}
		if (step.kind === 'free') {
			const slice = this.#machine.pools.sliceOf(step.operation.name, step.object);
			const location = this.#machine.pools.location(step.operation.name, Math.max(slice, 0));
			const pool: Place = { location, access: 'write', object: 0 };
			const { life } = this.#machine.layout.pools.get(step.operation.name)!.struct;
			// Nobody is told that such an object is free, and its fields stay until it is handed out.
			if (life === 'persistent') {
				const location = wordLocation(step.object);
				return [pool, { location, access: 'write', object: step.object }];
			}
			return [pool, { location: -1, access: 'free', object: step.object }];
		}
		if (step.access === null) return [];
		const object = this.#machine.layout.objectOf[step.address] ?? 0;
		return [{ location: step.location, access: step.access, object }];
	}

	#placesOf(touches: readonly Touch[]): Place[] {
		return touches.map(({ address, access }) => ({
			location: this.#machine.locationOf(address),
			access,
			object: this.#machine.layout.objectOf[address] ?? 0,
		}));
	}

	/** Whether it still holds them is what a step asks of locks that others can give back. */
	#stillHeld(task: number): Place[] {
		return this.#machine.heldSets
			.locksOf(this.#machine.held[task]!)
			.filter(({ location }) => this.#trust.broken.has(location))
			.map(({ location }) => ({ location, access: 'read', object: 0 }));
	}

	#conflicting(task: number, what: Place, step: Step, keeps: Keeps): number[] {
		const sameObject = this.#byObject.get(what.object) ?? [];
		const candidates =
			what.access === 'free'
				? sameObject
				: [
						...this.#overlapping(what.location),
						...sameObject.filter((each) => this.#classes[each]!.access === 'free'),
					];
		const { heldSets } = this.#machine;
		const { broken } = this.#trust;
		const held = this.#machine.held[task]!;
		const now = { ...what, shared: step.shared };
		return candidates.filter((each) => {
			const later = this.#classes[each]!;
			if (later.task === task) return false;
			if (what.object === 0 && later.access === 'free') return false;
			if (!conflicts(now, later, broken.has(what.location), keeps)) return false;
			return !heldSets.exclude(held, later.held, broken);
		});
	}
}

/** What a step conflicts with, as long as it touches these places with these locks held. */
interface Conflicts {
	readonly held: number;
	readonly places: readonly Place[];
	readonly rivals: readonly Rival[];
}

/** Classes of one task. */
interface Rival {
	readonly task: number;
	/** Whether one of them is not in the sets of what lies ahead yet. */
	isCertain: boolean;
	/** Words of such a set, and which of their bits. */
	readonly words: number[];
	readonly masks: number[];
}

const none: readonly number[] = [];

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

function push(map: Map<number, number[]>, key: number, value: number): void {
	const list = map.get(key);
	if (list === undefined) map.set(key, [value]);
	else list.push(value);
}
