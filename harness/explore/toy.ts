/*
 * harness/explore/toy.ts - tiny programs over a few words, locks and objects, to try strategies on.
 */
import { Automata, Nodes, type Starter } from '../engine/automaton.ts';
import { Machine } from '../engine/machine.ts';
import { LayoutBuilder, type Layout } from '../engine/memory.ts';
import {
	add,
	alloc,
	BUG,
	call,
	free,
	join,
	load,
	lock,
	read_lock,
	read_unlock,
	smp_mb,
	smp_rmb,
	smp_wmb,
	store,
	trylock,
	unlock,
	xadd,
	type Operation,
	type Pool,
	type Task,
} from '../engine/operation.ts';
import { at, defineStruct, field, type Field, type Lock } from '../engine/struct.ts';
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
const toyStruct = defineStruct('toy', [
	['word', words],
	['seen', 64],
	['lock', locks],
]);
const builder = new LayoutBuilder();
const toy = builder.object(toyStruct, 'toy');
const itemStruct = defineStruct('item', ['word']);
const items: Pool = { name: 'item' };
/** Like struct page: always there, so that nobody notices that it is free. */
const frameStruct = defineStruct('frame', ['word'], 'persistent');
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
	| { readonly do: 'bug-if'; readonly w: number; readonly value: number };

/** Runs a toy program; what it observes is stored where the end state shows it. */
function* run(task: number, steps: readonly ToyStep[], isAfter: boolean): Task {
	if (isAfter) yield* join();
	/** Whether the locks that it holds are held shared. */
	const held = new Map<number, boolean>();
	let observed = task * 8;
	for (const step of steps) {
		if (step.do === 'load') {
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
