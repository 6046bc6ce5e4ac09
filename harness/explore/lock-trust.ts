/*
 * harness/explore/lock-trust.ts - which locks exclude other tasks.
 *
 * Two guarantees follow from the rules of a lock and not from its word: two critical sections of one lock
 * exclude each other, and a lock stays taken as long as its holder does not move. A lock whose rules are
 * broken loses these guarantees, and only these: the search treats its word like any other word. A lock is
 * broken if
 *
 * 1. a task that does not hold it may release it, and the lock permits that (only a bit lock whose waiters
 *    sleep records no owner; for all others such an unlock is a death that changes nothing);
 * 2. an operation other than locking and unlocking may write its word or its bit: a bare bit operation, a
 *    store of the whole flags word, an addition;
 * 3. the word is used as two locks, once as a whole and once bit by bit;
 * 4. its object is freed or handed out anew while a task holds it, which clears the word;
 * 5. it has a queue (engine/queues.ts): a task that waits for it takes steps.
 *
 * The search detects 1 to 3 in a step that is about to run, and 4 when the step runs. A broken lock stays
 * broken.
 */
import type { Machine } from '../engine/machine.ts';
import type { Access } from '../engine/kinds.ts';
import { addressOf, overlap } from '../engine/location.ts';
import type { LockKind } from '../engine/struct.ts';

/** Accesses that lock operations make to the word of the lock. */
const locking: ReadonlySet<Access> = new Set(['acquire', 'try', 'release']);

/** Accesses that change no word. */
const looking: ReadonlySet<Access> = new Set(['read', 'wait']);

const none: ReadonlySet<number> = new Set();

/** An access that some task may make. */
export interface Use {
	readonly location: number;
	readonly access: Access;
	/** Kind of the lock that the step is about, or null. */
	readonly lockKind: LockKind | null;
	/** Whether the task holds the lock at that location then. */
	readonly holds: boolean;
}

export class LockTrust {
	readonly #broken = new Set<number>();
	/** By word: locations that are locked. */
	readonly #lockedAt = new Map<number, Set<number>>();
	/** By word: locations that are written by other means. */
	readonly #writtenAt = new Map<number, Set<number>>();

	/** Locations of the broken locks. */
	get broken(): ReadonlySet<number> {
		return this.#broken;
	}

	/** Takes an access into account. Returns whether a lock lost its guarantees by it. */
	note({ location, access, lockKind, holds }: Use): boolean {
		if (location < 0 || looking.has(access)) return false;
		const address = addressOf(location);
		const before = this.#broken.size;
		addTo(locking.has(access) ? this.#lockedAt : this.#writtenAt, address, location);
		if (access === 'release' && lockKind === 'bit-sleep' && !holds) this.#broken.add(location);
		const locked = this.#lockedAt.get(address) ?? none;
		const written = this.#writtenAt.get(address) ?? none;
		for (const each of locked) {
			const isSpoilt = (other: number): boolean => overlap(other, each);
			const isOther = (other: number): boolean => other !== each && overlap(other, each);
			if ([...written].some(isSpoilt) || [...locked].some(isOther)) this.#broken.add(each);
		}
		return this.#broken.size > before;
	}

	/** Takes the locks that have queues into account. Returns whether one lost its guarantees by it. */
	breakQueued(locations: ReadonlySet<number>): boolean {
		const before = this.#broken.size;
		for (const each of locations) this.#broken.add(each);
		return this.#broken.size > before;
	}

	/**
	 * An object's words are about to be cleared. Returns whether a lock lost its guarantees by it.
	 */
	clears(machine: Machine, object: number): boolean {
		if (object === 0) return false;
		const before = this.#broken.size;
		const { held, heldSets, layout } = machine;
		for (const set of held) {
			if (set === 0) continue;
			for (const { location } of heldSets.locksOf(set)) {
				if (layout.objectOf[addressOf(location)] === object) this.#broken.add(location);
			}
		}
		return this.#broken.size > before;
	}
}

function addTo(map: Map<number, Set<number>>, key: number, value: number): void {
	const known = map.get(key);
	if (known === undefined) map.set(key, new Set([value]));
	else known.add(value);
}
