/*
 * harness/engine/weak-steps.ts - the steps that a cpu with weak memory, and its flush tasks, take on its store
 * buffer and on what it keeps (weak-memory.ts).
 */
import type { AtomicMemory, AtomicStep } from './atomic.ts';
import {
	append,
	barrier,
	baseOf,
	commit,
	drain,
	forget,
	forgetAll,
	head,
	keeps,
	nextEntry,
	own,
	publish,
	trackedAs,
	youngest,
} from './weak-memory.ts';

/**
 * Args: address. Loads the cpu's own waiting store, else the old value that it keeps, else memory.
 */
const weak_load: AtomicStep = (memory, [address], cpu) => {
	const base = baseOf(memory, cpu);
	const entry = youngest(memory, cpu, address!);
	if (entry >= 0) return memory.read(base + own.entries + 2 * entry + 1);
	const word = trackedAs(memory, address!);
	const kept = base + own.kept + 2 * word;
	if (word >= 0 && memory.read(kept) === 1) return memory.read(kept + 1);
	return memory.read(address!);
};

/** Args: address, value. */
const weak_store: AtomicStep = (memory, [address, value], cpu) => {
	append(memory, cpu, address!, value!);
	return 0;
};

/**
 * Args: address, delta. Returns the new value. No barrier, but drains if a store of the cpu to the
 * word waits.
 */
const weak_add: AtomicStep = (memory, [address, delta], cpu) => {
	if (youngest(memory, cpu, address!) >= 0) drain(memory, cpu);
	const value = memory.read(address!) + delta!;
	publish(memory, cpu, address!, value);
	return value;
};

/** Args: address, value. Returns the old value. Drains as weak_add does. */
const weak_xchg: AtomicStep = (memory, [address, value], cpu) => {
	if (youngest(memory, cpu, address!) >= 0) drain(memory, cpu);
	const before = memory.read(address!);
	publish(memory, cpu, address!, value!);
	return before;
};

/** Args: address, mask. test_bit() of the value that weak_load would return. */
const weak_test_bit: AtomicStep = (memory, [address, mask], cpu) =>
	(weak_load(memory, [address!], cpu) & mask!) === 0 ? 0 : 1;

/**
 * Sets or clears the bits of a mask. Returns whether any of them was set. Drains as weak_add does.
 */
function changeBits(
	memory: AtomicMemory,
	[address, mask]: readonly number[],
	cpu: number,
	isSet: boolean,
): number {
	if (youngest(memory, cpu, address!) >= 0) drain(memory, cpu);
	const before = memory.read(address!);
	publish(memory, cpu, address!, isSet ? before | mask! : before & ~mask!);
	return (before & mask!) === 0 ? 0 : 1;
}

/** Args: address, mask; no barrier. */
const weak_set_bit: AtomicStep = (memory, args, cpu) => {
	changeBits(memory, args, cpu, true);
	return 0;
};

/** Args: address, mask; no barrier. */
const weak_clear_bit: AtomicStep = (memory, args, cpu) => {
	changeBits(memory, args, cpu, false);
	return 0;
};

/** Args: address, mask. Returns whether the bit was set. */
const weak_test_and_set_bit: AtomicStep = (memory, args, cpu) =>
	changeBits(memory, args, cpu, true);

/** Args: address, mask. Returns whether the bit was set. */
const weak_test_and_clear_bit: AtomicStep = (memory, args, cpu) =>
	changeBits(memory, args, cpu, false);

/** Makes all stores of the cpu visible. */
const weak_drain: AtomicStep = (memory, _args, cpu) => {
	drain(memory, cpu);
	return 0;
};

/** A read barrier: from here on the cpu loads no value older than now. */
const weak_fresh: AtomicStep = (memory, _args, cpu) => {
	forgetAll(memory, cpu);
	return 0;
};

/** A write barrier: the stores before it become visible before the stores after it. */
const weak_wmb: AtomicStep = (memory, _args, cpu) => {
	const base = baseOf(memory, cpu);
	if (memory.read(base + own.pending) === 0) return 0;
	const count = memory.read(base + own.count);
	if (count === 0 || memory.read(base + own.entries + 2 * (count - 1)) === barrier) return 0;
	append(memory, cpu, barrier, 0);
	return 0;
};

/** Ends the cpu's program: its stores reach memory, and its flush tasks may end. */
const weak_end: AtomicStep = (memory, _args, cpu) => {
	drain(memory, cpu);
	forgetAll(memory, cpu);
	memory.write(baseOf(memory, cpu) + own.ended, 1);
	return 0;
};

/**
 * The step of a flush task. Args: the cpu, and the word that the task serves: `inOrder` for the
 * whole buffer, the index of a tracked word, or the number of tracked words for all other words.
 * Returns the address of the store that reached memory, the negated address of the word whose old
 * value was forgotten, or 0 if the cpu has ended and nothing is left.
 */
const weak_commit: AtomicStep = Object.assign(
	(memory: AtomicMemory, args: readonly number[]): number => {
		const [cpu, word] = args as [number, number];
		const entry = nextEntry(memory, cpu, word);
		if (entry >= 0) {
			const address = commit(memory, cpu, entry);
			const first = baseOf(memory, cpu) + own.entries;
			const count = baseOf(memory, cpu) + own.count;
			while (memory.read(count) > 0 && memory.read(first) === barrier) commit(memory, cpu, 0);
			return address;
		}
		const hasEnded = memory.read(baseOf(memory, cpu) + own.ended) === 1;
		if (hasEnded || !keeps(memory, cpu, word)) return 0;
		forget(memory, cpu, word);
		return -memory.constant(memory.extra + head.addresses + word);
	},
	{
		isReady: (memory: AtomicMemory, args: readonly number[]): boolean => {
			const [cpu, word] = args as [number, number];
			return (
				nextEntry(memory, cpu, word) >= 0 ||
				keeps(memory, cpu, word) ||
				memory.read(baseOf(memory, cpu) + own.ended) === 1
			);
		},
	},
);

/**
 * Whether a step only orders memory, flushes a TLB or belongs to a flush task, and so is no access of the kernel.
 */
export const isOrdering = (name: string): boolean =>
	/^(weak_(drain|fresh|wmb|end|commit)|tlb_flush(_pte|_gather)?)$/.test(name);

/** Steps of weak memory, to be registered with a machine. */
export const weakSteps: Readonly<Record<string, AtomicStep>> = {
	weak_load,
	weak_store,
	weak_add,
	weak_xchg,
	weak_test_bit,
	weak_set_bit,
	weak_clear_bit,
	weak_test_and_set_bit,
	weak_test_and_clear_bit,
	weak_drain,
	weak_fresh,
	weak_wmb,
	weak_end,
	weak_commit,
};
