/*
 * harness/engine/automaton.ts - generators memoised into automata while they run.
 *
 * A node is one call of one function together with everything that the call has observed so far. A task is
 * a node plus the stack of calls that wait for it, interned to one integer, its local state. So copying a
 * task copies one integer, and after a few dozen runs of a generator no generator runs at all.
 */
import { assert } from './assert.ts';
import { callDepthMax, callsBetweenStepsMax, callStepsMax, endlessCall } from './endless.ts';
import type { Death } from './death.ts';
import { bind, type Step } from './step.ts';
import type { Operation } from './operation.ts';
import { Rerun } from './rerun.ts';
import { Rows } from './row.ts';

/** Starts a generator for a call; the kernel table behind it decides which function that is. */
export type Starter = (
	name: string,
	args: readonly number[],
) => Generator<Operation, unknown, number>;

/** Starts a program of a workload, which is called by a name that no function of the kernel has. */
export type StartProgram = () => ReturnType<Starter>;

/**
 * Separates, in the name of a call, the function from the memory model that it runs under
 * (weak-program.ts).
 */
export const functionMark = '@';

/** The function that a call names. */
export const functionNamed = (name: string): string => name.split(functionMark, 1)[0]!;

/** Local state 0: the program has ended. */
export const DONE = 0;

interface Node {
	/** The node before its last observation, or -1. */
	readonly parent: number;
	readonly name: string;
	readonly args: readonly number[];
	/** The last observation; 0 if there is none yet. */
	readonly observed: number;
	/** Steps since the call began. */
	readonly depth: number;
	/**
	 * Whether this is a program of a workload and no kernel function: callStepsMax does not limit it.
	 */
	readonly isProgram: boolean;
	/** What starts it where the kernel does not know it. */
	readonly program: StartProgram | null;
	/** The next step, or null when the call has returned. */
	readonly step: Step | null;
	readonly returns: number;
	generator: Generator<Operation, unknown, number> | null;
	readonly children: Map<number, number>;
}

interface Local {
	readonly node: number;
	readonly stack: number;
	readonly step: Step;
	readonly next: Map<number, number>;
}

/** A local state whose task ended badly. */
export interface DeadState {
	readonly death: Death;
	/** The kernel function it ended in. */
	readonly name: string;
}

/**
 * Nodes of one kernel. They do not depend on a workload, so all workloads of a variant share them.
 */
export class Nodes {
	readonly start: Starter;
	/** The kernel's name. */
	readonly kernel: string;
	readonly #nodes: Node[] = [];
	readonly #starts = new Map<string, number>();
	generatorRuns = 0;

	constructor(start: Starter, kernel: string = '') {
		this.start = start;
		this.kernel = kernel;
	}

	get size(): number {
		return this.#nodes.length;
	}

	get(node: number): Node {
		return this.#nodes[node]!;
	}

	/** The node of a call that has observed nothing yet. */
	begin(
		name: string,
		args: readonly number[],
		isProgram: boolean = false,
		program: StartProgram | null = null,
	): number {
		const key = `${name} ${args.join()}`;
		let node = this.#starts.get(key);
		if (node === undefined) {
			const generator = program?.() ?? this.start(name, args);
			this.generatorRuns++;
			const call = { parent: -1, name, args, observed: 0, depth: 0, isProgram, program };
			node = this.#add(call, generator, generator.next());
			this.#starts.set(key, node);
		}
		return node;
	}

	/** The node after the step of `parent` observed `value`. @throws KernelFault */
	child(parent: number, value: number): number {
		const node = this.#nodes[parent]!;
		let child = node.children.get(value);
		if (child !== undefined) return child;
		assert(node.step !== null, 'A call that has returned observes nothing more.');
		const { name, args, isProgram, program } = node;
		const depth = node.depth + 1;
		if (depth > callStepsMax && !isProgram) throw endlessCall(functionNamed(name), 'steps');
		let generator = node.generator;
		node.generator = null;
		if (generator === null) {
			this.generatorRuns++;
			generator = new Rerun(this, parent).toEnd().generator;
		}
		const call = { parent, name, args, observed: value, depth, isProgram, program };
		child = this.#add(call, generator, generator.next(value));
		node.children.set(value, child);
		return child;
	}

	/** The call of a node, from its beginning. */
	restart(node: number): ReturnType<Starter> {
		const { name, args, program } = this.#nodes[node]!;
		return program?.() ?? this.start(name, args);
	}

	#add(
		call: Pick<Node, 'parent' | 'name' | 'args' | 'observed' | 'depth' | 'isProgram' | 'program'>,
		generator: Generator<Operation, unknown, number>,
		result: IteratorResult<Operation, unknown>,
	): number {
		const { parent, name, args, observed, depth, isProgram, program } = call;
		this.#nodes.push({
			parent,
			name,
			args,
			observed,
			depth,
			isProgram,
			program,
			step: result.done ? null : bind(result.value),
			returns: result.done ? Number(result.value ?? 0) : 0,
			generator: result.done ? null : generator,
			children: new Map(),
		});
		return this.#nodes.length - 1;
	}
}

/** Local states of the tasks of one workload. */
export class Automata {
	readonly #nodes: Nodes;
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
	constructor(nodes: Nodes, programs: ReadonlyMap<string, StartProgram> = new Map()) {
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
		const key = state.step.observes ? value : 0;
		const known = state.next.get(key);
		if (known !== undefined) return known;
		const next = this.#resolve(state.stack, this.#nodes.child(state.node, key));
		if (next !== DONE && ![...state.next.values()].includes(next)) this.edges++;
		state.next.set(key, next);
		return next;
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
			id = this.steps.length;
			this.steps.push(step);
			this.#locals.push({ node, stack, step, next: new Map() });
			ids.set(node, id);
			this.rows.begin(id, step);
		}
		return id;
	}
}
