/*
 * harness/engine/weak-rules.ts - what each kind of operation does to the store buffer of its cpu, and to loads
 * behind it. The head of weak-program.ts says the same in words.
 */
import type { Kind } from './operation.ts';

export type MemoryModel = 'tso' | 'relaxed';

export interface WeakRule {
	/** Under which models the buffer is emptied first, wherever the operation goes to. */
	readonly drains: readonly MemoryModel[];
	/** Whether loads behind it are fresh, where memory is relaxed. */
	readonly acquires: boolean;
	/** Where its word is weak: the step that takes its place, under these models. */
	readonly standIn: { readonly name: string; readonly under: readonly MemoryModel[] } | null;
	/** Where its word is weak and has no stand-in: whether memory itself is looked at, so that the buffer goes first. */
	readonly looksPast: boolean;
}

const both = ['tso', 'relaxed'] as const;
const inOrder = ['tso'] as const;
const relaxed = ['relaxed'] as const;

function rule(rest: Partial<WeakRule>): WeakRule {
	return { drains: [], acquires: false, standIn: null, looksPast: false, ...rest };
}

/** A plain access: the buffer takes it. */
const plain = (name: string, drains: readonly MemoryModel[] = []): WeakRule =>
	rule({ drains, standIn: { name, under: both } });

/** An atomic one that returns nothing, and orders nothing where memory is relaxed. */
const unordered = (name: string): WeakRule =>
	rule({ drains: inOrder, standIn: { name, under: relaxed } });

/** An atomic one that returns a value, and orders all. */
const ordered = (name: string): WeakRule =>
	rule({ drains: both, acquires: true, standIn: { name, under: relaxed } });

const leavesKernel = rule({ drains: both, acquires: true });
const handsOver = rule({ drains: both });
const changesList = rule({ drains: inOrder });
const takesLock = rule({ drains: inOrder, acquires: true, looksPast: true });
const nothing = rule({});

export const weakRules: Readonly<Record<Kind, WeakRule>> = {
	load: plain('weak_load'),
	store: plain('weak_store', inOrder),
	add: unordered('weak_add'),
	xadd: ordered('weak_add'),
	xchg: ordered('weak_xchg'),
	'test-bit': plain('weak_test_bit'),
	'set-bit': unordered('weak_set_bit'),
	'clear-bit': unordered('weak_clear_bit'),
	'test-and-set-bit': ordered('weak_test_and_set_bit'),
	'test-and-clear-bit': ordered('weak_test_and_clear_bit'),
	lock: takesLock,
	trylock: takesLock,
	unlock: handsOver,
	'wait-bit-clear': rule({ looksPast: true }),
	'list-add': changesList,
	'list-del': changesList,
	'list-next': nothing,
	'list-empty': nothing,
	alloc: handsOver,
	free: handsOver,
	atomic: leavesKernel,
	call: nothing,
	bug: nothing,
	'might-sleep': nothing,
	'syscall-end': leavesKernel,
	inject: nothing,
	join: nothing,
	barrier: nothing,
};
