/*
 * harness/audit/import/program.ts - a recorded program as it becomes a workload: its processes, files and memory, the
 * calls that go into the workload, and what does not.
 *
 * Importers tell it each call with real addresses. It knows which memory came from calls that were recorded: what
 * execve() mapped is in no recording. Pages get their numbers at the end, see pack.ts.
 */
import { packed, type Span } from './pack.ts';

/** A larger map would need a machine of hundreds of megabytes: 2048 pages are 8 MB. */
export const mapPagesMax = 2048;
/** Of one address space, from one execve() to the next. */
const layoutPagesMax = 12_000;
/** Of one file. */
export const filePagesMax = 4096;
const processesMax = 64;
const filesMax = 400;
const stepsMax = 500_000;
export const tooLong: string = `beyond ${stepsMax} calls of the workload`;
export const pageBytes = 4096;
/** User space of x86-64. */
const addressMax = 2 ** 47;

/** What a call was answered: 'ok', or the name of an error or a signal. */
export type Answered = string;

/** A page of a file; null for anonymous memory. */
export interface Place {
	readonly file: ImportedFile;
	readonly index: number;
}

/** A process of the program. Threads are their process. */
export interface Process {
	readonly task: number;
	/** Addresses of one layout are packed together; execve() begins a new one. */
	layout: number;
	/** What the recording has mapped at each page. */
	pages: Map<number, Place | null>;
	/** End of the heap; null until it was asked for. */
	heapEnd: number | null;
}

/** A file, or memory that is shared like one. */
export interface ImportedFile {
	readonly name: string;
	/** Pages that it has before the first call, as far as reads and maps tell. */
	pages: number;
	/** Pages that it has by now. */
	now: number;
	/** Whether a read at its end, or its creation, told the size. */
	isSized: boolean;
	/** Whether the program has changed its size or its pages. */
	isChanged: boolean;
}

/** A number is a page of the address space, a text stays as it is. */
type Word = number | string;

interface Step {
	readonly task: number;
	readonly layout: number;
	readonly call: string;
	readonly words: readonly Word[];
	readonly answer: Answered;
}

/** What became of a recording. */
export interface Imported {
	/** Lines of the workload. */
	readonly lines: readonly string[];
	/** Calls of the recording that are in it. */
	readonly imported: number;
	/** How often something is not in it, by kind. */
	readonly skipped: Readonly<Record<string, number>>;
	readonly processes: number;
	readonly files: number;
}

export class Program {
	readonly #steps: Step[] = [];
	/** What the processes of each layout name. */
	readonly #layouts: { readonly spans: Span[]; readonly pages: Set<number> }[] = [];
	readonly #files: ImportedFile[] = [];
	readonly #skipped = new Map<string, number>();
	#processes = 0;
	#imported = 0;
	#values = 1000;

	/** The process that everything begins with, or one that nobody was seen to start. */
	begin(): Process | null {
		if (this.#processes === processesMax) return null;
		return { task: this.#processes++, layout: this.#newLayout(), pages: new Map(), heapEnd: null };
	}

	/** Whether the workload is as long as it may be: what comes now is skipped. */
	get isFull(): boolean {
		return this.#steps.length >= stepsMax;
	}

	/** One call of the recording is in the workload. */
	done(): void {
		this.#imported++;
	}

	/** One call, or event, of the recording is not in it. */
	skip(kind: string): void {
		this.#skipped.set(kind, (this.#skipped.get(kind) ?? 0) + 1);
	}

	/** A call without addresses. */
	say(process: Process, call: string, words: readonly string[], answer: Answered = 'ok'): void {
		this.#steps.push({ task: process.task, layout: process.layout, call, words, answer });
	}

	/** The next value that the workload stores: recordings do not hold what was written. */
	value(): string {
		return String(this.#values++);
	}

	/** A file that the program has not named before; null when there are too many. */
	newFile(kind: 't' | 'd'): ImportedFile | null {
		const number = this.#files.length + 1;
		if (number > filesMax) return null;
		const name = `${kind}${number}`;
		const file = { name, pages: 0, now: 0, isSized: false, isChanged: false };
		this.#files.push(file);
		return file;
	}

	/** A child with the memory of its parent; null when there are too many. */
	fork(parent: Process): Process | null {
		if (this.#processes === processesMax) return null;
		const child = { ...parent, task: this.#processes++, pages: new Map(parent.pages) };
		this.say(parent, 'fork', [String(child.task)]);
		return child;
	}

	/** Nothing is mapped any more. A process that had nothing stays as it is. */
	exec(process: Process): void {
		if (process.pages.size > 0) this.say(process, 'exec', []);
		process.layout = this.#newLayout();
		process.pages = new Map();
		process.heapEnd = null;
	}

	/** The pages of a range; null where it is none. */
	spanOf(at: number, bytes: number): Span | null {
		if (!(bytes > 0 && at >= 0 && at + bytes <= addressMax)) return null;
		const first = Math.floor(at / pageBytes);
		return { first, pages: Math.ceil((at + bytes) / pageBytes) - first };
	}

	/** Whether all of a range, some, or none of it came from calls that were recorded. */
	known(process: Process, span: Span): 'all' | 'some' | 'none' {
		const known = knownPages(process, span).length;
		if (known === 0) return 'none';
		return known === span.pages ? 'all' : 'some';
	}

	/** Memory that is mapped from here on; false, and what was skipped is noted, where it is too much. */
	map(process: Process, span: Span, from: Place | null, how: readonly string[]): boolean {
		const isTooLarge = span.pages > mapPagesMax || !((from?.index ?? 0) <= filePagesMax);
		if (isTooLarge || !this.hasRoom(process, span)) {
			this.skip(
				isTooLarge
					? `mmap of more than ${mapPagesMax} pages`
					: `mmap beyond ${layoutPagesMax} pages of a process`,
			);
			// What was there is gone all the same.
			this.forget(process, span);
			return false;
		}
		const what = from === null ? ['-', '0'] : [from.file.name, String(from.index)];
		this.range(process, 'mmap', span, [...what, ...how], 'ok');
		if (from !== null) this.found(from.file, from.index + span.pages);
		this.place(process, span, from);
		return true;
	}

	/** A range shows a file from a page on, or anonymous memory. */
	place(process: Process, span: Span, from: Place | null): void {
		for (let i = 0; i < span.pages; i++) {
			const page = from === null ? null : { file: from.file, index: from.index + i };
			process.pages.set(span.first + i, page);
		}
	}

	/** A file that is as the program found it has at least so many pages. */
	found(file: ImportedFile, pages: number): void {
		if (file.isChanged || file.isSized) return;
		file.pages = Math.max(file.pages, pages);
		file.now = file.pages;
	}

	unmap(process: Process, span: Span): void {
		this.range(process, 'munmap', span, [], 'ok');
		for (let i = 0; i < span.pages; i++) process.pages.delete(span.first + i);
	}

	/** Unmaps what of a range is known. */
	forget(process: Process, span: Span): void {
		let [first, pages] = [0, 0];
		for (const page of knownPages(process, span)) {
			if (page === first + pages && pages > 0) pages++;
			else {
				if (pages > 0) this.unmap(process, { first, pages });
				[first, pages] = [page, 1];
			}
		}
		if (pages > 0) this.unmap(process, { first, pages });
	}

	truncate(process: Process, file: ImportedFile, pages: number): void {
		this.say(process, 'trunc', [file.name, String(pages)]);
		file.isChanged = true;
		file.now = pages;
	}

	/** A write of one page. */
	write(process: Process, file: ImportedFile, index: number): void {
		this.say(process, 'pwrite', [file.name, String(index), this.value()]);
		file.isChanged = true;
		file.now = Math.max(file.now, index + 1);
	}

	/** A call on a range that stays as it is; the caller has asked whether it is known. */
	range(
		process: Process,
		call: string,
		span: Span,
		words: readonly string[],
		answer: Answered,
	): void {
		this.#note(process, span);
		const { task, layout } = process;
		const all = [span.first, String(span.pages), ...words];
		this.#steps.push({ task, layout, call, words: all, answer });
	}

	/** mremap() to a place that may be where it is. */
	move(process: Process, from: Span, to: Span, answer: Answered): void {
		this.#note(process, from);
		this.#note(process, to);
		const { task, layout } = process;
		const words = [from.first, String(from.pages), String(to.pages), to.first];
		this.#steps.push({ task, layout, call: 'mremap', words, answer });
		if (answer !== 'ok') return;
		const was = process.pages.get(from.first) ?? null;
		for (let i = 0; i < from.pages; i++) process.pages.delete(from.first + i);
		this.place(process, to, was);
	}

	/** A load or a store of a page. */
	touch(process: Process, page: number, write: boolean, answer: Answered): void {
		this.#note(process, { first: page, pages: 1 });
		const { task, layout } = process;
		const words = write ? [page, this.value()] : [page];
		this.#steps.push({ task, layout, call: write ? 'w' : 'r', words, answer });
	}

	/** The workload: first the files as they are found. */
	result(): Imported {
		const number = this.#layouts.map(({ spans }) => packed(spans));
		const lines = ['{"sequence":0}'];
		for (const { name, pages } of this.#files) {
			if (pages > 0) lines.push(lineOf(`p0 trunc ${name} ${pages}`, 'ok'));
		}
		for (const { task, layout, call, words, answer } of this.#steps) {
			const said = words.map((word) => (typeof word === 'number' ? number[layout]!(word) : word));
			lines.push(lineOf([`p${task}`, call, ...said].join(' '), answer));
		}
		return {
			lines,
			imported: this.#imported,
			skipped: Object.fromEntries([...this.#skipped].toSorted(([, a], [, b]) => b - a)),
			processes: this.#processes,
			files: this.#files.length,
		};
	}

	#newLayout(): number {
		return this.#layouts.push({ spans: [], pages: new Set() }) - 1;
	}

	/** Whether so many pages more can be named in a process. Those that were named before cost nothing. */
	hasRoom({ layout }: Process, span: Span): boolean {
		const { pages } = this.#layouts[layout]!;
		let more = 0;
		for (let i = 0; i < span.pages; i++) if (!pages.has(span.first + i)) more++;
		return pages.size + more <= layoutPagesMax;
	}

	#note({ layout }: Process, span: Span): void {
		const { spans, pages } = this.#layouts[layout]!;
		spans.push(span);
		for (let i = 0; i < span.pages; i++) pages.add(span.first + i);
	}
}

/** In order. A range may be larger than all that is known. */
function knownPages({ pages }: Process, span: Span): readonly number[] {
	if (span.pages <= pages.size) {
		const all = Array.from({ length: span.pages }, (_, i) => span.first + i);
		return all.filter((page) => pages.has(page));
	}
	const end = span.first + span.pages;
	return [...pages.keys()]
		.filter((page) => page >= span.first && page < end)
		.toSorted((a, b) => a - b);
}

function lineOf(call: string, answer: Answered): string {
	if (answer === 'ok') return JSON.stringify([call, { ok: 0 }]);
	if (/^\d+$/.test(answer)) return JSON.stringify([call, { val: Number(answer) }]);
	return JSON.stringify([call, answer.startsWith('SIG') ? { sig: answer } : { err: answer }]);
}
