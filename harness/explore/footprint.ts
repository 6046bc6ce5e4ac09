/*
 * harness/explore/footprint.ts - what each task may still do, and under which locks.
 *
 * An access class is (task, location, kind of access, locks held). From the local states discovered so
 * far it follows which classes lie ahead of each of them. A task may run alone when no class that lies
 * ahead of another task conflicts with its next step, unless both can only happen under one lock.
 *
 * Footprints rest on what was discovered, not on all that is possible. That is sound once a whole
 * search has discovered nothing new: take a shortest full schedule from a visited state to something
 * undiscovered; every step before the last is covered by the footprints, so the persistent sets used
 * are right along it, and the reduced search would have followed an equivalent schedule to the same
 * discovery. So the search runs again until `discovered` stays false (see stored.ts). What an atomic
 * step or an allocation touches depends on memory, so it is noted of every one that runs.
 */
import type { Automata } from '../engine/automaton.ts';
import type { Access, Machine, Step } from '../engine/machine.ts';
import { DONE } from '../engine/automaton.ts';

interface AccessClass {
	readonly task: number;
	readonly location: number;
	readonly access: Access;
	readonly shared: boolean;
	readonly held: number;
	readonly object: number;
	/** A plain load or store, as opposed to an atomic operation. */
	readonly plain: boolean;
}

/** Two tasks touch one word without a lock in common, one of them writes, and one of the accesses is plain. */
export interface DataRace {
	readonly location: number;
	readonly tasks: readonly [number, number];
}

export class Footprints {
	readonly #machine: Machine;
	readonly #automata: Automata;
	readonly #classes: AccessClass[] = [];
	readonly #classIds = new Map<string, number>();
	readonly #byLocation = new Map<number, number[]>();
	readonly #byObject = new Map<number, number[]>();
	/** Classes of each local state's own step. */
	readonly #own: number[][] = [];
	/** Held set + 1 with which each local state was entered last. */
	#entered = new Int32Array(4096);
	readonly #enteredMore = new Set<number>();
	/** By local state: classes ahead as a bit set, or undefined when not computed yet. */
	#ahead: (Int32Array | undefined)[] = [];
	#aheadClasses = 0;
	readonly #conflicts = new Map<number, readonly number[]>();
	/** Whether anything new turned up since learn(). */
	discovered = false;

	constructor(machine: Machine, automata: Automata) {
		this.#machine = machine;
		this.#automata = automata;
	}

	get classes(): number {
		return this.#classes.length;
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
		const key = local * 65536 + held;
		if (this.#entered[local] !== 0) {
			if (this.#enteredMore.has(key)) return;
			this.#enteredMore.add(key);
		}
		this.#entered[local] = held + 1;
		this.#enteredMore.add(key);
		this.discovered = true;
		const step = this.#automata.steps[local];
		if (step === null || step === undefined) return;
		if (isOpen(step)) return;
		for (const each of this.#accesses(task, step)) this.#note(task, local, held, each, step);
	}

	/** Notes what the next step of a task touches, where that depends on memory: before each that runs. */
	leave(task: number, local: number): void {
		const step = this.#automata.steps[local]!;
		if (!isOpen(step)) return;
		const held = this.#machine.held[task]!;
		for (const each of this.#accesses(task, step)) this.#note(task, local, held, each, step);
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
		order.sort((a, b) => b - a);
		const words = (this.#classes.length + 31) >> 5;
		this.#ahead = [];
		this.#aheadClasses = this.#classes.length;
		for (const local of order) {
			const bits = new Int32Array(words);
			for (const each of this.#own[local] ?? []) bits[each >> 5]! |= 1 << (each & 31);
			this.#ahead[local] = bits;
		}
		for (let changed = true; changed;) {
			changed = false;
			for (const local of order) {
				const bits = this.#ahead[local]!;
				for (const next of this.#automata.successors(local)) {
					const more = this.#ahead[next]!;
					for (let i = 0; i < words; i++) {
						const joined = bits[i]! | more[i]!;
						if (joined !== bits[i]) {
							bits[i] = joined;
							changed = true;
						}
					}
				}
			}
		}
		this.#conflicts.clear();
		this.discovered = false;
	}

	/** Tasks (as a bit mask) that may still conflict with the next step of `task`. */
	rivals(task: number, locals: Int32Array): number {
		const local = locals[task]!;
		const step = this.#automata.steps[local]!;
		let mask = 0;
		if (isOpen(step)) {
			for (const each of this.#accesses(task, step)) {
				mask |= this.#aheadOf(locals, this.#conflicting(task, each, step));
			}
			return mask;
		}
		const key = local * 65536 + this.#machine.held[task]!;
		let classes = this.#conflicts.get(key);
		if (classes === undefined) {
			classes = this.#accesses(task, step).flatMap((each) => this.#conflicting(task, each, step));
			this.#conflicts.set(key, classes);
		}
		return this.#aheadOf(locals, classes);
	}

	/** Tasks other than `task` that hold the lock that it waits for. */
	holders(task: number, step: Step): number {
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
		const { heldSets, untrusted } = this.#machine;
		for (const [location, ids] of this.#byLocation) {
			const classes = ids.map((id) => this.#classes[id]!).filter((each) => isMemory(each.access));
			const race = classes.find((one) =>
				classes.some(
					(two) =>
						one.task < two.task &&
						(one.plain || two.plain) &&
						!(one.access === 'read' && two.access === 'read') &&
						!heldSets.exclude(one.held, two.held, untrusted),
				),
			);
			if (race !== undefined) {
				const other = classes.find((each) => each.task > race.task)!;
				races.push({ location, tasks: [race.task, other.task] });
			}
		}
		return races;
	}

	#aheadOf(locals: Int32Array, classes: readonly number[]): number {
		let mask = 0;
		for (const each of classes) {
			const { task } = this.#classes[each]!;
			if (mask & (1 << task)) continue;
			const local = locals[task]!;
			// What waits for all others comes after whatever they do.
			if (local === DONE || this.#automata.steps[local]?.kind === 'join') continue;
			const bits = this.#ahead[local];
			if (bits === undefined) {
				if (!this.#automata.isDead(local)) mask |= 1 << task;
			} else if (each >= this.#aheadClasses || (bits[each >> 5]! >> (each & 31)) & 1) {
				mask |= 1 << task;
			}
		}
		return mask;
	}

	#note(task: number, local: number, held: number, what: Place, step: Step): void {
		const plain = step.kind === 'load' || step.kind === 'store';
		const key = `${task} ${what.location} ${what.access} ${step.shared} ${held} ${what.object} ${plain}`;
		let id = this.#classIds.get(key);
		if (id === undefined) {
			id = this.#classes.length;
			this.#classes.push({ task, ...what, shared: step.shared, held, plain });
			this.#classIds.set(key, id);
			push(this.#byLocation, what.location, id);
			push(this.#byObject, what.object, id);
			this.#conflicts.clear();
			this.discovered = true;
		}
		const own = (this.#own[local] ??= []);
		if (!own.includes(id)) {
			own.push(id);
			this.discovered = true;
		}
	}

	#accesses(task: number, step: Step): readonly Place[] {
		if (step.kind === 'atomic') {
			return this.#machine.rehearse(step).map(({ location, access }) => ({
				location,
				access,
				object: this.#machine.layout.objectOf[Math.floor(location / 32)] ?? 0,
			}));
		}
		if (step.kind === 'alloc' || step.kind === 'inject') {
			const slice = this.#machine.slices[task]!;
			const location = this.#machine.poolLocation(step.operation.name, slice);
			const pool: Place = { location, access: 'write', object: 0 };
			if (step.kind === 'inject') return [pool];
			// Whoever still has a pointer to the object finds it dead before, and empty afterwards.
			const object = this.#machine.freeObject(task, step.operation.name);
			return [pool, { location: -1, access: 'free', object }];
		}
		if (step.kind === 'free') {
			const slice = this.#machine.sliceOf(step.operation.name, step.object);
			const location = this.#machine.poolLocation(step.operation.name, Math.max(slice, 0));
			const pool: Place = { location, access: 'write', object: 0 };
			const { object } = step;
			// A struct page stays where it is and says what it said; only that it is free is new.
			return this.#machine.layout.pools.get(step.operation.name)!.struct.life === 'persistent'
				? [pool, { location: object * 32 + 31, access: 'write', object: 0 }]
				: [pool, { location: -1, access: 'free', object }];
		}
		if (step.access === null) return [];
		const object = this.#machine.layout.objectOf[step.address] ?? 0;
		return [{ location: step.location, access: step.access, object }];
	}

	#conflicting(task: number, what: Place, step: Step): number[] {
		const candidates =
			what.access === 'free'
				? (this.#byObject.get(what.object) ?? [])
				: [
						...(this.#byLocation.get(what.location) ?? []),
						...(this.#byObject.get(what.object) ?? []).filter(
							(each) => this.#classes[each]!.access === 'free',
						),
					];
		const held = this.#machine.held[task]!;
		return candidates.filter((each) => {
			const other = this.#classes[each]!;
			if (other.task === task) return false;
			if (what.object === 0 && other.access === 'free') return false;
			if (!dependent(what.access, step.shared, other.access, other.shared)) return false;
			return !this.#machine.heldSets.exclude(held, other.held, this.#machine.untrusted);
		});
	}
}

interface Place {
	readonly location: number;
	readonly access: Access;
	readonly object: number;
}

/** Whether what a step touches depends on what it finds in memory. */
const isOpen = ({ kind }: Step): boolean => kind === 'atomic' || kind === 'alloc';

const isMemory = (access: Access): boolean =>
	access === 'read' || access === 'write' || access === 'add';

/** Whether a step now and another task's step later may not be swapped (one location, or a free). */
function dependent(now: Access, nowShared: boolean, later: Access, laterShared: boolean): boolean {
	switch (now) {
		case 'free':
			return true;
		case 'read':
			return later !== 'read' && later !== 'wait';
		case 'add':
		case 'set':
		case 'clear':
			return later !== now;
		case 'write':
			return true;
		case 'wait':
			return later !== 'read' && later !== 'wait' && later !== 'release';
		case 'acquire':
			return later === 'acquire' && nowShared && laterShared ? false : later !== 'release';
		case 'try':
			return !(later === 'try' && nowShared && laterShared);
		case 'release':
			// Whoever waits for the lock cannot run before; whoever only tries can.
			return later !== 'acquire' && later !== 'wait';
	}
}

function push(map: Map<number, number[]>, key: number, value: number): void {
	const list = map.get(key);
	if (list === undefined) map.set(key, [value]);
	else list.push(value);
}
