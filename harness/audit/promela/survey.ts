/*
 * harness/audit/promela/survey.ts - walks every reachable state once, with no reduction and no persistent
 * sets, and notes what a model of the same program has to know.
 *
 * It is as plain as a search can be, on purpose: it is what another model checker is compared with.
 */
import type { Problem } from '../../explore/problem.ts';
import { StateTable } from '../../explore/state-table.ts';
import { TaskState, type Saved } from '../../explore/task-state.ts';
import { checkOf } from '../../engine/validity.ts';

/** One way in which a multi-word step was seen to run: what it read, what it left, what it observed. */
export interface MultiWord {
	readonly reads: readonly (readonly [address: number, value: number])[];
	readonly writes: readonly (readonly [address: number, value: number])[];
	readonly observed: number;
}

/** What was seen of the step of one local state, by a task that held one set of locks. */
export interface Seen {
	/** Whether it was seen to run without ending the task. */
	survives: boolean;
	/** Local state in which the task ends when the object is not alive, or -1 when that was not seen. */
	freed: number;
	/** Local states in which the task ended for other reasons, by the words of that end. */
	readonly ends: Map<string, number>;
	/** How a multi-word step ran, by what it read. */
	readonly multiWord: Map<string, MultiWord>;
	/** By what it observed: sets that the task held after it. */
	readonly held: Map<number, Set<number>>;
	/** By what it observed: what it changed of the sets of other tasks, each once. */
	readonly heldByOthers: Map<number, Map<string, HeldChange>>;
}

/** A task that lost a lock by what another one did. */
export interface HeldChange {
	readonly task: number;
	readonly before: number;
	readonly after: number;
}

export interface Survey {
	/** False when there are more than `statesMax` states; nothing else is of use then. */
	readonly complete: boolean;
	readonly states: number;
	readonly transitions: number;
	/** Each state in which nothing can run, as `endKey` writes it. */
	readonly ends: ReadonlySet<string>;
	/** By task: local states that it was in, each with the sets of locks that it held there. */
	readonly locals: readonly ReadonlyMap<number, ReadonlySet<number>>[];
	/** By local state, and by the set that was held when its step ran. */
	readonly seen: ReadonlyMap<number, ReadonlyMap<number, Seen>>;
	/** What a set of held locks is to the search: the same for two which it takes for one. */
	readonly heldAs: (held: number) => number;
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
	const locals = problem.roots.map((root) => new Map([[root, new Set([0])]]));
	const seen = new Map<number, Map<number, Seen>>();
	const heldSets = new HeldClasses();
	const ranges = new Map<number, [number, number]>();
	const path: Saved[] = [];
	const todo: number[] = [];
	let transitions = 0;

	const enter = (): void => {
		state.readHeld();
		const slot = table.find(state.fingerprint1, state.fingerprint2);
		if (slot >= 0) {
			heldSets.unite(table.info(slot), machine.held);
			todo.push(0);
			return;
		}
		table.setInfo(-slot - 1, heldSets.number(machine.held));
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
		const isAlive = checkOf(machine.layout, step) !== 'alive' || machine.memory[step.object] === 1;
		const observed = state.run(task);
		transitions++;
		const local = state.locals[task]!;
		const what = seenOf(seen, saved.local, saved.held[task]!);
		const dead = automata.deadState(local);
		noteHeld(locals, state.locals, machine.held, saved);
		if (dead === null) {
			what.survives = true;
			noteTaken(what, step.observes ? observed : 0, machine.held, saved);
		} else if (isAlive) what.ends.set(dead.death.text, local);
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
	const heldAs = (held: number): number => heldSets.of(held);
	return { complete, states: table.used, transitions, ends, locals, seen, ranges, heldAs };
}

export function nothingSeen(): Seen {
	return {
		survives: false,
		freed: -1,
		ends: new Map(),
		multiWord: new Map(),
		held: new Map(),
		heldByOthers: new Map(),
	};
}

function seenOf(seen: Map<number, Map<number, Seen>>, local: number, held: number): Seen {
	return inMap(
		inMap(seen, local, () => new Map<number, Seen>()),
		held,
		nothingSeen,
	);
}

/** What a map has for a key, put in when there is nothing yet. */
function inMap<K, V>(map: Map<K, V>, key: K, make: () => V): V {
	let found = map.get(key);
	if (found === undefined) {
		found = make();
		map.set(key, found);
	}
	return found;
}

/** Adds what was seen of one step with other locks held. */
export function addSeen(all: Seen, more: Seen): void {
	all.survives ||= more.survives;
	all.freed = Math.max(all.freed, more.freed);
	for (const [text, local] of more.ends) all.ends.set(text, local);
	for (const [reads, each] of more.multiWord) all.multiWord.set(reads, each);
	for (const [observed, sets] of more.held) {
		const known = inMap(all.held, observed, () => new Set());
		for (const set of sets) known.add(set);
	}
	for (const [observed, changes] of more.heldByOthers) {
		const known = inMap(all.heldByOthers, observed, () => new Map<string, HeldChange>());
		for (const [key, change] of changes) known.set(key, change);
	}
}

/** Notes what the task that ran, and those of which it changed that, hold where they are. */
function noteHeld(
	locals: readonly Map<number, Set<number>>[],
	now: Int32Array,
	held: Int32Array,
	saved: Saved,
): void {
	for (const [task, known] of locals.entries()) {
		if (task !== saved.task && held[task] === saved.held[task]) continue;
		inMap(known, now[task]!, () => new Set()).add(held[task]!);
	}
}

/** Notes what a step made of the sets of all tasks. */
function noteTaken(what: Seen, observed: number, held: Int32Array, saved: Saved): void {
	inMap(what.held, observed, () => new Set()).add(held[saved.task]!);
	for (const [task, after] of held.entries()) {
		const before = saved.held[task]!;
		if (task === saved.task || after === before) continue;
		const changes = inMap(what.heldByOthers, observed, () => new Map<string, HeldChange>());
		changes.set(`${task} ${before} ${after}`, { task, before, after });
	}
}

/**
 * Sets of held locks as far as the search tells them apart. It may leave them out of what a state is, or
 * the order in which locks were taken; then it comes back to a state with another set, and the two are
 * one to it. A model that is to have as many states must not tell them apart either.
 */
class HeldClasses {
	/** By set: another one of its class, or itself. */
	readonly #next: number[] = [];
	readonly #numbers = new Map<string, number>();
	readonly #vectors: Int32Array[] = [];

	/** What a class is called: its least set. */
	of(held: number): number {
		let each = held;
		while ((this.#next[each] ?? each) !== each) each = this.#next[each]!;
		return each;
	}

	/** A number for what all tasks hold. */
	number(held: Int32Array): number {
		return inMap(this.#numbers, held.join(), () => this.#vectors.push(held.slice()) - 1);
	}

	/** What was held in a state the first time, and what is held there now. */
	unite(first: number, held: Int32Array): void {
		for (const [task, before] of this.#vectors[first]!.entries()) {
			const [one, two] = [this.of(before), this.of(held[task]!)];
			if (one !== two) this.#next[Math.max(one, two)] = Math.min(one, two);
		}
	}
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
	for (const { address, access } of touches) {
		if (access === 'write') writes.set(address, memory[address]!);
		else if (!writes.has(address)) reads.set(address, before.get(address) ?? memory[address]!);
	}
	return { reads: [...reads], writes: [...writes], observed };
}
