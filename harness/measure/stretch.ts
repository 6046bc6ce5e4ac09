/*
 * harness/measure/stretch.ts - vmas on a list, one after the other, that do not hold a page: what passing over them does.
 *
 * That is how many of which kind there are, and what becomes of the cache when the first line of each vma and of its
 * mm is touched, in the order of the list. It is worked out once for a stretch and a range of pages.
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
	/** Where the vma is that was returned last. */
	last: number;
}

/** Vmas of a stretch that are of one kind but for whether their mm has pages. */
interface PartOfStretch {
	readonly mm: number;
	readonly kind: Kind;
	times: number;
}

export interface Stretch extends CacheEffect {
	/** Place of the vma behind it, which holds the page; or the length of the list. */
	readonly end: number;
	/** Indices of the pages for which all this holds: from `least` to before `most`. */
	readonly least: number;
	readonly most: number;
	readonly parts: readonly PartOfStretch[];
}

/** The stretch that begins at a place of the list, for the page of an index. */
export function stretchFrom(vmas: Vmas, from: number, index: number, machine: State): Stretch {
	const { vma, mm, locked, first, end } = vmas;
	let [least, most] = [-Infinity, Infinity];
	const parts = new Map<number, PartOfStretch>();
	const touched: number[] = [];
	let i = from;
	for (; i < vma.length; i++) {
		const isBefore = index < first[i]!;
		if (!isBefore && index < end[i]!) break;
		if (isBefore) most = Math.min(most, first[i]!);
		else least = Math.max(least, end[i]!);
		const kind = (isBefore ? 0 : 1) | locked[i]!;
		// Addresses are below 2 ** 26, see layout.ts.
		const key = mm[i]! * 8 + kind;
		const known = parts.get(key);
		if (known === undefined) parts.set(key, { mm: mm[i]!, kind, times: 1 });
		else known.times++;
		touched.push(vma[i]!, mm[i]!);
	}
	if (i < vma.length) {
		least = Math.max(least, first[i]!);
		most = Math.min(most, end[i]!);
	}
	return { end: i, least, most, parts: [...parts.values()], ...machine.effectOf(touched) };
}
