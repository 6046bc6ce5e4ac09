/*
 * harness/engine/automaton.ts - generators memoised into automata while they run.
 *
 * A task is a node (nodes.ts) plus the stack of calls that wait for it, interned to one integer, its local
 * state. So copying a task copies one integer, and after a few dozen runs of a generator no generator runs
 * at all.
 */
import { assert } from './assert.ts';
import { callDepthMax, callsBetweenStepsMax, endlessCall } from './endless.ts';
import type { Death } from './death.ts';
import { functionNamed } from './function-name.ts';
import { type CallTree, type StartProgram } from './nodes.ts';
import { outcomeOf, QUEUED, queuedStep } from './queues.ts';
import { Rows } from './row.ts';
import type { Step } from './step.ts';

/** Local state 0: the program has ended. */
export const DONE = 0;

interface Local {
	readonly node: number;
	readonly stack: number;
	readonly step: Step;
	readonly next: Map<number, number>;
	/** The local state that a wake-up leads back to, or -1. */
	readonly wakesTo: number;
}

/** A local state whose task ended badly. */
export interface DeadState {
	readonly death: Death;
	/** The kernel function it ended in. */
	readonly name: string;
}

/** Local states of the tasks of one workload. */
export class Automata {
	readonly #nodes: CallTree;
	readonly #programs: ReadonlyMap<string, StartProgram>;
	readonly #stackParent: number[] = [-1];
	readonly #stackNode: number[] = [-1];
	/** Calls that wait in each stack. */
	readonly #stackDepth: number[] = [0];
	/** By stack and node: the stack in which the node's call waits too. */
	readonly #stackIds: Map<number, number>[] = [];
	readonly #locals: (Local | null)[] = [null];
	/** By stack and node. */
	readonly #localIds: Map<number, number>[] = [];
	readonly #dead = new Map<number, DeadState>();
	readonly #deadIds = new Map<string, number>();
	/** By local state: its step, or null when done or dead. */
	readonly steps: (Step | null)[] = [null];
	/** By local state: the columns that the search reads, see row.ts. */
	readonly rows: Rows = new Rows();
	/** Number of known pairs of a local state and a successor of it that is not DONE. */
	edges = 0;

	/** `programs` are those of the workload, by name; left out where the kernel knows them all. */
	constructor(nodes: CallTree, programs: ReadonlyMap<string, StartProgram> = new Map()) {
		this.#nodes = nodes;
		this.#programs = programs;
	}

	get size(): number {
		return this.steps.length;
	}

	/** Local state of a program that has not begun. */
	root(name: string, args: readonly number[]): number {
		return this.#resolve(0, this.#begin(name, args, true));
	}

	isDead(local: number): boolean {
		return this.#dead.has(local);
	}

	deadState(local: number): DeadState | null {
		return this.#dead.get(local) ?? null;
	}

	/** The kernel function that a local state is in. */
	functionOf(local: number): string {
		const state = this.#locals[local];
		return state ? functionNamed(this.#nodes.get(state.node).name) : '';
	}

	/** The kernel functions that a local state is in, the innermost first. */
	functionsOf(local: number): string[] {
		const state = this.#locals[local];
		if (!state) return [];
		const functions = [functionNamed(this.#nodes.get(state.node).name)];
		for (let stack = state.stack; stack !== 0; stack = this.#stackParent[stack]!) {
			functions.push(functionNamed(this.#nodes.get(this.#stackNode[stack]!).name));
		}
		return functions;
	}

	/** Whether a known local state is in one of these functions. */
	hasEntered(functions: ReadonlySet<string>): boolean {
		const isOne = (node: number): boolean =>
			functions.has(functionNamed(this.#nodes.get(node).name));
		return (
			this.#stackNode.some((node) => node >= 0 && isOne(node)) ||
			this.#locals.some((local) => local !== null && isOne(local.node))
		);
	}

	/** The local states that are known to follow from one, itself included. */
	reachedFrom(local: number): Set<number> {
		const reached = new Set([local]);
		for (const each of reached) for (const next of this.successors(each)) reached.add(next);
		return reached;
	}

	/** The node of a local state, its function and the number of its observations; null at an end. */
	placeOf(local: number): { node: number; name: string; observations: number } | null {
		const state = this.#locals[local];
		if (state === null || state === undefined) return null;
		const { name, depth } = this.#nodes.get(state.node);
		return { node: state.node, name: functionNamed(name), observations: depth };
	}

	/** The successors of `local` that are known so far. */
	successors(local: number): Iterable<number> {
		const state = this.#locals[local];
		return state ? state.next.values() : [];
	}

	/** By value that the step of `local` has observed so far: the local state that followed. */
	transitions(local: number): ReadonlyMap<number, number> {
		return this.#locals[local]?.next ?? new Map();
	}

	/** The local state after the step of `local` observed `value`. */
	after(local: number, value: number): number {
		const state = this.#locals[local]!;
		const key = outcomeOf(state.step, value);
		const known = state.next.get(key);
		if (known !== undefined) return known;
		const next =
			state.wakesTo >= 0
				? state.wakesTo
				: key === QUEUED && !state.step.observes
					? this.#queued(local, state)
					: this.#resolve(state.stack, this.#nodes.child(state.node, key));
		if (next !== DONE && ![...state.next.values()].includes(next)) this.edges++;
		state.next.set(key, next);
		return next;
	}

	/** Has the machine run all steps on these locations, since their locks got queues. */
	leaveToMachine(locations: ReadonlySet<number>): void {
		for (const [local, step] of this.steps.entries()) {
			if (step !== null && locations.has(step.location)) this.rows.leaveToMachine(local);
		}
	}

	/** The local state of a task that ended badly at `local`. */
	die(local: number, death: Death): number {
		const name = this.functionOf(local);
		assert(Boolean(this.steps[local]), 'Only a task that has a step before it can die.');
		const key = `${death.oracle}\n${death.text}\n${name}`;
		let id = this.#deadIds.get(key);
		if (id === undefined) {
			id = this.steps.length;
			this.steps.push(null);
			this.#locals.push(null);
			this.rows.end(id);
			this.#dead.set(id, { death, name });
			this.#deadIds.set(key, id);
		}
		return id;
	}

	#begin(name: string, args: readonly number[], isProgram: boolean): number {
		return this.#nodes.begin(name, args, isProgram, this.#programs.get(name) ?? null);
	}

	/** Follows calls and returns until there is a step to take. @throws KernelFault */
	#resolve(stack: number, node: number): number {
		for (let calls = 0; ; calls++) {
			const { step, returns, name } = this.#nodes.get(node);
			if (calls > callsBetweenStepsMax) throw endlessCall(functionNamed(name), 'idle');
			if (step === null) {
				if (stack === 0) return DONE;
				node = this.#nodes.child(this.#stackNode[stack]!, returns);
				stack = this.#stackParent[stack]!;
			} else if (step.kind === 'call') {
				if (step.value !== 1) stack = this.#push(stack, node);
				node = this.#begin(step.operation.name, step.operation.args, false);
			} else {
				return this.#local(stack, node, step);
			}
		}
	}

	#push(stack: number, node: number): number {
		const ids = (this.#stackIds[stack] ??= new Map<number, number>());
		let id = ids.get(node);
		if (id === undefined) {
			assert(this.#nodes.get(node).step?.kind === 'call', 'Only a call can wait for a call.');
			id = this.#stackParent.length;
			const depth = this.#stackDepth[stack]! + 1;
			if (depth > callDepthMax) {
				throw endlessCall(functionNamed(this.#nodes.get(node).name), 'depth');
			}
			this.#stackDepth.push(depth);
			this.#stackParent.push(stack);
			this.#stackNode.push(node);
			ids.set(node, id);
		}
		return id;
	}

	#local(stack: number, node: number, step: Step): number {
		const ids = (this.#localIds[stack] ??= new Map<number, number>());
		let id = ids.get(node);
		if (id === undefined) {
			id = this.#add({ node, stack, step, next: new Map(), wakesTo: -1 });
			ids.set(node, id);
		}
		return id;
	}

	/** The local state of a task that got into the queue of what it waits for at `local`. */
	#queued(local: number, { node, stack, step }: Local): number {
		// Who waits for a bit looks at it again; who waits for a rwsem is given it.
		const wakesTo = step.mask === 0 ? -1 : local;
		return this.#add({ node, stack, step: queuedStep(step), next: new Map(), wakesTo });
	}

	#add(local: Local): number {
		const id = this.steps.length;
		this.steps.push(local.step);
		this.#locals.push(local);
		this.rows.begin(id, local.step);
		return id;
	}
}
