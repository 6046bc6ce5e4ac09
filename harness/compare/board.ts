/*
 * harness/compare/board.ts - memory that a run shares with its workers: how far each search is, and whether to
 * stop. Nobody waits for anybody, and no worker needs a clock.
 */
import { Stopped, type Watch } from '../explore/problem.ts';

/** Why a run ends before all is done. */
export type StopReason = 'budget' | 'interrupted';

const reasons = [null, 'budget', 'interrupted'] as const;

/** Progress of one worker. */
export interface Searching {
	/** States that its search has stored so far. */
	readonly states: number;
	/** States that the search will store, as far as is known: its limit, or less by estimate. 0: idle. */
	readonly statesExpected: number;
	/** States stored by all its searches, modulo 2 ** 32. */
	readonly statesEver: number;
}

const wordsEach = 3;

export class Board {
	readonly buffer: SharedArrayBuffer;
	/** Word 0: the reason to stop; then for each worker the fields of Searching. */
	readonly #words: Int32Array;
	/** Called in this thread when it stops the run. */
	readonly #listeners: (() => void)[] = [];

	/** For the run: how many workers there will be. For a worker: the buffer that it was given. */
	constructor(from: number | SharedArrayBuffer) {
		this.buffer =
			typeof from === 'number' ? new SharedArrayBuffer(4 * (1 + wordsEach * from)) : from;
		this.#words = new Int32Array(this.buffer);
	}

	/** The first reason stays. */
	stop(reason: StopReason): void {
		Atomics.compareExchange(this.#words, 0, 0, reasons.indexOf(reason));
		for (const listener of this.#listeners.splice(0)) listener();
	}

	/** Has something done once this thread stops the run, or now where it has. */
	whenStopped(listener: () => void): void {
		if (this.stopped === null) this.#listeners.push(listener);
		else listener();
	}

	get stopped(): StopReason | null {
		return reasons[Atomics.load(this.#words, 0)]!;
	}

	/** Workers that it has room for. */
	get size(): number {
		return (this.#words.length - 1) / wordsEach;
	}

	get workers(): readonly Searching[] {
		return Array.from({ length: this.size }, (_, i) => {
			const base = 1 + wordsEach * i;
			return {
				states: this.#words[base]!,
				statesExpected: this.#words[base + 1]!,
				statesEver: this.#words[base + 2]! >>> 0,
			};
		});
	}

	/** What worker `i` says it will store; 0 when it begins a cell or has none. */
	expect(i: number, states: number): void {
		this.#words[1 + wordsEach * i] = 0;
		this.#words[2 + wordsEach * i] = Math.min(states, 2 ** 31 - 1);
	}

	/** For the searches of worker `i`. Throws Stopped once the run is to stop. */
	watch(i: number): Watch {
		const base = 1 + wordsEach * i;
		return (states) => {
			if (this.stopped !== null) throw new Stopped();
			if (states > 0) this.#words[base + 2]! += states - this.#words[base]!;
			this.#words[base] = states;
		};
	}
}
