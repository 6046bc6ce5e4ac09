/*
 * harness/engine/machine.ts - the memory and what one operation does to it.
 *
 * Shared by the search on automata and by the live generators, so that both run the same kernel. All
 * changes go through write(), which keeps an undo log and a 64-bit fingerprint of the memory.
 */
import type { AtomicMemory, AtomicStep } from './atomic.ts';
import { HeldSets, sleepingKinds } from './held.ts';
import { describeWord, type Layout } from './layout.ts';
import { wordLocation } from './location.ts';
import { mixOne, mixTwo } from './mix.ts';
import type { LockMode } from './operation.ts';
import type { Step } from './step.ts';
import { type AnyLock, structTypes } from './struct.ts';

/** Why a task ended before its program did. */
export interface Death {
	readonly oracle: string;
	readonly text: string;
}

export interface Touch {
	readonly address: number;
	readonly access: 'read' | 'write';
}

export const deaths = {
	bug: 'kernel BUG',
	null: 'NULL dereference',
	freed: 'freed object used',
	confusion: 'type confusion of page->pte',
	sleep: 'sleeping under a spinlock',
	unlock: 'unlock of what is not held',
	held: 'lock left held',
	list: 'list corruption',
	full: 'simulated memory exhausted',
} as const;

export class Machine {
	readonly layout: Layout;
	readonly slices: readonly number[];
	readonly memory: Int32Array;
	readonly held: Int32Array;
	readonly heldSets: HeldSets = new HeldSets();
	/** Fingerprint of memory, two words. */
	hash1 = 0;
	hash2 = 0;
	/** Whether write() keeps the fingerprint; when it does not, refold() brings it up to date. */
	folding = true;
	/** Set by step() when the task ended badly; the caller resets it. */
	death: Death | null = null;
	/** Lock-order edges seen, 'PTL>CL' -> place. */
	readonly edges: Map<string, string> = new Map();
	/** Words touched by the last atomic step. */
	touches: Touch[] = [];
	readonly #atomics: Readonly<Record<string, AtomicStep>>;
	readonly #poolNames: readonly string[];
	readonly #injection: number;
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
	readonly #view: AtomicMemory;
	/** The same, but nothing is noted, for asking whether a step is ready. */
	readonly #quietView: AtomicMemory;
	/** The same, but only the addresses are noted. */
	readonly #askView: AtomicMemory;
	#asked: number[] = [];

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
		this.#atomics = atomics;
		this.#poolNames = [...layout.pools.keys()];
		this.#injection = layout.words;
		const extra = layout.words + this.#poolNames.length * 16;
		this.memory = new Int32Array(extra + extraWords);
		this.#refolded = new Int32Array(this.memory.length);
		this.held = new Int32Array(slices.length);
		this.#view = {
			read: (address) => {
				this.touches.push({ address, access: 'read' });
				return this.memory[address]!;
			},
			write: (address, value) => {
				this.touches.push({ address, access: 'write' });
				this.write(address, value);
			},
			constant: (address) => this.memory[address]!,
			extra,
		};
		this.#quietView = { ...this.#view, read: (address) => this.memory[address]! };
		this.#askView = {
			...this.#view,
			read: (address) => {
				this.#asked.push(address);
				return this.memory[address]!;
			},
		};
	}

	/** Where accesses to a word meet, see Layout.meetsAt. */
	locationOf(address: number): number {
		return wordLocation(this.layout.meetsAt[address] ?? address);
	}

	/** Copies a memory image in and recomputes the fingerprint. */
	load(image: Int32Array): void {
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

	/** Where a task's allocations and frees of a pool meet: one location per pool slice. */
	poolLocation(pool: string, slice: number): number {
		return wordLocation(this.#injection + this.#poolNames.indexOf(pool) * 16 + slice);
	}

	/** The slice that an object of a pool belongs to. */
	sliceOf(pool: string, object: number): number {
		const { slices, strideWords } = this.layout.pools.get(pool)!;
		return slices.findIndex(
			({ first, count }) => object >= first && object < first + count * strideWords,
		);
	}

	/** The object that a task's next allocation from a pool is handed, unless it fails; 0 for none. */
	freeObject(task: number, poolName: string): number {
		const { slices, strideWords } = this.layout.pools.get(poolName)!;
		const { first, count } = slices[this.slices[task]!]!;
		for (let i = 0; i < count; i++) {
			const object = first + i * strideWords;
			if (this.memory[object] === 0) return object;
		}
		return 0;
	}

	/** Whether the step can run now; `join` is the caller's business. */
	enabled(step: Step): boolean {
		if (step.kind === 'lock') {
			if (this.invalid(step) !== null) return true;
			const word = this.memory[step.address]!;
			if (step.mask !== 0) return (word & step.mask) === 0;
			return step.shared ? word >= 0 : word === 0;
		}
		if (step.kind === 'wait-bit-clear') return (this.memory[step.address]! & step.mask) === 0;
		if (step.kind === 'atomic' && step.value === 1) {
			return this.#atomics[step.operation.name]!.isReady!(this.#quietView, step.operation.args);
		}
		return true;
	}

	/** Why the step's object cannot be touched, or null. */
	invalid(step: Step): Death | null {
		const check = this.check(step);
		const { object } = step;
		if (check === 'nothing' || (check === 'alive' && this.memory[object] === 1)) return null;
		const field = step.operation.field!;
		const { struct } = field;
		if (check === 'alive') return this.#death('freed', `${this.nameOf(object)}.${field.name}`);
		if (object >= 0 && object < 16) {
			return object === 0
				? this.#death('null', `${struct.name}.${field.name}`)
				: this.#death('confusion', `small integer ${object} used as ${struct.name}`);
		}
		return this.#death('confusion', `${this.nameOf(object)} used as ${struct.name}`);
	}

	/** What must be checked before the step each time: nothing, that its object lives, or all. */
	check(step: Step): 'nothing' | 'alive' | 'invalid' {
		const field = step.operation.field;
		if (field === null) return 'nothing';
		if (this.layout.structAt[step.object] !== field.struct.id) return 'invalid';
		return field.struct.life === 'object' ? 'alive' : 'nothing';
	}

	nameOf(address: number): string {
		const { names, words } = this.layout;
		const counted = address - this.#injection;
		if (counted >= 0 && address < this.memory.length) {
			return `failing ${this.#poolNames[counted >> 4]!}#${counted & 15}`;
		}
		const isWord = address > 0 && address < words;
		return names.get(address) ?? (isWord ? describeWord(this.layout, address) : `${address}`);
	}

	/**
	 * Runs one step for a task; returns what it observed. When `death` is set afterwards the task has
	 * ended, holding what it holds, and memory is unchanged.
	 */
	step(task: number, step: Step): number {
		const { kind, address, mask, value } = step;
		if (step.operation.field !== null) {
			const invalid = this.invalid(step);
			if (invalid !== null) {
				this.death = invalid;
				return 0;
			}
		}
		const word = this.memory[address]!;
		switch (kind) {
			case 'load':
				return word;
			case 'store':
				this.write(address, value);
				return 0;
			case 'add':
				this.write(address, word + value);
				return 0;
			case 'xadd':
				this.write(address, word + value);
				return word + value;
			case 'xchg':
				this.write(address, value);
				return word;
			case 'test-bit':
				return word & mask ? 1 : 0;
			case 'set-bit':
				this.write(address, word | mask);
				return 0;
			case 'clear-bit':
				this.write(address, word & ~mask);
				return 0;
			case 'test-and-set-bit':
				this.write(address, word | mask);
				return word & mask ? 1 : 0;
			case 'test-and-clear-bit':
				this.write(address, word & ~mask);
				return word & mask ? 1 : 0;
			case 'lock':
				return this.#acquire(task, step, true);
			case 'trylock':
				return this.enabledTry(step) ? this.#acquire(task, step, false) : 0;
			case 'unlock':
				return this.#release(task, step);
			case 'wait-bit-clear':
				this.#checkSleep(task, step.operation.field?.name ?? '');
				return 0;
			case 'list-add':
				return this.#listAdd(step);
			case 'list-del':
				return this.#listDelete(step);
			case 'list-next':
				return this.#listNext(step);
			case 'list-empty':
				return word === 0 ? 1 : 0;
			case 'alloc':
				return this.#alloc(task, step);
			case 'free':
				return this.#free(step);
			case 'atomic': {
				this.touches = [];
				return this.#atomics[step.operation.name]!(this.#view, step.operation.args, task);
			}
			case 'bug':
				this.death = this.#death('bug', step.operation.name);
				return 0;
			case 'might-sleep':
				this.#checkSleep(task, 'might_sleep');
				return 0;
			case 'syscall-end': {
				const locks = this.heldSets.locksOf(this.held[task]!);
				if (locks.length > 0) {
					this.death = this.#death(
						'held',
						locks.map((each) => `${each.lock.name}(${this.nameOf(each.object)})`).join(', '),
					);
				}
				return 0;
			}
			case 'inject':
				this.write(this.#countdown(step.operation.name, task), value);
				return 0;
			case 'join':
				return 0;
			case 'call':
			case 'barrier':
				throw new Error(`a ${kind} is no step`);
		}
	}

	/** Addresses that a guarded step looks at to say whether it can run now. */
	asks(step: Step): number[] {
		this.#asked = [];
		this.#atomics[step.operation.name]!.isReady!(this.#askView, step.operation.args);
		return this.#asked;
	}

	/** Runs an atomic step without keeping its effect, to learn what it would touch now. */
	rehearse(task: number, step: Step): readonly Touch[] {
		const mark = this.mark();
		this.touches = [];
		this.#atomics[step.operation.name]!(this.#view, step.operation.args, task);
		this.undo(mark);
		return this.touches;
	}

	enabledTry(step: Step): boolean {
		const word = this.memory[step.address]!;
		if (step.mask !== 0) return (word & step.mask) === 0;
		return step.shared ? word >= 0 : word === 0;
	}

	#acquire(task: number, step: Step, blocking: boolean): number {
		const lock = step.operation.lock!;
		const heldId = this.held[task]!;
		if (blocking) {
			if (sleepingKinds.has(lock.kind) && !this.#checkSleep(task, lock.name)) return 0;
			this.#recordOrder(heldId, lock, step);
		}
		const word = this.memory[step.address]!;
		if (step.mask !== 0) this.write(step.address, word | step.mask);
		else this.write(step.address, step.shared ? word + 1 : -1);
		const mode: LockMode = step.shared ? 'shared' : 'exclusive';
		this.held[task] = this.heldSets.with(heldId, {
			location: step.location,
			lock,
			object: step.object,
			mode,
		});
		return 1;
	}

	#release(task: number, step: Step): number {
		const lock = step.operation.lock!;
		const word = this.memory[step.address]!;
		const holds = this.heldSets.find(this.held[task]!, step.location);
		if (lock.kind === 'bit-sleep') {
			const was = (word & step.mask) !== 0;
			this.write(step.address, word & ~step.mask);
			if (holds !== null) this.#drop(task, step.location);
			else if (was) this.#dropFromAnybody(step.location);
			return was ? 1 : 0;
		}
		if (holds === null || (holds.mode === 'shared') !== step.shared) {
			this.death = this.#death('unlock', `${lock.name}(${this.nameOf(step.object)})`);
			return 0;
		}
		if (step.mask !== 0) this.write(step.address, word & ~step.mask);
		else this.write(step.address, step.shared ? word - 1 : 0);
		this.#drop(task, step.location);
		return 1;
	}

	#drop(task: number, location: number): void {
		this.held[task] = this.heldSets.without(this.held[task]!, location);
	}

	/** A sleeping bit lock records no owner: whoever clears it takes it from its holder. */
	#dropFromAnybody(location: number): void {
		for (let task = 0; task < this.held.length; task++) this.#drop(task, location);
	}

	#checkSleep(task: number, what: string): boolean {
		const heldId = this.held[task]!;
		if (!this.heldSets.spins(heldId)) return true;
		const names = this.heldSets
			.locksOf(heldId)
			.filter((each) => !sleepingKinds.has(each.lock.kind));
		this.death = this.#death(
			'sleep',
			`${what} while holding ${names.map((each) => each.lock.name).join(', ')}`,
		);
		return false;
	}

	#recordOrder(heldId: number, lock: AnyLock, step: Step): void {
		for (const each of this.heldSets.locksOf(heldId)) {
			const edge = `${each.lock.name}>${lock.name}`;
			if (!this.edges.has(edge)) {
				this.edges.set(edge, `${this.nameOf(each.object)} > ${this.nameOf(step.object)}`);
			}
		}
	}

	#listAdd(step: Step): number {
		const base = step.address;
		const length = this.memory[base]!;
		const where = step.operation.name;
		let position = where === 'head' ? 0 : length;
		if (where === 'before' || where === 'after') {
			const found = this.#listFind(base, step.operation.args[0]!);
			if (found < 0) {
				this.death = this.#death(
					'list',
					`${step.operation.field!.name}: anchor is not on the list`,
				);
				return 0;
			}
			position = where === 'before' ? found : found + 1;
		}
		const object = this.layout.objectOf[base]!;
		const struct = structTypes[this.layout.structAt[object]!]!;
		const next = struct.fieldNames[base - object + length];
		if (next === undefined || !next.startsWith(`${step.operation.field!.name}[`)) {
			this.death = this.#death('full', `${struct.name}.${step.operation.field!.name}`);
			return 0;
		}
		for (let i = length; i > position; i--) this.write(base + 1 + i, this.memory[base + i]!);
		this.write(base + 1 + position, step.value);
		this.write(base, length + 1);
		return 0;
	}

	#listDelete(step: Step): number {
		const base = step.address;
		const found = this.#listFind(base, step.value);
		if (found < 0) {
			this.death = this.#death(
				'list',
				`${step.operation.field!.name}: list_del of what is not on it`,
			);
			return 0;
		}
		const length = this.memory[base]!;
		for (let i = found; i < length - 1; i++) this.write(base + 1 + i, this.memory[base + 2 + i]!);
		this.write(base + length, 0);
		this.write(base, length - 1);
		return 0;
	}

	#listNext(step: Step): number {
		const base = step.address;
		const length = this.memory[base]!;
		const position = step.value === 0 ? 0 : this.#listFind(base, step.value) + 1;
		return position < length ? this.memory[base + 1 + position]! : 0;
	}

	#listFind(base: number, item: number): number {
		const length = this.memory[base]!;
		for (let i = 0; i < length; i++) if (this.memory[base + 1 + i] === item) return i;
		return -1;
	}

	#countdown(pool: string, task: number): number {
		return this.#injection + this.#poolNames.indexOf(pool) * 16 + this.slices[task]!;
	}

	#alloc(task: number, step: Step): number {
		const pool = this.layout.pools.get(step.operation.name)!;
		if (step.value === 1 && !this.#checkSleep(task, `GFP_KERNEL allocation of a ${pool.name}`))
			return 0;
		const countdown = this.#countdown(pool.name, task);
		const left = this.memory[countdown]!;
		if (left === 1) {
			this.write(countdown, 0);
			return 0;
		}
		const object = this.freeObject(task, pool.name);
		if (object === 0) {
			this.death = this.#death('full', `slice ${this.slices[task]} of pool ${pool.name}`);
			return 0;
		}
		if (left > 1) this.write(countdown, left - 1);
		for (let word = 1; word < pool.strideWords; word++) this.write(object + word, 0);
		this.write(object, 1);
		return object;
	}

	#free(step: Step): number {
		const pool = this.layout.pools.get(step.operation.name)!;
		const object = step.object;
		if (this.layout.structAt[object] !== pool.struct.id || this.memory[object] !== 1) {
			this.death = this.#death(
				object === 0 ? 'null' : 'freed',
				`free of ${this.nameOf(object)} as ${pool.name}`,
			);
			return 0;
		}
		if (pool.struct.life === 'object') {
			for (let word = 1; word < pool.strideWords; word++) this.write(object + word, 0);
		}
		this.write(object, 0);
		return 0;
	}

	#death(which: keyof typeof deaths, text: string): Death {
		return { oracle: deaths[which], text };
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
