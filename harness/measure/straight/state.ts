/*
 * harness/measure/straight/state.ts - the machine of the straight build: one memory, one cpu, no schedule.
 *
 * There is one for each thread, since derived modules import their operations and nobody hands them a machine.
 */
import type { AtomicMemory, AtomicStep } from '../../engine/atomic.ts';
import { describeWord, type Layout } from '../../engine/layout.ts';
import { Pools, slicesMax } from '../../engine/pools.ts';
import type { AnyField, ListField } from '../../engine/struct.ts';
import { type EventName, eventNames, type Events } from '../events.ts';
import { type Allocator, allocatorOf, type StraightPool } from './allocator.ts';
import { Kinds } from './kinds.ts';
import { type CacheEffect, type CacheSize, LineCache } from './line-cache.ts';
import { LowestFree } from './lowest-free.ts';
import type { Counted } from './region-counts.ts';
import { SideLists } from './side-lists.ts';

export type { StraightPool } from './allocator.ts';
export type { CacheEffect, CacheSize } from './line-cache.ts';
export { Died, waitsForEver } from './died.ts';

/**
 * What is noted of each operation: nothing; how often which happens; and which cache lines it needs, too.
 */
export type Flavour = 'plain' | 'counted' | 'cost';

/** Walks over the vmas of a file that are not walked, see vma-walks.ts. */
export interface Walks {
	readonly vmaStructId: number;
	/** Heads of the two lists of a file that are walked so. */
	readonly heads: readonly [AnyField, AnyField];
	/** Head of the list of an mm. */
	readonly mmHead: AnyField;
	/** Functions that walk so. */
	readonly walkers: readonly string[];
	/** Goes up when a vma, or a list of them, changes. */
	version: number;
	readonly isWalking: boolean;
	next(list: ListField, base: number, item: number): number;
}

/** A word of each object of a struct of which somebody keeps an index, see page-lists.ts. */
export interface Watched {
	readonly structId: number;
	readonly offset: number;
	/** Called before a store, with the address of the word. */
	stores(address: number, value: number): void;
	/** The machine is as it was made. */
	clear(): void;
}

/** Whether a store in this field is to be told. */
export const isWatched = (watched: Watched | null, { struct, offset }: AnyField): boolean =>
	watched !== null && struct.id === watched.structId && offset === watched.offset;

/** Lists that may hold more than this are kept by links. */
const arrayMax = 64;

const noEvents = (): Record<EventName, number> =>
	Object.fromEntries(eventNames.map((name) => [name, 0])) as Record<EventName, number>;

export class State {
	readonly layout: Layout;
	readonly memory: Int32Array;
	readonly kinds: Kinds;
	readonly pools: ReadonlyMap<string, StraightPool>;
	/** Steps on several words, by name; a load replaces what looks along lists. */
	readonly atomics: Record<string, AtomicStep>;
	readonly view: AtomicMemory;
	readonly flavour: Flavour;
	readonly counts: Record<EventName, number> = noEvents();
	/** Loads that are counted at most before the kernel dies. */
	loadsMax: number = Infinity;
	readonly cache: LineCache;
	/** Pool whose end the kernel sees as a failed allocation; of the others it is the simulation that has too few. */
	runsOut: string | null = null;
	walks: Walks | null = null;
	watched: Watched | null = null;
	/** Called before an allocation that may sleep: the place where a kernel reclaims. */
	beforeSleepingAlloc: (() => void) | null = null;
	/** Told of each pte that is taken away in one step, with what was in it. */
	onPteCleared: ((ptep: number, old: number) => void) | null = null;
	/** By region of linked code: how often it began since the last settle(). */
	regions: Float64Array = new Float64Array(0);
	/** Misses that linked code has counted since then. */
	readonly misses: Float64Array = new Float64Array(1);
	/** Region, event and how many of it, one after the other. */
	#regionCounts: readonly (readonly [number, EventName, number])[] = [];
	readonly #allocators = new Map<string, Allocator>();
	/** By struct of the owner: its lists, by their offset. */
	readonly #lists: { readonly offset: number; readonly links: SideLists }[][] = [];

	/** `image` is the memory to begin with; all objects that are not in pools live. */
	constructor(
		layout: Layout,
		atomics: Readonly<Record<string, AtomicStep>>,
		image: Int32Array,
		flavour: Flavour,
		cache: CacheSize = { lineWords: 32, lines: 4096 },
	) {
		this.layout = layout;
		this.memory = image;
		this.kinds = new Kinds(layout, image);
		this.atomics = { ...atomics };
		this.flavour = flavour;
		this.cache = new LineCache(cache);
		this.pools = new Map([...layout.pools.keys()].map((name, i) => [name, this.#pool(name, i)]));
		this.view = {
			read: (address) => image[address]!,
			write: (address, value) => {
				image[address] = value;
			},
			constant: (address) => image[address]!,
			extra: layout.words + Pools.extraWords(layout),
		};
	}

	/** What needing the lines of addresses, one after the other, does to the cache. */
	effectOf(addresses: readonly number[]): CacheEffect {
		return this.cache.effectOf(this.flavour === 'cost' ? addresses : []);
	}

	/** Does that to the cache. */
	touchAll(effect: CacheEffect): void {
		this.counts.lineMisses += this.cache.apply(effect);
	}

	/** The cache needs the line of an address. */
	touchLine(address: number): void {
		if (this.flavour === 'cost' && this.cache.misses(address)) this.counts.lineMisses++;
	}

	get events(): Events {
		this.settle();
		return { ...this.counts };
	}

	/** Says what the regions of linked code count. */
	countRegions(each: readonly Counted[]): void {
		this.regions = new Float64Array(each.length);
		this.#regionCounts = each.flatMap((counts, region) =>
			Object.entries(counts).map(([name, times]) => [region, name as EventName, times] as const),
		);
	}

	/** Brings `counts` up to date with what linked code has counted. */
	settle(): void {
		const { counts, regions } = this;
		for (const [region, name, times] of this.#regionCounts)
			counts[name] += regions[region]! * times;
		regions.fill(0);
		counts.lineMisses += this.misses[0]!;
		this.misses[0] = 0;
	}

	/** As it was made, with this memory to begin with. */
	reset(image: Int32Array): void {
		this.memory.set(image);
		this.kinds.lookAgain();
		this.settle();
		for (const name of eventNames) this.counts[name] = 0;
		this.cache.clear();
		this.watched?.clear();
		this.#lists.length = 0;
		for (const pool of this.pools.values()) this.#refill(pool);
	}

	/** What hands out objects of a pool and takes them back, without counting it. */
	allocator(name: string): Allocator {
		let known = this.#allocators.get(name);
		if (known === undefined) {
			known = allocatorOf(this, this.pools.get(name)!);
			this.#allocators.set(name, known);
		}
		return known;
	}

	readonly nameOf = (address: number): string => {
		const { names, words } = this.layout;
		const isWord = address > 0 && address < words;
		return names.get(address) ?? (isWord ? describeWord(this.layout, address) : `${address}`);
	};

	/**
	 * The links of a list that may be long, of which `item` (or 0) is or will be one; null where the list is an
	 * array in memory.
	 */
	listsOf({ head, capacity }: ListField, item: number): SideLists | null {
		if (capacity <= arrayMax) return null;
		const known = this.#lists[head.struct.id];
		if (known !== undefined) {
			for (const each of known) if (each.offset === head.offset) return each.links;
		}
		return this.#newLists(head, item);
	}

	/** The item of a list behind `item`, the first one for 0 and for what is not on it; 0 at the end. */
	nextOf(list: ListField, base: number, item: number): number {
		const { memory } = this;
		const links = this.listsOf(list, item === 0 ? memory[base + 1]! : item);
		if (links !== null) return links.next(base, item);
		const position = item === 0 ? 0 : this.positionOf(base, item) + 1;
		return position < memory[base]! ? memory[base + 1 + position]! : 0;
	}

	/** Where an item is in a list that is an array, -1 when it is not. */
	positionOf(base: number, item: number): number {
		const { memory } = this;
		const length = memory[base]!;
		for (let i = 0; i < length; i++) if (memory[base + 1 + i] === item) return i;
		return -1;
	}

	#newLists(head: AnyField, item: number): SideLists | null {
		const pool = [...this.pools.values()].find(
			({ first, stride, count }) => item >= first && item < first + stride * count,
		);
		if (pool === undefined) return null;
		const links = new SideLists(this.memory, pool.first, pool.stride, pool.count);
		(this.#lists[head.struct.id] ??= []).push({ offset: head.offset, links });
		return links;
	}

	#pool(name: string, i: number): StraightPool {
		const { slices, strideWords, struct } = this.layout.pools.get(name)!;
		const { first, count } = slices[0]!;
		const pool: StraightPool = {
			name,
			first,
			stride: strideWords,
			count,
			free: new LowestFree(count),
			countdown: this.layout.words + i * slicesMax,
			struct,
			peak: 0,
			taken: 0,
		};
		this.#refill(pool);
		return pool;
	}

	/** All its objects are free but those that the memory has taken at boot, such as the zero page: the first ones. */
	#refill(pool: StraightPool): void {
		const { first, stride, count, free } = pool;
		free.fill();
		for (let n = 0; n < count && this.memory[first + n * stride] === 1; n++) free.take();
		pool.peak = 0;
		pool.taken = 0;
	}
}
