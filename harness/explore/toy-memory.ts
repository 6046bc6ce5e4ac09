/*
 * harness/explore/toy-memory.ts - what toy programs work on: a few words, locks, a list and objects.
 */
import { LayoutBuilder, type Layout } from '../engine/layout.ts';
import type { Pool } from '../engine/operation.ts';
import {
	at,
	defineStruct,
	field,
	listWords,
	type Bit,
	type Field,
	type ListField,
	type Lock,
	type StructType,
} from '../engine/struct.ts';

const words = 6;
const locks = 3;
const tasksMax = 6;
const listCapacity = 3;
export const itemsEach = 2;
export const toyStruct: StructType = defineStruct('toy', [
	['word', words],
	['seen', 64],
	['lock', locks],
	'flags',
	listWords('list', listCapacity),
]);
const builder = new LayoutBuilder();
export const toy: number = builder.object(toyStruct, 'toy');
const itemStruct = defineStruct('item', ['word', 'lock']);
export const items: Pool = { name: 'item' };
/** Like struct page: always there, so that nobody notices that it is free. */
const frameStruct = defineStruct('frame', ['word', 'flags'], 'persistent');
export const frames: Pool = { name: 'frame' };
// The boot cpu allocates nothing here.
const counts = [0, ...Array.from({ length: tasksMax }, () => itemsEach)];
export const itemAddresses: readonly number[] = builder.pool(items, itemStruct, counts);
export const itemWord: Field = field(itemStruct, 'word');
export const frameAddresses: readonly number[] = builder.pool(frames, frameStruct, counts);
export const frameWord: Field = field(frameStruct, 'word');
export const layout: Layout = builder.build();

/** The i-th word, modulo what exists; so are all that follow. */
export const wordAt = (i: number): Field => at(field(toyStruct, 'word'), i % words);
/** Where a task notes what it observed; not modulo anything. */
export const seenAt = (i: number): Field => at(field(toyStruct, 'seen'), i);

export const lockNumber = (i: number): number => i % locks;
export const lockWord = (i: number): Field => at(field(toyStruct, 'lock'), lockNumber(i));
export const toyLock = (i: number): Lock => ({
	field: lockWord(i),
	bit: -1,
	kind: 'spin',
	name: `L${lockNumber(i)}`,
});

export const flags: Field = field(toyStruct, 'flags');
export const flag = (b: number): Bit => ({ field: flags, bit: b % 4, name: `F${b % 4}` });
/**
 * Bit 0 is a lock whose waiters sleep, like that of a page; bit 1 one whose waiters spin. With `isOther`
 * it is the other way round: two parts of a kernel that disagree on what the bit is.
 */
export const bitLock = (b: number, isOther: boolean): Lock => ({
	field: flags,
	bit: b % 2,
	...((b % 2 === 0) === isOther
		? { kind: 'bit-spin', name: `CL${b % 2}` }
		: { kind: 'bit-sleep', name: `PL${b % 2}` }),
});
export const flagsLock: Lock = { field: flags, bit: -1, kind: 'rwlock', name: 'FW' };
export const itemLock: Lock = {
	field: field(itemStruct, 'lock'),
	bit: -1,
	kind: 'spin',
	name: 'IL',
};
export const frameLock: Lock = {
	field: field(frameStruct, 'flags'),
	bit: 0,
	kind: 'bit-sleep',
	name: 'FL',
};

export const toyList: ListField = { head: field(toyStruct, 'list'), capacity: listCapacity };
/** The words of the list: how many items there are, then the items. */
export const placeAt = (i: number): Field => at(toyList.head, i % (listCapacity + 1));
