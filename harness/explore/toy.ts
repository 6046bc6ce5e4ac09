/*
 * harness/explore/toy.ts - tiny programs over a few words, locks and objects, to try strategies on.
 */
import { Automata, Nodes, type Starter } from '../engine/automaton.ts';
import { Machine } from '../engine/machine.ts';
import { LayoutBuilder, type Layout } from '../engine/layout.ts';
import {
	add,
	alloc,
	BUG,
	call,
	clear_bit,
	free,
	join,
	load,
	lock,
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
	type Operation,
	type Pool,
	type Task,
} from '../engine/operation.ts';
import { at, defineStruct, field, type Bit, type Field, type Lock } from '../engine/struct.ts';
import { declareWeak, trackedMax, weakSteps, weakWords } from '../engine/weak-memory.ts';
import {
	companion,
	companionWords,
	weakProgram,
	withMemoryModels,
	type MemoryModel,
} from '../engine/weak-program.ts';
import type { Problem } from './problem.ts';

const words = 6;
const locks = 3;
const tasksMax = 6;
const itemsEach = 2;
const toyStruct = defineStruct('toy', [['word', words], ['seen', 64], ['lock', locks], 'flags']);
const builder = new LayoutBuilder();
const toy = builder.object(toyStruct, 'toy');
const itemStruct = defineStruct('item', ['word', 'lock']);
const items: Pool = { name: 'item' };
/** Like struct page: always there, so that nobody notices that it is free. */
const frameStruct = defineStruct('frame', ['word', 'flags'], 'persistent');
const frames: Pool = { name: 'frame' };
// The boot cpu allocates nothing here.
const counts = [0, ...Array.from({ length: tasksMax }, () => itemsEach)];
const itemAddresses = builder.pool(items, itemStruct, counts);
const itemWord: Field = field(itemStruct, 'word');
const frameAddresses = builder.pool(frames, frameStruct, counts);
const frameWord: Field = field(frameStruct, 'word');
const layout: Layout = builder.build();
const word: Field = field(toyStruct, 'word');
const seen: Field = field(toyStruct, 'seen');
const lockField: Field = field(toyStruct, 'lock');
const toyLock = (i: number): Lock => ({
	field: at(lockField, i),
	bit: -1,
	kind: 'spin',
	name: `L${i}`,
});

const flags: Field = field(toyStruct, 'flags');
const flag = (b: number): Bit => ({ field: flags, bit: b % 4, name: `F${b % 4}` });
/** Bit 0 is a lock whose waiters sleep, like that of a page; bit 1 one whose waiters spin. */
const bitLock = (b: number): Lock =>
	b % 2 === 0
		? { field: flags, bit: 0, kind: 'bit-sleep', name: 'PL' }
		: { field: flags, bit: 1, kind: 'bit-spin', name: 'CL' };
const flagsLock: Lock = { field: flags, bit: -1, kind: 'rwlock', name: 'FW' };
const itemLock: Lock = { field: field(itemStruct, 'lock'), bit: -1, kind: 'spin', name: 'IL' };
const frameLock: Lock = {
	field: field(frameStruct, 'flags'),
	bit: 0,
	kind: 'bit-sleep',
	name: 'FL',
};

/** Where a lock lies: a word, the flags or a bit of them, or in an object that may be anybody's. */
export type ToyLock =
	| { readonly in: 'word'; readonly l: number }
	| { readonly in: 'flags'; readonly b: number }
	| { readonly in: 'whole flags' }
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
	/** Orders memory, where it is weak. */
	| { readonly do: 'rmb' | 'wmb' | 'mb' }
	/** Takes an object from the task's own two. */
	| { readonly do: 'alloc'; readonly of: 'item' | 'frame' }
	/** Frees or uses an object that may be anybody's, alive or not; the first of each task's two is. */
	| { readonly do: 'free'; readonly of: 'item' | 'frame'; readonly i: number }
	| { readonly do: 'use'; readonly of: 'item' | 'frame'; readonly i: number }
	/** Ends the program badly when the word holds the value. */
	| { readonly do: 'bug-if'; readonly w: number; readonly value: number }
	| Misuse;

/** What may break the rules of a lock; `raw` ones do not ask who holds it. */
export type Misuse =
	| {
			/** 'forget': tries, and does not know whether it did. The reading ones are for locks that are words. */
			readonly do: 'raw';
			readonly what: 'lock' | 'trylock' | 'forget' | 'unlock' | 'read-lock' | 'read-unlock';
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
	/** What is held from here on is never given back. */
	| { readonly do: 'keep' };

/** Runs a toy program; what it observes is stored where the end state shows it. */
function* run(task: number, steps: readonly ToyStep[], isAfter: boolean): Task {
	if (isAfter) yield* join();
	/** Whether the locks that it holds are held shared. */
	const held = new Map<number, boolean>();
	let observed = task * 8;
	for (const step of steps) {
		if (isMisuse(step)) {
			if (step.do === 'keep') held.clear();
			else if (step.do === 'end') yield* syscall_end();
			else if (step.do === 'store-lock') {
				yield* store(at(lockField, step.l % locks), toy, step.value);
			} else {
				const outcome = yield* misuse(step);
				yield* store(at(seen, observed++), toy, 1 + Number(outcome));
			}
		} else if (step.do === 'load') {
			yield* store(at(seen, observed++), toy, 1 + (yield* load(at(word, step.w % words), toy)));
		} else if (step.do === 'add') yield* add(at(word, step.w % words), toy, 1);
		else if (step.do === 'xadd') {
			yield* store(at(seen, observed++), toy, 1 + (yield* xadd(at(word, step.w % words), toy, 1)));
		} else if (step.do === 'store') yield* store(at(word, step.w % words), toy, step.value);
		else if (step.do === 'rmb') yield* smp_rmb();
		else if (step.do === 'wmb') yield* smp_wmb();
		else if (step.do === 'mb') yield* smp_mb();
		else if (step.do === 'alloc') {
			const pool = step.of === 'item' ? items : frames;
			yield* store(at(seen, observed++), toy, yield* alloc(pool, 'GFP_ATOMIC'));
		} else if (step.do === 'free') {
			yield* free(step.of === 'item' ? items : frames, objectOf(step));
		} else if (step.do === 'use') {
			const used = yield* xadd(step.of === 'item' ? itemWord : frameWord, objectOf(step), 1);
			yield* store(at(seen, observed++), toy, used);
		} else if (step.do === 'bug-if') {
			if ((yield* load(at(word, step.w % words), toy)) === step.value) yield* BUG('toy: bug-if');
		} else if ('l' in step) {
			const l = step.l % locks;
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
			}
		}
	}
	for (const [l, isShared] of held) yield* giveBack(l, isShared);
}

const isMisuse = (step: ToyStep): step is Misuse =>
	['raw', 'bit', 'flags', 'store-lock', 'end', 'keep'].includes(step.do);

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
			return { which: toyLock(of.l % locks), object: toy };
		case 'flags':
			return { which: bitLock(of.b), object: toy };
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
	}
}

/** A trylock whose caller is not told. */
function* forgetful(of: ToyLock): Task {
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

/** At most 6 programs of at most 8 observing steps each; the last may run when all others are done. */
export function toyProblem(
	programs: readonly (readonly ToyStep[])[],
	lastIsAfter: boolean = false,
): Problem {
	const after = lastIsAfter ? programs.length - 1 : -1;
	const start = (name: string): Generator<Operation, unknown, number> => {
		if (name.startsWith('forget ')) {
			return forgetful(JSON.parse(name.slice('forget '.length)) as ToyLock);
		}
		const task = Number(name);
		return run(task, programs[task]!, task === after);
	};
	const slices = programs.map((_, i) => i + 1);
	const begins = programs.map((_, i) => String(i));
	return problemOf(
		new Machine(layout, {}, slices),
		withMemoryModels(start, () => false),
		begins,
		after,
	);
}

/** The same on cpus with weak memory, whose `word`s are weak; ends are told by `seen` and `word`. */
export function weakToyProblem(
	programs: readonly (readonly ToyStep[])[],
	model: MemoryModel,
	trackedCount: number = 3,
): Problem {
	const tracked = model === 'tso' ? 0 : Math.min(trackedCount, trackedMax);
	const served = companionWords(model, tracked);
	const companions = programs.flatMap((_, cpu) =>
		served.map((serves) => ({ name: `companion ${cpu} ${serves}`, cpu, serves })),
	);
	const functions: Starter = (name) => run(Number(name), programs[Number(name)]!, false);
	const weak = withMemoryModels(functions, ({ struct, name }) => {
		return struct === toyStruct && name.startsWith('word');
	});
	const start: Starter = (name, args) => {
		const found = companions.find((each) => each.name === name);
		if (found !== undefined) return companion(name, found.cpu, found.serves);
		const cpu = /^cpu (\d+)$/.exec(name)?.[1];
		if (cpu === undefined) return weak(name, args);
		return weakProgram(callOf(cpu), model);
	};
	const begins = [...programs.map((_, i) => `cpu ${i}`), ...companions.map(({ name }) => name)];
	const slices = begins.map((_, i) => (i < programs.length ? i + 1 : 0));
	const extraWords = weakWords(programs.length);
	const machine = new Machine(layout, weakSteps, slices, extraWords);
	const problem = problemOf(machine, start, begins, -1);
	const words = Array.from({ length: tracked }, (_, i) => toy + at(word, i).offset);
	declareWeak(problem.image, machine.memory.length - extraWords, programs.length, words);
	return problem;
}

function* callOf(name: string): ReturnType<Starter> {
	return yield* call(name, []);
}

function problemOf(
	machine: Machine,
	start: Starter,
	begins: readonly string[],
	after: number,
): Problem {
	const image = new Int32Array(machine.memory.length);
	image[toy] = 1;
	for (let i = 0; i < itemAddresses.length; i += itemsEach) {
		image[itemAddresses[i]!] = 1;
		image[frameAddresses[i]!] = 1;
	}
	const automata = new Automata(new Nodes(start));
	return {
		machine,
		automata,
		image,
		roots: begins.map((name) => automata.root(name, [])),
		after,
	};
}

/** What the first `count` observing steps of a task saw, a digit each; '-' where it did not come to one. */
export function seenBy({ memory }: Machine, task: number, count: number): string {
	const first = toy + at(seen, task * 8).offset;
	const values = [...memory.subarray(first, first + count)];
	return values.map((each) => (each === 0 ? '-' : each - 1)).join('');
}
