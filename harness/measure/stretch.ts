/*
 * harness/measure/stretch.ts - vmas on a list, one after the other, that do not hold a page: what passing over them does.
 *
 * That is how many of which kind there are, and what becomes of the cache when the first line of each vma and of its
 * mm is touched, in the order of the list. It is worked out once for a stretch and a range of pages. Of a long list, of
 * which each page has stretches of its own, it is worked out once for each block, and a stretch is a row of blocks.
 */
import type { CacheEffect, State } from './straight/state.ts';

/** Bit 0: the page lies behind the vma; bit 1: its mm has no page; bit 2: it is locked. */
export type Kind = number;

/** The vmas of one list, in its order. */
export interface Vmas {
	readonly version: number;
	readonly vma: Int32Array;
	readonly mm: Int32Array;
	/** The part of its kind that lasts: VM_LOCKED. */
	readonly locked: Uint8Array;
	/** Index of the first page, and of the one behind the last. */
	readonly first: Int32Array;
	readonly end: Int32Array;
	/** By place: stretches that were passed over from there on. */
	readonly stretches: (Stretch[] | undefined)[];
	/** Whether there were more of them than are worth it. */
	hasTooMany: boolean;
	/** By their size and by number: blocks of a long list. */
	readonly blocks: (Block | undefined)[][];
	/** Where the vma is that was returned last. */
	last: number;
}

/** Vmas of a stretch that are of one kind but for whether their mm has pages. */
interface PartOfStretch {
	readonly mm: number;
	readonly kind: Kind;
	times: number;
}

/** How a long list is cut. */
export interface Cut {
	/** Lists of more vmas than this are long. */
	readonly isLongFrom: number;
	/** Vmas of a block, the largest blocks first: a walk takes the largest that begins where it is and holds no page. */
	readonly sizes: readonly number[];
}

/** So many vmas of a long list, one after the other. */
export interface Block extends CacheEffect {
	/** All of them lie behind the pages below `least`, and before those from `most` on. */
	readonly least: number;
	readonly most: number;
	/** Kinds as for pages before them. */
	readonly parts: readonly PartOfStretch[];
}

export interface Stretch extends CacheEffect {
	/** Place of the vma behind it, which holds the page; or the length of the list. */
	readonly end: number;
	/** Indices of the pages for which all this holds: from `least` to before `most`. */
	readonly least: number;
	readonly most: number;
	readonly parts: readonly PartOfStretch[];
}

/** How many there are of each kind and mm. */
class Parts {
	readonly #known = new Map<number, PartOfStretch>();

	add(mm: number, kind: Kind): void {
		// Addresses are below 2 ** 26, see layout.ts.
		const key = mm * 8 + kind;
		const known = this.#known.get(key);
		if (known === undefined) this.#known.set(key, { mm, kind, times: 1 });
		else known.times++;
	}

	get all(): readonly PartOfStretch[] {
		return [...this.#known.values()];
	}
}

/** The block of so many vmas that begins at a place of the list. */
export function blockFrom(vmas: Vmas, from: number, size: number, machine: State): Block {
	const { vma, mm, locked, first, end } = vmas;
	let [least, most] = [Infinity, -Infinity];
	const parts = new Parts();
	const touched: number[] = [];
	for (let i = from; i < from + size; i++) {
		least = Math.min(least, first[i]!);
		most = Math.max(most, end[i]!);
		parts.add(mm[i]!, locked[i]!);
		touched.push(vma[i]!, mm[i]!);
	}
	return { least, most, parts: parts.all, ...machine.effectOf(touched) };
}

/** The stretch that begins at a place of the list, for the page of an index. */
export function stretchFrom(vmas: Vmas, from: number, index: number, machine: State): Stretch {
	const { vma, mm, locked, first, end } = vmas;
	let [least, most] = [-Infinity, Infinity];
	const parts = new Parts();
	const touched: number[] = [];
	let i = from;
	for (; i < vma.length; i++) {
		const isBefore = index < first[i]!;
		if (!isBefore && index < end[i]!) break;
		if (isBefore) most = Math.min(most, first[i]!);
		else least = Math.max(least, end[i]!);
		parts.add(mm[i]!, (isBefore ? 0 : 1) | locked[i]!);
		touched.push(vma[i]!, mm[i]!);
	}
	if (i < vma.length) {
		least = Math.max(least, first[i]!);
		most = Math.min(most, end[i]!);
	}
	return { end: i, least, most, parts: parts.all, ...machine.effectOf(touched) };
}
