/*
 * harness/engine/held.ts - sets of held locks, interned to small integers.
 */
import { assert } from './assert.ts';
import type { AnyLock } from './struct.ts';
import type { LockMode } from './operation.ts';

export interface HeldLock {
	/** Location of the lock, see location.ts. */
	readonly location: number;
	readonly lock: AnyLock;
	readonly object: number;
	readonly mode: LockMode;
}

/** Set 0 is empty. Sets are ordered by acquisition, newest last, so traces can tell the nesting. */
export class HeldSets {
	readonly #sets: (readonly HeldLock[])[] = [[]];
	readonly #ids = new Map<string, number>([['', 0]]);
	readonly #spinning: boolean[] = [false];
	/** By set: the first set with the same locks. */
	readonly #first: number[] = [0];
	readonly #firstIds = new Map<string, number>([['', 0]]);
	/** By two sets: whether they exclude each other when no lock is broken. */
	readonly #disjoint: Map<number, boolean>[] = [];
	/** By set and lock taken: the set with that lock. */
	readonly #with: Map<number, number>[] = [];
	/** By set and location of the lock given back: the set without it. */
	readonly #without: Map<number, number>[] = [];

	locksOf(id: number): readonly HeldLock[] {
		return this.#sets[id]!;
	}

	/** Whether the set has a lock whose holder may not sleep. */
	spins(id: number): boolean {
		return this.#spinning[id]!;
	}

	/** The same number for all sets of the same locks, whatever the order of acquisition. */
	regardlessOfOrder(id: number): number {
		return this.#first[id]!;
	}

	with(id: number, held: HeldLock): number {
		const { location, lock, mode } = held;
		const taken =
			(location * kinds.length + kinds.indexOf(lock.kind)) * 2 + Number(mode === 'shared');
		const ids = (this.#with[id] ??= new Map<number, number>());
		let larger = ids.get(taken);
		if (larger === undefined) {
			larger = this.#intern([...this.#sets[id]!, held]);
			ids.set(taken, larger);
		}
		return larger;
	}

	/** The set without one hold of that lock; the set itself if it does not have the lock. */
	without(id: number, location: number): number {
		const ids = (this.#without[id] ??= new Map<number, number>());
		let smaller = ids.get(location);
		if (smaller === undefined) {
			const set = this.#sets[id]!;
			const last = set.findLastIndex((each) => each.location === location);
			smaller = last < 0 ? id : this.#intern(set.toSpliced(last, 1));
			ids.set(location, smaller);
		}
		return smaller;
	}

	find(id: number, location: number): HeldLock | null {
		return this.#sets[id]!.findLast((each) => each.location === location) ?? null;
	}

	/**
	 * Whether two tasks cannot hold these sets at the same time: both sets have a lock that is
	 * exclusive on one side and not broken.
	 */
	exclude(a: number, b: number, broken: ReadonlySet<number>): boolean {
		if (a === 0 || b === 0) return false;
		const against = (this.#disjoint[a] ??= new Map<number, boolean>());
		let known = broken.size === 0 ? against.get(b) : undefined;
		if (known === undefined) {
			known = this.#sets[a]!.some(
				(x) =>
					!broken.has(x.location) &&
					this.#sets[b]!.some(
						(y) => y.location === x.location && (x.mode === 'exclusive' || y.mode === 'exclusive'),
					),
			);
			if (broken.size === 0) against.set(b, known);
		}
		return known;
	}

	#intern(set: readonly HeldLock[]): number {
		const names = set.map(
			({ location, lock, mode }) => `${location} ${lock.kind}${mode === 'shared' ? ' shared' : ''}`,
		);
		const key = names.join();
		let id = this.#ids.get(key);
		if (id === undefined) {
			id = this.#sets.length;
			// The fingerprint of a state has 64 * set + task in 32 bits.
			assert(id < 2 ** 26, 'Two sets of held locks would have one fingerprint.');
			const sorted = names.toSorted().join();
			this.#first.push(this.#firstIds.get(sorted) ?? id);
			if (!this.#firstIds.has(sorted)) this.#firstIds.set(sorted, id);
			this.#sets.push(set);
			this.#spinning.push(set.some((each) => !sleepingKinds.has(each.lock.kind)));
			this.#ids.set(key, id);
		}
		return id;
	}
}

const kinds: readonly AnyLock['kind'][] = [
	'spin',
	'semaphore',
	'rwsem',
	'rwlock',
	'bit-spin',
	'bit-sleep',
];

/** Kinds of locks whose acquirer may sleep and whose holder may sleep. */
export const sleepingKinds: ReadonlySet<AnyLock['kind']> = new Set([
	'semaphore',
	'rwsem',
	'bit-sleep',
]);
