/*
 * harness/measure/straight/side-lists.ts - long lists, whose links are beside the memory.
 *
 * The engine keeps a list as an array, and moves what lies behind an item that comes or goes. With the pages of an
 * LRU list that would be most of the work. Here an item is linked to its neighbours, as in the kernel; of the words
 * of the list the first one counts, and the next two are its first and its last item.
 */

/** The links of all lists of one field; an item is on one of them at most. */
export class SideLists {
	readonly #memory: Int32Array;
	readonly #firstItem: number;
	readonly #stride: number;
	/** By item: its neighbour, 0 at the end, -1 when it is on no list. */
	readonly #next: Int32Array;
	readonly #previous: Int32Array;

	/** Items are the objects of a pool: `count` of them, `stride` words apart, from `firstItem` on. */
	constructor(memory: Int32Array, firstItem: number, stride: number, count: number) {
		this.#memory = memory;
		this.#firstItem = firstItem;
		this.#stride = stride;
		this.#next = new Int32Array(count).fill(-1);
		this.#previous = new Int32Array(count).fill(-1);
	}

	#slot(item: number): number {
		return (item - this.#firstItem) / this.#stride;
	}

	/** The item behind `item`, the first one for 0 and for what is on no list; 0 at the end. */
	next(list: number, item: number): number {
		if (item === 0) return this.#memory[list + 1]!;
		const next = this.#next[this.#slot(item)]!;
		return next < 0 ? this.#memory[list + 1]! : next;
	}

	/** Puts `item` behind `after`, at the head for 0. False when `after` is on no list. */
	addAfter(list: number, item: number, after: number): boolean {
		const memory = this.#memory;
		const slot = this.#slot(item);
		const next = after === 0 ? memory[list + 1]! : this.#next[this.#slot(after)]!;
		if (next < 0) return false;
		this.#next[slot] = next;
		this.#previous[slot] = after;
		if (after === 0) memory[list + 1] = item;
		else this.#next[this.#slot(after)] = item;
		if (next === 0) memory[list + 2] = item;
		else this.#previous[this.#slot(next)] = item;
		memory[list] = memory[list]! + 1;
		return true;
	}

	last(list: number): number {
		return this.#memory[list + 2]!;
	}

	/** The item before `item`, 0 at the head, -1 when it is on no list. */
	previous(item: number): number {
		return this.#previous[this.#slot(item)]!;
	}

	/** False when the item is on no list. */
	delete(list: number, item: number): boolean {
		const memory = this.#memory;
		const slot = this.#slot(item);
		const next = this.#next[slot]!;
		const previous = this.#previous[slot]!;
		if (next < 0) return false;
		if (previous === 0) memory[list + 1] = next;
		else this.#next[this.#slot(previous)] = next;
		if (next === 0) memory[list + 2] = previous;
		else this.#previous[this.#slot(next)] = previous;
		this.#next[slot] = -1;
		this.#previous[slot] = -1;
		memory[list] = memory[list]! - 1;
		return true;
	}
}
