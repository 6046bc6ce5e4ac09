/*
 * harness/compare/remaining.ts - where a run stands, read off the board a few times a second.
 */
import type { Board } from './board.ts';
import type { Standing } from '../messages/index.ts';
import { cellKeyOf, cutOf, type Cell } from '../result.ts';

export class Watcher {
	readonly #board: Board;
	readonly #cells: number;
	readonly #began = performance.now();
	/** When the run has to stop, on the clock of performance.now(), or null. */
	readonly #deadline: number | null;
	/** How many verdicts had been kept by an earlier run, once the first of this one has come. */
	#kept: number | null = null;
	#done = 0;
	readonly #cut = new Map<string, { readonly states: number; readonly expected: number }>();
	readonly #ever: number[];
	#states = 0;

	constructor(board: Board, cells: number, deadline: number | null) {
		this.#board = board;
		this.#cells = cells;
		this.#deadline = deadline;
		this.#ever = board.workers.map(() => 0);
	}

	/** A cell has its verdict, or a better one. */
	cell(cell: Cell, done: number): void {
		this.#kept ??= done - 1;
		this.#done = done;
		const key = cellKeyOf(cell);
		this.#cut.delete(key);
		const cut = cutOf(cell.explored);
		if (cut === null) return;
		const { states, statesEstimated } = cut;
		this.#cut.set(key, { states, expected: Math.max(states, statesEstimated) });
	}

	now(): Standing {
		const seconds = (performance.now() - this.#began) / 1000;
		let under = 0;
		for (const [i, worker] of this.#board.workers.entries()) {
			// The counter wraps; its difference does not.
			this.#states += (worker.statesEver - this.#ever[i]!) >>> 0;
			this.#ever[i] = worker.statesEver;
			if (worker.statesExpected > 0) under += Math.min(1, worker.states / worker.statesExpected);
		}
		const isFirstRound = this.#done < this.#cells;
		const kept = this.#kept ?? 0;
		const own = this.#done - kept + under;
		const share = isFirstRound
			? Math.min(1, (this.#done + under) / this.#cells)
			: this.#shareOfCut();
		return {
			cellsDone: this.#done,
			cells: this.#cells,
			cellsCut: this.#cut.size,
			states: this.#states,
			statesPerSecond: seconds === 0 ? 0 : this.#states / seconds,
			share,
			secondsLeft: isFirstRound && own >= 1 ? (seconds / own) * (this.#cells - kept - own) : null,
			budgetSecondsLeft:
				this.#deadline === null ? null : Math.max(0, (this.#deadline - performance.now()) / 1000),
		};
	}

	/** Of the cells that were cut short, how much was explored. */
	#shareOfCut(): number {
		let states = 0;
		let expected = 0;
		for (const each of this.#cut.values()) {
			states += each.states;
			expected += each.expected;
		}
		return expected === 0 ? 1 : states / expected;
	}
}
