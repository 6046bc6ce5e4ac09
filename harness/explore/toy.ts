/*
 * harness/explore/toy.ts - tiny programs over a few words, locks and objects, to try strategies on.
 */
import { Automata } from '../engine/automaton.ts';
import { Nodes, type Starter } from '../engine/nodes.ts';
import { Machine } from '../engine/machine.ts';
import { call, type Operation } from '../engine/operation.ts';
import { declareWeak, trackedMax, weakWords } from '../engine/weak-memory.ts';
import { weakSteps } from '../engine/weak-steps.ts';
import {
	flushTask,
	flushTaskWords,
	weakProgram,
	withMemoryModels,
} from '../engine/weak-program.ts';
import type { MemoryModel } from '../engine/weak-rules.ts';
import type { Problem } from './problem.ts';
import {
	frameAddresses,
	itemAddresses,
	itemsEach,
	layout,
	seenAt,
	toy,
	toyStruct,
	wordAt,
} from './toy-memory.ts';
import { forgetful, runToy, type ToyLock, type ToyStep } from './toy-program.ts';

export type { ToyStep } from './toy-program.ts';

/** At most 6 programs of at most 8 observing steps each; the last may run when all others are done. */
export function toyProblem(
	programs: readonly (readonly ToyStep[])[],
	lastIsAfter: boolean = false,
): Problem {
	const after = lastIsAfter ? programs.length - 1 : -1;
	const start = starterOf(programs, after);
	const slices = programs.map((_, i) => i + 1);
	const begins = programs.map((_, i) => String(i));
	return problemOf(
		new Machine(layout, {}, slices),
		withMemoryModels(start, () => false),
		begins,
		after,
	);
}

function starterOf(programs: readonly (readonly ToyStep[])[], after: number): Starter {
	return (name): Generator<Operation, unknown, number> => {
		if (name.startsWith('forget ')) {
			return forgetful(JSON.parse(name.slice('forget '.length)) as ToyLock);
		}
		const task = Number(name);
		return runToy(task, programs[task]!, task === after);
	};
}

/** The same on cpus with weak memory, whose `word`s and `flags` are weak; ends are told by `seen` and `word`. */
export function weakToyProblem(
	programs: readonly (readonly ToyStep[])[],
	model: MemoryModel,
	trackedCount: number = 3,
): Problem {
	const tracked = model === 'tso' ? 0 : Math.min(trackedCount, trackedMax);
	const served = flushTaskWords(model, tracked);
	const flushTasks = programs.flatMap((_, cpu) =>
		served.map((serves) => ({ name: `flushTask ${cpu} ${serves}`, cpu, serves })),
	);
	const weak = withMemoryModels(starterOf(programs, -1), ({ struct, name }) => {
		return struct === toyStruct && (name.startsWith('word') || name === 'flags');
	});
	const start: Starter = (name, args) => {
		const found = flushTasks.find((each) => each.name === name);
		if (found !== undefined) return flushTask(name, found.cpu, found.serves);
		const cpu = /^cpu (\d+)$/.exec(name)?.[1];
		if (cpu === undefined) return weak(name, args);
		return weakProgram(callOf(cpu), model);
	};
	const begins = [...programs.map((_, i) => `cpu ${i}`), ...flushTasks.map(({ name }) => name)];
	const slices = begins.map((_, i) => (i < programs.length ? i + 1 : 0));
	const extraWords = weakWords(programs.length);
	const machine = new Machine(layout, weakSteps, slices, extraWords);
	const problem = problemOf(machine, start, begins, -1);
	const words = Array.from({ length: tracked }, (_, i) => toy + wordAt(i).offset);
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
	const first = toy + seenAt(task * 8).offset;
	const values = [...memory.subarray(first, first + count)];
	return values.map((each) => (each === 0 ? '-' : each - 1)).join('');
}
