/*
 * harness/measure/straight/lowest-free.ts - a set of small integers that finds its smallest member in a few steps.
 *
 * The engine hands out the free object with the lowest address; with a hundred thousand frames nobody can look at
 * each. Level 0 has a bit for each integer, every level above a bit for each word of the one below that is not 0.
 *
 * A fault takes a pte_chain node and gives it back: the member that was put in last stays out of the levels while it
 * is known to be the smallest one.
 */
export class LowestFree {
	readonly #levels: readonly Uint32Array[];
	readonly #count: number;
	#size = 0;
	/** The smallest member, which is in no level; -1 where all are in the levels. */
	#held = -1;
	/** All members in the levels are greater. */
	#below = -1;

	/** All of 0 .. count - 1. */
	constructor(count: number) {
		const levels: Uint32Array[] = [];
		let bits = count;
		do {
			const words = new Uint32Array(Math.max(1, Math.ceil(bits / 32)));
			levels.push(words);
			bits = words.length;
		} while (bits > 1);
		this.#levels = levels;
		this.#count = count;
		this.fill();
	}

	/** All of them again. */
	fill(): void {
		let bits = this.#count;
		for (const words of this.#levels) {
			words.fill(0xffffffff, 0, bits >>> 5);
			if (bits & 31) words[bits >>> 5] = 2 ** (bits & 31) - 1;
			bits = words.length;
		}
		this.#size = this.#count;
		this.#held = -1;
		this.#below = -1;
	}

	get size(): number {
		return this.#size;
	}

	/** None of them any more. */
	clear(): void {
		for (const words of this.#levels) words.fill(0);
		this.#size = 0;
		this.#held = -1;
		this.#below = -1;
	}

	/** The smallest member; -1 when there is none. */
	get first(): number {
		return this.#held < 0 ? this.#firstInLevels() : this.#held;
	}

	/** The smallest member, which it takes out; -1 when there is none. */
	take(): number {
		const held = this.#held;
		if (held < 0) return this.#takeFromLevels();
		this.#held = -1;
		this.#size--;
		return held;
	}

	/** Takes out what is a member. */
	delete(index: number): void {
		this.#size--;
		if (index === this.#held) this.#held = -1;
		else this.#takeOut(index);
	}

	#firstInLevels(): number {
		if (this.#size === 0) return -1;
		let index = 0;
		for (let level = this.#levels.length - 1; level >= 0; level--) {
			const word = this.#levels[level]![index]!;
			index = index * 32 + 31 - Math.clz32(word & -word);
		}
		return index;
	}

	#takeFromLevels(): number {
		const index = this.#firstInLevels();
		if (index < 0) return -1;
		this.#size--;
		this.#below = index;
		this.#takeOut(index);
		return index;
	}

	#takeOut(index: number): void {
		let at = index;
		for (const words of this.#levels) {
			words[at >>> 5]! &= ~(1 << (at & 31));
			if (words[at >>> 5] !== 0) break;
			at >>>= 5;
		}
	}

	/** Puts in what is not a member. */
	add(index: number): void {
		this.#size++;
		const held = this.#held;
		if (index > this.#below) {
			this.#addToLevels(index);
		} else if (held < 0) {
			this.#held = index;
		} else {
			const greater = Math.max(held, index);
			this.#held = Math.min(held, index);
			this.#below = greater - 1;
			this.#addToLevels(greater);
		}
	}

	#addToLevels(index: number): void {
		let at = index;
		for (const words of this.#levels) {
			words[at >>> 5]! |= 1 << (at & 31);
			at >>>= 5;
		}
	}
}
