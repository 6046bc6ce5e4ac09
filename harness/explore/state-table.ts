/*
 * harness/explore/state-table.ts - visited states by 64-bit fingerprint, open addressing.
 *
 * Each entry carries one word of the search's: the depth + 1 while the state is on the path, later what
 * became of it.
 */
export class StateTable {
	#bits = 12;
	#table = new Int32Array(3 << 12);
	used = 0;

	/** Slot of a state; negative (-slot - 1) when it was not there and has just been put in. */
	find(hash1: number, hash2: number): number {
		if ((hash1 | hash2) === 0) hash2 = 1;
		const mask = (1 << this.#bits) - 1;
		let i = hash1 & mask;
		for (;;) {
			const one = this.#table[3 * i]!;
			const two = this.#table[3 * i + 1]!;
			if (one === hash1 && two === hash2) return i;
			if ((one | two) === 0) {
				if (this.used * 10 > mask * 6) {
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

	/** Slots move when the table grows: look the state up again after any find() that inserted. */
	info(slot: number): number {
		return this.#table[3 * slot + 2]!;
	}

	setInfo(slot: number, info: number): void {
		this.#table[3 * slot + 2] = info;
	}

	#grow(): void {
		const old = this.#table;
		this.#bits += 2;
		this.#table = new Int32Array(3 << this.#bits);
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
