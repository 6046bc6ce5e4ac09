/*
 * harness/explore/path.ts - the path of a depth-first search from the first state to the current one.
 */
import { TaskState } from './task-state.ts';

/** The path from the first state to the current one, one row a depth. */
export class Path {
	readonly #tasksCount: number;
	tasks: Int32Array<ArrayBuffer> = new Int32Array(1024);
	local: Int32Array<ArrayBuffer> = new Int32Array(1024);
	mark: Int32Array<ArrayBuffer> = new Int32Array(1024);
	todo: Int32Array<ArrayBuffer> = new Int32Array(1024);
	tried: Int32Array<ArrayBuffer> = new Int32Array(1024);
	enabled: Int32Array<ArrayBuffer> = new Int32Array(1024);
	finishes: Int32Array<ArrayBuffer> = new Int32Array(1024);
	low: Int32Array<ArrayBuffer> = new Int32Array(1024);
	/** States since the last one that is stored; 0 where one is. */
	unstored: Int32Array<ArrayBuffer> = new Int32Array(1024);
	hash1: Int32Array<ArrayBuffer> = new Int32Array(1024);
	hash2: Int32Array<ArrayBuffer> = new Int32Array(1024);
	#held: Int32Array<ArrayBuffer>;

	constructor(tasksCount: number) {
		this.#tasksCount = tasksCount;
		this.#held = new Int32Array(1024 * tasksCount);
	}

	enter(depth: number, todo: number, enabled: number, unstored: number): void {
		if (depth + 1 >= this.tasks.length) this.#grow();
		this.todo[depth] = todo;
		this.tried[depth] = 0;
		this.enabled[depth] = enabled;
		this.finishes[depth] = 0;
		this.low[depth] = depth;
		this.unstored[depth] = unstored;
	}

	/** Keeps under what the state is stored. */
	saveFingerprint(depth: number, state: TaskState): void {
		this.hash1[depth] = state.fingerprint1;
		this.hash2[depth] = state.fingerprint2;
	}

	saveHeld(depth: number, held: Int32Array): void {
		this.#held.set(held, depth * this.#tasksCount);
	}

	restoreHeld(depth: number, held: Int32Array): void {
		const base = depth * this.#tasksCount;
		for (let task = 0; task < this.#tasksCount; task++) held[task] = this.#held[base + task]!;
	}

	#grow(): void {
		const larger = (array: Int32Array): Int32Array<ArrayBuffer> => {
			const grown = new Int32Array(array.length * 2);
			grown.set(array);
			return grown;
		};
		this.tasks = larger(this.tasks);
		this.local = larger(this.local);
		this.mark = larger(this.mark);
		this.todo = larger(this.todo);
		this.tried = larger(this.tried);
		this.enabled = larger(this.enabled);
		this.finishes = larger(this.finishes);
		this.low = larger(this.low);
		this.unstored = larger(this.unstored);
		this.hash1 = larger(this.hash1);
		this.hash2 = larger(this.hash2);
		this.#held = larger(this.#held);
	}
}
