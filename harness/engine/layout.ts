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

/** An object that is in no pool and lives from the beginning. */
export interface StaticObject {
	readonly address: number;
	readonly struct: StructType;
}

/** Words inside each object of a pool that are addressed by themselves, such as the ptes of a table. */
export interface AddressedWords {
	readonly struct: StructType;
	readonly pool: string;
	/** Of the first one in an object, from the object on. */
	readonly offset: number;
	readonly count: number;
}

export interface Layout {
	readonly words: number;
	readonly statics: readonly StaticObject[];
	readonly addressed: readonly AddressedWords[];
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
	readonly #statics: StaticObject[] = [];
	readonly #addressed: AddressedWords[] = [];
	readonly #pools = new Map<string, PoolLayout>();
	readonly #names = new Map<number, string>();

	/** Places one static object, alive from the beginning. */
	object(type: StructType, name: string): number {
		const address = this.#place(type, name);
		this.#statics.push({ address, struct: type });
		return address;
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

	/** Declares words inside the objects of a pool to be addressable themselves. */
	words(words: AddressedWords): void {
		this.#addressed.push(words);
	}

	build(): Layout {
		// A location is 32 times the address and a bit, and rows keep it in an Int32Array.
		assert(this.#next < 2 ** 26, 'The simulated memory has addresses that locations cannot say.');
		const placed = {
			words: this.#next,
			statics: this.#statics,
			addressed: this.#addressed,
			pools: this.#pools,
			names: this.#names,
		};
		let structAt: Uint8Array | null = null;
		let objectOf: Int32Array | null = null;
		let meetsAt: Int32Array | null = null;
		return {
			...placed,
			// The straight build, whose memory is large, asks for none of them unless a kernel dies or oracles judge.
			get structAt() {
				return (structAt ??= structsIn(placed));
			},
			get objectOf() {
				return (objectOf ??= objectsIn(placed));
			},
			get meetsAt() {
				return (meetsAt ??= meetingsIn(placed));
			},
		};
	}

	#place(type: StructType, name: string): number {
		const address = this.#next;
		this.#next += type.words + 1;
		this.#names.set(address, name);
		return address;
	}
}

type PlacedObjects = Omit<Layout, 'structAt' | 'objectOf' | 'meetsAt'>;

/** All objects, and what they are. */
function* objectsPlaced({ statics, pools }: PlacedObjects): Generator<StaticObject> {
	yield* statics;
	for (const pool of pools.values()) {
		for (const address of poolObjects(pool)) yield { address, struct: pool.struct };
	}
}

function structsIn(placed: PlacedObjects): Uint8Array {
	const structAt = new Uint8Array(placed.words);
	for (const { address, struct } of objectsPlaced(placed)) {
		assert(struct.id < 256, 'There are more structures than a byte can tell apart.');
		structAt[address] = struct.id;
	}
	for (const { struct, pool, offset, count } of placed.addressed) {
		for (const object of poolObjects(placed.pools.get(pool)!)) {
			structAt.fill(struct.id, object + offset, object + offset + count);
		}
	}
	return structAt;
}

function objectsIn(placed: PlacedObjects): Int32Array {
	const objectOf = new Int32Array(placed.words);
	for (const { address, struct } of objectsPlaced(placed)) {
		objectOf.fill(address, address, address + struct.words + 1);
	}
	return objectOf;
}

function meetingsIn(placed: PlacedObjects): Int32Array {
	const meetsAt = Int32Array.from({ length: placed.words }, (_, address) => address);
	for (const { address, struct } of objectsPlaced(placed)) {
		const { heads } = struct;
		for (let i = 0; i < heads.length; i++) meetsAt[address + 1 + i] = address + 1 + heads[i]!;
	}
	return meetsAt;
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
	const statics = [...layout.statics, ...objects.map((address) => ({ address, struct: type }))];
	return { layout: { ...layout, words, statics, structAt, objectOf, meetsAt, names }, objects };
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
