/*
 * workloads/litmus/parser.ts - statements of a litmus file, by recursive descent.
 */
import { createHash } from 'node:crypto';
import { nearest } from '../../harness/text/nearest.ts';
import type {
	Call,
	ExpectLine,
	FileDeclaration,
	NeverLine,
	Program,
	Workload,
} from '../../harness/workload.ts';
import { refuseCallsAfterExit } from './after-exit.ts';
import { pagesMax, readCall } from './calls.ts';
import { readConditions, readPhrase } from './conditions.ts';
import { Cursor } from './cursor.ts';
import type { Lexed, Token } from './lexer.ts';
import { Names } from './names.ts';

export interface ParseOptions {
	/** When given, `expect` lines may name these variants only. */
	readonly variants?: readonly string[];
	/** The file that may be meant by a name that `variants` lacks; null where there is none. */
	readonly fileOfVariant?: (name: string) => string | null;
	/** When given, quoted phrases must be among these. */
	readonly oracles?: readonly string[];
	/** When given, the phrases of those that judge ends at which all programs are over. */
	readonly judgedAtEnd?: readonly string[];
}

const cpusMax = 6;
const filesMax = 3;
const processesMax = 4;
const statements = [
	'scenario',
	'serves',
	'memory',
	'tlb',
	'file',
	'process',
	'cpu',
	'after',
	'never',
	'count',
	'expect',
] as const;

const withWeakMemory =
	"'tlb' and a weak memory in one file: stale translations are modelled where memory is sequentially consistent";

/** A workload as far as it has been read. */
interface Draft {
	name: string | null;
	memory: 'sc' | 'tso' | 'relaxed' | null;
	/** Whether cpus have TLBs. */
	tlb: boolean;
	readonly serves: string[];
	readonly files: FileDeclaration[];
	readonly processes: Program[];
	readonly cpus: Program[];
	readonly after: Program[];
	readonly never: NeverLine[];
	readonly counts: string[];
	readonly expects: ExpectLine[];
}

/** What the reader of a statement works with. */
interface Reading {
	readonly cursor: Cursor;
	readonly names: Names;
	readonly lexed: Lexed;
	readonly options: ParseOptions;
	readonly draft: Draft;
}

/** Reads the rest of a statement whose first word is `start`. */
const readers: Readonly<
	Record<(typeof statements)[number], (reading: Reading, start: Token) => void>
> = {
	scenario: ({ cursor, draft }, start) => {
		if (draft.name !== null) cursor.fail("a second 'scenario' line", start);
		draft.name = cursor.name('a name for the scenario');
	},
	serves: ({ cursor, draft }) => {
		while (cursor.token.kind === 'word') draft.serves.push(cursor.next().text);
	},
	memory: ({ cursor, draft }, start) => {
		if (draft.memory !== null) cursor.fail("a second 'memory' line", start);
		draft.memory = cursor.choice('memory model', ['sc', 'tso', 'relaxed'] as const);
		if (draft.tlb && draft.memory !== 'sc') cursor.fail(withWeakMemory, start);
	},
	tlb: ({ draft, cursor }, start) => {
		if (draft.tlb) cursor.fail("a second 'tlb' line", start);
		if (draft.memory !== null && draft.memory !== 'sc') cursor.fail(withWeakMemory, start);
		draft.tlb = true;
	},
	file: ({ cursor, names, draft: { files } }, start) => {
		if (files.length === filesMax) cursor.fail(`more than ${filesMax} files`, start);
		files.push(readFile(cursor, names, start));
	},
	process: readProcess,
	cpu: readCpu,
	after: ({ cursor, names, draft }, start) => {
		const process = cursor.take('in') ? names.process(cursor) : null;
		const calls = block(cursor, names, process);
		draft.after.push({ name: 'after', process, calls, place: start.place });
	},
	never: ({ cursor, names, lexed, options, draft }, start) => {
		const conditions = readConditions({ cursor, names, options, draft });
		const text = restOf(lexed, start, cursor.token);
		draft.never.push({ text, conditions, place: start.place });
	},
	count: ({ cursor, names, draft }) => {
		cursor.need('unmapped-locked');
		draft.counts.push(names.process(cursor));
	},
	expect: ({ cursor, lexed, options, draft }, start) => {
		draft.expects.push(readExpect(cursor, lexed, start, options));
	},
};

export function parse(lexed: Lexed, path: string, options: ParseOptions): Workload {
	const cursor = new Cursor(lexed.tokens);
	const draft: Draft = {
		name: null,
		memory: null,
		tlb: false,
		serves: [],
		files: [],
		processes: [],
		cpus: [],
		after: [],
		never: [],
		counts: [],
		expects: [],
	};
	const reading: Reading = { cursor, names: new Names(), lexed, options, draft };
	cursor.skipLines();
	if (cursor.token.kind === 'end-of-file') cursor.fail('the file is empty');
	while (cursor.token.kind !== 'end-of-file') {
		const start = cursor.token;
		readers[cursor.choice('statement', statements)](reading, start);
		cursor.endStatement();
		cursor.skipLines();
	}
	const { name, serves, memory, tlb, ...rest } = draft;
	if (name === null) return cursor.fail("no 'scenario' line");
	if (draft.cpus.length === 0) cursor.fail("no 'cpu' block: nothing would run");
	const workload: Workload = {
		name,
		path,
		question: lexed.question,
		serves,
		digest: digestOf(lexed),
		memory: tlb ? 'tlb' : (memory ?? 'sc'),
		...rest,
	};
	refuseCallsAfterExit(workload);
	refuseCpusOfLaterChildren(cursor, workload);
	return workload;
}

/** The race is over before such a child exists. */
function refuseCpusOfLaterChildren(cursor: Cursor, { cpus, after }: Workload): void {
	const later = after.flatMap(({ calls }) => calls.filter((each) => each.call === 'fork'));
	for (const { process, place } of cpus) {
		const fork = later.find(({ child }) => child === process);
		if (fork === undefined) continue;
		cursor.failAt(
			place,
			`process '${process}' is forked after the race, on line ${fork.place.line}: ` +
				`what it does goes into 'after in ${process}'`,
		);
	}
}

function readProcess({ cursor, names, draft: { processes } }: Reading, start: Token): void {
	if (processes.length === processesMax) {
		cursor.fail(`more than ${processesMax} processes`, start);
	}
	const token = cursor.token;
	const process = cursor.name('a name for the process');
	// A forked child may go on here before the race.
	if (!names.isProcess(process)) names.addProcess(cursor, token, process);
	if (names.isForkedInRace(process)) {
		cursor.fail(
			`process '${process}' is forked later: what it does goes into 'cpu NAME in ${process}' ` +
				`or 'after in ${process}'`,
			token,
		);
	}
	const calls = block(cursor, names, process, false);
	processes.push({ name: process, process, calls, place: start.place });
}

function readCpu({ cursor, names, draft: { cpus } }: Reading, start: Token): void {
	if (cpus.length === cpusMax) cursor.fail(`more than ${cpusMax} cpus`, start);
	const token = cursor.token;
	const name = cursor.name('a name for the cpu');
	if (cpus.some((each) => each.name === name)) {
		cursor.fail(`cpu '${name}' is declared twice`, token);
	}
	const process = cursor.take('in') ? names.process(cursor) : null;
	cpus.push({ name, process, calls: block(cursor, names, process), place: start.place });
}

function readFile(cursor: Cursor, names: Names, start: Token): FileDeclaration {
	const token = cursor.token;
	const name = cursor.name('a name for the file');
	const pages = cursor.number('a number of pages', pagesMax);
	if (!cursor.take('pages')) cursor.need('page');
	const flags = { cached: false, readError: false };
	for (;;) {
		if (cursor.take('cached')) flags.cached = true;
		else if (cursor.take('read-error')) flags.readError = true;
		else break;
	}
	names.addFile(cursor, token, name, pages);
	return { name, pages, ...flags, place: start.place };
}

/** `{ calls }`, separated by ends of lines or semicolons. */
function block(
	cursor: Cursor,
	names: Names,
	process: string | null,
	isRacing: boolean = true,
): Call[] {
	const opener = cursor.token;
	cursor.need('{');
	const calls: Call[] = [];
	names.beginBlock();
	for (;;) {
		while (cursor.token.kind === 'end-of-line' || cursor.token.text === ';') cursor.next();
		if (cursor.take('}')) return calls;
		const isStatement = statements.some((each) => each === cursor.token.text);
		if (cursor.token.kind === 'end-of-file' || isStatement) {
			cursor.fail(`the brace opened on line ${opener.place.line} is not closed`, opener);
		}
		calls.push(readCall(cursor, names, process, isRacing));
		if (!endsCall(cursor.token)) {
			cursor.fail(`expected ';', '}' or the end of the line, found ${cursor.found()}`);
		}
	}
}

function endsCall({ kind, text }: Token): boolean {
	return kind === 'end-of-line' || kind === 'end-of-file' || text === ';' || text === '}';
}

function readExpect(cursor: Cursor, lexed: Lexed, start: Token, options: ParseOptions): ExpectLine {
	const token = cursor.token;
	const variant = cursor.name('a variant');
	if (options.variants !== undefined && !options.variants.includes(variant)) {
		const own = options.fileOfVariant?.(variant) ?? null;
		const near = nearest(variant, options.variants);
		const meant = near === null ? '' : `, did you mean '${near}'?`;
		const advice = own === null ? meant : `; name its file as well: ${own}`;
		cursor.fail(`no variant '${variant}'${advice}`, token);
	}
	const frequency = cursor.choice('frequency', ['never', 'sometimes', 'always']);
	const oracle = cursor.token.kind === 'phrase' ? readPhrase(cursor, options.oracles) : null;
	return {
		text: restOf(lexed, start, cursor.token),
		variant,
		frequency,
		oracle,
		place: start.place,
	};
}

/** What the statement says after its first word. */
function restOf(lexed: Lexed, start: Token, end: Token): string {
	const line = lexed.lines[start.place.line - 1]!;
	const to = end.place.line === start.place.line ? end.place.column - 1 : line.length;
	return (
		line
			.slice(start.place.column - 1 + start.text.length, to)
			// A comment, and not what stands in quotation marks.
			.replace(/^((?:[^"#]|"[^"]*")*)#.*$/, '$1')
			.trim()
	);
}

/** Comments, blanks and quoting do not change it. */
function digestOf(lexed: Lexed): string {
	const text = lexed.tokens
		.map((token) => (token.kind === 'phrase' ? `"${token.text}"` : token.text))
		.join(' ')
		.replaceAll(/(?: *\n *)+/g, '\n');
	return createHash('sha256').update(text).digest('hex');
}
