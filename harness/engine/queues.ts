/*
 * harness/engine/queues.ts - who waits in the queue of a lock, where that can matter.
 *
 * Mostly it does not: a task that waits goes on when it can, and the search lets it go on at any time after
 * that. So a waiting task changes no word, and costs no state. There are two exceptions.
 *
 * 1. A rwsem is fair, as in lib/rwsem.c: a reader that comes behind a waiting writer waits as well. Whoever
 *    holds it for reading and waits for that second reader waits for ever. That takes a circle: somebody takes
 *    the rwsem for reading with a lock in hand (the rwsem itself, or another) that its readers wait for.
 * 2. Whoever sleeps on a bit sleeps until he is woken. unlock() wakes all; a bare clear of the bit wakes nobody.
 *
 * Here every first wait is noted, and the locks for which one of the two is true are found. From the next
 * search on they have queues (adopt()): a writer who finds readers may mark the lock, and whoever finds the
 * bit set may fall asleep, which is a step like any other. Marking late is always allowed, so that all that
 * an unmarked lock permits stays possible. Among those who wait no order is kept: as soon as the last reader
 * has gone anybody may come first. Wake-ups without a cause are left out.
 *
 * Who will clear a bit that is no lock (PG_writeback) is not known, so that no circle leads through it.
 */
import type { HeldLock } from './held.ts';
import type { Step } from './step.ts';

/** What a step observes whose task got into a queue instead; no step that can wait observes this otherwise. */
export const QUEUED: number = 2;

/** Added to the count of readers of a rwsem while a writer waits in its queue. */
export const writerWaits: number = 1 << 16;

/** Distance from a bit to the one that says whether somebody sleeps until it is clear. */
const sleepersShift = 24;

/** The bits that say whether somebody sleeps on these. */
export const sleepersOf = (mask: number): number => mask << sleepersShift;

/** Whether the step can put its task into a queue. */
export const canQueue = ({ kind, isQueued }: Step): boolean =>
	(kind === 'lock' || kind === 'wait-bit-clear') && !isQueued;

/** What a task knows of what its step observed: the value, or only that it got into a queue. */
export const outcomeOf = (step: Step, observed: number): number =>
	step.observes || (observed === QUEUED && canQueue(step)) ? observed : 0;

/** What the task does next that got into a queue by this step. */
export function queuedStep(step: Step): Step {
	const isBit = step.mask !== 0;
	return {
		...step,
		isQueued: true,
		access: isBit ? 'wait' : step.access,
		asksHeld: isBit ? false : step.asksHeld,
	};
}

export class Queues {
	/** Locations that have queues. */
	readonly adopted: Set<number> = new Set();
	readonly #found = new Set<number>();
	/** By location: what is waited for with this in hand. */
	readonly #waitedUnder = new Map<number, Set<number>>();
	/** By rwsem: what is in the hands of those who take it for reading. */
	readonly #readUnder = new Map<number, Set<number>>();
	/** Bits that are locks whose waiters sleep, and bits that were cleared and nobody woken. */
	readonly #sleptOn = new Set<number>();
	readonly #cleared = new Set<number>();

	/** Whether locks were found that should have queues and have none yet. */
	get hasFound(): boolean {
		return this.#found.size > 0;
	}

	/** Gives queues to the locks that were found; no execution may be under way. */
	adopt(found: Iterable<number> = this.#found): void {
		for (const each of found) this.adopted.add(each);
		this.#found.clear();
	}

	/** A task that holds these waits for what the step is about, or could have had to. */
	waits(held: readonly HeldLock[], { location, operation, shared }: Step): void {
		const kind = operation.lock?.kind;
		if (kind === 'bit-sleep') {
			this.#sleptOn.add(location);
			this.#findBit(location);
		}
		if (held.length === 0) return;
		let isNew = false;
		for (const each of held) isNew = addTo(this.#waitedUnder, each.location, location) || isNew;
		if (kind === 'rwsem' && shared) {
			for (const each of held) isNew = addTo(this.#readUnder, location, each.location) || isNew;
		}
		if (isNew) this.#findCircles();
	}

	/** A bit was cleared by something else than a lock operation that wakes. */
	clears({ location }: Step): void {
		this.#cleared.add(location);
		this.#findBit(location);
	}

	#findBit(location: number): void {
		if (this.#sleptOn.has(location) && this.#cleared.has(location)) this.#find(location);
	}

	#findCircles(): void {
		for (const [rwsem, under] of this.#readUnder) {
			const reached = new Set([rwsem]);
			for (const each of reached) {
				for (const next of this.#waitedUnder.get(each) ?? []) reached.add(next);
			}
			if ([...under].some((each) => reached.has(each))) this.#find(rwsem);
		}
	}

	#find(location: number): void {
		if (!this.adopted.has(location)) this.#found.add(location);
	}
}

/** Whether it was not there yet. */
function addTo(map: Map<number, Set<number>>, key: number, value: number): boolean {
	const known = map.get(key) ?? new Set();
	map.set(key, known);
	const before = known.size;
	return known.add(value).size > before;
}
