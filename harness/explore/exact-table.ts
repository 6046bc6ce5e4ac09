/*
 * harness/explore/exact-table.ts - visited states kept whole, for audits of the fingerprints.
 *
 * A state is the words of memory that differ from where the race begins, the tasks' local states, and who
 * holds which locks. Two that share a fingerprint are told apart by looking; the second is then filed under another one that
 * follows from the first.
 */
import type { Machine } from '../engine/machine.ts';
import { StateTable, type Visited } from './state-table.ts';

const chunkWords = 1 << 18;

/** What a state is read from: it must be the one whose fingerprint is asked for. */
export interface Whole {
	readonly machine: Pick<Machine, 'memory' | 'markWritten' | 'held' | 'heldSets'>;
	readonly image: Int32Array;
	readonly locals: Int32Array;
}

export class ExactTable implements Visited {
	readonly #whole: Whole;
	readonly #bytesMax: number;
	/** Holds an index into what follows; the fingerprint is where a state is looked for first. */
	readonly #written: Uint8Array;
	/** Addresses of the words that were ever written, in order. */
	#addresses = new Int32Array(0);
	readonly #index = new StateTable();
	readonly #chunks: Int32Array[] = [];
	readonly #starts: number[] = [];
	readonly #infos: number[] = [];
	#lastUsedWords = chunkWords;
	#now: Int32Array;
	#nowWords = 0;
	/** Times that a fingerprint was another state's. */
	collisions = 0;

	/** Is full when the states take more than so many bytes, the index not counted (20 to 100 each). */
	constructor(whole: Whole, bytesMax: number) {
		this.#whole = whole;
		this.#bytesMax = bytesMax;
		this.#written = new Uint8Array(whole.machine.memory.length);
		this.#now = new Int32Array(2 * whole.locals.length + 2 * whole.machine.memory.length);
	}

	get used(): number {
		return this.#starts.length;
	}

	get isFull(): boolean {
		return this.#chunks.length * chunkWords * 4 > this.#bytesMax;
	}

	find(hash1: number, hash2: number): number {
		this.#read();
		for (let one = hash1, two = hash2; ; one = (one + 0x9e3779b1) | 0, two ^= one) {
			const slot = this.#index.find(one, two);
			if (slot < 0) {
				this.#index.setInfo(-slot - 1, this.#starts.length);
				return -this.#keep() - 1;
			}
			const state = this.#index.info(slot);
			if (this.#isNow(state)) return state;
			this.collisions++;
		}
	}

	info(state: number): number {
		return this.#infos[state]!;
	}

	setInfo(state: number, info: number): void {
		this.#infos[state] = info;
	}

	/** Writes the state of this moment down in `#now`: local states, locks held, addresses and values. */
	#read(): void {
		const { machine, image, locals } = this.#whole;
		const { memory, held, heldSets } = machine;
		const now = this.#now;
		now.set(locals);
		let n = locals.length;
		for (const each of held) now[n++] = heldSets.regardlessOfOrder(each);
		if (machine.markWritten(this.#written)) {
			this.#addresses = Int32Array.from(this.#written.keys()).filter(
				(address) => this.#written[address] === 1,
			);
		}
		for (const address of this.#addresses) {
			if (memory[address] === image[address]) continue;
			now[n++] = address;
			now[n++] = memory[address]!;
		}
		this.#nowWords = n;
	}

	#keep(): number {
		const words = this.#nowWords + 1;
		if (this.#lastUsedWords + words > chunkWords) {
			this.#chunks.push(new Int32Array(Math.max(chunkWords, words)));
			this.#lastUsedWords = 0;
		}
		const chunk = this.#chunks.at(-1)!;
		const state = this.#starts.length;
		this.#starts.push((this.#chunks.length - 1) * chunkWords + this.#lastUsedWords);
		this.#infos.push(0);
		chunk[this.#lastUsedWords] = this.#nowWords;
		chunk.set(this.#now.subarray(0, this.#nowWords), this.#lastUsedWords + 1);
		this.#lastUsedWords += words;
		return state;
	}

	#isNow(state: number): boolean {
		const start = this.#starts[state]!;
		const chunk = this.#chunks[Math.floor(start / chunkWords)]!;
		const base = start % chunkWords;
		if (chunk[base] !== this.#nowWords) return false;
		for (let i = 0; i < this.#nowWords; i++) {
			if (chunk[base + 1 + i] !== this.#now[i]) return false;
		}
		return true;
	}
}
