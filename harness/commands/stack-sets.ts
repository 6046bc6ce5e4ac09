/*
 * harness/commands/stack-sets.ts - the stacks that patches make: each set of them that holds no two alternatives, as
 * far as its patches merge.
 */
import { areAlternatives } from '../../variants/alternatives.ts';
import { type LoadedVariant, loadStackOrNull, loadVariant } from '../catalogue/variant.ts';
import { KernelKeys } from '../cell/kernel-keys.ts';
import type { Variant } from '../variant.ts';

/** Stacks of a run: those that load, and how many do not. */
export interface Stacks {
	readonly loaded: readonly LoadedVariant[];
	readonly patchesOf: ReadonlyMap<string, readonly string[]>;
	readonly refused: number;
	/** Stacks that are, function by function, what some of their patches are without the others. */
	readonly repeated: number;
}

/** Sets of up to `upTo` names in their order, without two alternatives. */
function* setsOf(names: readonly string[], upTo: number): Generator<readonly string[]> {
	for (let size = 1; size <= upTo; size++) yield* grow([], 0, size);
	function* grow(set: readonly string[], from: number, size: number): Generator<readonly string[]> {
		if (set.length === size) {
			yield set;
			return;
		}
		for (let i = from; i < names.length; i++) {
			const next = names[i]!;
			if (!set.some((each) => areAlternatives(each, next)))
				yield* grow([...set, next], i + 1, size);
		}
	}
}

/** The kernels that stacks make. */
class Kernels {
	readonly #keys = new KernelKeys();
	/** By kernel: the stacks that make it. */
	readonly #stacks = new Map<string, (readonly string[])[]>();

	/** Whether some patches of the set alone make its kernel; remembers it if not. */
	hasWithin(variant: Variant, set: readonly string[]): boolean {
		const key = this.#keys.of(variant);
		const others = this.#stacks.get(key) ?? [];
		if (others.some((other) => other.every((each) => set.includes(each)))) return true;
		this.#stacks.set(key, [...others, set]);
		return false;
	}
}

/** All of them, the smaller first. @throws BadInput when a single patch does not load */
export async function stacksOf(names: readonly string[], upTo: number): Promise<Stacks> {
	const loaded: LoadedVariant[] = [];
	const patchesOf = new Map<string, readonly string[]>();
	let refused = 0;
	let repeated = 0;
	const kernels = new Kernels();
	for (const set of setsOf(names, upTo)) {
		// One patch that does not load is the caller's; several may just not go together.
		const stack = set.length === 1 ? await loadVariant(set[0]!) : await loadStackOrNull(set);
		if (stack === null) refused++;
		else if (kernels.hasWithin(stack.variant, set)) repeated++;
		else {
			loaded.push(stack);
			patchesOf.set(stack.variant.name, set);
		}
	}
	return { loaded, patchesOf, refused, repeated };
}
