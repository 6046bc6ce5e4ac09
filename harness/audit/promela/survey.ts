/*
 * harness/audit/promela/survey.ts - walks every reachable state once, with no reduction and no persistent
 * sets, and notes what a model of the same program has to know.
 *
 * It is as plain as a search can be, on purpose: it is what another model checker is compared with.
 */
import { checkOf } from '../../engine/validity.ts';
import { outcomeOf } from '../../engine/queues.ts';
import type { Problem } from '../../explore/problem.ts';
import { adoptQueues } from '../../explore/queues.ts';
import { StateTable } from '../../explore/state-table.ts';
import { type Saved, TaskState } from '../../explore/task-state.ts';
import { HeldClasses } from './held-classes.ts';
import { inMap } from './in-map.ts';
import { multiWordOf, noteTaken, nothingSeen, type Seen } from './seen.ts';

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

/** What a survey gathers as it goes. */
interface Notes {
	readonly locals: readonly Map<number, Set<number>>[];
	readonly seen: Map<number, Map<number, Seen>>;
	readonly ranges: Map<number, [number, number]>;
}

export function survey(problem: Problem, options: SurveyOptions): Survey {
	for (;;) {
		const found = surveyOnce(problem, options);
		// Its locks may turn out to need queues.
		if (!found.complete || !adoptQueues(problem)) return found;
	}
}

function surveyOnce(problem: Problem, options: SurveyOptions): Survey {
	const { machine } = problem;
	const state = new TaskState(problem);
	state.reset();
	const table = new StateTable();
	const ends = new Set<string>();
	const notes: Notes = {
		locals: problem.roots.map((root) => new Map([[root, new Set([0])]])),
		seen: new Map(),
		ranges: new Map(),
	};
	const heldSets = new HeldClasses();
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
		runNoted(problem, state, saved, notes);
		transitions++;
		enter();
	}
	const complete = table.used <= options.statesMax;
	const heldAs = (held: number): number => heldSets.of(held);
	return { complete, states: table.used, transitions, ends, ...notes, heldAs };
}

/** Runs the step of the task that was saved, and notes what it did. */
function runNoted(problem: Problem, state: TaskState, saved: Saved, notes: Notes): void {
	const { machine, automata, image } = problem;
	const step = automata.steps[saved.local]!;
	const isAlive = checkOf(machine.layout, step) !== 'alive' || machine.memory[step.object] === 1;
	const observed = state.run(saved.task);
	const local = state.locals[saved.task]!;
	const what = seenOf(notes.seen, saved.local, saved.held[saved.task]!);
	const dead = automata.deadState(local);
	noteHeld(notes.locals, state.locals, machine.held, saved);
	if (dead === null) {
		what.survives = true;
		noteTaken(what, outcomeOf(step, observed), machine.held, saved);
	} else if (isAlive) what.ends.set(dead.death.text, local);
	else what.freed = local;
	const before = new Map<number, number>();
	for (const [address, value] of machine.writtenSince(saved.mark)) {
		if (!before.has(address)) before.set(address, value);
		widen(notes.ranges, address, machine.memory[address]!, image[address]!);
	}
	if (step.kind === 'atomic') {
		const each = multiWordOf(machine.touches, machine.memory, before, observed);
		what.multiWord.set(each.reads.join(' '), each);
	}
}

function seenOf(seen: Map<number, Map<number, Seen>>, local: number, held: number): Seen {
	return inMap(
		inMap(seen, local, () => new Map<number, Seen>()),
		held,
		nothingSeen,
	);
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
