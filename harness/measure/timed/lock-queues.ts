/*
 * harness/measure/timed/lock-queues.ts - who waits for which lock, and who has it next.
 *
 * As in 2.5.66, and as in engine/queues.ts where that says something of it:
 *
 *   spin, bit-spin   the cpu goes round. Nobody says who comes next on real hardware; here it is who came first.
 *   rwlock           the same; a reader comes in beside readers, however long a writer has waited.
 *   rwsem            sleeps. Fair, as in lib/rwsem.c: who comes behind a waiting writer waits as well, and whoever gives
 *                    it back hands it to the next writer, or to all readers before the next writer.
 *   semaphore        sleeps. Who gives it back wakes one sleeper, and anybody may take it before that one runs.
 *   bit-sleep        sleeps. All sleepers are woken and try again. A bare clear of the bit wakes nobody.
 */
import { bitLocation, wordLocation } from '../../engine/location.ts';
import type { Operation } from '../../engine/operation.ts';
import type { AnyLock } from '../../engine/struct.ts';
import { PL } from '../../mm/include/page-flags.ts';
import { acquired } from '../straight/operations.ts';
import type { State } from '../straight/state.ts';
import type { Task } from './task.ts';

interface Waiter {
	readonly task: Task;
	readonly operation: Operation;
}

/** Told who goes on: with the lock in hand, or to try again. */
export interface Wakers {
	readonly grant: (task: Task) => void;
	readonly wake: (task: Task) => void;
}

const spinKinds: ReadonlySet<AnyLock['kind']> = new Set(['spin', 'bit-spin', 'rwlock']);

/** Whether who waits for a lock goes round on its cpu instead of sleeping. */
export const spins = ({ kind }: AnyLock): boolean => spinKinds.has(kind);

const locationOf = ({ field, object, bit }: Operation): number => {
	const address = object + field!.offset;
	return bit >= 0 ? bitLocation(address, bit) : wordLocation(address);
};

export class LockQueues {
	readonly #queues = new Map<number, Waiter[]>();
	readonly #machine: State;
	readonly #wakers: Wakers;

	constructor(machine: State, wakers: Wakers) {
		this.#machine = machine;
		this.#wakers = wakers;
	}

	/** Takes a lock if it may be taken now; whether it was. */
	take(operation: Operation): boolean {
		const lock = operation.lock!;
		if (lock.kind === 'rwsem' && this.#queues.has(locationOf(operation))) return false;
		return this.#acquire(operation);
	}

	/** The task waits; one that was woken in vain goes on waiting in the first place. */
	wait(task: Task, operation: Operation, isFirst: boolean): void {
		const location = locationOf(operation);
		const queue = this.#queues.get(location);
		const waiter = { task, operation };
		if (queue === undefined) this.#queues.set(location, [waiter]);
		else if (isFirst) queue.unshift(waiter);
		else queue.push(waiter);
	}

	/** A lock was given back: others go on. */
	released(operation: Operation): void {
		const location = locationOf(operation);
		const queue = this.#queues.get(location);
		if (queue === undefined) return;
		const { kind } = operation.lock!;
		if (kind === 'bit-sleep') this.#wakeAll(location);
		else if (kind === 'semaphore') this.#wakers.wake(queue.shift()!.task);
		else if (kind === 'rwlock') this.#grantUnfair(queue);
		else this.#grantInOrder(queue);
		if (queue.length === 0) this.#queues.delete(location);
	}

	/** A bit was cleared that may not be a lock: who waits for that goes on. */
	cleared(operation: Operation): void {
		if (operation.field === PL.field && operation.bit === PL.bit) return;
		this.#wakeAll(locationOf(operation));
	}

	#wakeAll(location: number): void {
		const queue = this.#queues.get(location);
		this.#queues.delete(location);
		for (const { task } of queue?.splice(0) ?? []) this.#wakers.wake(task);
	}

	/** The first one, and with a reader all readers right behind it. */
	#grantInOrder(queue: Waiter[]): void {
		for (let next = queue[0]; next !== undefined; next = queue[0]) {
			if (!this.#acquire(next.operation)) return;
			queue.shift();
			this.#wakers.grant(next.task);
		}
	}

	/** The first one, and with a reader all readers. */
	#grantUnfair(queue: Waiter[]): void {
		for (const next of queue.slice()) {
			if (!this.#acquire(next.operation)) continue;
			queue.splice(queue.indexOf(next), 1);
			this.#wakers.grant(next.task);
		}
	}

	/** Whoever finds it taken has not counted a lock. */
	#acquire({ lock, object, mode }: Operation): boolean {
		const isTaken = acquired(lock!, object, mode === 'shared');
		if (!isTaken) this.#machine.counts.locks--;
		return isTaken;
	}
}
