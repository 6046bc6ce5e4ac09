/*
 * harness/explore/state-table.ts - visited states by 64-bit fingerprint, open addressing.
 *
 * Each entry carries one word of the search's: the depth + 1 while the state is on the path, later what
 * became of it.
 */
import { assert } from '../engine/assert.ts';

const bitsFirst = 12;
const bitsGrown = 2;
const wordsEach = 3;
/** A table grows when more than this many tenths of its slots are taken. */
const tenthsFull = 6;

/**
 * Bytes that a table of so many states has needed at its largest moment: its slots, and beside them,
 * while it grew last, those of a quarter the size that it grew from. It is a staircase: 20 bytes a state
 * where a table is just full (12 a slot at 60 % load), 25 with what it grew from, and up to 100 where
 * it has just grown fourfold.
 */
export function tableBytes(states: number): number {
	let slots = 2 ** bitsFirst;
	let bytes = slots * wordsEach * 4;
	while ((states - 1) * 10 > (slots - 1) * tenthsFull) {
		const old = slots;
		slots *= 2 ** bitsGrown;
		bytes = (slots + old) * wordsEach * 4;
	}
	return bytes;
}

/** The most states of which a table stays within so many bytes; 0 when not even an empty one does. */
export function statesWithin(bytes: number): number {
	let fits = 0;
	for (let bits = bitsFirst; bits <= bitsMax; bits += bitsGrown) {
		const states = Math.floor(((2 ** bits - 1) * tenthsFull) / 10) + 1;
		if (tableBytes(states) > bytes) break;
		fits = states;
	}
	return fits;
}

/** A slot's index times three has to be a whole number below 2 ** 31. */
const bitsMax = 28;

/** The states that a search has been to. */
export interface Visited {
	readonly used: number;
	/** Whether it has grown to its limit; it still takes the states that come. */
	readonly isFull: boolean;
	/**
	 * Slot of the state of this moment, whose fingerprint is given; negative (-slot - 1) when it was not
	 * there and has just been put in.
	 */
	find(hash1: number, hash2: number): number;
	/** Slots may move when the table grows: look the state up again after any find() that inserted. */
	info(slot: number): number;
	setInfo(slot: number, info: number): void;
}

export class StateTable implements Visited {
	#bits = bitsFirst;
	#table = new Int32Array(wordsEach << bitsFirst);
	used = 0;
	readonly isFull: boolean = false;

	find(hash1: number, hash2: number): number {
		if ((hash1 | hash2) === 0) hash2 = 1;
		const mask = (1 << this.#bits) - 1;
		let i = hash1 & mask;
		for (;;) {
			const one = this.#table[3 * i]!;
			const two = this.#table[3 * i + 1]!;
			if (one === hash1 && two === hash2) return i;
			if ((one | two) === 0) {
				if (this.used * 10 > mask * tenthsFull) {
					this.#grow();
					return this.find(hash1, hash2);
				}
				this.#table[3 * i] = hash1;
				this.#table[3 * i + 1] = hash2;
				this.used++;
				return -i - 1;
			}
			i = (i + 1) & mask;
		}
	}

	info(slot: number): number {
		return this.#table[3 * slot + 2]!;
	}

	setInfo(slot: number, info: number): void {
		this.#table[3 * slot + 2] = info;
	}

	#grow(): void {
		const old = this.#table;
		this.#bits += bitsGrown;
		assert(
			this.#bits <= bitsMax,
			'A table of states has grown beyond what its slots can be numbered by.',
		);
		this.#table = new Int32Array(wordsEach << this.#bits);
		const mask = (1 << this.#bits) - 1;
		for (let i = 0; i < old.length; i += 3) {
			if ((old[i]! | old[i + 1]!) === 0) continue;
			let j = old[i]! & mask;
			while ((this.#table[3 * j]! | this.#table[3 * j + 1]!) !== 0) j = (j + 1) & mask;
			this.#table[3 * j] = old[i]!;
			this.#table[3 * j + 1] = old[i + 1]!;
			this.#table[3 * j + 2] = old[i + 2]!;
		}
	}
}
