/*
 * harness/engine/circle.ts - notices that one state has come again, and keeps only one of them (Brent).
 */

/** What tells states apart; all of it together is wide enough that no two are taken for one. */
export type StateKey = readonly [number, number, number, number, number];

export class Circle {
	readonly #kept: number[] = [];
	#steps = 0;
	#next = 1;

	/** Told each state in turn; true once one has come again, after at most three times round. */
	closes(key: StateKey): boolean {
		const kept = this.#kept;
		if (kept.length > 0 && key.every((word, i) => word === kept[i])) return true;
		if (++this.#steps === this.#next) {
			this.#next *= 2;
			for (const [i, word] of key.entries()) kept[i] = word;
		}
		return false;
	}
}
