/*
 * harness/measure/straight/operations.ts - engine/operation.ts for the straight build: each operation acts at once
 * and returns what was observed. Same names, same effect on memory; equality.test.ts holds both against each other.
 *
 * One cpu runs, so a lock that is taken stays taken: who waits for it waits for ever.
 */
import { death } from '../../engine/death.ts';
import type { Gfp, Pool } from '../../engine/operation.ts';
import type { AnyField, AnyLock, Bit, Field, ListField, Lock } from '../../engine/struct.ts';
import { badList, invalid, notHeld } from './dying.ts';
import { Died, isWatched, type State, waitsForEver } from './state.ts';
import type { SideLists } from './side-lists.ts';

let state: State;
let M = new Int32Array(0);
let kinds: State['kinds'];
let counting = false;
let caching = false;
let counts: State['counts'];
let walks: State['walks'] = null;
let watched: State['watched'] = null;

/** From here on operations act on this machine. */
export function runOn(machine: State): void {
	state = machine;
	M = machine.memory as typeof M;
	kinds = machine.kinds;
	counting = machine.flavour !== 'plain';
	caching = machine.flavour === 'cost';
	counts = machine.counts;
	walks = machine.walks;
	watched = machine.watched;
}

/** Each kernel function says so when it begins. */
export function entered(): void {
	if (counting) counts.calls++;
}

/** Ends a kernel that goes on for ever, where the machine has a limit. */
function countLoad(): void {
	if (++counts.loads > state.loadsMax)
		throw waitsForEver('millions of loads were made in one call');
}

/** The address of a field of an object that lives; dies where it does not. */
function word(field: AnyField, object: number): number {
	if (!kinds.lives(field.struct, object)) throw invalid(state, field, object);
	const address = object + field.offset;
	if (caching) state.touchLine(address);
	return address;
}

export function load(field: AnyField, object: number): number {
	if (counting) countLoad();
	return M[word(field, object)]!;
}

export function store(field: AnyField, object: number, value: number): void {
	if (counting) counts.stores++;
	const address = word(field, object);
	if (watched !== null && isWatched(watched, field)) watched.stores(address, value);
	M[address] = value;
	if (walks !== null && field.struct.id === walks.vmaStructId) walks.version++;
}

export function add(field: AnyField, object: number, delta: number): void {
	if (counting) counts.atomics++;
	M[word(field, object)]! += delta;
}

export function xadd(field: AnyField, object: number, delta: number): number {
	if (counting) counts.atomics++;
	return (M[word(field, object)]! += delta);
}

export function xchg(field: AnyField, object: number, value: number): number {
	if (counting) counts.atomics++;
	const address = word(field, object);
	const old = M[address]!;
	M[address] = value;
	if (field.struct.life === 'word') state.onPteCleared?.(address, old);
	return old;
}

export function test_bit(bit: Bit, object: number): boolean {
	if (counting) countLoad();
	return (M[word(bit.field, object)]! & (1 << bit.bit)) !== 0;
}

export function set_bit(bit: Bit, object: number): void {
	if (counting) counts.atomics++;
	M[word(bit.field, object)]! |= 1 << bit.bit;
}

export function clear_bit(bit: Bit, object: number): void {
	if (counting) counts.atomics++;
	M[word(bit.field, object)]! &= ~(1 << bit.bit);
}

export function test_and_set_bit(bit: Bit, object: number): boolean {
	if (counting) counts.atomics++;
	const address = word(bit.field, object);
	const was = (M[address]! & (1 << bit.bit)) !== 0;
	M[address]! |= 1 << bit.bit;
	return was;
}

export function test_and_clear_bit(bit: Bit, object: number): boolean {
	if (counting) counts.atomics++;
	const address = word(bit.field, object);
	const was = (M[address]! & (1 << bit.bit)) !== 0;
	M[address]! &= ~(1 << bit.bit);
	return was;
}

/** Takes a lock if it is free; whether it did. */
export function acquired(lock: AnyLock, object: number, isShared: boolean): boolean {
	if (counting) counts.locks++;
	const address = word(lock.field, object);
	const value = M[address]!;
	if (lock.bit >= 0) {
		if (value & (1 << lock.bit)) return false;
		M[address] = value | (1 << lock.bit);
		return true;
	}
	if (isShared ? value < 0 : value !== 0) return false;
	M[address] = isShared ? value + 1 : -1;
	return true;
}

export function lock(lock: AnyLock, object: number): void {
	if (!acquired(lock, object, false)) throw waitsForEver(`${lock.name} is taken`);
}

export function trylock(lock: AnyLock, object: number): boolean {
	return acquired(lock, object, false);
}

export function read_lock(lock: AnyLock, object: number): void {
	if (!acquired(lock, object, true)) throw waitsForEver(`${lock.name} is taken`);
}

export function unlock(lock: AnyLock, object: number): boolean {
	if (counting) counts.unlocks++;
	const address = word(lock.field, object);
	const value = M[address]!;
	const was = lock.bit >= 0 ? (value & (1 << lock.bit)) !== 0 : value === -1;
	if (!was && lock.kind !== 'bit-sleep') throw notHeld(state, lock, object);
	M[address] = lock.bit >= 0 ? value & ~(1 << lock.bit) : 0;
	return was;
}

export function read_unlock(lock: AnyLock, object: number): void {
	if (counting) counts.unlocks++;
	const address = word(lock.field, object);
	if (M[address]! <= 0) throw notHeld(state, lock, object);
	M[address]!--;
}

export function downgrade_write(lock: Lock, object: number): void {
	if (counting) counts.unlocks++;
	const address = word(lock.field, object);
	if (M[address] !== -1) throw notHeld(state, lock, object);
	M[address] = 1;
}

export function wait_bit_clear(bit: Bit, object: number): void {
	if (counting) countLoad();
	if (M[word(bit.field, object)]! & (1 << bit.bit)) {
		throw waitsForEver(`${bit.name} is set`);
	}
}

const isWalked = ({ head }: ListField): boolean =>
	walks !== null && (head === walks.heads[0] || head === walks.heads[1]);

const isOfVmas = (list: ListField): boolean => isWalked(list) || list.head === walks?.mmHead;

/** The links of a long list, null where it is an array in memory. */
function linksOf(list: ListField, item: number): SideLists | null {
	return state.listsOf(list, item);
}

export function list_add(
	list: ListField,
	object: number,
	item: number,
	where: 'head' | 'tail' | 'before' | 'after' = 'head',
	anchor = 0,
): void {
	if (counting) counts.stores++;
	const base = word(list.head, object);
	if (walks !== null && isOfVmas(list)) walks.version++;
	const length = M[base]!;
	if (length >= list.capacity) {
		throw new Died(death('full', `${list.head.struct.name}.${list.head.name}`));
	}
	const links = linksOf(list, item);
	if (links !== null) {
		const before = where === 'before' ? links.previous(anchor) : 0;
		const after = { head: 0, tail: links.last(base), before, after: anchor }[where];
		if (after < 0 || !links.addAfter(base, item, after)) {
			throw badList(list, 'anchor is not on the list');
		}
		return;
	}
	let position = where === 'head' ? 0 : length;
	if (where === 'before' || where === 'after') {
		const found = state.positionOf(base, anchor);
		if (found < 0) throw badList(list, 'anchor is not on the list');
		position = where === 'before' ? found : found + 1;
	}
	M.copyWithin(base + 2 + position, base + 1 + position, base + 1 + length);
	M[base + 1 + position] = item;
	M[base] = length + 1;
}

export function list_del(list: ListField, object: number, item: number): void {
	if (counting) counts.stores++;
	const base = word(list.head, object);
	if (walks !== null && isOfVmas(list)) walks.version++;
	const links = linksOf(list, item);
	if (links !== null) {
		if (!links.delete(base, item)) throw badList(list, 'list_del of what is not on it');
		return;
	}
	const found = state.positionOf(base, item);
	if (found < 0) throw badList(list, 'list_del of what is not on it');
	const length = M[base]!;
	M.copyWithin(base + 1 + found, base + 2 + found, base + 1 + length);
	M[base + length] = 0;
	M[base] = length - 1;
}

export function list_next(list: ListField, object: number, item: number): number {
	if (counting) counts.listSteps++;
	const base = word(list.head, object);
	if (walks !== null && walks.isWalking && isWalked(list)) {
		return walks.next(list, base, item);
	}
	return state.nextOf(list, base, item);
}

export function list_empty(list: ListField, object: number): boolean {
	if (counting) countLoad();
	return M[word(list.head, object)] === 0;
}

export function alloc(pool: Pool, gfp: Gfp): number {
	if (counting) counts.allocations++;
	return state.allocator(pool.name).alloc(gfp);
}

export function free(pool: Pool, object: number): void {
	if (counting) counts.frees++;
	state.allocator(pool.name).free(object);
}

export function atomic(name: string, ...args: number[]): number {
	return state.atomics[name]!(state.view, args, 0);
}

export function when(name: string, ...args: number[]): number {
	const step = state.atomics[name]!;
	if (step.isReady !== undefined && !step.isReady(state.view, args)) {
		throw waitsForEver(`${name} is not ready`);
	}
	return step(state.view, args, 0);
}

export function smp_rmb(): void {}
export function smp_wmb(): void {}
export function smp_mb(): void {}
export function flush_tlb_range(): void {}
export function might_sleep(): void {}
export function syscall_end(): void {}
export function join(): void {}

export function BUG(text: string): never {
	throw new Died(death('bug', text));
}

export function BUG_ON(condition: boolean, text: string): void {
	if (condition) BUG(text);
}

export function inject_failure(pool: Pool, nth: number): void {
	M[state.pools.get(pool.name)!.countdown] = nth;
}

/** derive.ts makes `this.name(...)` of every call; only the import is left. */
export function become(name: string): never {
	throw new Error(`become('${name}') was not derived`);
}

/** Only variant.ts asks for it, for the table that generators have. */
export function call(name: string): never {
	throw new Error(`${name} was called through the table of the interleaved build`);
}

export type { Gfp, KernelFunction, Pool, Task } from '../../engine/operation.ts';
export type { Field };
