/*
 * harness/cell/determinism.ts - whether the functions of a variant always do the same, see engine/rerun.ts. A
 * search of one that does not would come to a verdict all the same, and a wrong one.
 */
import type { BootedVariant } from './boot.ts';
import type { Operation } from '../engine/operation.ts';
import { KernelFault } from '../engine/fault.ts';
import { describe, isSame, runAgain } from '../engine/rerun.ts';
import { BadInput, nondeterministicSetup } from '../messages/index.ts';
import type { CallTree } from '../engine/nodes.ts';
import { startAlong } from '../engine/visits.ts';
import { placeWorkload } from './place.ts';
import type { Placed } from './placed.ts';
import type { Workload } from '../workload.ts';

/**
 * Runs each call again, so many times, that came up on a variant's nodes, or those that share them, since this was asked
 * last.
 * @throws KernelFault when one of them does something else than before
 */
export function checkDeterminism(booted: BootedVariant, runs: number = 1): void {
	const { store } = booted.nodes;
	for (let run = 0; run < runs; run++) {
		const nondeterminism = runAgain(store, store.runAgain);
		if (nondeterminism !== null) {
			throw new KernelFault({ kind: 'nondeterministic', nondeterminism });
		}
	}
	store.runAgain = store.size;
}

/** So often is each call run again where something is known to differ: two draws of a die may agree. */
const blameRuns = 8;

/** Operations in order. There may be millions, and few different ones: each of these is kept once. */
class Recording {
	readonly #different: Operation[] = [];
	readonly #byKey = new Map<string, number>();
	#order = new Int32Array(1024);
	#length = 0;

	add(operation: Operation): void {
		const { kind, field, object, value, bit, lock, mode, name, args } = operation;
		const what = `${kind} ${field?.struct.id} ${field?.offset} ${lock?.name} ${mode} ${bit} ${name}`;
		const key = `${what} ${object} ${value} ${args.join()}`;
		let id = this.#byKey.get(key);
		if (id === undefined) {
			id = this.#different.push(operation) - 1;
			this.#byKey.set(key, id);
		}
		if (this.#length === this.#order.length) {
			const longer = new Int32Array(2 * this.#length);
			longer.set(this.#order);
			this.#order = longer;
		}
		this.#order[this.#length++] = id;
	}

	get length(): number {
		return this.#length;
	}

	get(i: number): Operation | undefined {
		return i < this.#length ? this.#different[this.#order[i]!] : undefined;
	}
}

/**
 * Places a workload, and sees whether what it runs before the race does the same when it is run again, this
 * time along `nodes`.
 * @throws KernelFault when it does not, and one of its calls differs
 * @throws BadInput when it does not, and nobody knows why
 * @throws SetupUnfinished when it is not over within its limit
 */
export function placeTwice(
	booted: BootedVariant,
	workload: Workload,
	stepsMax?: number,
	nodes: CallTree = booted.nodes,
): Placed {
	const first = new Recording();
	let functionName = '';
	placeWorkload(booted.start, workload, {
		stepsMax,
		onStep: ({ step, stack }) => {
			first.add(step.operation);
			functionName = stack.at(-1)!;
		},
	});
	let steps = 0;
	const compare = (is: Operation | undefined): void => {
		const was = first.get(steps++);
		if (was === is || (was !== undefined && is !== undefined && isSame(was, is))) return;
		// What differs here may come of what an earlier call has returned: whose steps differ is not who is to blame.
		checkDeterminism(booted, blameRuns);
		const inWords = (operation: Operation | undefined): string =>
			operation === undefined ? 'nothing' : describe(operation);
		const differs = { name: functionName, was: inWords(was), is: inWords(is) };
		throw new BadInput(nondeterministicSetup(booted.variant.name, workload.name, differs));
	};
	const placed = placeWorkload(startAlong(nodes), workload, {
		stepsMax,
		onStep: ({ step, stack }) => {
			functionName = stack.at(-1)!;
			compare(step.operation);
		},
	});
	if (steps < first.length) compare(undefined);
	return placed;
}
