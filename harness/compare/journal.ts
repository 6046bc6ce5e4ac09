/*
 * harness/compare/journal.ts - cells as JSON lines, appended as they come, so that a killed run can be resumed.
 *
 * The first line names what the run rests on; each other line is a cell behind a sum of it and of the
 * first line, so that neither a damaged cell nor one of another run is taken for a verdict. What a kill
 * leaves of a last line is cut off. A journal of another run that has cells is not touched.
 */
import {
	appendFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { differencesOf, isIdentity, type RunIdentity } from './identity.ts';
import { sha256 } from '../catalogue/imports.ts';
import {
	BadInput,
	cannotAppend,
	damagedLine,
	journalOfAnother,
	noJournal,
	type RunDifference,
} from '../messages/index.ts';
import type { Cell } from '../result.ts';

export const journalFormat = 'rmaplab-journal/2';

interface Header {
	readonly format: typeof journalFormat;
	readonly run: RunIdentity;
}

export class Journal {
	readonly #path: string;
	#failure: BadInput | null = null;
	/** As it stands in the file, where that may name the same things in another order. */
	readonly #header: string;
	/** Cells that an interrupted run left behind. */
	readonly cells: readonly Cell[];

	/** @throws BadInput when there is a journal that this run cannot go on with */
	constructor(path: string, run: RunIdentity) {
		this.#path = path;
		const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
		// What follows the last newline is torn, or empty.
		const end = bytes.lastIndexOf('\n') + 1;
		const [first, ...lines] = bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
		if (bytes.length > 0 && first === undefined) throw new BadInput(noJournal(path));
		if (first !== undefined && hasCellsOf(run, path, first, lines.length)) {
			this.#header = first;
			this.cells = lines.map((line, i) => this.#cellOf(line, i + 2));
			if (end < bytes.length) truncateSync(path, end);
			return;
		}
		this.#header = JSON.stringify({ format: journalFormat, run } satisfies Header);
		this.cells = [];
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(`${path}.new`, `${this.#header}\n`);
		renameSync(`${path}.new`, path);
	}

	/** @throws BadInput when the disk is full, or the folder has gone */
	append(cell: Cell): void {
		// What follows half a line would be damage in the middle, which no later run takes up.
		if (this.#failure !== null) throw this.#failure;
		const text = JSON.stringify(cell);
		try {
			appendFileSync(this.#path, `{"sum":"${this.#sumOf(text)}","cell":${text}}\n`);
		} catch (error) {
			this.#failure = new BadInput(cannotAppend(this.#path, error));
			throw this.#failure;
		}
	}

	#sumOf(cell: string): string {
		return sha256(`${this.#header}\n${cell}`);
	}

	#cellOf(line: string, number: number): Cell {
		const match = /^\{"sum":"([0-9a-f]{64})","cell":(.*)\}$/.exec(line);
		if (match === null || this.#sumOf(match[2]!) !== match[1]) {
			throw new BadInput(damagedLine(this.#path, number));
		}
		return JSON.parse(match[2]!) as Cell;
	}
}

/**
 * Whether there is something to go on with; a journal without a cell is nobody's loss.
 * @throws BadInput when there are cells, and they are of another run
 */
function hasCellsOf(run: RunIdentity, path: string, first: string, cells: number): boolean {
	const header = headerOf(first);
	if (header === null) throw new BadInput(noJournal(path));
	if (cells === 0) return false;
	const differences: RunDifference[] =
		header.run === null ? [{ in: 'format', was: header.format }] : differencesOf(header.run, run);
	if (differences.length > 0) throw new BadInput(journalOfAnother(path, cells, differences));
	return true;
}

/** Null when the line heads no journal; `run` is null where the journal is of another format. */
function headerOf(line: string): { format: string; run: RunIdentity | null } | null {
	let read: { format?: unknown; run?: unknown } | null;
	try {
		read = JSON.parse(line) as typeof read;
	} catch {
		return null;
	}
	// The first format did not name itself.
	if (typeof read?.run === 'string') return { format: 'rmaplab-journal/1', run: null };
	if (typeof read?.format !== 'string' || !read.format.startsWith('rmaplab-journal/')) return null;
	if (read.format !== journalFormat) return { format: read.format, run: null };
	return isIdentity(read.run) ? { format: journalFormat, run: read.run } : null;
}
