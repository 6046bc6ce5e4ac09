/*
 * harness/engine/locks.ts - who holds which locks, and what taking and giving back does.
 */
import { assert } from './assert.ts';
import type { NameOf } from './layout.ts';
import { death, deathNaming, type Death } from './death.ts';
import { HeldSets, sleepingKinds } from './held.ts';
import type { LockMode } from './operation.ts';
import { canQueue, QUEUED, Queues, sleepersOf, writerWaits } from './queues.ts';
import { isDowngrade, type Step } from './step.ts';
import type { AnyLock } from './struct.ts';
import type { Words } from './words.ts';

export class Locks {
	readonly #words: Words;
	readonly #nameOf: NameOf;
	/** By task: the set of locks that it holds. */
	readonly held: Int32Array;
	readonly heldSets: HeldSets = new HeldSets();
	/** Lock-order edges seen, 'PTL>CL' -> the objects of both where it was seen first. */
	readonly edges: Map<string, readonly [number, number]> = new Map();
	readonly queues: Queues = new Queues();
	/** By set of held locks, and location: the lock there that was waited for with these in hand. */
	readonly #noted: (Map<number, AnyLock> | undefined)[] = [];

	constructor(words: Words, tasks: number, nameOf: NameOf) {
		this.#words = words;
		this.#nameOf = nameOf;
		this.held = new Int32Array(tasks);
	}

	/** Whether a lock can be had at this instant. */
	isFree(step: Step): boolean {
		const word = this.#words.memory[step.address]!;
		if (step.mask !== 0) return (word & step.mask) === 0;
		return step.shared ? word >= 0 && word < writerWaits : word === 0;
	}

	/** Whether a step that waits for a lock or a bit can run now, if only to get into a queue. */
	mayRun(step: Step): boolean {
		const word = this.#words.memory[step.address]!;
		if (step.isQueued && step.mask !== 0) return (word & sleepersOf(step.mask)) === 0;
		return this.isFree(step) || this.#mayQueue(step, word);
	}

	#mayQueue(step: Step, word: number): boolean {
		if (!canQueue(step) || !this.queues.adopted.has(step.location)) return false;
		if (step.mask !== 0) return step.operation.lock?.kind !== 'bit-spin';
		return !step.shared && word > 0 && word < writerWaits;
	}

	/** Takes a lock, or gets into its queue where it is not free: what was observed, or why it may not. */
	lock(task: number, step: Step): number | Death {
		if (step.isQueued && step.mask !== 0) return 0;
		return this.isFree(step)
			? (this.acquire(task, step, true) ?? 0)
			: (this.#waits(task, step) ?? this.#queue(step));
	}

	/** The same where it only waits for a bit to be clear. */
	waitBit(task: number, step: Step): number | Death {
		if (step.isQueued) return 0;
		const dies = this.checkSleep(task, step.operation.field!.name);
		return dies ?? (this.isFree(step) ? 0 : this.#queue(step));
	}

	/** Puts a task that found its lock taken, or its bit set, into the queue. */
	#queue(step: Step): number {
		assert(this.mayRun(step), 'A task that waits was run.');
		const word = this.#words.memory[step.address]!;
		const { mask } = step;
		this.#words.write(step.address, mask === 0 ? word + writerWaits : word | sleepersOf(mask));
		return QUEUED;
	}

	/** Takes a lock that is free; says why the task may not wait for it, or null. */
	acquire(task: number, step: Step, blocking: boolean): Death | null {
		const lock = step.operation.lock!;
		const heldId = this.held[task]!;
		if (blocking) {
			const dies = this.#waits(task, step);
			if (dies !== null) return dies;
		}
		const word = this.#words.memory[step.address]!;
		if (step.mask !== 0) this.#words.write(step.address, word | step.mask);
		else this.#words.write(step.address, step.shared ? word + 1 : -1);
		const mode: LockMode = step.shared ? 'shared' : 'exclusive';
		this.held[task] = this.heldSets.with(heldId, {
			location: step.location,
			lock,
			object: step.object,
			mode,
		});
		return null;
	}

	/** Says why the task may not wait for this lock, or null; notes what it holds meanwhile. */
	#waits(task: number, step: Step): Death | null {
		const lock = step.operation.lock!;
		const sleeps = sleepingKinds.has(lock.kind) ? this.checkSleep(task, lock.name) : null;
		if (sleeps !== null) return sleeps;
		this.#note(this.held[task]!, lock, step);
		return null;
	}

	/** Notes once what is waited for with these locks in hand. */
	#note(heldId: number, lock: AnyLock, step: Step): void {
		const noted = (this.#noted[heldId] ??= new Map<number, AnyLock>());
		const key = step.location * 2 + Number(step.shared);
		if (noted.get(key) === lock) return;
		noted.set(key, lock);
		this.#recordOrder(heldId, lock, step);
		this.queues.waits(this.heldSets.locksOf(heldId), step);
	}

	/** Gives a lock back: whether it was taken, or why the task may not. */
	release(task: number, step: Step): boolean | Death {
		const lock = step.operation.lock!;
		const word = this.#words.memory[step.address]!;
		const holds = this.heldSets.find(this.held[task]!, step.location);
		if (lock.kind === 'bit-sleep') {
			const was = (word & step.mask) !== 0;
			const isWoken = this.queues.adopted.has(step.location);
			this.#words.write(step.address, word & ~(isWoken ? withSleepers(step.mask) : step.mask));
			if (holds !== null) this.#drop(task, step.location);
			else if (was) this.#dropFromAnybody(step.location);
			return was;
		}
		if (holds === null || (holds.mode === 'shared') !== step.shared) {
			const { object } = step;
			return deathNaming('unlock', this.#nameOf, (called) => `${lock.name}(${called(object)})`);
		}
		if (step.mask !== 0) this.#words.write(step.address, word & ~step.mask);
		else
			this.#words.write(
				step.address,
				step.shared ? oneReaderLess(word) : Number(isDowngrade(step)),
			);
		this.#drop(task, step.location);
		if (isDowngrade(step)) {
			this.held[task] = this.heldSets.with(this.held[task]!, { ...holds, mode: 'shared' });
		}
		return true;
	}

	/** Why the task may not sleep, or null. */
	checkSleep(task: number, what: string): Death | null {
		const heldId = this.held[task]!;
		if (!this.heldSets.spins(heldId)) return null;
		const names = this.heldSets
			.locksOf(heldId)
			.filter((each) => !sleepingKinds.has(each.lock.kind));
		return death(
			'sleep',
			`${what} while holding ${names.map((each) => each.lock.name).join(', ')}`,
		);
	}

	/** Why the task may not leave the kernel, or null. */
	checkNoneHeld(task: number): Death | null {
		const locks = this.heldSets.locksOf(this.held[task]!);
		if (locks.length === 0) return null;
		return deathNaming('held', this.#nameOf, (called) =>
			locks.map(({ lock, object }) => `${lock.name}(${called(object)})`).join(', '),
		);
	}

	#drop(task: number, location: number): void {
		this.held[task] = this.heldSets.without(this.held[task]!, location);
	}

	/** A sleeping bit lock records no owner: whoever clears it takes it from its holder. */
	#dropFromAnybody(location: number): void {
		for (let task = 0; task < this.held.length; task++) this.#drop(task, location);
	}

	#recordOrder(heldId: number, lock: AnyLock, step: Step): void {
		for (const each of this.heldSets.locksOf(heldId)) {
			const edge = `${each.lock.name}>${lock.name}`;
			if (!this.edges.has(edge)) this.edges.set(edge, [each.object, step.object]);
		}
	}
}

/** With the last reader the mark goes that kept others out; whoever waits may come. */
const oneReaderLess = (word: number): number => (word === writerWaits + 1 ? 0 : word - 1);

const withSleepers = (mask: number): number => mask | sleepersOf(mask);
