/*
 * harness/measure/page-lists.ts - mm/include/page-lists.ts for large files: which page is first on a list of its mapping, without
 * a look at every page of the file.
 *
 * 2.5.66 has its lists linked. Here an index of each list finds the page of the lowest index, as the walk over all
 * pages does; page-lists.test.ts holds one against the other. A look at a list counts one step of a list.
 */
import type { AtomicStep } from '../engine/atomic.ts';
import type { Built } from './straight/built.ts';
import { LowestFree } from './straight/lowest-free.ts';
import type { State, Watched } from './straight/state.ts';

/** The pages of one mapping that are on a list that is looked at, by page->list: their indices. */
type Lists = ReadonlyMap<number, LowestFree>;

class PageLists implements Watched {
	readonly structId: number;
	readonly offset: number;
	readonly #machine: State;
	readonly #types: Built['types'];
	readonly #lists = new Map<number, Lists>();

	constructor({ types }: Built, machine: State) {
		this.#types = types;
		this.#machine = machine;
		this.structId = types.page_list.struct.id;
		this.offset = types.page_list.offset;
	}

	stores(address: number, list: number): void {
		const { memory } = this.#machine;
		const { page_mapping, page_index } = this.#types;
		const page = address - this.offset;
		const mapping = memory[page + page_mapping.offset]!;
		const before = memory[address]!;
		if (mapping === 0 || before === list) return;
		const lists = this.#listsOf(mapping);
		const index = memory[page + page_index.offset]!;
		lists.get(before)?.delete(index);
		lists.get(list)?.add(index);
	}

	clear(): void {
		this.#lists.clear();
	}

	/** firstOnList of mm/include/page-lists.ts. */
	readonly first: AtomicStep = (_memory, [mapping, list]) => {
		this.#machine.counts.listSteps++;
		const index = this.#listsOf(mapping!).get(list!)!.first;
		return index < 0 ? 0 : this.#pageAt(mapping!, index);
	};

	/** spliceLists of mm/include/page-lists.ts. */
	readonly splice: AtomicStep = (_memory, [mapping, from, to]) => {
		this.#machine.counts.listSteps++;
		const lists = this.#listsOf(mapping!);
		const [left, right] = [lists.get(from!)!, lists.get(to!)!];
		for (let index = left.take(); index >= 0; index = left.take()) {
			right.add(index);
			this.#machine.memory[this.#pageAt(mapping!, index) + this.offset] = to!;
		}
		return 0;
	};

	#pageAt(mapping: number, index: number): number {
		return this.#machine.memory[mapping + this.#types.page_tree.offset + index]!;
	}

	#listsOf(mapping: number): Lists {
		const known = this.#lists.get(mapping);
		if (known !== undefined) return known;
		const { PAGES_DIRTY, PAGES_LOCKED, PAGES_IO, FILE_PAGES_MAX } = this.#types;
		const made = new Map(
			[PAGES_DIRTY, PAGES_LOCKED, PAGES_IO].map((list) => {
				const indices = new LowestFree(FILE_PAGES_MAX);
				indices.clear();
				return [list, indices] as const;
			}),
		);
		this.#lists.set(mapping, made);
		return made;
	}
}

/** From here on this machine finds pages on lists by an index; operations must be told by runOn(). */
export function indexPageLists(built: Built, machine: State): void {
	const lists = new PageLists(built, machine);
	machine.watched = lists;
	machine.atomics['firstOnList'] = lists.first;
	machine.atomics['spliceLists'] = lists.splice;
}
