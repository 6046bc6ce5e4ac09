/*
 * harness/replay/word-table.ts - the words that an execution is about, each with its name and its value in words. A
 * list is one word here: what is on it, in order.
 */
import { wordOf, wordValue } from '../check/word-values.ts';
import type { NameOf } from '../engine/layout.ts';
import type { Machine } from '../engine/machine.ts';
import { structTypes, type StructType } from '../engine/struct.ts';

/** What is at a word: of which object it is a part, and as what. */
export interface WordPlace {
	readonly object: number;
	/** The structure that the object has. */
	readonly struct: StructType;
	/** The field, '' of the engine's own word, which says whether the object is allocated. */
	readonly field: string;
	/** Words of the list that begins here, else 1. */
	readonly length: number;
}

export class WordTable {
	readonly #layout: Machine['layout'];
	readonly #nameOf: NameOf;

	constructor({ layout }: Machine, nameOf: NameOf) {
		this.#layout = layout;
		this.#nameOf = nameOf;
	}

	/** The address by which the table knows a word: that of its list, if it is on one; 0 of what is no object's. */
	keyOf(address: number): number {
		const { objectOf, meetsAt } = this.#layout;
		return (objectOf[address] ?? 0) === 0 ? 0 : meetsAt[address]!;
	}

	isPte(address: number): boolean {
		return structTypes[this.#layout.structAt[address] ?? 0]!.name === 'pte';
	}

	placeOf(key: number): WordPlace {
		const { objectOf, structAt } = this.#layout;
		const object = objectOf[key]!;
		const struct = structTypes[structAt[object]!]!;
		if (key === object) return { object, struct, field: '', length: 1 };
		const word = key - object - 1;
		const length = struct.heads.filter((head) => head === word).length;
		return { object, struct, field: struct.fieldNames[word] ?? `${word}`, length };
	}

	/** 'f[1].mapping'; of a pte what it is called, 'A.pte[9]'; of the engine's own word the object's name alone. */
	nameAt(key: number): string {
		if (this.isPte(key)) return this.#nameOf(key);
		const { object, field, length } = this.placeOf(key);
		const name = this.#nameOf(object);
		if (field === '') return name;
		return wordOf(name, length > 1 ? field.replace(/\[0\]$/, '') : field);
	}

	/** What a word would say if its value were that one. */
	said(key: number, value: number): string {
		const { field } = this.placeOf(key);
		if (field === '') return value === 1 ? 'allocated' : 'free';
		return wordValue(field, value, this.#nameOf);
	}

	/** What a word says now; of a list 'empty' or its items. */
	valueIn(memory: Int32Array, key: number): string {
		const { length } = this.placeOf(key);
		if (length === 1) return this.said(key, memory[key]!);
		const count = Math.max(0, Math.min(memory[key]!, length - 1));
		const items = Array.from({ length: count }, (_, i) => this.#nameOf(memory[key + 1 + i]!));
		return items.length === 0 ? 'empty' : items.join(', ');
	}
}
