/*
 * harness/explore/lock-trust.ts - which locks keep others away.
 *
 * That two critical sections of one lock exclude each other, and that a lock stays taken as long as its
 * holder does not move, follows from the rules of the lock and not from its word. A kernel that breaks
 * them loses the guarantee, and only that: what it does is searched as what happens to any other word.
 * A lock is broken when
 *
 * 1. somebody may give it back who does not hold it, and the lock lets him (only a bit lock whose waiters
 *    sleep records no owner; of all others such an unlock is a death that changes nothing);
 * 2. something else than locking and unlocking may write its word or its bit: a bare bit operation, a
 *    store of the whole flags word, an addition;
 * 3. the word is used as two locks, once as a whole and once bit by bit;
 * 4. its object is freed or handed out anew while somebody holds it, which clears the word.
 *
 * 1 to 3 are seen from what a task is about to do, before it does it; 4 when it does. Nothing is ever
 * taken back.
 */
import type { Machine } from '../engine/machine.ts';
import type { Access } from '../engine/kinds.ts';
import { addressOf, overlap } from '../engine/location.ts';
import type { LockKind } from '../engine/struct.ts';

/** What a lock's own operations do to its word. */
const locking: ReadonlySet<Access> = new Set(['acquire', 'try', 'release']);

/** What leaves every word as it was. */
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

	/** Locations of the locks that keep nobody away. */
	get broken(): ReadonlySet<number> {
		return this.#broken;
	}

	/** Takes an access into account; whether a lock lost its guarantee by it. */
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

	/** An object's words are about to be cleared; whether a lock lost its guarantee by it. */
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
