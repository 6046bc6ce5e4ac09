/*
 * harness/engine/nodes.ts - the calls of kernels, each with all that it can observe, as trees of nodes.
 *
 * A node is one call of one function together with everything that the call has observed so far. What it does
 * next follows from that, so its generator has to run only once. Kernels that have a function in common share
 * the nodes of its calls.
 */
import { functionNamed } from './function-name.ts';
import { assert } from './assert.ts';
import { callStepsMax, endlessCall } from './endless.ts';
import type { Operation } from './operation.ts';
import { Rerun } from './rerun.ts';
import { bind, type Step } from './step.ts';

/** Starts a generator for a call; the kernel table behind it decides which function that is. */
export type Starter = (
	name: string,
	args: readonly number[],
) => Generator<Operation, unknown, number>;

/** Starts a program of a workload, which is called by a name that no function of the kernel has. */
export type StartProgram = () => ReturnType<Starter>;

export interface Node {
	/** What the kernel is called that began the call. */
	readonly kernel: string;
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
	/** Begins the call again. */
	readonly restart: () => ReturnType<Starter>;
	/** The next step, or null when the call has returned. */
	readonly step: Step | null;
	readonly returns: number;
	generator: Generator<Operation, unknown, number> | null;
	readonly children: Map<number, number>;
}

/** What a call is, whatever it has observed. */
type Call = Pick<Node, 'kernel' | 'name' | 'args' | 'isProgram' | 'restart'>;

/** What follows calls needs of their nodes. */
export interface CallTree {
	/** The node of a call that has observed nothing yet. */
	begin(
		name: string,
		args: readonly number[],
		isProgram?: boolean,
		program?: StartProgram | null,
	): number;
	/** The node after the step of `parent` observed `value`. @throws KernelFault */
	child(parent: number, value: number): number;
	get(node: number): Node;
}

/** The nodes of one kernel, or of several. */
export class NodeStore {
	readonly #nodes: Node[] = [];
	/** By function, or by kernel where none is known, and then by name and arguments. */
	readonly #starts = new Map<unknown, Map<string, number>>();
	generatorRuns = 0;
	/** Nodes that have been run again, see cell/determinism.ts. */
	runAgain = 0;

	get size(): number {
		return this.#nodes.length;
	}

	get(node: number): Node {
		return this.#nodes[node]!;
	}

	/** `owner`: who else has it shares the node. */
	begin(owner: unknown, call: Call): number {
		let starts = this.#starts.get(owner);
		if (starts === undefined) {
			starts = new Map();
			this.#starts.set(owner, starts);
		}
		const key = `${call.name} ${call.args.join()}`;
		let node = starts.get(key);
		if (node === undefined) {
			const generator = call.restart();
			this.generatorRuns++;
			node = this.#add(call, { parent: -1, observed: 0, depth: 0 }, generator, generator.next());
			starts.set(key, node);
		}
		return node;
	}

	child(parent: number, value: number): number {
		const node = this.#nodes[parent]!;
		let child = node.children.get(value);
		if (child !== undefined) return child;
		assert(node.step !== null, 'A call that has returned observes nothing more.');
		const depth = node.depth + 1;
		if (depth > callStepsMax && !node.isProgram) {
			throw endlessCall(functionNamed(node.name), 'steps');
		}
		let generator = node.generator;
		node.generator = null;
		if (generator === null) {
			this.generatorRuns++;
			generator = new Rerun(this, parent).toEnd().generator;
		}
		child = this.#add(node, { parent, observed: value, depth }, generator, generator.next(value));
		node.children.set(value, child);
		return child;
	}

	#add(
		{ kernel, name, args, isProgram, restart }: Call,
		{ parent, observed, depth }: Pick<Node, 'parent' | 'observed' | 'depth'>,
		generator: Generator<Operation, unknown, number>,
		result: IteratorResult<Operation, unknown>,
	): number {
		this.#nodes.push({
			kernel,
			parent,
			name,
			args,
			observed,
			depth,
			isProgram,
			restart,
			step: result.done ? null : bind(result.value),
			returns: result.done ? Number(result.value ?? 0) : 0,
			generator: result.done ? null : generator,
			children: new Map(),
		});
		return this.#nodes.length - 1;
	}
}

/** The object that is the function of that name; undefined where there is none. */
export type FunctionOf = (name: string) => unknown;

/** Nodes of one kernel. They do not depend on a workload, so all workloads of a variant share them. */
export class Nodes implements CallTree {
	readonly start: Starter;
	/** The kernel's name. */
	readonly kernel: string;
	readonly store: NodeStore;
	readonly #functionOf: FunctionOf;

	/** Kernels with one store share the nodes of calls whose function is one object. */
	constructor(
		start: Starter,
		kernel: string = '',
		store: NodeStore = new NodeStore(),
		functionOf: FunctionOf = () => undefined,
	) {
		this.start = start;
		this.kernel = kernel;
		this.store = store;
		this.#functionOf = functionOf;
	}

	get size(): number {
		return this.store.size;
	}

	get(node: number): Node {
		return this.store.get(node);
	}

	begin(
		name: string,
		args: readonly number[],
		isProgram: boolean = false,
		program: StartProgram | null = null,
	): number {
		const isOwn = isProgram || program !== null;
		const owner = isOwn ? this : (this.#functionOf(functionNamed(name)) ?? this);
		const restart = program ?? (() => this.start(name, args));
		return this.store.begin(owner, { kernel: this.kernel, name, args, isProgram, restart });
	}

	child(parent: number, value: number): number {
		return this.store.child(parent, value);
	}
}
