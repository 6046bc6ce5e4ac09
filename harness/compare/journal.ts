/*
 * harness/compare/journal.ts - cells as JSON lines, appended as they come, so that a killed run can be resumed.
 * What loads cost has a journal of the same form, see commands/perf-journal.ts.
 *
 * The first line names what the run rests on; each other line is a cell behind a sum of it and of the
 * first line, so that neither a damaged cell nor one of another run is taken for a verdict. What a kill
 * leaves of a last line is cut off. A journal of another run that has cells is not touched.
 *
 * A run that a variant has failed says so in a line of its own. Its author will change that variant, so what
 * is known of it is nobody's loss, and a run in which all other cells hold takes them along.
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
import { differencesOf, holdsToo, isIdentity, type RunIdentity } from './identity.ts';
import { sha256 } from '../catalogue/imports.ts';
import {
	BadInput,
	cannotAppend,
	damagedLine,
	journalOfAnother,
	noJournal,
	type RunDifference,
} from '../messages/index.ts';
import type { FoundCell } from '../result.ts';

export const journalFormat = 'rmaplab-journal/3';

interface Header {
	readonly format: typeof journalFormat;
	readonly run: RunIdentity;
}

/** What a journal holds, each of one variant on one workload. */
interface Kept {
	readonly variant: string;
	readonly workload: string;
}

/** What one is called where a journal is refused. */
type Noun = 'cell' | 'run of a load';

export class Journal<Cell extends Kept = FoundCell> {
	readonly #path: string;
	#failure: BadInput | null = null;
	/** As it stands in the file, where that may name the same things in another order. */
	readonly #header: string;
	/** Cells that an interrupted run, or one that failed, left behind. */
	readonly cells: readonly Cell[];

	/** @throws BadInput when there is a journal that this run cannot go on with */
	constructor(path: string, run: RunIdentity, noun: Noun = 'cell') {
		this.#path = path;
		const bytes = existsSync(path) ? bytesOf(path) : Buffer.alloc(0);
		const { end, first, lines } = wholeLines(bytes);
		if (bytes.length > 0 && first === undefined) throw new BadInput(noJournal(path));
		const kept = first === undefined ? null : keptBy({ path, noun }, first, lines, run);
		// What stands behind a sum is what was appended.
		this.cells = (kept?.cells ?? []) as readonly Cell[];
		if (kept?.isSame) {
			this.#header = first!;
			if (end < bytes.length) truncateSync(path, end);
			return;
		}
		this.#header = JSON.stringify({ format: journalFormat, run } satisfies Header);
		mkdirSync(dirname(path), { recursive: true });
		const text = this.cells.map((cell) => lineOf(this.#header, { cell })).join('');
		writeFileSync(`${path}.new`, `${this.#header}\n${text}`);
		renameSync(`${path}.new`, path);
	}

	/** @throws BadInput when the disk is full, or the folder has gone */
	append(cell: Cell): void {
		this.#append({ cell });
	}

	/** The run ends because of what this variant does; that it cannot be noted is then the lesser evil. */
	fail(variant: string): void {
		try {
			this.#append({ failed: variant });
		} catch (error) {
			if (error !== this.#failure) throw error;
		}
	}

	#append(entry: Entry<Cell>): void {
		// What follows half a line would be damage in the middle, which no later run takes up.
		if (this.#failure !== null) throw this.#failure;
		try {
			appendFileSync(this.#path, lineOf(this.#header, entry));
		} catch (error) {
			this.#failure = new BadInput(cannotAppend(this.#path, error));
			throw this.#failure;
		}
	}
}

/** What a journal holds, for whoever does not go on with it. */
export interface ReadJournal {
	readonly run: RunIdentity;
	readonly cells: readonly FoundCell[];
	/** Variants that have failed the run. */
	readonly failed: readonly string[];
}

/** A last line that is torn is left out. @throws BadInput when there is none, or a line is damaged */
export function readJournal(path: string): ReadJournal {
	const { first, lines } = wholeLines(bytesOf(path));
	const run = first === undefined ? null : (headerOf(first)?.run ?? null);
	if (run === null) throw new BadInput(noJournal(path));
	const entries = lines.map((line, i) => {
		const entry = entryOf(first!, line);
		if (entry === null) throw new BadInput(damagedLine(path, i + 2, 'cell'));
		return entry;
	});
	return {
		run,
		cells: entries.flatMap((each) => ('cell' in each ? [each.cell] : [])) as FoundCell[],
		failed: entries.flatMap((each) => ('failed' in each ? [each.failed] : [])),
	};
}

/** What follows the last newline, at `end`, is torn, or empty. */
function wholeLines(bytes: Buffer): {
	readonly end: number;
	readonly first: string | undefined;
	readonly lines: readonly string[];
} {
	const end = bytes.lastIndexOf('\n') + 1;
	const [first, ...lines] = bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
	return { end, first, lines };
}

/** @throws BadInput when it is a folder, or somebody else's */
function bytesOf(path: string): Buffer {
	try {
		return readFileSync(path);
	} catch {
		throw new BadInput(noJournal(path));
	}
}

/** What a line behind the first one says. */
type Entry<Cell> = { readonly cell: Cell } | { readonly failed: string };

/** The entry behind a sum of it and of the first line. */
function lineOf(header: string, entry: Entry<Kept>): string {
	const text = JSON.stringify(entry).slice(1);
	return `{"sum":"${sumOf(header, text)}",${text}\n`;
}

const sumOf = (header: string, text: string): string => sha256(`${header}\n${text}`);

/** Null when the line is damaged, or belongs to another head. */
function entryOf(header: string, line: string): Entry<Kept> | null {
	const match = /^\{"sum":"([0-9a-f]{64})",("(?:cell|failed)":.*\})$/.exec(line);
	if (match === null || sumOf(header, match[2]!) !== match[1]) return null;
	return JSON.parse(`{${match[2]!}`) as Entry<Kept>;
}

/**
 * What a run can take from a journal, and whether it is its own; null when there is nothing, since a journal
 * without a cell is nobody's loss.
 * @throws BadInput when there are cells that the run cannot take
 */
function keptBy(
	{ path, noun }: { readonly path: string; readonly noun: Noun },
	first: string,
	lines: readonly string[],
	run: RunIdentity,
): { readonly cells: readonly Kept[]; readonly isSame: boolean } | null {
	const header = headerOf(first);
	if (header === null) throw new BadInput(noJournal(path));
	if (lines.length === 0) return null;
	const { run: was } = header;
	if (was === null) {
		const difference: RunDifference = { in: 'format', was: header.format };
		throw new BadInput(journalOfAnother(path, lines.length, noun, [difference]));
	}
	const differences = differencesOf(was, run);
	const entries = lines.map((line) => entryOf(first, line));
	const cells = entries.flatMap((each) => (each !== null && 'cell' in each ? [each.cell] : []));
	if (differences.length === 0) {
		const damaged = entries.indexOf(null);
		if (damaged >= 0) throw new BadInput(damagedLine(path, damaged + 2, noun));
		return { cells, isSame: true };
	}
	const failed = new Set(
		entries.flatMap((each) => (each !== null && 'failed' in each ? [each.failed] : [])),
	);
	const good = cells.filter((cell) => !failed.has(cell.variant));
	const isWhole = failed.size > 0 && !entries.includes(null);
	if (isWhole && good.every((cell) => holdsToo(cell, was, run))) {
		return { cells: good, isSame: false };
	}
	const count = isWhole ? good.length : lines.length;
	throw new BadInput(journalOfAnother(path, count, noun, differences));
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
