/*
 * harness/explore/problem.ts - what every strategy is given and what it hands back.
 */
import type { Automata } from '../engine/automaton.ts';
import type { Machine } from '../engine/machine.ts';

export interface Problem {
	readonly machine: Machine;
	readonly automata: Automata;
	/** Memory when the race begins. */
	readonly image: Int32Array;
	/** Local state of each task when the race begins. */
	readonly roots: readonly number[];
	/** Index of the task that runs when all others are done, or -1. */
	readonly after: number;
}

/** An end of an execution, handed to the judge while the machine is still in that state. */
export interface TerminalState {
	/** 'done': all tasks finished; 'dead': some task died; 'deadlock': the rest waits for ever. */
	readonly kind: 'done' | 'dead' | 'deadlock' | 'livelock';
	readonly locals: Int32Array;
	/** Task that took each step, in order. */
	schedule(): number[];
}

/** Returns true to stop the search, which is then not complete. */
export type OnTerminal = (ending: TerminalState) => boolean | void;

/**
 * Looks on while a search runs: is told 0 when a search begins and then, after every few thousand
 * transitions, how many states are stored. It ends the search by throwing Stopped, and goes on throwing it.
 */
export type Watch = (states: number) => void;

/** Thrown out of a search that was told to stop; what it has found until then is true, and not all. */
export class Stopped extends Error {
	override readonly name: string = 'Stopped';
}

/** A search tells its watch about itself when these bits of its count of transitions are clear. */
export const watchMask = 4095;

/** Whether every task but `after` has finished. */
export function othersDone(locals: Int32Array, after: number): boolean {
	for (let task = 0; task < locals.length; task++)
		if (task !== after && locals[task] !== 0) return false;
	return true;
}
