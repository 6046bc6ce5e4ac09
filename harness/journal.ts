/*
 * harness/journal.ts - cells as JSON lines, appended as they come, so that a killed run can be resumed.
 *
 * The first line names the run. A torn last line is cut; a journal of another run is started afresh.
 */
import {
	appendFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Cell } from './result.ts';

export class Journal {
	readonly #path: string;
	/** Cells that an interrupted run left behind. */
	readonly cells: readonly Cell[];

	constructor(path: string, run: string) {
		this.#path = path;
		mkdirSync(dirname(path), { recursive: true });
		const header = JSON.stringify({ run });
		const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
		// What follows the last newline is torn, or empty.
		const whole = lines.slice(0, -1);
		this.cells = whole[0] === header ? whole.slice(1).map((line) => JSON.parse(line) as Cell) : [];
		const kept = [header, ...this.cells.map((cell) => JSON.stringify(cell))];
		writeFileSync(path, `${kept.join('\n')}\n`);
	}

	append(cell: Cell): void {
		appendFileSync(this.#path, `${JSON.stringify(cell)}\n`);
	}

	/** The run is over and its results are written elsewhere. */
	remove(): void {
		rmSync(this.#path);
	}
}
