/*
 * harness/audit/calibrate/clock.ts - the time, and the memory, that the searches of one expectation have. What they
 * come to on the shipped programs never depends on it.
 */
import { getHeapStatistics } from 'node:v8';
import { Stopped, type Watch } from '../../explore/problem.ts';

/** Of the heap that there is, before this is ended by no choice of ours. */
const heapPartMax = 0.7;

const asksEvery = 256;

export class Clock {
	readonly #deadline: number;
	#asked = 0;
	#isOver = false;

	constructor(seconds: number) {
		this.#deadline = performance.now() + 1000 * seconds;
	}

	/** Cheap enough to be asked before every step. */
	readonly isOver = (): boolean => {
		if (this.#asked++ % asksEvery === 0) this.#look();
		return this.#isOver;
	};

	/** Ends a search by throwing Stopped. */
	readonly watch: Watch = () => {
		this.#look();
		if (this.#isOver) throw new Stopped();
	};

	#look(): void {
		const { used_heap_size: used, heap_size_limit: most } = getHeapStatistics();
		this.#isOver ||= performance.now() > this.#deadline || used > heapPartMax * most;
	}
}

/** Runs a search that a clock watches; `otherwise` is what it has come to when it is told to stop. */
export function untilStopped<T>(search: () => T, otherwise: () => T): T {
	try {
		return search();
	} catch (error) {
		if (!(error instanceof Stopped)) throw error;
		return otherwise();
	}
}
