/*
 * harness/promela/survey.ts - walks every reachable state once, with no reduction and no persistent
 * sets, and notes what a model of the same program has to know.
 *
 * It is as plain as a search can be, on purpose: it is what another model checker is compared with.
 */
import type { Problem } from '../explore/problem.ts';
import { StateTable } from '../explore/state-table.ts';
import { TaskState, type Saved } from '../explore/task-state.ts';

/** One way in which a multi-word step was seen to run: what it read, what it left, what it observed. */
export interface MultiWord {
	readonly reads: readonly (readonly [address: number, value: number])[];
	readonly writes: readonly (readonly [address: number, value: number])[];
	readonly observed: number;
}

/** What was seen of one local state's step. */
export interface Seen {
	/** Whether it was seen to run without ending the task. */
	survives: boolean;
	/** Local state in which the task ends when the object is not alive, or -1 when that was not seen. */
	freed: number;
	/** Local states in which the task ended for other reasons, by the words of that end. */
	readonly ends: Map<string, number>;
	/** How a multi-word step ran, by what it read. */
	readonly multiWord: Map<string, MultiWord>;
}

export interface Survey {
	/** False when there are more than `statesMax` states; nothing else is of use then. */
	readonly complete: boolean;
	readonly states: number;
	readonly transitions: number;
	/** Each state in which nothing can run, as `endKey` writes it. */
	readonly ends: ReadonlySet<string>;
	/** By task: local states that it was in. */
	readonly locals: readonly ReadonlySet<number>[];
	/** By local state. */
	readonly seen: ReadonlyMap<number, Seen>;
	/** Words that were not always what they are in the image: their least and greatest value. */
	readonly ranges: ReadonlyMap<number, readonly [least: number, greatest: number]>;
}

/** A state in which nothing can run, written as local states and memory; equal only for equal states. */
export function endKey(locals: ArrayLike<number>, memory: ArrayLike<number>): string {
	return `${Array.from(locals).join()} ${Array.from(memory).join()}`;
}

export interface SurveyOptions {
	/** Gives up after this many states. */
	readonly statesMax: number;
	/** Told about each end while the machine is in it. */
	readonly onEnd?: (locals: Int32Array) => void;
}

export function survey(problem: Problem, options: SurveyOptions): Survey {
	const { machine, automata, image } = problem;
	const state = new TaskState(problem);
	state.reset();
	const table = new StateTable();
	const ends = new Set<string>();
	const locals = problem.roots.map((root) => new Set([root]));
	const seen = new Map<number, Seen>();
	const ranges = new Map<number, [number, number]>();
	const path: Saved[] = [];
	const todo: number[] = [];
	let transitions = 0;

	const enter = (): void => {
		if (table.find(machine.hash1 ^ state.hash1, machine.hash2 ^ state.hash2) >= 0) {
			todo.push(0);
			return;
		}
		const enabled = state.enabled();
		if (enabled === 0) {
			ends.add(endKey(state.locals, machine.memory));
			options.onEnd?.(state.locals);
		}
		todo.push(enabled);
	};
	enter();
	while (table.used <= options.statesMax) {
		const left = todo.at(-1)!;
		if (left === 0) {
			todo.pop();
			const back = path.pop();
			if (back === undefined) break;
			state.restore(back);
			continue;
		}
		const task = 31 - Math.clz32(left & -left);
		todo[todo.length - 1] = left & ~(1 << task);
		const saved = state.save(task);
		path.push(saved);
		const step = automata.steps[saved.local]!;
		const isAlive = machine.check(step) !== 'alive' || machine.memory[step.object] === 1;
		const observed = state.run(task);
		transitions++;
		const local = state.locals[task]!;
		locals[task]!.add(local);
		const what = seenOf(seen, saved.local);
		const dead = automata.deadState(local);
		if (dead === null) what.survives = true;
		else if (isAlive) what.ends.set(dead.death.text, local);
		else what.freed = local;
		const before = new Map<number, number>();
		for (const [address, value] of machine.writtenSince(saved.mark)) {
			if (!before.has(address)) before.set(address, value);
			widen(ranges, address, machine.memory[address]!, image[address]!);
		}
		if (step.kind === 'atomic') {
			const each = multiWordOf(machine.touches, machine.memory, before, observed);
			what.multiWord.set(each.reads.join(' '), each);
		}
		enter();
	}
	const complete = table.used <= options.statesMax;
	return { complete, states: table.used, transitions, ends, locals, seen, ranges };
}

function seenOf(seen: Map<number, Seen>, local: number): Seen {
	let known = seen.get(local);
	if (known === undefined) {
		known = { survives: false, freed: -1, ends: new Map(), multiWord: new Map() };
		seen.set(local, known);
	}
	return known;
}

function widen(
	ranges: Map<number, [number, number]>,
	address: number,
	value: number,
	first: number,
): void {
	const range = ranges.get(address);
	if (range === undefined) {
		ranges.set(address, [Math.min(value, first), Math.max(value, first)]);
		return;
	}
	if (value < range[0]) range[0] = value;
	if (value > range[1]) range[1] = value;
}

/** From the state after the step, and what the words that it changed held before. */
function multiWordOf(
	touches: Problem['machine']['touches'],
	memory: Int32Array,
	before: ReadonlyMap<number, number>,
	observed: number,
): MultiWord {
	const reads = new Map<number, number>();
	const writes = new Map<number, number>();
	for (const { location, access } of touches) {
		const address = Math.floor(location / 32);
		if (access === 'write') writes.set(address, memory[address]!);
		else if (!writes.has(address)) reads.set(address, before.get(address) ?? memory[address]!);
	}
	return { reads: [...reads], writes: [...writes], observed };
}
