/*
 * harness/engine/operation.ts - everything a task can do to the world, one operation at a time.
 *
 * A task is a generator that touches shared memory only by yielding operations, so that its local
 * state is a function of what it has observed. Each constructor below is used as
 * `const value = yield* load(page_mapping, page)`.
 */
import { watchStep } from './struct-watch.ts';
import type { AnyField, AnyLock, Bit, Field, ListField, Lock } from './struct.ts';

export type Kind =
	| 'load'
	| 'store'
	| 'add'
	| 'xadd'
	| 'xchg'
	| 'test-bit'
	| 'set-bit'
	| 'clear-bit'
	| 'test-and-set-bit'
	| 'test-and-clear-bit'
	| 'lock'
	| 'trylock'
	| 'unlock'
	| 'wait-bit-clear'
	| 'list-add'
	| 'list-del'
	| 'list-next'
	| 'list-empty'
	| 'alloc'
	| 'free'
	| 'atomic'
	| 'call'
	| 'bug'
	| 'might-sleep'
	| 'syscall-end'
	| 'inject'
	| 'join'
	| 'barrier';

/** Whether others may hold the lock at the same time. */
export type LockMode = 'exclusive' | 'shared';

export interface Operation {
	readonly kind: Kind;
	readonly field: AnyField | null;
	/** The object it acts on, 0 where there is none. */
	readonly object: number;
	/** Operand: value, delta, list item; meaning depends on the kind. */
	readonly value: number;
	/** Bit number of bit operations and bit locks, else -1. */
	readonly bit: number;
	readonly lock: AnyLock | null;
	readonly mode: LockMode;
	/** Function of a call or atomic, text of a BUG, pool of an allocation. */
	readonly name: string;
	readonly args: readonly number[];
}

/** What kernel functions are: generators of operations, fed with what each observed. */
export type Task<T extends number | boolean | void = void> = Generator<Operation, T, number>;

/** A kernel function as the table holds it. */
export type KernelFunction = (this: never, ...args: never[]) => Task<number | boolean | void>;

/** GFP flags that matter here: may the allocation sleep? */
export type Gfp = 'GFP_KERNEL' | 'GFP_ATOMIC';

/** A pool of equal objects; every cpu has its own slice, as with per-cpu page lists. */
export interface Pool<O extends number = number> {
	readonly name: string;
	readonly holds?: O;
}

const plain: Operation = {
	kind: 'load',
	field: null,
	object: 0,
	value: 0,
	bit: -1,
	lock: null,
	mode: 'exclusive',
	name: '',
	args: [],
};

function make(kind: Kind, rest: Partial<Operation>): Operation {
	watchStep(rest.field, rest.object);
	return { ...plain, kind, ...rest };
}

/** A step on a list; throws where the field was not declared as one. */
function onList(kind: Kind, head: AnyField, rest: Partial<Operation>): Operation {
	const { struct, name, offset } = head;
	const word = offset - 1;
	if (struct.heads[word + 1] !== word) {
		throw new Error(`${struct.name}.${name} is no list: declare it by listWords()`);
	}
	return make(kind, { field: head, ...rest });
}

/** Reads a word. */
export function* load<O extends number, V extends number>(field: Field<O, V>, object: O): Task<V> {
	return (yield make('load', { field, object })) as V;
}

/** Writes a word. */
export function* store<O extends number, V extends number>(
	field: Field<O, V>,
	object: O,
	value: V,
): Task {
	yield make('store', { field, object, value });
}

/** Adds to a counter without looking at it; two adds commute. */
export function* add<O extends number>(field: Field<O>, object: O, delta: number): Task {
	yield make('add', { field, object, value: delta });
}

/** Adds to a counter and returns the new value. */
export function* xadd<O extends number>(field: Field<O>, object: O, delta: number): Task<number> {
	return yield make('xadd', { field, object, value: delta });
}

/** Writes a word and returns the old value, in one step. */
export function* xchg<O extends number, V extends number>(
	field: Field<O, V>,
	object: O,
	value: V,
): Task<V> {
	return (yield make('xchg', { field, object, value })) as V;
}

export function* test_bit<O extends number>(bit: Bit<O>, object: O): Task<boolean> {
	return (yield make('test-bit', { field: bit.field, bit: bit.bit, name: bit.name, object })) !== 0;
}

export function* set_bit<O extends number>(bit: Bit<O>, object: O): Task {
	yield make('set-bit', { field: bit.field, bit: bit.bit, name: bit.name, object });
}

export function* clear_bit<O extends number>(bit: Bit<O>, object: O): Task {
	yield make('clear-bit', { field: bit.field, bit: bit.bit, name: bit.name, object });
}

export function* test_and_set_bit<O extends number>(bit: Bit<O>, object: O): Task<boolean> {
	return (
		(yield make('test-and-set-bit', { field: bit.field, bit: bit.bit, name: bit.name, object })) !==
		0
	);
}

export function* test_and_clear_bit<O extends number>(bit: Bit<O>, object: O): Task<boolean> {
	return (
		(yield make('test-and-clear-bit', {
			field: bit.field,
			bit: bit.bit,
			name: bit.name,
			object,
		})) !== 0
	);
}

/** Acquires, waiting as long as it takes; sleeps or spins as the lock's kind says. */
export function* lock<O extends number>(lock: Lock<O>, object: O): Task {
	yield make('lock', { field: lock.field, bit: lock.bit, lock, object });
}

/** Acquires if free at this instant; says whether it did. */
export function* trylock<O extends number>(lock: Lock<O>, object: O): Task<boolean> {
	return (yield make('trylock', { field: lock.field, bit: lock.bit, lock, object })) !== 0;
}

/**
 * Releases. For a spinlock, semaphore or rwsem the task must hold it. A sleeping bit lock records no
 * owner: anyone may clear it, and false comes back when it was clear already.
 */
export function* unlock<O extends number>(lock: Lock<O>, object: O): Task<boolean> {
	return (yield make('unlock', { field: lock.field, bit: lock.bit, lock, object })) !== 0;
}

export function* read_lock<O extends number>(lock: Lock<O>, object: O): Task {
	yield make('lock', { field: lock.field, lock, object, mode: 'shared' });
}

export function* read_unlock<O extends number>(lock: Lock<O>, object: O): Task {
	yield make('unlock', { field: lock.field, lock, object, mode: 'shared' });
}

/** Turns a lock that is held for write into one held for read, in one step: no other writer gets between. */
export function* downgrade_write<O extends number>(lock: Lock<O>, object: O): Task {
	yield make('unlock', { field: lock.field, lock, object, value: 1 });
}

/** Sleeps until the bit is seen clear once; acquires nothing. */
export function* wait_bit_clear<O extends number>(bit: Bit<O>, object: O): Task {
	yield make('wait-bit-clear', { field: bit.field, bit: bit.bit, name: bit.name, object });
}

/**
 * Puts an item on a list: at the tail, at the head, or directly before or after another item.
 * The list's own lock must be held, which is why one step is exact enough.
 */
export function* list_add<O extends number, V extends number>(
	list: ListField<O, V>,
	object: O,
	item: V,
	where: 'head' | 'tail' | 'before' | 'after' = 'head',
	anchor: number = 0,
): Task {
	yield onList('list-add', list.head, { object, value: item, name: where, args: [anchor] });
}

/** Takes an item off a list; list corruption is a result when it is not there. */
export function* list_del<O extends number, V extends number>(
	list: ListField<O, V>,
	object: O,
	item: V,
): Task {
	yield onList('list-del', list.head, { object, value: item });
}

/** The element behind `item` (the first one for 0); 0 at the end. */
export function* list_next<O extends number, V extends number>(
	list: ListField<O, V>,
	object: O,
	item: V | 0,
): Task<V> {
	return (yield onList('list-next', list.head, { object, value: item })) as V;
}

export function* list_empty<O extends number, V extends number>(
	list: ListField<O, V>,
	object: O,
): Task<boolean> {
	return (yield onList('list-empty', list.head, { object })) !== 0;
}

/** Takes an object from this cpu's slice, all fields zero; 0 when there is none or failure is injected. */
export function* alloc<O extends number>(pool: Pool<O>, gfp: Gfp): Task<O> {
	return (yield make('alloc', { name: pool.name, value: gfp === 'GFP_KERNEL' ? 1 : 0 })) as O;
}

export function* free<O extends number>(pool: Pool<O>, object: O): Task {
	yield make('free', { name: pool.name, object });
}

/** Runs a registered multi-word step (user access through the MMU, disk I/O) as one step. */
export function* atomic(name: string, ...args: number[]): Task<number> {
	return yield make('atomic', { name, args });
}

/** A registered step that can only run when it says that it is ready. */
export function* when(name: string, ...args: number[]): Task<number> {
	return yield make('atomic', { name, args, value: 1 });
}

/** What this cpu loads from here on is no older than what it loaded before. */
export function* smp_rmb(): Task {
	yield make('barrier', { name: 'smp_rmb' });
}

/** What this cpu has stored is seen before what it stores from here on. */
export function* smp_wmb(): Task {
	yield make('barrier', { name: 'smp_wmb' });
}

/** Both, and what this cpu has stored is seen before it loads anything from here on. */
export function* smp_mb(): Task {
	yield make('barrier', { name: 'smp_mb' });
}

/** No cpu translates these addresses of an mm as it did any more; a step only where a litmus file has TLBs. */
export function* flush_tlb_range(mm: number, start: number, end: number): Task {
	yield make('barrier', { name: 'flush_tlb_range', args: [mm, start, end - start] });
}

/** A kernel BUG(): this task ends here, holding what it holds. */
export function* BUG(text: string): Task<never> {
	yield make('bug', { name: text });
	throw new Error('a task went on after BUG()');
}

export function* BUG_ON(condition: boolean, text: string): Task {
	if (condition) yield* BUG(text);
}

/** States that the caller may sleep here; a result when a spinlock is held. */
export function* might_sleep(): Task {
	yield make('might-sleep', {});
}

/** Ends a system call: no lock may be held. */
export function* syscall_end(): Task {
	yield make('syscall-end', {});
}

/** Makes this cpu's `nth` allocation (from 1) of that pool, from here on, fail. */
export function* inject_failure(pool: Pool, nth: number): Task {
	yield make('inject', { name: pool.name, value: nth });
}

/** Waits until every racing task is done; only `after` programs use it. */
export function* join(): Task {
	yield make('join', {});
}

/**
 * Calls a function of the table and forgets the caller: what the callee returns is what the caller
 * returns. Retry loops end this way, so that going round again is the same state and not a longer history.
 * @example return yield* become('page_convert_anon', page);
 */
export function* become(name: string, ...args: number[]): Task<number> {
	return yield make('call', { name, args, value: 1 });
}

/** Calls a function of the kernel table; `boot()` wraps every entry with it. */
export function* call(name: string, args: readonly number[]): Task<number> {
	return yield make('call', { name, args });
}
