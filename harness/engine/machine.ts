/*
 * harness/engine/machine.ts - the memory and what one operation does to it.
 *
 * The search on automata and the live generators share it, so that both run the same kernel. All changes go
 * through write(), which keeps an undo log and a 64-bit fingerprint of the memory. task-state.ts runs most
 * steps of a search from rows instead and must agree with this file; row.ts says why there are two
 * interpreters.
 */
import { assert } from './assert.ts';
import { AtomicSteps, type Touch } from './atomic-steps.ts';
import type { AtomicStep } from './atomic.ts';
import { death, type Death } from './death.ts';
import type { HeldSets } from './held.ts';
import { describeWord, type Layout } from './layout.ts';
import { listAdd, listDelete } from './lists.ts';
import { wordLocation } from './location.ts';
import { Locks } from './locks.ts';
import { mixOne, mixTwo } from './mix.ts';
import { Pools } from './pools.ts';
import type { Step } from './step.ts';
import { invalidity } from './validity.ts';
import { accessWord } from './word-steps.ts';

export class Machine {
	readonly layout: Layout;
	readonly slices: readonly number[];
	readonly memory: Int32Array;
	readonly locks: Locks;
	readonly pools: Pools;
	/** By task: the set of locks that it holds, one of `heldSets`. */
	readonly held: Int32Array;
	readonly heldSets: HeldSets;
	/** Fingerprint of memory, two words. */
	hash1 = 0;
	hash2 = 0;
	/** Whether write() keeps the fingerprint; when it does not, refold() brings it up to date. */
	folding = true;
	/** Set by step() when the task ended badly; the caller resets it. */
	death: Death | null = null;
	/** See locks.ts. */
	readonly edges: Locks['edges'];
	readonly #atomicSteps: AtomicSteps;
	#logAddress = new Int32Array(1024);
	#logValue = new Int32Array(1024);
	#logLength = 0;
	/** The image that undoing the whole log leads back to, or null. */
	#image: Int32Array | null = null;
	#imageHash1 = 0;
	#imageHash2 = 0;
	/** By address: the refold() that saw it last. */
	readonly #refolded: Int32Array;
	#refoldings = 1;
	/**
	 * One entry of `slices` per task: the pool slice that it allocates from. `extraWords` come after all
	 * others and belong to no object.
	 */
	constructor(
		layout: Layout,
		atomics: Readonly<Record<string, AtomicStep>>,
		slices: readonly number[],
		extraWords: number = 0,
	) {
		this.slices = slices;
		this.layout = layout;
		const extra = layout.words + Pools.extraWords(layout);
		this.memory = new Int32Array(extra + extraWords);
		this.#refolded = new Int32Array(this.memory.length);
		this.pools = new Pools(this, layout, slices);
		this.locks = new Locks(this, slices.length, this.nameOf);
		({ held: this.held, heldSets: this.heldSets, edges: this.edges } = this.locks);
		this.#atomicSteps = new AtomicSteps(this, atomics, extra);
	}

	/** Where accesses to a word meet, see Layout.meetsAt. */
	locationOf(address: number): number {
		return wordLocation(this.layout.meetsAt[address] ?? address);
	}

	/** Copies a memory image in and recomputes the fingerprint. */
	load(image: Int32Array): void {
		assert(image.length === this.memory.length, 'An image is of another memory.');
		this.memory.set(image);
		this.held.fill(0);
		this.#logLength = 0;
		this.#image = image;
		this.hash1 = 0;
		this.hash2 = 0;
		for (let address = 0; address < image.length; address++) {
			const value = image[address]!;
			if (value !== 0) this.#fold(address, value);
		}
		this.#imageHash1 = this.hash1;
		this.#imageHash2 = this.hash2;
	}

	/** Goes back to an image; cheap when it was the one loaded last. */
	rewind(image: Int32Array): void {
		if (this.#image !== image) {
			this.load(image);
			return;
		}
		this.folding = false;
		this.undo(0);
		this.folding = true;
		this.hash1 = this.#imageHash1;
		this.hash2 = this.#imageHash2;
		this.held.fill(0);
	}

	/** A point to undo to. */
	mark(): number {
		return this.#logLength;
	}

	/** Words written since the mark, each with what it held before that write, in order. */
	*writtenSince(mark: number): Generator<readonly [address: number, before: number]> {
		for (let i = mark; i < this.#logLength; i++) {
			yield [this.#logAddress[i]!, this.#logValue[i]!];
		}
	}

	/** Takes back every write since the mark. */
	undo(mark: number): void {
		while (this.#logLength > mark) {
			const i = --this.#logLength;
			const address = this.#logAddress[i]!;
			const value = this.#logValue[i]!;
			if (this.folding) {
				this.#fold(address, this.memory[address]!);
				this.#fold(address, value);
			}
			this.memory[address] = value;
		}
	}

	/** Forgets the undo log; what was written stays. */
	forget(): void {
		this.#logLength = 0;
		this.#image = null;
	}

	write(address: number, value: number): void {
		const old = this.memory[address]!;
		if (old === value) return;
		const i = this.#logLength++;
		if (i === this.#logAddress.length) {
			this.#logAddress = grown(this.#logAddress);
			this.#logValue = grown(this.#logValue);
		}
		this.#logAddress[i] = address;
		this.#logValue[i] = old;
		this.memory[address] = value;
		if (this.folding) {
			this.#fold(address, old);
			this.#fold(address, value);
		}
	}

	/** Marks, by address, every word written since the image was loaded; whether one was not marked yet. */
	markWritten(marks: Uint8Array): boolean {
		let isNew = false;
		for (let i = 0; i < this.#logLength; i++) {
			const address = this.#logAddress[i]!;
			if (marks[address] === 1) continue;
			marks[address] = 1;
			isNew = true;
		}
		return isNew;
	}

	/** Works the fingerprint out again after writes without folding; the log must reach back to the image. */
	refold(): void {
		this.hash1 = this.#imageHash1;
		this.hash2 = this.#imageHash2;
		for (let i = 0; i < this.#logLength; i++) {
			const address = this.#logAddress[i]!;
			if (this.#refolded[address] === this.#refoldings) continue;
			this.#refolded[address] = this.#refoldings;
			this.#fold(address, this.#logValue[i]!);
			this.#fold(address, this.memory[address]!);
		}
		this.#refoldings++;
	}

	/** Whether the step can run now; `join` is the caller's business. */
	enabled(step: Step): boolean {
		if (step.kind === 'lock') {
			if (this.invalid(step) !== null) return true;
			return this.locks.mayRun(step);
		}
		if (step.kind === 'wait-bit-clear') return this.locks.mayRun(step);
		if (step.kind === 'atomic' && step.value === 1) {
			return this.#atomicSteps.isReady(step);
		}
		return true;
	}

	/** Why the step's object cannot be touched, or null. */
	invalid(step: Step): Death | null {
		return invalidity(this.layout, this.memory, step, this.nameOf);
	}

	readonly nameOf = (address: number): string => {
		const { names, words } = this.layout;
		const counted = this.pools.nameOf(address);
		if (counted !== null) return counted;
		const isWord = address > 0 && address < words;
		return names.get(address) ?? (isWord ? describeWord(this.layout, address) : `${address}`);
	};

	/**
	 * Runs one step for a task; returns what it observed. When `death` is set afterwards the task has
	 * ended, holding what it holds, and memory is unchanged.
	 */
	step(task: number, step: Step): number {
		if (step.operation.field !== null) {
			const invalid = this.invalid(step);
			if (invalid !== null) {
				this.death = invalid;
				return 0;
			}
		}
		switch (step.kind) {
			case 'lock':
				return this.#outcome(this.locks.lock(task, step));
			case 'trylock':
				if (!this.locks.isFree(step)) return 0;
				this.locks.acquire(task, step, false);
				return 1;
			case 'unlock':
				return this.#outcome(this.locks.release(task, step));
			case 'wait-bit-clear':
				return this.#outcome(this.locks.waitBit(task, step));
			case 'alloc':
				return this.#alloc(task, step);
			case 'free':
				this.#survives(this.pools.free(step, this.nameOf));
				return 0;
			case 'atomic':
				return this.#atomicSteps.run(task, step);
			case 'bug':
				this.death = death('bug', step.operation.name);
				return 0;
			case 'might-sleep':
				this.#survives(this.locks.checkSleep(task, 'might_sleep'));
				return 0;
			case 'syscall-end':
				this.#survives(this.locks.checkNoneHeld(task));
				return 0;
			case 'inject':
				this.pools.inject(task, step.operation.name, step.value);
				return 0;
			case 'join':
				return 0;
			case 'call':
			case 'barrier':
				throw new Error(`a ${step.kind} is no step`);
			case 'list-add':
				this.#survives(listAdd(this, this.layout, step));
				return 0;
			case 'list-del':
				this.#survives(listDelete(this, step));
				return 0;
			case 'clear-bit':
				this.locks.queues.clears(step);
				return accessWord(this, step);
			default:
				return accessWord(this, step);
		}
	}

	/** Words touched by the last atomic step. */
	get touches(): readonly Touch[] {
		return this.#atomicSteps.touches;
	}

	/** Addresses that a guarded step looks at to say whether it can run now. */
	asks(step: Step): number[] {
		return this.#atomicSteps.asks(step);
	}

	/** Runs an atomic step without keeping its effect, to learn what it would touch now. */
	rehearse(task: number, step: Step): readonly Touch[] {
		const mark = this.mark();
		this.#atomicSteps.run(task, step);
		this.undo(mark);
		return this.touches;
	}

	/** Ends the task badly when there is a reason to; whether it goes on. */
	#survives(reason: Death | null): boolean {
		if (reason !== null) this.death = reason;
		return reason === null;
	}

	#outcome(observed: number | boolean | Death): number {
		if (typeof observed !== 'object') return Number(observed);
		this.death = observed;
		return 0;
	}

	#alloc(task: number, step: Step): number {
		const { name } = step.operation;
		if (step.value === 1) {
			const sleeps = this.locks.checkSleep(task, `GFP_KERNEL allocation of a ${name}`);
			if (!this.#survives(sleeps)) return 0;
		}
		return this.#outcome(this.pools.alloc(task, name));
	}

	/** Splitmix-finalised, so that the two words are independent and no key is a sum of others. */
	#fold(address: number, value: number): void {
		this.hash1 ^= mixOne(
			Math.imul(address + 1, 0x9e3779b1) ^ Math.imul(value + 0x7f4a7c15, 0x85ebca6b),
		);
		this.hash2 ^= mixTwo(
			Math.imul(address + 0x51ed27, 0xc2b2ae35) ^ Math.imul(value + 0x165667b1, 0x27d4eb2f),
		);
	}
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
	const larger = new Int32Array(array.length * 2);
	larger.set(array);
	return larger;
}
