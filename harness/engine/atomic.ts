/*
 * harness/engine/atomic.ts - multi-word steps: what the MMU or a disk does in one go.
 */

/** The memory as such a step sees it; every word touched counts for conflicts and is undone. */
export interface AtomicMemory {
	read(address: number): number;
	write(address: number, value: number): void;
}

/** Must be a function of its arguments and of what it reads, and do nothing else. */
export interface AtomicStep {
	(memory: AtomicMemory, args: readonly number[]): number;
	/** For a step that waits: whether it could run now. */
	readonly isReady?: (memory: AtomicMemory, args: readonly number[]) => boolean;
}
