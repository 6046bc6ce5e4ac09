/*
 * harness/explore/toy.ts - tiny programs over a few words and locks, to try strategies on.
 */
import { Automata, Nodes } from '../engine/automaton.ts';
import { Machine } from '../engine/machine.ts';
import { LayoutBuilder, type Layout } from '../engine/memory.ts';
import {
	add,
	BUG,
	load,
	lock,
	store,
	trylock,
	unlock,
	xadd,
	type Operation,
	type Task,
} from '../engine/operation.ts';
import { at, defineStruct, field, type Field, type Lock } from '../engine/struct.ts';
import type { Problem } from './problem.ts';

const words = 6;
const locks = 3;
const toyStruct = defineStruct('toy', [
	['word', words],
	['seen', 64],
	['lock', locks],
]);
const builder = new LayoutBuilder();
const toy = builder.object(toyStruct, 'toy');
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
	| { readonly do: 'trylock'; readonly l: number }
	| { readonly do: 'unlock'; readonly l: number }
	/** Ends the program badly when the word holds the value. */
	| { readonly do: 'bug-if'; readonly w: number; readonly value: number };

/** Runs a toy program; what it observes is stored where the end state shows it. */
function* run(task: number, steps: readonly ToyStep[]): Task {
	const held = new Set<number>();
	let observed = task * 8;
	for (const step of steps) {
		if (step.do === 'load') {
			yield* store(at(seen, observed++), toy, 1 + (yield* load(at(word, step.w % words), toy)));
		} else if (step.do === 'add') yield* add(at(word, step.w % words), toy, 1);
		else if (step.do === 'xadd') {
			yield* store(at(seen, observed++), toy, 1 + (yield* xadd(at(word, step.w % words), toy, 1)));
		} else if (step.do === 'store') yield* store(at(word, step.w % words), toy, step.value);
		else if (step.do === 'bug-if') {
			if ((yield* load(at(word, step.w % words), toy)) === step.value) yield* BUG('toy: bug-if');
		} else {
			const l = step.l % locks;
			if (step.do === 'lock' && !held.has(l)) {
				yield* lock(toyLock(l), toy);
				held.add(l);
			} else if (step.do === 'trylock' && !held.has(l)) {
				if (yield* trylock(toyLock(l), toy)) held.add(l);
			} else if (step.do === 'unlock' && held.has(l)) {
				yield* unlock(toyLock(l), toy);
				held.delete(l);
			}
		}
	}
	for (const l of held) yield* unlock(toyLock(l), toy);
}

/** At most 6 programs of at most 8 observing steps each. */
export function toyProblem(programs: readonly (readonly ToyStep[])[]): Problem {
	const start = (name: string): Generator<Operation, unknown, number> => {
		const task = Number(name);
		return run(task, programs[task]!);
	};
	const machine = new Machine(
		layout,
		{},
		programs.map((_, i) => i + 1),
	);
	const image = new Int32Array(machine.memory.length);
	image[toy] = 1;
	const automata = new Automata(new Nodes(start));
	return {
		machine,
		automata,
		image,
		roots: programs.map((_, i) => automata.root(String(i), [])),
		after: -1,
	};
}
