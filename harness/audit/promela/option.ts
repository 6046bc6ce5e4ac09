/*
 * harness/audit/promela/option.ts - a guarded option of a step, and what every rule writes its options with.
 */
import type { Automata } from '../../engine/automaton.ts';
import type { Machine } from '../../engine/machine.ts';
import type { Kind } from '../../engine/operation.ts';
import type { Step } from '../../engine/step.ts';
import type { Condition } from './expression.ts';
import type { HeldLocks } from './held.ts';
import { NotExpressible } from './not-expressible.ts';
import type { Seen } from './seen.ts';
import type { Words } from './words.ts';

/** One way on. Guards of one step exclude each other. */
export interface Option {
	readonly when: Condition;
	readonly does: readonly string[];
	/** Local state that it leads to. */
	readonly to: number;
	/** What the step observes then; 0 when left out. */
	readonly observed?: number;
}

export interface Options {
	readonly options: readonly Option[];
	/** Waits while no guard holds; else that would be something which was never seen. */
	readonly waits: boolean;
}

export interface Context {
	readonly automata: Automata;
	readonly machine: Machine;
	readonly words: Words;
	readonly held: HeldLocks;
	/** Condition under which all tasks but the one that asks are done. */
	readonly othersDone: Condition;
}

/** The step of a local state, for which options are written. */
export interface Stepping {
	readonly context: Context;
	readonly task: number;
	readonly step: Step;
	/** What the survey saw of the step while the task held the same locks. */
	readonly seen: Seen;
	/** The next local state by what the step observed. */
	readonly led: ReadonlyMap<number, number>;
	/** The next local state of a step that observes nothing; -1 when it was never seen to go on. */
	readonly next: number;
}

/** What a kind of operation does to a task that is alive and touches a living object. */
export type Rule = (stepping: Stepping) => Options;

/** One rule for each of some kinds. */
export type Rules<Of extends Kind> = Readonly<Record<Of, Rule>>;

/** Keeps the options that lead somewhere: the survey never saw the others, so the model leaves them out. */
export function runs(options: readonly Option[], waits: boolean = false): Options {
	return { options: options.filter((each) => each.to >= 0), waits };
}

/** One option for each observation: the guard says that it is observed, `does` follows from it. */
export function observing(
	{ led }: Stepping,
	guard: (value: number) => Condition,
	does: (value: number) => readonly string[] = () => [],
): Option[] {
	return [...led].map(([value, to]) => ({
		when: guard(value),
		does: [...does(value)],
		to,
		observed: value,
	}));
}

/** The option of a step that a task's locks alone make run or end. */
export function byLocks(
	stepping: Stepping,
	when: Condition,
	does: readonly string[],
	to: number,
	observed: number = 0,
): Option {
	const { step, seen } = stepping;
	if (seen.survives && seen.ends.size > 0) throw new NotExpressible(step.kind);
	return seen.ends.size > 0
		? { when, does: [], to: onlyEnd(stepping) }
		: { when, does, to, observed };
}

/** The one local state in which the step was seen to end its task. @throws NotExpressible */
export function onlyEnd({ context, step, seen }: Stepping): number {
	const [end, ...more] = seen.ends.values();
	if (end === undefined || more.length > 0) {
		throw new NotExpressible(`${step.kind} of ${context.machine.nameOf(step.object)}`);
	}
	return end;
}
