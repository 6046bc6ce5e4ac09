/*
 * harness/engine/rerun.ts - runs calls again, to see whether kernel functions do what all searches take
 * for granted: that what a call does next follows from its arguments and what it has observed.
 *
 * A function that counts its calls in a variable of its file, looks at the clock or draws random numbers
 * is nondeterministic: nodes of automata would say something else each time, and no verdict would mean anything.
 */
import type { Nodes } from './automaton.ts';
import { KernelFault, type Nondeterminism } from './fault.ts';
import type { Operation } from './operation.ts';

/** One call on its way through a history. */
export class Rerun {
	readonly #nodes: Nodes;
	/** The nodes from the beginning of the call. */
	readonly #path: readonly number[];
	readonly generator: Generator<Operation, unknown, number>;
	#done = 0;

	/** The call that `node` is about, from its beginning. */
	constructor(nodes: Nodes, node: number) {
		const path: number[] = [];
		for (let each = node; each >= 0; each = nodes.get(each).parent) path.push(each);
		this.#path = path.toReversed();
		this.#nodes = nodes;
		this.generator = nodes.restart(node);
	}

	/** Takes one step and compares. Null when it is the same and there is more to come. */
	advance(): Nondeterminism | 'same' | null {
		const position = this.#done++;
		const node = this.#nodes.get(this.#path[position]!);
		const was = node.step === null ? { returns: node.returns } : node.step.operation;
		const is = next(this.generator, node.parent < 0 ? undefined : node.observed);
		if (isSame(was, is)) return this.#done === this.#path.length ? 'same' : null;
		const { name, args } = node;
		const { kernel } = this.#nodes;
		return { kernel, name, args, step: position + 1, was: describe(was), is: describe(is) };
	}

	/** Takes all steps. @throws KernelFault */
	toEnd(): this {
		let outcome: ReturnType<Rerun['advance']> = null;
		while (outcome === null) outcome = this.advance();
		if (outcome !== 'same')
			throw new KernelFault({ kind: 'nondeterministic', nondeterminism: outcome });
		return this;
	}
}

type Next = Operation | { readonly returns: number } | { readonly throws: string };

function next(generator: Rerun['generator'], observed: number | undefined): Next {
	try {
		const result = observed === undefined ? generator.next() : generator.next(observed);
		return result.done ? { returns: Number(result.value ?? 0) } : result.value;
	} catch (error) {
		return { throws: String(error) };
	}
}

/** Whether two operations, or ends of a call, are the same. */
export function isSame(was: Next, is: Next): boolean {
	if ('throws' in was || 'throws' in is) return false;
	if ('returns' in was || 'returns' in is) {
		return 'returns' in was && 'returns' in is && Object.is(was.returns, is.returns);
	}
	return (
		was.kind === is.kind &&
		was.field?.struct === is.field?.struct &&
		was.field?.offset === is.field?.offset &&
		was.object === is.object &&
		Object.is(was.value, is.value) &&
		was.bit === is.bit &&
		was.lock?.name === is.lock?.name &&
		was.mode === is.mode &&
		was.name === is.name &&
		was.args.length === is.args.length &&
		was.args.every((arg, i) => Object.is(arg, is.args[i]))
	);
}

/** In words: 'store page.count of 412, value 1'. */
export function describe(next: Next): string {
	if ('throws' in next) return `throws ${next.throws}`;
	if ('returns' in next) return `return ${next.returns}`;
	const { kind, field, object, value, lock, mode, name, args } = next;
	const words = [
		kind,
		field === null ? '' : `${field.struct.name}.${field.name} of ${object}`,
		lock === null ? '' : `${lock.name} ${mode}`,
		args.length === 0 ? name : `${name}(${args.join(', ')})`,
		kind === 'call' || value === 0 ? '' : `value ${value}`,
	];
	return words.filter((word) => word !== '').join(' ');
}

/** How many calls are under way at the same time: all of a cell, but for what would fill memory. */
const alive = 4096;

/**
 * Runs every call again, whose nodes are known from `from` on (all: 0), along each history, in two ways:
 * one after the other, and in the reverse order with all under way at once. Returns the first that
 * does not do what its nodes say, or null. It takes as many generator steps as the histories are long.
 */
export function runAgain(nodes: Nodes, from: number): Nondeterminism | null {
	const leaves: number[] = [];
	for (let node = from; node < nodes.size; node++) {
		if (nodes.get(node).children.size === 0) leaves.push(node);
	}
	return together(nodes, leaves, 1) ?? together(nodes, leaves.toReversed(), alive);
}

function together(nodes: Nodes, leaves: readonly number[], atOnce: number): Nondeterminism | null {
	for (let first = 0; first < leaves.length; first += atOnce) {
		let calls = leaves.slice(first, first + atOnce).map((leaf) => new Rerun(nodes, leaf));
		while (calls.length > 0) {
			const rest: Rerun[] = [];
			for (const call of calls) {
				const outcome = call.advance();
				if (outcome === null) rest.push(call);
				else if (outcome !== 'same') return outcome;
			}
			calls = rest;
		}
	}
	return null;
}
