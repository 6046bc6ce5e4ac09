/*
 * harness/engine/visits.ts - which nodes one piece of work came to: each call that it made, with all that the
 * call has observed.
 */
import { functionNamed } from './function-name.ts';
import { type CallTree, type Node, type Starter, type StartProgram } from './nodes.ts';
import type { Operation } from './operation.ts';

/** Nodes, and which of them were asked for. */
export class Visits implements CallTree {
	readonly #nodes: CallTree;
	readonly #visited = new Set<number>();
	readonly #functions = new Set<string>();

	constructor(nodes: CallTree) {
		this.#nodes = nodes;
	}

	begin(
		name: string,
		args: readonly number[],
		isProgram: boolean = false,
		program: StartProgram | null = null,
	): number {
		if (!isProgram) this.#functions.add(functionNamed(name));
		return this.#visit(this.#nodes.begin(name, args, isProgram, program));
	}

	child(parent: number, value: number): number {
		return this.#visit(this.#nodes.child(parent, value));
	}

	get(node: number): Node {
		return this.#nodes.get(node);
	}

	/** Kernel functions that were called. */
	get functions(): ReadonlySet<string> {
		return this.#functions;
	}

	/** The last nodes of the histories of calls of these functions. */
	leaves(functions: ReadonlySet<string>): number[] {
		const leaves: number[] = [];
		for (const node of this.#visited) {
			const { name, isProgram, children } = this.#nodes.get(node);
			if (isProgram || !functions.has(functionNamed(name))) continue;
			if (![...children.values()].some((child) => this.#visited.has(child))) leaves.push(node);
		}
		return leaves;
	}

	#visit(node: number): number {
		this.#visited.add(node);
		return node;
	}
}

/**
 * Starts calls that run along nodes: they do what those of `start` do, a function runs once for each history,
 * and the nodes know what was observed.
 */
export function startAlong(nodes: CallTree): Starter {
	return function* along(name, args): Generator<Operation, unknown, number> {
		let node = nodes.begin(name, args);
		for (;;) {
			const { step, returns } = nodes.get(node);
			if (step === null) return returns;
			node = nodes.child(node, yield step.operation);
		}
	};
}
