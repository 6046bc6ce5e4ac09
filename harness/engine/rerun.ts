/*
 * harness/engine/rerun.ts - runs calls again, to check what all searches assume: that the next step of a
 * call follows from its arguments and its observations.
 *
 * A function that counts its calls in a variable of its file, reads the clock or draws random numbers is
 * nondeterministic. The nodes of its automaton would differ from run to run, and no verdict would mean
 * anything.
 */
import { KernelFault, type Nondeterminism } from './fault.ts';
import type { Operation } from './operation.ts';

/** A call with what it has observed so far, see nodes.ts. */
interface Node {
	/** What the kernel is called. */
	readonly kernel: string;
	/** The node before its last observation, or -1. */
	readonly parent: number;
	readonly name: string;
	readonly args: readonly number[];
	readonly observed: number;
	/** What it does next, or null when it has returned. */
	readonly step: { readonly operation: Operation } | null;
	readonly returns: number;
	readonly children: ReadonlyMap<number, number>;
	/** Begins the call again. */
	readonly restart: () => Generator<Operation, unknown, number>;
}

/** Nodes, as far as calls are run again along them. */
export interface Histories {
	readonly size: number;
	get(node: number): Node;
}

/** Begins the call of a node. */
type Restart = (node: Node) => Generator<Operation, unknown, number>;

const asItWas: Restart = (node) => node.restart();

/** One call that runs again along a history of observations. */
export class Rerun {
	readonly #nodes: Pick<Histories, 'get'>;
	/** The nodes from the beginning of the call. */
	readonly #path: readonly number[];
	readonly generator: Generator<Operation, unknown, number>;
	#done = 0;

	/** Begins the call of `node` again, or what stands in its place. */
	constructor(nodes: Pick<Histories, 'get'>, node: number, restart: Restart = asItWas) {
		const path: number[] = [];
		for (let each = node; each >= 0; each = nodes.get(each).parent) path.push(each);
		this.#path = path.toReversed();
		this.#nodes = nodes;
		this.generator = restart(nodes.get(node));
	}

	/**
	 * Takes one step and compares it with its node. Returns null if they agree and the path goes on.
	 */
	advance(): Nondeterminism | 'same' | null {
		const position = this.#done++;
		const node = this.#nodes.get(this.#path[position]!);
		const was = node.step === null ? { returns: node.returns } : node.step.operation;
		const is = next(this.generator, node.parent < 0 ? undefined : node.observed);
		if (isSame(was, is)) return this.#done === this.#path.length ? 'same' : null;
		const { kernel, name, args } = node;
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

/** A word of memory has one zero: -0 and 0, which the minus of JavaScript tells apart, are the same there. */
const isSameWord = (was: number | undefined, is: number | undefined): boolean =>
	was === is || Object.is(was, is);

/** Whether two operations, or ends of a call, are the same. */
export function isSame(was: Next, is: Next): boolean {
	if ('throws' in was || 'throws' in is) return false;
	if ('returns' in was || 'returns' in is) {
		return 'returns' in was && 'returns' in is && isSameWord(was.returns, is.returns);
	}
	return (
		was.kind === is.kind &&
		was.field?.struct.id === is.field?.struct.id &&
		was.field?.offset === is.field?.offset &&
		was.object === is.object &&
		isSameWord(was.value, is.value) &&
		was.bit === is.bit &&
		was.lock?.name === is.lock?.name &&
		was.mode === is.mode &&
		was.name === is.name &&
		was.args.length === is.args.length &&
		was.args.every((arg, i) => isSameWord(arg, is.args[i]))
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

/**
 * At most so many calls are under way at the same time: all calls of a usual cell, within memory.
 */
const alive = 4096;

/**
 * Runs again each call that has a node from `from` on (0: all calls), along each history and in two
 * ways: one call after the other, and in reverse order with all calls interleaved. Returns the
 * first call that differs from its nodes, or null. It takes as many generator steps as the
 * histories are long.
 */
export function runAgain(nodes: Histories, from: number): Nondeterminism | null {
	const leaves: number[] = [];
	for (let node = from; node < nodes.size; node++) {
		if (nodes.get(node).children.size === 0) leaves.push(node);
	}
	return runAlong(nodes, leaves, asItWas);
}

/**
 * The same for the histories that end in these nodes, with what `restart` begins in place of each call.
 */
export function runAlong(
	nodes: Pick<Histories, 'get'>,
	leaves: readonly number[],
	restart: Restart,
): Nondeterminism | null {
	return (
		together(nodes, leaves, 1, restart) ?? together(nodes, leaves.toReversed(), alive, restart)
	);
}

function together(
	nodes: Pick<Histories, 'get'>,
	leaves: readonly number[],
	atOnce: number,
	restart: Restart,
): Nondeterminism | null {
	for (let first = 0; first < leaves.length; first += atOnce) {
		const some = leaves.slice(first, first + atOnce);
		let calls = some.map((leaf) => new Rerun(nodes, leaf, restart));
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
