/*
 * harness/engine/lists.ts - what an operation on a bounded list does to its words.
 *
 *   head -> [ how many ][ first item ][ second item ] ... [ 0 ]
 */
import { death, type Death } from './death.ts';
import type { Layout } from './layout.ts';
import type { Step } from './step.ts';
import { structTypes } from './struct.ts';
import type { Words } from './words.ts';

/** Puts an item on the list; says why it cannot, or null. */
export function listAdd(words: Words, layout: Layout, step: Step): Death | null {
	const { memory } = words;
	const base = step.address;
	const length = memory[base]!;
	const { name: where, args, field } = step.operation;
	let position = where === 'head' ? 0 : length;
	if (where === 'before' || where === 'after') {
		const found = listFind(memory, base, args[0]!);
		if (found < 0) return death('list', `${field!.name}: anchor is not on the list`);
		position = where === 'before' ? found : found + 1;
	}
	const object = layout.objectOf[base]!;
	const struct = structTypes[layout.structAt[object]!]!;
	const next = struct.fieldNames[base - object + length];
	if (next === undefined || !next.startsWith(`${field!.name}[`)) {
		return death('full', `${struct.name}.${field!.name}`);
	}
	for (let i = length; i > position; i--) words.write(base + 1 + i, memory[base + i]!);
	words.write(base + 1 + position, step.value);
	words.write(base, length + 1);
	return null;
}

/** Takes an item off the list; says why it cannot, or null. */
export function listDelete(words: Words, step: Step): Death | null {
	const { memory } = words;
	const base = step.address;
	const found = listFind(memory, base, step.value);
	if (found < 0) {
		return death('list', `${step.operation.field!.name}: list_del of what is not on it`);
	}
	const length = memory[base]!;
	for (let i = found; i < length - 1; i++) words.write(base + 1 + i, memory[base + 2 + i]!);
	words.write(base + length, 0);
	words.write(base, length - 1);
	return null;
}

/** The item behind another one, the first one for 0; 0 at the end. */
export function listNext(memory: Int32Array, step: Step): number {
	const base = step.address;
	const length = memory[base]!;
	const position = step.value === 0 ? 0 : listFind(memory, base, step.value) + 1;
	return position < length ? memory[base + 1 + position]! : 0;
}

function listFind(memory: Int32Array, base: number, item: number): number {
	const length = memory[base]!;
	for (let i = 0; i < length; i++) if (memory[base + 1 + i] === item) return i;
	return -1;
}
