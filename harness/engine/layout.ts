/*
 * harness/engine/layout.ts - one word-addressed memory and the map of what lies where.
 *
 * A layout is drawn up once: static objects, then pools cut into one slice per cpu (slice 0 belongs
 * to the boot cpu, which runs what happens before the race). Addresses below 16 are never used, so a
 * small integer that is taken for a pointer is noticed.
 */
import { assert } from './assert.ts';
import type { Pool } from './operation.ts';
import { structTypes, type StructType } from './struct.ts';

export interface PoolLayout {
	readonly name: string;
	readonly struct: StructType;
	/** Address of the first object of each slice, and how many there are. */
	readonly slices: readonly { readonly first: number; readonly count: number }[];
	readonly strideWords: number;
}

export interface Layout {
	readonly words: number;
	/** By address: id of the struct whose object (or 'word') begins there, else 0. */
	readonly structAt: Uint8Array;
	/** By address: address of the object that the word belongs to, else 0. */
	readonly objectOf: Int32Array;
	/** By address: where an access to the word meets others: its own address, or its list's. */
	readonly meetsAt: Int32Array;
	readonly pools: ReadonlyMap<string, PoolLayout>;
	/** Names of static objects and pool objects, for views: address -> 'page#3'. */
	readonly names: ReadonlyMap<number, string>;
}

export class LayoutBuilder {
	#next = 16;
	readonly #structs: { address: number; type: StructType }[] = [];
	readonly #words: { first: number; count: number; type: StructType }[] = [];
	readonly #pools = new Map<string, PoolLayout>();
	readonly #names = new Map<number, string>();

	/** Places one static object, alive from the beginning. */
	object(type: StructType, name: string): number {
		return this.#place(type, name);
	}

	/** Places a pool with one slice per entry of `counts` (entry 0 is the boot cpu's); all its objects. */
	pool(pool: Pool, type: StructType, counts: readonly number[]): number[] {
		const strideWords = type.words + 1;
		let serial = 0;
		const slices = counts.map((count) => {
			const first = this.#next;
			for (let i = 0; i < count; i++) this.#place(type, `${type.name}#${serial++}`);
			return { first, count };
		});
		const placed = { name: pool.name, struct: type, slices, strideWords };
		this.#pools.set(pool.name, placed);
		return poolObjects(placed);
	}

	/** Declares words inside an object to be addressable themselves, such as the ptes of a table. */
	words(type: StructType, firstAddress: number, count: number): void {
		this.#words.push({ first: firstAddress, count, type });
	}

	build(): Layout {
		// A location is 32 times the address and a bit, and rows keep it in an Int32Array.
		assert(this.#next < 2 ** 26, 'The simulated memory has addresses that locations cannot say.');
		const structAt = new Uint8Array(this.#next);
		for (const { address, type } of this.#structs) {
			assert(type.id < 256, 'There are more structures than a byte can tell apart.');
			structAt[address] = type.id;
		}
		for (const { first, count, type } of this.#words) structAt.fill(type.id, first, first + count);
		let objectOf: Int32Array | null = null;
		let meetsAt: Int32Array | null = null;
		const [objects, meetings] = [() => this.#objectOf(), () => this.#meetsAt()];
		return {
			words: this.#next,
			structAt,
			// The straight build, whose memory is large, asks for neither of them unless a kernel dies.
			get objectOf() {
				return (objectOf ??= objects());
			},
			get meetsAt() {
				return (meetsAt ??= meetings());
			},
			pools: this.#pools,
			names: this.#names,
		};
	}

	#objectOf(): Int32Array {
		const objectOf = new Int32Array(this.#next);
		for (const { address, type } of this.#structs) {
			objectOf.fill(address, address, address + type.words + 1);
		}
		return objectOf;
	}

	#meetsAt(): Int32Array {
		const meetsAt = Int32Array.from({ length: this.#next }, (_, address) => address);
		for (const { address, type } of this.#structs) {
			const { heads } = type;
			for (let i = 0; i < heads.length; i++) meetsAt[address + 1 + i] = address + 1 + heads[i]!;
		}
		return meetsAt;
	}

	#place(type: StructType, name: string): number {
		const address = this.#next;
		this.#next += type.words + 1;
		this.#structs.push({ address, type });
		this.#names.set(address, name);
		return address;
	}
}

/** The same layout with static objects behind all others, one for each name. */
export function extended(
	layout: Layout,
	type: StructType,
	objectNames: readonly string[],
): { readonly layout: Layout; readonly objects: readonly number[] } {
	const stride = type.words + 1;
	const words = layout.words + objectNames.length * stride;
	const structAt = new Uint8Array(words);
	const objectOf = new Int32Array(words);
	const meetsAt = Int32Array.from({ length: words }, (_, address) => address);
	structAt.set(layout.structAt);
	objectOf.set(layout.objectOf);
	meetsAt.set(layout.meetsAt);
	const objects = objectNames.map((_, i) => layout.words + i * stride);
	for (const address of objects) {
		structAt[address] = type.id;
		objectOf.fill(address, address, address + stride);
	}
	const names = new Map([
		...layout.names,
		...objects.map((address, i) => [address, objectNames[i]!] as const),
	]);
	return { layout: { ...layout, words, structAt, objectOf, meetsAt, names }, objects };
}

/** All objects of a pool in address order, alive or not. */
export function poolObjects(pool: PoolLayout): number[] {
	return pool.slices.flatMap(({ first, count }) =>
		Array.from({ length: count }, (_, i) => first + i * pool.strideWords),
	);
}

/** What the object at an address is called: 'page#3', or as somebody else calls it. */
export type NameOf = (address: number) => string;

/** A word's place in words of the reader: 'page#3.mapping'. */
export function describeWord(layout: Layout, address: number): string {
	const object = layout.objectOf[address]!;
	const type = structTypes[layout.structAt[object]!]!;
	const name = layout.names.get(object) ?? `${address}`;
	if (address === object) return name;
	return `${name}.${type.fieldNames[address - object - 1] ?? address - object}`;
}
