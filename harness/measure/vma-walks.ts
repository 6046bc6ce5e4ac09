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

/**
 * Functions that walk the vmas of the file of the page that is their first argument. page_convert_anon() is not among
 * them: its first look allocates a node for all that follow.
 */
const walkers = ['page_referenced_obj', 'try_to_unmap_obj'] as const;

/** What is counted for one look; cache lines are not in it. */
type Look = readonly (readonly [EventName, number])[];

/** Bit 0: the page lies behind the vma; bit 1: its mm has no page; bit 2: it is locked. */
type Kind = number;
const kinds = 8;

/** The vmas of one list, in its order. */
interface Vmas {
	readonly version: number;
	readonly vma: Int32Array;
	readonly mm: Int32Array;
	/** The part of its kind that lasts: VM_LOCKED. */
	readonly locked: Uint8Array;
	/** Index of the first page, and of the one behind the last. */
	readonly first: Int32Array;
	readonly end: Int32Array;
	/** Where the vma is that was returned last. */
	last: number;
}

const counted = eventNames.filter((name) => name !== 'lineMisses');

class VmaWalks implements Walks {
	readonly vmaStructId: number;
	readonly heads: Walks['heads'];
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

	constructor(built: Built, machine: State) {
		this.#built = built;
		this.#machine = machine;
		const { vm_start, i_mmap, i_mmap_shared } = built.types;
		this.vmaStructId = vm_start.struct.id;
		this.heads = [i_mmap.head, i_mmap_shared.head];
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
			this.#index = outer.index;
			this.#known = outer.known;
			this.#learning = null;
		}
	}

	next(list: ListField, base: number, item: number): number {
		const { counts, memory } = this.#machine;
		const rss = this.#built.types.mm_rss.offset;
		const vmas = this.#vmasOf(list, base);
		const { vma, mm, locked, first, end } = vmas;
		this.#learn(item);
		const index = this.#index;
		const passed = new Int32Array(kinds);
		let found = 0;
		let unknown: Kind | null = null;
		for (let i = item === 0 ? 0 : placeOf(item, vmas) + 1; i < vma.length; i++) {
			const side = index < first[i]! ? 0 : index >= end[i]! ? 1 : null;
			const hasPages = memory[mm[i]! + rss] !== 0;
			const kind: Kind | null = side === null ? null : side | (hasPages ? 0 : 2) | locked[i]!;
			if (kind === null || this.#known[kind] === undefined) {
				found = vma[i]!;
				unknown = kind;
				vmas.last = i;
				break;
			}
			passed[kind]!++;
			this.#machine.touchLine(vma[i]!);
			this.#machine.touchLine(mm[i]!);
		}
		for (const [kind, times] of passed.entries()) {
			if (times === 0) continue;
			for (const [name, each] of this.#known[kind]!) counts[name] += each * times;
		}
		// What is noted of a look must not hold what was passed over before it.
		if (unknown !== null) {
			this.#machine.settle();
			const before = counted.map((name) => counts[name]);
			this.#learning = { vma: found, kind: unknown, before };
		}
		return found;
	}

	/** The code asks for what is behind `item`: if that was looked at to learn, it is known now what it cost. */
	#learn(item: number): void {
		const learning = this.#learning;
		this.#learning = null;
		if (learning === null || learning.vma !== item) return;
		const { counts } = this.#machine;
		this.#machine.settle();
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
		const made = { version: this.version, vma, mm, locked, first, end, last: 0 };
		this.#vmas.set(base, made);
		return made;
	}
}

/** -1 where it is on no list, as in the engine: then the walk begins anew. */
const placeOf = (item: number, { vma, last }: Vmas): number =>
	vma[last] === item ? last : vma.indexOf(item);

/** What makes walks of this machine's kernel pass over vmas that do not hold the page. */
export function vmaPasses(built: Built, machine: State): Around[] {
	const walks = new VmaWalks(built, machine);
	machine.walks = walks;
	return walkers.map((name) => ({
		name,
		around:
			(inner) =>
			(...args) =>
				walks.during(name, args[0]!, () => inner(...args)),
	}));
}
