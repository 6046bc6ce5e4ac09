/*
 * harness/explore/task-state.ts - the tasks' half of a state: local states, enabledness, one step.
 *
 * It runs most steps from rows. machine.ts is the other interpreter of a step; row.ts says why there are
 * two and what holds them against each other.
 */
import { assert } from '../engine/assert.ts';
import { type Automata, DONE } from '../engine/automaton.ts';
import { listNext } from '../engine/lists.ts';
import type { Machine } from '../engine/machine.ts';
import { mixOne, mixTwo } from '../engine/mix.ts';
import { writerWaits } from '../engine/queues.ts';
import { codes, column, type Rows, rowWords, waits } from '../engine/row.ts';
import type { Problem } from './problem.ts';
import { othersDone } from './problem.ts';

/** What a step of one task changes, kept to take the step back. */
export interface Saved {
	readonly task: number;
	readonly local: number;
	readonly mark: number;
	readonly held: Int32Array;
}

/** Whether a word counts readers, or nobody, and no writer waits. */
const hasRoom = (word: number): boolean => word >= 0 && word < writerWaits;

/** In place of what was observed, where a row does not say what is to be done. */
const NOT_RUN = -1;

export class TaskState {
	readonly #problem: Problem;
	readonly #machine: Machine;
	readonly #automata: Automata;
	readonly #rows: Rows;
	readonly #memory: Int32Array;
	readonly #folds: boolean;
	readonly locals: Int32Array;
	/** Of the local states, two words. */
	hash1 = 0;
	hash2 = 0;
	/** Of the locks held, two words, as they were at the last readHeld(). */
	#held1 = 0;
	#held2 = 0;
	/** By task: the held set that these words stand for. */
	readonly #heldRead: Int32Array;
	/** Tasks whose next step waits for nothing, and those whose next step may have to, for enabledAfter(). */
	#free = 0;
	#waiting = 0;

	/** @param folds whether the fingerprint follows the local states; who compares no states does without it */
	constructor(problem: Problem, folds = true) {
		this.#folds = folds;
		const tasks = problem.roots.length;
		assert(tasks < 32, 'There are more tasks than bits in a mask of them.');
		assert(tasks <= problem.machine.held.length, 'The machine has no room for all tasks.');
		this.#problem = problem;
		this.#machine = problem.machine;
		this.#automata = problem.automata;
		this.#rows = problem.automata.rows;
		this.#memory = problem.machine.memory;
		this.locals = new Int32Array(tasks);
		this.#heldRead = new Int32Array(problem.machine.held.length);
	}

	reset(): void {
		this.#problem.machine.rewind(this.#problem.image);
		this.locals.set(this.#problem.roots);
		this.hash1 = 0;
		this.hash2 = 0;
		for (let task = 0; task < this.locals.length; task++) {
			this.#fold(task);
			this.#sort(task);
		}
	}

	/**
	 * Brings the fingerprint up to date with who holds which locks. Memory says only that a lock is
	 * taken, and a call that returned may have forgotten that it took it: two tasks can have tried one
	 * lock, and either can be the one that has it.
	 */
	readHeld(): void {
		const { held } = this.#problem.machine;
		for (let task = 0; task < held.length; task++) {
			if (held[task] === this.#heldRead[task]) continue;
			this.#foldHeld(task, this.#heldRead[task]!);
			this.#foldHeld(task, held[task]!);
			this.#heldRead[task] = held[task]!;
		}
	}

	#foldHeld(task: number, id: number): void {
		if (id === 0) return;
		const set = this.#problem.machine.heldSets.regardlessOfOrder(id);
		const word = Math.imul(set, 64) + task;
		this.#held1 ^= mixOne(Math.imul(word, 0x85ebca6b));
		this.#held2 ^= mixTwo(Math.imul(word, 0x9e3779b1));
	}

	/** Fingerprint of the whole state, memory, local states and locks held; after readHeld(). */
	get fingerprint1(): number {
		return this.#problem.machine.hash1 ^ this.hash1 ^ this.#held1;
	}

	get fingerprint2(): number {
		return this.#problem.machine.hash2 ^ this.hash2 ^ this.#held2;
	}

	/** Tasks that can run now, as a bit mask. */
	enabled(): number {
		const { words } = this.#rows;
		const { locals } = this;
		let mask = 0;
		for (let task = 0; task < locals.length; task++) {
			const base = locals[task]! * rowWords;
			const wait = words[base + column.wait]!;
			if (wait === waits.nothing || (wait !== waits.ended && this.#isReady(task, base, wait))) {
				mask |= 1 << task;
			}
		}
		return mask;
	}

	/**
	 * The same, where since reset() or the last call no task but this one has moved: those that wait for nothing are not
	 * looked at again.
	 */
	enabledAfter(task: number): number {
		const { words } = this.#rows;
		const { locals } = this;
		this.#sort(task);
		let mask = this.#free;
		for (let rest = this.#waiting; rest !== 0; rest &= rest - 1) {
			const each = 31 - Math.clz32(rest & -rest);
			const base = locals[each]! * rowWords;
			if (this.#isReady(each, base, words[base + column.wait]!)) mask |= 1 << each;
		}
		return mask;
	}

	/** Notes whether a task waits for something where it is now. */
	#sort(task: number): void {
		const bit = 1 << task;
		const wait = this.#rows.words[this.locals[task]! * rowWords + column.wait]!;
		this.#free &= ~bit;
		this.#waiting &= ~bit;
		if (wait === waits.nothing) this.#free |= bit;
		else if (wait !== waits.ended) this.#waiting |= bit;
	}

	/** Whether a task that may have to wait can run now. */
	#isReady(task: number, base: number, wait: number): boolean {
		const { words } = this.#rows;
		const memory = this.#memory;
		switch (wait) {
			case waits.word:
				return memory[words[base + column.address]!] === 0 || this.#isInvalid(base);
			case waits.bits:
				return (
					(memory[words[base + column.address]!]! & words[base + column.mask]!) === 0 ||
					this.#isInvalid(base)
				);
			case waits.readers:
				return hasRoom(memory[words[base + column.address]!]!) || this.#isInvalid(base);
			case waits.memory:
				return this.#machine.enabled(this.#automata.steps[this.locals[task]!]!);
			default:
				return othersDone(this.locals, this.#problem.after);
		}
	}

	/** Runs the next step of an enabled task and returns what it observed. */
	run(task: number): number {
		const { words } = this.#rows;
		const local = this.locals[task]!;
		const base = local * rowWords;
		const alive = words[base + column.alive]!;
		const code = words[base + column.code]!;
		if ((alive !== 0 && this.#memory[alive] !== 1) || code <= codes.machine) {
			return this.#runOnMachine(task, local);
		}
		let observed: number;
		if (code <= codes.isZero) observed = this.#access(base, code);
		else if (code === codes.next) {
			observed = listNext(this.#memory, this.#automata.steps[local]!);
		} else {
			observed = this.#lockOrAsk(task, base, code);
			if (observed === NOT_RUN) return this.#runOnMachine(task, local);
		}
		this.move(task, this.#after(local, base, observed));
		return observed;
	}

	/** The local state after an observation, which the row remembers. */
	#after(local: number, base: number, observed: number): number {
		const { words } = this.#rows;
		let next = words[base + column.next]!;
		if (next >= 0 && words[base + column.value] === observed) return next;
		next = words[base + column.otherNext]!;
		if (next >= 0 && words[base + column.otherValue] === observed) return next;
		next = this.#automata.after(local, observed);
		this.#rows.learn(local, observed, next);
		return next;
	}

	/** Reads or writes a word as a row says, and returns what was observed. */
	#access(base: number, code: number): number {
		const machine = this.#machine;
		const { words } = this.#rows;
		const address = words[base + column.address]!;
		const word = this.#memory[address]!;
		const mask = words[base + column.mask]!;
		const operand = words[base + column.operand]!;
		switch (code) {
			case codes.load:
				return word;
			case codes.testBit:
				return word & mask ? 1 : 0;
			case codes.store:
				machine.write(address, operand);
				return 0;
			case codes.add:
				machine.write(address, word + operand);
				return 0;
			case codes.xadd:
				machine.write(address, word + operand);
				return word + operand;
			case codes.xchg:
				machine.write(address, operand);
				return word;
			case codes.setBit:
				machine.write(address, word | mask);
				return 0;
			case codes.clearBit:
				machine.write(address, word & ~mask);
				return 0;
			case codes.testAndSetBit:
				machine.write(address, word | mask);
				return word & mask ? 1 : 0;
			case codes.testAndClearBit:
				machine.write(address, word & ~mask);
				return word & mask ? 1 : 0;
			default:
				return word === 0 ? 1 : 0;
		}
	}

	/** Takes or gives back a lock as a row says, or asks what is held; NOT_RUN where the machine has to. */
	#lockOrAsk(task: number, base: number, code: number): number {
		const machine = this.#machine;
		const { words } = this.#rows;
		const address = words[base + column.address]!;
		const word = this.#memory[address]!;
		const mask = words[base + column.mask]!;
		const held = machine.held[task]!;
		const knowsHeld = words[base + column.held] === held;
		const becomes = words[base + column.becomes]!;
		if (code === codes.held) return knowsHeld ? 0 : NOT_RUN;
		if (code >= codes.lockShared) {
			const isLock = code === codes.lockShared;
			const may = hasRoom(word) && (isLock || (becomes !== held && word > 0));
			if (!knowsHeld || !may) return NOT_RUN;
			machine.write(address, isLock ? word + 1 : word - 1);
			machine.held[task] = becomes;
			return isLock ? 0 : 1;
		}
		if (code === codes.unlockWord || code === codes.unlockBit) {
			// Whoever does not hold it, or finds the bit clear, is the machine's business.
			if (!knowsHeld || becomes === held || (mask !== 0 && (word & mask) === 0)) return NOT_RUN;
			machine.write(address, mask === 0 ? 0 : word & ~mask);
			machine.held[task] = becomes;
			return 1;
		}
		const isTry = code >= codes.tryWord;
		if (isTry && (mask === 0 ? word !== 0 : (word & mask) !== 0)) return 0;
		if (!knowsHeld) return NOT_RUN;
		machine.write(address, mask === 0 ? -1 : word | mask);
		machine.held[task] = becomes;
		return isTry ? 1 : 0;
	}

	#isInvalid(base: number): boolean {
		const alive = this.#rows.words[base + column.alive]!;
		return alive !== 0 && this.#memory[alive] !== 1;
	}

	#runOnMachine(task: number, local: number): number {
		const automata = this.#automata;
		const machine = this.#machine;
		const step = automata.steps[local]!;
		const held = machine.held[task]!;
		const observed = machine.step(task, step);
		if (machine.death !== null) {
			const next = automata.die(local, machine.death);
			machine.death = null;
			this.move(task, next);
			return observed;
		}
		const { rows } = automata;
		if (rows.words[local * rowWords + column.code] === codes.unknown) {
			rows.fill(local, step, machine);
		}
		if (step.kind !== 'trylock' || observed === 1) {
			rows.learnHeld(local, held, machine.held[task]!);
		}
		this.move(task, this.#after(local, local * rowWords, observed));
		return observed;
	}

	/** What restore() needs to take back the task's next step. */
	save(task: number): Saved {
		const { machine } = this.#problem;
		return { task, local: this.locals[task]!, mark: machine.mark(), held: machine.held.slice() };
	}

	/** Takes back the step that was saved; later ones of other tasks must have been taken back. */
	restore({ task, local, mark, held }: Saved): void {
		const { machine } = this.#problem;
		machine.undo(mark);
		this.move(task, local);
		machine.held.set(held);
	}

	move(task: number, local: number): void {
		if (this.#folds) this.#fold(task);
		this.locals[task] = local;
		if (this.#folds) this.#fold(task);
	}

	terminalKind(): 'done' | 'dead' | 'deadlock' {
		const { automata } = this.#problem;
		let stuck = false;
		for (const local of this.locals) {
			if (automata.isDead(local)) return 'dead';
			if (local !== DONE) stuck = true;
		}
		return stuck ? 'deadlock' : 'done';
	}

	/** A key belongs to a local state; turned by the task's number, it belongs to the two together. */
	#fold(task: number): void {
		const { words } = this.#rows;
		const base = this.locals[task]! * rowWords;
		const turn = 2 * task + 1;
		const key1 = words[base + column.key1]!;
		const key2 = words[base + column.key2]!;
		this.hash1 ^= (key1 << turn) | (key1 >>> (32 - turn));
		this.hash2 ^= (key2 << (31 - turn)) | (key2 >>> (1 + turn));
	}
}
