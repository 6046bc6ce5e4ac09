/*
 * harness/audit/promela/held-classes.ts - sets of held locks, as far as the search tells them apart.
 *
 * The search may leave them out of what a state is, or the order in which locks were taken; then it comes
 * back to a state with another set, and the two are one to it. A model that is to have as many states must
 * not tell them apart either.
 */
import { inMap } from './in-map.ts';

export class HeldClasses {
	/** By set: another one of its class, or itself. */
	readonly #next: number[] = [];
	readonly #numbers = new Map<string, number>();
	readonly #vectors: Int32Array[] = [];

	/** What a class is called: its least set. */
	of(held: number): number {
		let each = held;
		while ((this.#next[each] ?? each) !== each) each = this.#next[each]!;
		return each;
	}

	/** A number for what all tasks hold. */
	number(held: Int32Array): number {
		return inMap(this.#numbers, held.join(), () => this.#vectors.push(held.slice()) - 1);
	}

	/** What was held in a state the first time, and what is held there now. */
	unite(first: number, held: Int32Array): void {
		for (const [task, before] of this.#vectors[first]!.entries()) {
			const [one, two] = [this.of(before), this.of(held[task]!)];
			if (one !== two) this.#next[Math.max(one, two)] = Math.min(one, two);
		}
	}
}
