/*
 * harness/engine/atomic.ts - multi-word steps: what the MMU or a disk does in one go.
 */

/** The memory as such a step sees it; every word touched counts for conflicts and is undone. */
export interface AtomicMemory {
	read(address: number): number;
	write(address: number, value: number): void;
	/** Reads a word that never changes during a race, which counts for no conflict. */
	constant(address: number): number;
	/** The first of the words that the machine has beyond its layout, see weak-memory.ts. */
	readonly extra: number;
}

/** Must be a function of its arguments, of what it reads and of the task that runs it, and do nothing else. */
export interface AtomicStep {
	(memory: AtomicMemory, args: readonly number[], task: number): number;
	/** For a step that waits: whether it could run now, by words that the step reads too. */
	readonly isReady?: (memory: AtomicMemory, args: readonly number[]) => boolean;
}
