/*
 * harness/engine/weak-memory.ts - store buffers and early loads, as words of the simulated memory.
 *
 * Each cpu has a buffer of stores that no other cpu sees yet, and may keep an old value of each tracked
 * word. Both are ordinary words, and each operation on them is an atomic step. So every search treats them
 * like all other memory: undo, fingerprints, and footprints, which come from rehearsing the step.
 *
 * We model early loads as stale caches:
 *
 * 1. A store becomes visible to all other cpus at the same time, when it leaves its cpu's buffer.
 * 2. At that time each other cpu keeps the value that the word had, unless it already keeps an older one.
 *    The cpu that stored forgets the value that it kept.
 * 3. A load returns the cpu's own waiting store if there is one, else the value that the cpu keeps, else
 *    the word in memory.
 * 4. A cpu forgets all values that it keeps at a read barrier. The flush task of a word makes it forget the
 *    value of that word at any time.
 *
 * Four things follow:
 *
 * - A load may return any value that the word had since the cpu's last read barrier, as a load does that is
 *   satisfied early. To obtain the value at any such moment, schedule the flush task just before it: the
 *   cpu forgets the value that it kept, and the next store keeps the value of that moment.
 * - Loads of one word never go back in time (CoRR), since a kept value is only replaced by a later one.
 * - Independent loads may pass each other, since each word has a flush task of its own.
 * - No execution is found in which one cpu sees a store before another does (Power: IRIW with barriers),
 *   because of 1.
 *
 * The words, from the machine's first extra word on:
 *
 *    cpus, number of words tracked, addresses of these words
 *    for each cpu: ended, pending, number of values kept, number of entries in the buffer,
 *                  (address, value)*, (is kept, value)*
 *
 * Only the cpu itself touches `pending`, so a barrier of a cpu that has stored nothing conflicts with no
 * other task.
 */
import type { AtomicMemory, AtomicStep } from './atomic.ts';

/** At most so many entries wait in a buffer: stores, and the write barriers between them. */
const entriesMax = 4;
/** At most so many words are tracked. */
export const trackedMax = 6;

const head = { cpus: 0, tracked: 1, addresses: 2 } as const;
const headWords = head.addresses + trackedMax;
const own = {
	ended: 0,
	pending: 1,
	keptCount: 2,
	count: 3,
	entries: 4,
	kept: 4 + 2 * entriesMax,
} as const;
const ownWords = own.kept + 2 * trackedMax;

/** An entry with this address is a write barrier. */
const barrier = 0;

/** Number of words that a machine needs beyond its layout for the buffers of so many cpus. */
export const weakWords = (cpus: number): number => headWords + cpus * ownWords;

/**
 * Writes into the image, before a race begins, the number of cpus and the words that may be loaded
 * early. The caller passes no words if loads are in order.
 * @param extra the machine's first extra word
 */
export function declareWeak(
	image: Int32Array,
	extra: number,
	cpus: number,
	tracked: readonly number[],
): void {
	image[extra + head.cpus] = cpus;
	image[extra + head.tracked] = tracked.length;
	for (const [i, address] of tracked.entries()) image[extra + head.addresses + i] = address;
}

const baseOf = ({ extra }: AtomicMemory, cpu: number): number => extra + headWords + cpu * ownWords;

/** Index of an address among the tracked words, or -1. */
function trackedAs(memory: AtomicMemory, address: number): number {
	const count = memory.constant(memory.extra + head.tracked);
	for (let i = 0; i < count; i++) {
		if (memory.constant(memory.extra + head.addresses + i) === address) return i;
	}
	return -1;
}

/**
 * Lets a store reach memory. Every cpu but the one that stored may go on loading the value before
 * it.
 */
function publish(memory: AtomicMemory, cpu: number, address: number, value: number): void {
	const word = trackedAs(memory, address);
	if (word >= 0) {
		const before = memory.read(address);
		const cpus = memory.constant(memory.extra + head.cpus);
		for (let each = 0; each < cpus; each++) {
			const base = baseOf(memory, each);
			const kept = base + own.kept + 2 * word;
			if (each === cpu) forget(memory, cpu, word);
			else if (before !== value && memory.read(kept) === 0) {
				memory.write(kept, 1);
				memory.write(kept + 1, before);
				memory.write(base + own.keptCount, memory.read(base + own.keptCount) + 1);
			}
		}
	}
	memory.write(address, value);
}

function forget(memory: AtomicMemory, cpu: number, word: number): void {
	const base = baseOf(memory, cpu);
	const kept = base + own.kept + 2 * word;
	if (memory.read(kept) === 0) return;
	memory.write(kept, 0);
	memory.write(kept + 1, 0);
	memory.write(base + own.keptCount, memory.read(base + own.keptCount) - 1);
}

function forgetAll(memory: AtomicMemory, cpu: number): void {
	if (memory.read(baseOf(memory, cpu) + own.keptCount) === 0) return;
	const tracked = memory.constant(memory.extra + head.tracked);
	for (let word = 0; word < tracked; word++) forget(memory, cpu, word);
}

/** Takes entry `i` out of the buffer and lets it reach memory; returns its address. */
function commit(memory: AtomicMemory, cpu: number, i: number): number {
	const base = baseOf(memory, cpu);
	const entries = base + own.entries;
	const address = memory.read(entries + 2 * i);
	const value = memory.read(entries + 2 * i + 1);
	const count = memory.read(base + own.count) - 1;
	for (let word = 2 * i; word < 2 * count; word++) {
		memory.write(entries + word, memory.read(entries + word + 2));
	}
	memory.write(entries + 2 * count, 0);
	memory.write(entries + 2 * count + 1, 0);
	memory.write(base + own.count, count);
	if (address !== barrier) publish(memory, cpu, address, value);
	return address;
}

/** Lets all stores of a cpu reach memory, in order. */
function drain(memory: AtomicMemory, cpu: number): void {
	const base = baseOf(memory, cpu);
	if (memory.read(base + own.pending) === 0) return;
	while (memory.read(base + own.count) > 0) commit(memory, cpu, 0);
	memory.write(base + own.pending, 0);
}

function append(memory: AtomicMemory, cpu: number, address: number, value: number): void {
	const base = baseOf(memory, cpu);
	if (memory.read(base + own.count) === entriesMax) commit(memory, cpu, 0);
	const count = memory.read(base + own.count);
	memory.write(base + own.entries + 2 * count, address);
	memory.write(base + own.entries + 2 * count + 1, value);
	memory.write(base + own.count, count + 1);
	memory.write(base + own.pending, 1);
}

/** Index of the youngest entry of an address in a cpu's own buffer, or -1. */
function youngest(memory: AtomicMemory, cpu: number, address: number): number {
	const base = baseOf(memory, cpu);
	if (memory.read(base + own.pending) === 0) return -1;
	for (let i = memory.read(base + own.count) - 1; i >= 0; i--) {
		if (memory.read(base + own.entries + 2 * i) === address) return i;
	}
	return -1;
}

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

/** The `word` of a flush task that serves the whole buffer, in order. */
export const inOrder = -1;

/** Index of the entry that a flush task may let reach memory now, or -1. */
function nextEntry(memory: AtomicMemory, cpu: number, word: number): number {
	const base = baseOf(memory, cpu);
	const count = memory.read(base + own.count);
	if (word === inOrder) return count > 0 ? 0 : -1;
	const tracked = memory.constant(memory.extra + head.tracked);
	for (let i = 0; i < count; i++) {
		const address = memory.read(base + own.entries + 2 * i);
		if (address === barrier) return -1;
		const as = trackedAs(memory, address);
		if (as === word || (as < 0 && word === tracked)) return i;
	}
	return -1;
}

/** Whether the cpu keeps an old value of the word that a flush task serves. */
function keeps(memory: AtomicMemory, cpu: number, word: number): boolean {
	if (word === inOrder || word === memory.constant(memory.extra + head.tracked)) return false;
	return memory.read(baseOf(memory, cpu) + own.kept + 2 * word) === 1;
}

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
 * Whether a step only orders memory or belongs to a flush task, and so is no access of the kernel.
 */
export const isOrdering = (name: string): boolean =>
	/^weak_(drain|fresh|wmb|end|commit)$/.test(name);

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
