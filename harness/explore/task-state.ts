/*
 * harness/explore/task-state.ts - the tasks' half of a state: local states, enabledness, one step.
 *
 * It runs most steps from rows. machine.ts is the other interpreter of a step; row.ts says why there are
 * two and what holds them against each other.
 */
import { assert } from '../engine/assert.ts';
import { DONE } from '../engine/automaton.ts';
import { mixOne, mixTwo } from '../engine/mix.ts';
import { codes, column, rowWords, waits } from '../engine/row.ts';
import type { Problem } from './problem.ts';
import { othersDone } from './problem.ts';

/** What a step of one task changes, kept to take the step back. */
export interface Saved {
	readonly task: number;
	readonly local: number;
	readonly mark: number;
	readonly held: Int32Array;
}

/** In place of what was observed, where a row does not say what is to be done. */
const NOT_RUN = -1;

export class TaskState {
	readonly #problem: Problem;
	readonly locals: Int32Array;
	/** Of the local states, two words. */
	hash1 = 0;
	hash2 = 0;
	/** Of the locks held, two words, as they were at the last readHeld(). */
	#held1 = 0;
	#held2 = 0;
	/** By task: the held set that these words stand for. */
	readonly #heldRead: Int32Array;

	constructor(problem: Problem) {
		const tasks = problem.roots.length;
		assert(tasks < 32, 'There are more tasks than bits in a mask of them.');
		assert(tasks <= problem.machine.held.length, 'The machine has no room for all tasks.');
		this.#problem = problem;
		this.locals = new Int32Array(tasks);
		this.#heldRead = new Int32Array(problem.machine.held.length);
	}

	reset(): void {
		this.#problem.machine.rewind(this.#problem.image);
		this.locals.set(this.#problem.roots);
		this.hash1 = 0;
		this.hash2 = 0;
		for (let task = 0; task < this.locals.length; task++) this.#fold(task);
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
		const { automata, machine, after } = this.#problem;
		const { words } = automata.rows;
		const { memory } = machine;
		let mask = 0;
		for (let task = 0; task < this.locals.length; task++) {
			const local = this.locals[task]!;
			const base = local * rowWords;
			switch (words[base + column.wait]) {
				case waits.ended:
					continue;
				case waits.nothing:
					break;
				case waits.word:
					if (memory[words[base + column.address]!] === 0) break;
					if (this.#isInvalid(base)) break;
					continue;
				case waits.bits:
					if ((memory[words[base + column.address]!]! & words[base + column.mask]!) === 0) break;
					if (this.#isInvalid(base)) break;
					continue;
				case waits.memory:
					if (machine.enabled(automata.steps[local]!)) break;
					continue;
				default:
					if (othersDone(this.locals, after)) break;
					continue;
			}
			mask |= 1 << task;
		}
		return mask;
	}

	/** Runs the next step of an enabled task and returns what it observed. */
	run(task: number): number {
		const { automata, machine } = this.#problem;
		const { words } = automata.rows;
		const local = this.locals[task]!;
		const base = local * rowWords;
		const alive = words[base + column.alive]!;
		const code = words[base + column.code]!;
		if ((alive !== 0 && machine.memory[alive] !== 1) || code <= codes.machine) {
			return this.#runOnMachine(task, local);
		}
		let observed: number;
		if (code <= codes.isZero) observed = this.#access(base, code);
		else {
			observed = this.#lockOrAsk(task, base, code);
			if (observed === NOT_RUN) return this.#runOnMachine(task, local);
		}
		let next = words[base + column.next]!;
		if (next < 0 || words[base + column.value] !== observed) {
			next = words[base + column.otherNext]!;
			if (next < 0 || words[base + column.otherValue] !== observed) {
				next = automata.after(local, observed);
				automata.rows.learn(local, observed, next);
			}
		}
		this.move(task, next);
		return observed;
	}

	/** Reads or writes a word as a row says, and returns what was observed. */
	#access(base: number, code: number): number {
		const { automata, machine } = this.#problem;
		const { words } = automata.rows;
		const address = words[base + column.address]!;
		const word = machine.memory[address]!;
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
		const { automata, machine } = this.#problem;
		const { words } = automata.rows;
		const address = words[base + column.address]!;
		const word = machine.memory[address]!;
		const mask = words[base + column.mask]!;
		const held = machine.held[task]!;
		const knowsHeld = words[base + column.held] === held;
		const becomes = words[base + column.becomes]!;
		if (code === codes.held) return knowsHeld ? 0 : NOT_RUN;
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
		const { automata, machine } = this.#problem;
		const alive = automata.rows.words[base + column.alive]!;
		return alive !== 0 && machine.memory[alive] !== 1;
	}

	#runOnMachine(task: number, local: number): number {
		const { automata, machine } = this.#problem;
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
		this.move(task, automata.after(local, observed));
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
		this.#fold(task);
		this.locals[task] = local;
		this.#fold(task);
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
		const { words } = this.#problem.automata.rows;
		const base = this.locals[task]! * rowWords;
		const turn = 2 * task + 1;
		const key1 = words[base + column.key1]!;
		const key2 = words[base + column.key2]!;
		this.hash1 ^= (key1 << turn) | (key1 >>> (32 - turn));
		this.hash2 ^= (key2 << (31 - turn)) | (key2 >>> (1 + turn));
	}
}
