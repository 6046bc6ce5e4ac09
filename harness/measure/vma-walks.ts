/*
 * harness/measure/vma-walks.ts - walks over all vmas of a file, charged without being walked.
 *
 * An object-based rmap looks at each vma of a page's file, and most of them do not hold the page: ten thousand
 * looks for a hundred ptes. What such a look does to memory is nothing, and what it costs is always the same, so
 * that it need not be done to be counted:
 *
 *   1. The first vma of each kind that does not hold the page is walked as the variant's code says, and what was
 *      counted until the code asks for the next vma is noted. Kinds are told apart by what such code asks first:
 *      whether the page lies before the vma or behind it, whether the vma is locked, and whether its mm has any page.
 *   2. From then on vmas of that kind are passed over, and the noted counts are added for each.
 *
 * Code that does not ask for the next vma, such as that of sorted lists, which stops there, has nothing noted and is
 * walked. While a page table lock is held a look ends otherwise, and nothing is passed over. The first cache lines of
 * each vma and of its mm are touched all the same; what else a look needs, every look needs. vma-walks.test.ts holds
 * counts and memory against those of real walks.
 */
import type { ListField } from '../engine/struct.ts';
import { type EventName, eventNames } from './events.ts';
import type { Around, Built } from './straight/built.ts';
import type { State, Walks } from './straight/state.ts';
import {
	type Block,
	blockFrom,
	type Cut,
	type Kind,
	type Stretch,
	stretchFrom,
} from './stretch.ts';
import type { Vmas } from './stretch.ts';

/**
 * Functions that walk the vmas of the file of the page that is their first argument. page_convert_anon() is not among
 * them: its first look allocates a node for all that follow.
 */
const walkers = ['page_referenced_obj', 'try_to_unmap_obj'] as const;

/** What is counted for one look; cache lines are not in it. */
type Look = readonly (readonly [EventName, number])[];

/** Kinds of vmas, see stretch.ts. */
const kinds = 8;
/** So many ranges of pages have a stretch of their own at one place; of more, the list is taken for a long one. */
const stretchesMax = 512;

/** Stretches of shorter lists are worth their memory. */
const usualCut: Cut = { isLongFrom: 12_000, sizes: [256, 32] };

const counted = eventNames.filter((name) => name !== 'lineMisses');

class VmaWalks implements Walks {
	readonly vmaStructId: number;
	readonly heads: Walks['heads'];
	readonly mmHead: Walks['mmHead'];
	readonly walkers: Walks['walkers'] = walkers;
	version = 0;
	#index = -1;
	/** By function: what a look of each kind costs, once it is known. */
	readonly #looks = new Map<string, (Look | undefined)[]>();
	#known: (Look | undefined)[] = [];
	/** A look that is under way, to learn what it costs. */
	#learning: { readonly vma: number; readonly kind: Kind; readonly before: number[] } | null = null;
	readonly #vmas = new Map<number, Vmas>();
	readonly #built: Built;
	readonly #machine: State;
	readonly #mms: readonly number[];
	readonly #rss: number;
	/** By kind: what was passed over and is not counted yet. */
	readonly #passed = new Float64Array(kinds);

	readonly #cut: Cut;

	constructor(built: Built, machine: State, cut: Cut) {
		this.#cut = cut;
		this.#built = built;
		this.#machine = machine;
		const { vm_start, i_mmap, i_mmap_shared, mm_mmap } = built.types;
		this.#rss = built.types.mm_rss.offset;
		this.vmaStructId = vm_start.struct.id;
		this.heads = [i_mmap.head, i_mmap_shared.head];
		this.mmHead = mm_mmap.head;
		const { first, stride, count } = machine.pools.get('mm')!;
		this.#mms = Array.from({ length: count }, (_, i) => first + i * stride);
	}

	get isWalking(): boolean {
		return this.#index >= 0;
	}

	/** Runs a walk for a page. */
	during<T>(name: string, page: number, run: () => T): T {
		const { types } = this.#built;
		const { memory } = this.#machine;
		const outer = { index: this.#index, known: this.#known };
		const isHeld = this.#mms.some((mm) => memory[mm + types.PTL.field.offset] !== 0);
		this.#index = isHeld ? -1 : memory[page + types.page_index.offset]!;
		let known = this.#looks.get(name);
		if (known === undefined) this.#looks.set(name, (known = []));
		this.#known = known;
		this.#learning = null;
		try {
			return run();
		} finally {
			this.#countPassed();
			this.#index = outer.index;
			this.#known = outer.known;
			this.#learning = null;
		}
	}

	next(list: ListField, base: number, item: number): number {
		const vmas = this.#vmasOf(list, base);
		if (this.#learning !== null) this.#learn(item);
		const from = item === 0 ? 0 : placeOf(item, vmas) + 1;
		if (this.#isLong(vmas)) return this.#nextOfUnknown(vmas, from);
		const stretch = this.#stretchFrom(vmas, from);
		if (!this.#areKnown(stretch)) return this.#nextOfUnknown(vmas, from);
		const { end } = stretch;
		this.#pass(stretch, 0);
		if (end === vmas.vma.length) return 0;
		vmas.last = end;
		return vmas.vma[end]!;
	}

	#isLong({ vma, hasTooMany }: Vmas): boolean {
		return hasTooMany || vma.length > this.#cut.isLongFrom;
	}

	#stretchFrom(vmas: Vmas, from: number): Stretch {
		const index = this.#index;
		const known = (vmas.stretches[from] ??= []);
		const recent = known[0];
		if (recent !== undefined && index >= recent.least && index < recent.most) return recent;
		for (let i = 1; i < known.length; i++) {
			const each = known[i]!;
			if (index < each.least || index >= each.most) continue;
			// Pages of one window come one after the other.
			known[i] = recent!;
			known[0] = each;
			return each;
		}
		const made = stretchFrom(vmas, from, index, this.#machine);
		known.unshift(made);
		if (known.length > stretchesMax) {
			vmas.hasTooMany = true;
			vmas.stretches.length = 0;
		}
		return made;
	}

	#hasPages(mm: number): boolean {
		return this.#machine.memory[mm + this.#rss]! !== 0;
	}

	/** Whether it is known what looks of all these kinds cost, on one side of the page. */
	#areKnown({ parts }: Stretch | Block, side: Kind = 0): boolean {
		for (let i = 0; i < parts.length; i++) {
			const { mm, kind } = parts[i]!;
			if (this.#known[kind | side | (this.#hasPages(mm) ? 0 : 2)] === undefined) return false;
		}
		return true;
	}

	#pass(vmas: Stretch | Block, side: Kind): void {
		const { parts } = vmas;
		for (let i = 0; i < parts.length; i++) {
			const { mm, kind, times } = parts[i]!;
			this.#passed[kind | side | (this.#hasPages(mm) ? 0 : 2)]! += times;
		}
		this.#machine.touchAll(vmas);
	}

	/**
	 * Passes over the largest block that begins at a place and of whose vmas none may hold the page; the number of its
	 * vmas, 0 where there is none.
	 */
	#passedBlock(vmas: Vmas, from: number): number {
		if (!this.#isLong(vmas)) return 0;
		const { sizes } = this.#cut;
		const count = vmas.vma.length;
		for (let level = 0; level < sizes.length; level++) {
			const size = sizes[level]!;
			if (from % size !== 0 || from + size > count) continue;
			const blocks = (vmas.blocks[level] ??= []);
			const block = (blocks[from / size] ??= blockFrom(vmas, from, size, this.#machine));
			const side: Kind | null =
				this.#index < block.least ? 0 : this.#index >= block.most ? 1 : null;
			if (side === null || !this.#areKnown(block, side)) continue;
			this.#pass(block, side);
			return size;
		}
		return 0;
	}

	/** The same, one vma or block after the other: the first vma of a kind that is not known is walked. */
	#nextOfUnknown(vmas: Vmas, from: number): number {
		const { vma, mm, locked, first, end } = vmas;
		const index = this.#index;
		for (let i = from; i < vma.length; i++) {
			const passed = this.#passedBlock(vmas, i);
			if (passed > 0) {
				i += passed - 1;
				continue;
			}
			const side = index < first[i]! ? 0 : index >= end[i]! ? 1 : null;
			const kind: Kind | null =
				side === null ? null : side | (this.#hasPages(mm[i]!) ? 0 : 2) | locked[i]!;
			if (kind === null || this.#known[kind] === undefined) {
				vmas.last = i;
				if (kind !== null) this.#beginToLearn(vma[i]!, kind);
				return vma[i]!;
			}
			this.#passed[kind]!++;
			this.#machine.touchLine(vma[i]!);
			this.#machine.touchLine(mm[i]!);
		}
		return 0;
	}

	/** What is noted of a look must not hold what was passed over before it. */
	#beginToLearn(vma: number, kind: Kind): void {
		this.#settle();
		const { counts } = this.#machine;
		this.#learning = { vma, kind, before: counted.map((name) => counts[name]) };
	}

	#settle(): void {
		this.#machine.settle();
		this.#countPassed();
	}

	/** Counts what was passed over. */
	#countPassed(): void {
		const { counts } = this.#machine;
		for (let kind = 0; kind < kinds; kind++) {
			const times = this.#passed[kind]!;
			if (times === 0) continue;
			for (const [name, each] of this.#known[kind]!) counts[name] += each * times;
			this.#passed[kind] = 0;
		}
	}

	/** The code asks for what is behind `item`: if that was looked at to learn, it is known now what it cost. */
	#learn(item: number): void {
		const learning = this.#learning;
		this.#learning = null;
		if (learning === null || learning.vma !== item) return;
		const { counts } = this.#machine;
		this.#settle();
		this.#known[learning.kind] = counted
			.map((name, i) => [name, counts[name] - learning.before[i]!] as const)
			.filter(([, each]) => each !== 0);
	}

	#vmasOf(list: ListField, base: number): Vmas {
		const known = this.#vmas.get(base);
		if (known?.version === this.version) return known;
		const { memory } = this.#machine;
		const { vm_start, vm_end, vm_flags, vm_mm, vm_pgoff, PAGE_SHIFT, VM_LOCKED } =
			this.#built.types;
		const count = memory[base]!;
		const vma = new Int32Array(count);
		for (let i = 0; i < count; i++) {
			vma[i] = this.#machine.nextOf(list, base, i === 0 ? 0 : vma[i - 1]!);
		}
		const mm = vma.map((each) => memory[each + vm_mm.offset]!);
		const locked = Uint8Array.from(vma, (each) =>
			memory[each + vm_flags.offset]! & VM_LOCKED ? 4 : 0,
		);
		const first = vma.map((each) => memory[each + vm_pgoff.offset]!);
		const pages = (each: number): number =>
			(memory[each + vm_end.offset]! - memory[each + vm_start.offset]!) >> PAGE_SHIFT;
		const end = vma.map((each, i) => first[i]! + pages(each));
		const made: Vmas = {
			version: this.version,
			vma,
			mm,
			locked,
			first,
			end,
			stretches: [],
			hasTooMany: false,
			blocks: [],
			last: 0,
		};
		this.#vmas.set(base, made);
		return made;
	}
}

/** -1 where it is on no list, as in the engine: then the walk begins anew. */
const placeOf = (item: number, { vma, last }: Vmas): number =>
	vma[last] === item ? last : vma.indexOf(item);

/** What makes walks of this machine's kernel pass over vmas that do not hold the page. */
export function vmaPasses(built: Built, machine: State, cut: Cut = usualCut): Around[] {
	const walks = new VmaWalks(built, machine, cut);
	machine.walks = walks;
	return walkers.map((name) => ({
		name,
		around:
			(inner) =>
			(...args) =>
				walks.during(name, args[0]!, () => inner(...args)),
	}));
}
