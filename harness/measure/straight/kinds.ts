/*
 * harness/measure/straight/kinds.ts - what lives at an address: each access asks.
 *
 * A byte for each word says which struct begins there, 0 for one that was freed, so that one look answers. There are
 * none for page tables, which take most of a large memory: their objects lie next to each other, and which word of a
 * table an address is can be computed.
 */
import { assert } from '../../engine/assert.ts';
import { type Layout, poolObjects } from '../../engine/layout.ts';
import type { StructType } from '../../engine/struct.ts';

/** Objects whose words are addressed by themselves. */
interface Tables {
	readonly first: number;
	readonly end: number;
	readonly stride: number;
	/** The struct of an object. */
	readonly object: StructType;
	/** That of a word in it, and where they are. */
	readonly word: StructType;
	readonly offset: number;
	readonly count: number;
}

function tablesIn({ addressed, pools }: Layout): Tables | null {
	assert(addressed.length <= 1, 'Words of several pools are addressed by themselves.');
	const [words] = addressed;
	if (words === undefined) return null;
	const { slices, strideWords, struct } = pools.get(words.pool)!;
	const { first } = slices[0]!;
	const count = slices.reduce((sum, each) => sum + each.count, 0);
	const { struct: word, offset } = words;
	const end = first + count * strideWords;
	return { first, end, stride: strideWords, object: struct, word, offset, count: words.count };
}

export class Kinds {
	/** By address, without the words of tables: id of the struct that begins there and lives, else 0. */
	readonly bytes: Uint8Array;
	readonly #layout: Layout;
	readonly #memory: Int32Array;
	readonly #tables: Tables | null;
	/** By id of a struct: what is taken from an address for its byte. Objects of one lie on one side of the tables. */
	readonly #shifts: Int32Array = new Int32Array(256);

	constructor(layout: Layout, memory: Int32Array) {
		this.#layout = layout;
		this.#memory = memory;
		this.#tables = tablesIn(layout);
		const [first, end] = this.#tables === null ? [0, 0] : [this.#tables.first, this.#tables.end];
		this.bytes = new Uint8Array(layout.words - (end - first));
		const placed = [
			...layout.statics,
			...[...layout.pools.values()].flatMap(({ slices, struct }) =>
				slices.map(({ first: address }) => ({ address, struct })),
			),
		];
		for (const { address, struct } of placed) {
			assert(struct.id < 256, 'There are more structures than a byte can tell apart.');
			if (address >= end) this.#shifts[struct.id] = end - first;
		}
		for (const { address, struct } of placed) {
			const isOnItsSide =
				struct === this.#tables?.object || address >= end === this.shiftOf(struct) > 0;
			assert(end === first || isOnItsSide, `${struct.name} lies on both sides of the tables.`);
		}
		this.lookAgain();
	}

	/** What is taken from the address of an object for its place in `bytes`. */
	shiftOf({ id }: StructType): number {
		return this.#shifts[id]!;
	}

	/** After the memory was written as a whole. */
	lookAgain(): void {
		for (const { address, struct } of this.#layout.statics) this.#note(address, struct);
		for (const pool of this.#layout.pools.values()) {
			if (pool.struct === this.#tables?.object) continue;
			for (const address of poolObjects(pool)) this.#note(address, pool.struct);
		}
	}

	#note(address: number, struct: StructType): void {
		const lives = struct.life !== 'object' || this.#memory[address] === 1;
		this.bytes[address - this.shiftOf(struct)] = lives ? struct.id : 0;
	}

	/** What notes that an object was taken or is free; nothing where the first word of the object says it. */
	textOfNote(struct: StructType, object: string, lives: boolean): string {
		if (struct === this.#tables?.object || struct.life !== 'object') return '';
		return `$K[${object}${this.#minus(struct)}] = ${lives ? struct.id : 0};`;
	}

	#minus(struct: StructType): string {
		const shift = this.shiftOf(struct);
		return shift === 0 ? '' : ` - ${shift}`;
	}

	/** Whether such an object lives there. */
	lives(struct: StructType, object: number): boolean {
		const tables = this.#tables;
		if (tables === null || (struct !== tables.object && struct !== tables.word)) {
			return this.bytes[object - this.#shifts[struct.id]!] === struct.id;
		}
		const at = object - tables.first;
		if (at < 0 || object >= tables.end) return false;
		if (struct === tables.object) return at % tables.stride === 0 && this.#memory[object] === 1;
		const word = (at % tables.stride) - tables.offset;
		return word >= 0 && word < tables.count;
	}

	/** The question whether such an object lives at `object`, a name; $K is `bytes` and $M the memory. */
	textOfQuestion(struct: StructType, object: string): string {
		const tables = this.#tables;
		if (tables === null || (struct !== tables.object && struct !== tables.word)) {
			return `$K[${object}${this.#minus(struct)}] === ${struct.id}`;
		}
		const { first, end, stride, offset, count } = tables;
		const at = `(${object} - ${first} >>> 0)`;
		const isInside = `${at} < ${end - first}`;
		return struct === tables.object
			? `${isInside} && ${at} % ${stride} === 0 && $M[${object}] === 1`
			: `${isInside} && (${at} % ${stride} - ${offset} >>> 0) < ${count}`;
	}
}
