/*
 * harness/engine/struct.ts - structures described once: names, fields, bits, locks.
 *
 * An object lives in word-addressed memory. Its first word is the engine's: 1 while the object is
 * allocated, 0 while it is free. Fields follow. A pointer is the address of the first word; 0 is NULL.
 *
 *   ptr -> [ live ][ field 0 ][ field 1 ] ...
 */

declare const structBrand: unique symbol;

/** A pointer to a structure: a number, but never a pointer to another structure. */
export type Ptr<Name extends string> = number & { readonly [structBrand]?: Name };

export interface StructType {
	readonly name: string;
	readonly id: number;
	/** Words of the fields, without the engine's own word. */
	readonly words: number;
	/** Field names by word, for views. */
	readonly fieldNames: readonly string[];
	/** By word: the first word of the list that it belongs to, else the word itself. */
	readonly heads: readonly number[];
	/**
	 * 'object': allocated and freed, touching it while free is a result.
	 * 'persistent': always there (struct page in mem_map), whatever its first word says.
	 * 'word': a single word inside another object (a pte), without a first word of its own.
	 */
	readonly life: 'object' | 'persistent' | 'word';
}

/** One word of a structure, as the engine sees it. */
export interface AnyField {
	readonly struct: StructType;
	readonly name: string;
	/** Distance from the pointer, in words. */
	readonly offset: number;
}

/** One word of a structure. O is the owner's pointer type, V the value's. */
export interface Field<O extends number = number, V extends number = number> extends AnyField {
	/** Never set: they carry the types only. */
	readonly owner?: (owner: O) => void;
	readonly holds?: V;
}

/** One bit of a flags word. */
export interface Bit<O extends number = number> {
	readonly field: Field<O>;
	readonly bit: number;
	readonly name: string;
}

/** How a lock waits and what it forbids while held. */
export type LockKind = 'spin' | 'semaphore' | 'rwsem' | 'rwlock' | 'bit-spin' | 'bit-sleep';

/** A lock inside a structure, as the engine sees it: a whole word, or one bit of a flags word. */
export interface AnyLock {
	readonly field: AnyField;
	/** Bit number, or -1 when the whole word is the lock. */
	readonly bit: number;
	readonly kind: LockKind;
	/** Short name used in the lock-order table, e.g. 'PTL'. */
	readonly name: string;
}

/** A lock in a structure that O points to. */
export interface Lock<O extends number = number> extends AnyLock {
	readonly field: Field<O>;
}

/**
 * A bounded list: `capacity` + 1 words, the first counts. Walking it is one access per element. Whoever
 * puts an item on it moves others, so that all its words are one location (see listWords).
 */
export interface ListField<O extends number = number, V extends number = number> {
	readonly head: Field<O>;
	readonly capacity: number;
	readonly holds?: V;
}

/** Every structure that exists, by id; ids start at 1. */
export const structTypes: StructType[] = [
	{ name: 'nothing', id: 0, words: 0, fieldNames: [], heads: [], life: 'object' },
];

/** The words of a list with room for `capacity` items, as a field of defineStruct. */
export const listWords = (name: string, capacity: number): readonly [string, number, 'list'] => [
	name,
	capacity + 1,
	'list',
];

/**
 * Describes a structure by its fields in order; a field given as [name, n] takes n words.
 * @example const page = defineStruct('page', ['flags', 'count', 'mapping'], 'persistent');
 */
export function defineStruct(
	name: string,
	fields: readonly (string | readonly [string, number, 'list'?])[],
	life: StructType['life'] = 'object',
): StructType {
	const fieldNames: string[] = [];
	const heads: number[] = [];
	for (const each of fields) {
		const [named, count, isList] = typeof each === 'string' ? [each, 1, undefined] : each;
		const first = fieldNames.length;
		for (let i = 0; i < count; i++) {
			fieldNames.push(typeof each === 'string' ? named : `${named}[${i}]`);
			heads.push(isList === undefined ? first + i : first);
		}
	}
	const id = structTypes.length;
	const type = { name, id, words: fieldNames.length, fieldNames, heads, life };
	structTypes.push(type);
	return type;
}

/** Handle of a field; throws when the structure has no such field. */
export function field<O extends number, V extends number = number>(
	struct: StructType,
	name: string,
): Field<O, V> {
	const word = struct.fieldNames.findIndex((each) => each === name || each === `${name}[0]`);
	if (word < 0) throw new Error(`struct ${struct.name} has no field ${name}`);
	return { struct, name, offset: struct.life === 'word' ? word : word + 1 };
}

/** The i-th word of an array field. */
export function at<O extends number, V extends number>(
	array: Field<O, V>,
	index: number,
): Field<O, V> {
	return {
		struct: array.struct,
		name: `${array.name}[${index}]`,
		offset: array.offset + index,
	};
}
