/*
 * harness/explore/toy-program.ts - the steps of toy programs, and how they are run.
 */
import {
	add,
	alloc,
	BUG,
	call,
	clear_bit,
	downgrade_write,
	free,
	join,
	list_add,
	list_del,
	list_empty,
	list_next,
	load,
	lock,
	might_sleep,
	read_lock,
	read_unlock,
	set_bit,
	smp_mb,
	smp_rmb,
	smp_wmb,
	store,
	syscall_end,
	test_and_clear_bit,
	test_and_set_bit,
	test_bit,
	trylock,
	unlock,
	wait_bit_clear,
	xadd,
	xchg,
	type Task,
} from '../engine/operation.ts';
import type { Bit, Lock } from '../engine/struct.ts';
import {
	bitLock,
	flag,
	flags,
	flagsLock,
	frameAddresses,
	frameLock,
	frames,
	frameWord,
	itemAddresses,
	itemLock,
	items,
	itemWord,
	lockNumber,
	lockWord,
	placeAt,
	seenAt,
	toy,
	toyList,
	toyLock,
	wordAt,
} from './toy-memory.ts';

/** Where a lock lies: a word, the flags or a bit of them, or in an object that may be anybody's. */
export type ToyLock =
	| { readonly in: 'word'; readonly l: number }
	/** `isOther`: as a lock of the other kind. */
	| { readonly in: 'flags'; readonly b: number; readonly isOther?: boolean }
	| { readonly in: 'whole flags' }
	/** As `word`, but its waiters sleep and are fair. */
	| { readonly in: 'rwsem'; readonly l: number }
	| { readonly in: 'item' | 'frame'; readonly i: number };

/** One step of a toy program; `w` and `l` are taken modulo what exists. */
export type ToyStep =
	| { readonly do: 'load'; readonly w: number }
	| { readonly do: 'add'; readonly w: number }
	| { readonly do: 'xadd'; readonly w: number }
	| { readonly do: 'store'; readonly w: number; readonly value: number }
	| { readonly do: 'lock'; readonly l: number }
	| { readonly do: 'read-lock'; readonly l: number }
	| { readonly do: 'trylock'; readonly l: number }
	/** Tries until it has the lock; each try that fails is a state of its own. */
	| { readonly do: 'spin'; readonly l: number }
	| { readonly do: 'unlock'; readonly l: number }
	/** Goes on as a reader where it is the writer. */
	| { readonly do: 'downgrade'; readonly l: number }
	/** Orders memory, where it is weak. */
	| { readonly do: 'rmb' | 'wmb' | 'mb' }
	/** Takes an object from the task's own two. */
	| { readonly do: 'alloc'; readonly of: 'item' | 'frame'; readonly sleeps?: boolean }
	/** Frees or uses an object that may be anybody's, alive or not; the first of each task's two is. */
	| { readonly do: 'free'; readonly of: 'item' | 'frame'; readonly i: number }
	| { readonly do: 'use'; readonly of: 'item' | 'frame'; readonly i: number }
	/** Ends the program badly when the word holds the value. */
	| { readonly do: 'bug-if'; readonly w: number; readonly value: number }
	/** The list and the words that it consists of, the first of which counts. */
	| { readonly do: 'list'; readonly what: ListStep; readonly item: number }
	| { readonly do: 'place'; readonly what: 'load' | 'store' | 'add'; readonly i: number }
	| Misuse;

type ListStep = 'add' | 'push' | 'del' | 'next' | 'empty';

/** What may break the rules of a lock; `raw` ones do not ask who holds it. */
export type Misuse =
	| {
			/** 'forget': tries, and does not know whether it did. The reading ones are for locks that are words. */
			readonly do: 'raw';
			readonly what:
				'lock' | 'trylock' | 'forget' | 'unlock' | 'read-lock' | 'read-unlock' | 'downgrade';
			readonly of: ToyLock;
	  }
	/** Bits 0 and 1 are the locks, 2 and 3 are nobody's. */
	| {
			readonly do: 'bit';
			readonly what: 'test' | 'set' | 'clear' | 'test-and-set' | 'test-and-clear' | 'wait';
			readonly b: number;
	  }
	/** The flags as one word. */
	| {
			readonly do: 'flags';
			readonly what: 'load' | 'store' | 'add' | 'xchg';
			readonly value: number;
	  }
	| { readonly do: 'store-lock'; readonly l: number; readonly value: number }
	/** Ends a system call, with whatever is held. */
	| { readonly do: 'end' }
	/** May sleep, with whatever is held. */
	| { readonly do: 'sleep' }
	/** What is held from here on is never given back. */
	| { readonly do: 'keep' };

/** Runs a toy program; what it observes is stored where the end state shows it. */
export function* runToy(task: number, steps: readonly ToyStep[], isAfter: boolean): Task {
	if (isAfter) yield* join();
	/** Whether the locks that it holds are held shared. */
	const held = new Map<number, boolean>();
	let observed = task * 8;
	for (const step of steps) {
		if (isMisuse(step)) {
			if (step.do === 'keep') held.clear();
			else if (step.do === 'end') yield* syscall_end();
			else if (step.do === 'sleep') yield* might_sleep();
			else if (step.do === 'store-lock') {
				yield* store(lockWord(step.l), toy, step.value);
			} else {
				const outcome = yield* misuse(step);
				yield* store(seenAt(observed++), toy, 1 + Number(outcome));
			}
		} else if (step.do === 'load') {
			yield* store(seenAt(observed++), toy, 1 + (yield* load(wordAt(step.w), toy)));
		} else if (step.do === 'add') yield* add(wordAt(step.w), toy, 1);
		else if (step.do === 'xadd') {
			yield* store(seenAt(observed++), toy, 1 + (yield* xadd(wordAt(step.w), toy, 1)));
		} else if (step.do === 'store') yield* store(wordAt(step.w), toy, step.value);
		else if (step.do === 'rmb') yield* smp_rmb();
		else if (step.do === 'wmb') yield* smp_wmb();
		else if (step.do === 'mb') yield* smp_mb();
		else if (step.do === 'alloc') {
			const pool = step.of === 'item' ? items : frames;
			yield* store(
				seenAt(observed++),
				toy,
				yield* alloc(pool, step.sleeps === true ? 'GFP_KERNEL' : 'GFP_ATOMIC'),
			);
		} else if (step.do === 'free') {
			yield* free(step.of === 'item' ? items : frames, objectOf(step));
		} else if (step.do === 'use') {
			const used = yield* xadd(step.of === 'item' ? itemWord : frameWord, objectOf(step), 1);
			yield* store(seenAt(observed++), toy, used);
		} else if (step.do === 'list' || step.do === 'place') {
			yield* store(seenAt(observed++), toy, 1 + (yield* onList(step)));
		} else if (step.do === 'bug-if') {
			if ((yield* load(wordAt(step.w), toy)) === step.value) yield* BUG('toy: bug-if');
		} else if ('l' in step) {
			const l = lockNumber(step.l);
			if (step.do === 'lock' && !held.has(l)) {
				yield* lock(toyLock(l), toy);
				held.set(l, false);
			} else if (step.do === 'read-lock' && !held.has(l)) {
				yield* read_lock(toyLock(l), toy);
				held.set(l, true);
			} else if (step.do === 'trylock' && !held.has(l)) {
				if (yield* trylock(toyLock(l), toy)) held.set(l, false);
			} else if (step.do === 'spin' && !held.has(l)) {
				while (!(yield* trylock(toyLock(l), toy)));
				held.set(l, false);
			} else if (step.do === 'unlock' && held.has(l)) {
				yield* giveBack(l, held.get(l)!);
				held.delete(l);
			} else if (step.do === 'downgrade' && held.get(l) === false && toyLock(l).bit < 0) {
				yield* downgrade_write(toyLock(l), toy);
				held.set(l, true);
			}
		}
	}
	for (const [l, isShared] of held) yield* giveBack(l, isShared);
}

/** An item that is not on the list is one more way to die. */
function* onList(step: ToyStep & { do: 'list' | 'place' }): Task<number> {
	if (step.do === 'place') {
		if (step.what === 'load') return yield* load(placeAt(step.i), toy);
		if (step.what === 'store') yield* store(placeAt(step.i), toy, 1);
		else yield* add(placeAt(step.i), toy, 1);
		return 0;
	}
	const item = 1 + (step.item % 3);
	switch (step.what) {
		case 'add':
		case 'push':
			yield* list_add(toyList, toy, item, step.what === 'add' ? 'tail' : 'head');
			return 0;
		case 'del':
			yield* list_del(toyList, toy, item);
			return 0;
		case 'next':
			return yield* list_next(toyList, toy, item);
		case 'empty':
			return Number(yield* list_empty(toyList, toy));
	}
}

const isMisuse = (step: ToyStep): step is Misuse =>
	['raw', 'bit', 'flags', 'store-lock', 'end', 'sleep', 'keep'].includes(step.do);

function* misuse(step: Misuse & { do: 'raw' | 'bit' | 'flags' }): Task<number | boolean> {
	switch (step.do) {
		case 'raw':
			return yield* rawLocking(step.what, step.of);
		case 'bit':
			return yield* bitOperation(step.what, flag(step.b));
		case 'flags':
			if (step.what === 'load') return yield* load(flags, toy);
			if (step.what === 'xchg') return yield* xchg(flags, toy, step.value);
			if (step.what === 'store') yield* store(flags, toy, step.value);
			else yield* add(flags, toy, step.value);
			return 0;
	}
}

function lockAt(of: ToyLock): { which: Lock; object: number } {
	switch (of.in) {
		case 'word':
			return { which: toyLock(of.l), object: toy };
		case 'rwsem':
			return { which: { ...toyLock(of.l), kind: 'rwsem' }, object: toy };
		case 'flags':
			return { which: bitLock(of.b, of.isOther === true), object: toy };
		case 'whole flags':
			return { which: flagsLock, object: toy };
		default:
			return {
				which: of.in === 'item' ? itemLock : frameLock,
				object: objectOf({ of: of.in, i: of.i }),
			};
	}
}

function* rawLocking(what: (Misuse & { do: 'raw' })['what'], of: ToyLock): Task<boolean> {
	const { which, object } = lockAt(of);
	switch (what) {
		case 'lock':
			yield* lock(which, object);
			return true;
		case 'trylock':
			return yield* trylock(which, object);
		case 'forget':
			yield* call(`forget ${JSON.stringify(of)}`, []);
			return false;
		case 'unlock':
			return yield* unlock(which, object);
		case 'read-lock':
			if (which.bit < 0) yield* read_lock(which, object);
			return true;
		case 'read-unlock':
			if (which.bit < 0) yield* read_unlock(which, object);
			return false;
		case 'downgrade':
			if (which.bit < 0) yield* downgrade_write(which, object);
			return true;
	}
}

/** A trylock whose caller is not told. */
export function* forgetful(of: ToyLock): Task {
	const { which, object } = lockAt(of);
	yield* trylock(which, object);
}

function* bitOperation(what: (Misuse & { do: 'bit' })['what'], bit: Bit): Task<boolean> {
	switch (what) {
		case 'test':
			return yield* test_bit(bit, toy);
		case 'set':
			yield* set_bit(bit, toy);
			return true;
		case 'clear':
			yield* clear_bit(bit, toy);
			return false;
		case 'test-and-set':
			return yield* test_and_set_bit(bit, toy);
		case 'test-and-clear':
			return yield* test_and_clear_bit(bit, toy);
		case 'wait':
			yield* wait_bit_clear(bit, toy);
			return false;
	}
}

function* giveBack(l: number, isShared: boolean): Task {
	if (isShared) yield* read_unlock(toyLock(l), toy);
	else yield* unlock(toyLock(l), toy);
}

const objectOf = (step: { readonly of: 'item' | 'frame'; readonly i: number }): number =>
	(step.of === 'item' ? itemAddresses : frameAddresses)[step.i % itemAddresses.length]!;
