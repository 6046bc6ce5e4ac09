/*
 * harness/measure/mm-vmas.ts - the vmas of an mm in an array, so that a walk along a long list of them is not walked.
 *
 * The walk leaves its lines in the cache: what a part of the list leaves there is worked out once for each multiple of
 * so many vmas, and what is behind that is touched. It is made when the same list is walked again and again.
 */
import type { Built } from './straight/built.ts';
import type { CacheEffect, State } from './straight/state.ts';

/** How many vmas are a long list, how often it is walked before it is in an array, and the vmas of a part. */
export interface WhenInArray {
	readonly vmas: number;
	readonly walks: number;
	readonly part: number;
}

interface MmVmas {
	readonly version: number;
	/** Walks that were asked for. */
	asked: number;
	/** Null while the list is walked. */
	array: { readonly vma: Int32Array; readonly end: Int32Array } | null;
	/** By number of parts: what the walk over so many leaves in the cache. */
	readonly effects: (CacheEffect | undefined)[];
}

/** What finds in an mm how many vmas end at or below an address, and does to the cache what the walk to the next one does. */
export class MmIndex {
	readonly #mms = new Map<number, MmVmas>();
	readonly #types: Built['types'];
	readonly #machine: State;
	readonly #when: WhenInArray;

	constructor({ types }: Built, machine: State, when: WhenInArray) {
		this.#types = types;
		this.#machine = machine;
		this.#when = when;
	}

	/** The last vma that ends at or below the address, and the one behind it, 0 for none; null where it is to be walked. */
	around(mm: number, addr: number): readonly [number, number] | null {
		const { mm_mmap } = this.#types;
		const base = mm + mm_mmap.head.offset;
		const { walks, memory } = this.#machine;
		if (walks === null || memory[base]! < this.#when.vmas) return null;
		let known = this.#mms.get(mm);
		if (known?.version !== walks.version) {
			known = { version: walks.version, asked: 0, array: null, effects: [] };
			this.#mms.set(mm, known);
		}
		if (known.asked++ < this.#when.walks) return null;
		known.array ??= this.#arrayOf(base);
		if (known.array === null) return null;
		const { vma, end } = known.array;
		const place = firstAbove(end, addr);
		this.#touch(base, known, place);
		return [vma[place - 1] ?? 0, vma[place] ?? 0];
	}

	/** Null where it is not in order, or where something is on it that is no vma: then the kernel may die of it. */
	#arrayOf(base: number): MmVmas['array'] {
		const { mm_mmap, vm_end } = this.#types;
		const { memory, kinds } = this.#machine;
		const vma = new Int32Array(memory[base]!);
		for (let i = 0; i < vma.length; i++) {
			const each = this.#machine.nextOf(mm_mmap, base, i === 0 ? 0 : vma[i - 1]!);
			if (!kinds.lives(vm_end.struct, each)) return null;
			vma[i] = each;
		}
		const end = vma.map((each) => memory[each + vm_end.offset]!);
		return end.every((each, i) => i === 0 || each > end[i - 1]!) ? { vma, end } : null;
	}

	/** Before each vma the head of the list is looked at; at its end nothing comes behind that. */
	#touch(base: number, { array, effects }: MmVmas, place: number): void {
		const machine = this.#machine;
		const { vma } = array!;
		const { offset } = this.#types.vm_end;
		const { part } = this.#when;
		const parts = Math.floor(place / part);
		const first = parts * part;
		if (parts > 0) {
			const walked = vma.subarray(0, first);
			const effect = (effects[parts] ??= machine.effectOf(
				[...walked].flatMap((each) => [base, each + offset]),
			));
			machine.touchAll(effect);
		}
		for (let i = first; i <= place; i++) {
			machine.touchLine(base);
			if (i < vma.length) machine.touchLine(vma[i]! + offset);
		}
	}
}

/** Place of the first number above another one in an array in order; its length when there is none. */
function firstAbove(numbers: Int32Array, than: number): number {
	let [from, to] = [0, numbers.length];
	while (from < to) {
		const middle = (from + to) >>> 1;
		if (numbers[middle]! > than) to = middle;
		else from = middle + 1;
	}
	return from;
}
