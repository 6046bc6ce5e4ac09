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
import type { AtomicMemory } from './atomic.ts';

/** At most so many entries wait in a buffer: stores, and the write barriers between them. */
const entriesMax = 4;
/** At most so many words are tracked. */
export const trackedMax = 6;

export const head = { cpus: 0, tracked: 1, addresses: 2 } as const;
const headWords = head.addresses + trackedMax;
export const own: Readonly<
	Record<'ended' | 'pending' | 'keptCount' | 'count' | 'entries' | 'kept', number>
> = {
	ended: 0,
	pending: 1,
	keptCount: 2,
	count: 3,
	entries: 4,
	kept: 4 + 2 * entriesMax,
};
const ownWords = own.kept + 2 * trackedMax;

/** An entry with this address is a write barrier. */
export const barrier = 0;

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

export const baseOf = ({ extra }: AtomicMemory, cpu: number): number =>
	extra + headWords + cpu * ownWords;

/** Index of an address among the tracked words, or -1. */
export function trackedAs(memory: AtomicMemory, address: number): number {
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
export function publish(memory: AtomicMemory, cpu: number, address: number, value: number): void {
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

export function forget(memory: AtomicMemory, cpu: number, word: number): void {
	const base = baseOf(memory, cpu);
	const kept = base + own.kept + 2 * word;
	if (memory.read(kept) === 0) return;
	memory.write(kept, 0);
	memory.write(kept + 1, 0);
	memory.write(base + own.keptCount, memory.read(base + own.keptCount) - 1);
}

export function forgetAll(memory: AtomicMemory, cpu: number): void {
	if (memory.read(baseOf(memory, cpu) + own.keptCount) === 0) return;
	const tracked = memory.constant(memory.extra + head.tracked);
	for (let word = 0; word < tracked; word++) forget(memory, cpu, word);
}

/** Takes entry `i` out of the buffer and lets it reach memory; returns its address. */
export function commit(memory: AtomicMemory, cpu: number, i: number): number {
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
export function drain(memory: AtomicMemory, cpu: number): void {
	const base = baseOf(memory, cpu);
	if (memory.read(base + own.pending) === 0) return;
	while (memory.read(base + own.count) > 0) commit(memory, cpu, 0);
	memory.write(base + own.pending, 0);
}

export function append(memory: AtomicMemory, cpu: number, address: number, value: number): void {
	const base = baseOf(memory, cpu);
	if (memory.read(base + own.count) === entriesMax) commit(memory, cpu, 0);
	const count = memory.read(base + own.count);
	memory.write(base + own.entries + 2 * count, address);
	memory.write(base + own.entries + 2 * count + 1, value);
	memory.write(base + own.count, count + 1);
	memory.write(base + own.pending, 1);
}

/** Index of the youngest entry of an address in a cpu's own buffer, or -1. */
export function youngest(memory: AtomicMemory, cpu: number, address: number): number {
	const base = baseOf(memory, cpu);
	if (memory.read(base + own.pending) === 0) return -1;
	for (let i = memory.read(base + own.count) - 1; i >= 0; i--) {
		if (memory.read(base + own.entries + 2 * i) === address) return i;
	}
	return -1;
}

/** The `word` of a flush task that serves the whole buffer, in order. */
export const inOrder = -1;

/** Index of the entry that a flush task may let reach memory now, or -1. */
export function nextEntry(memory: AtomicMemory, cpu: number, word: number): number {
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
export function keeps(memory: AtomicMemory, cpu: number, word: number): boolean {
	if (word === inOrder || word === memory.constant(memory.extra + head.tracked)) return false;
	return memory.read(baseOf(memory, cpu) + own.kept + 2 * word) === 1;
}
