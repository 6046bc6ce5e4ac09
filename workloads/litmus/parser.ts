/*
 * workloads/litmus/parser.ts - statements of a litmus file, by recursive descent.
 */
import { createHash } from 'node:crypto';
import { nearest } from '../../harness/text/nearest.ts';
import type {
	Call,
	Condition,
	ExpectLine,
	FileDeclaration,
	NeverLine,
	Program,
	Workload,
} from '../../harness/workload.ts';
import { refuseCallsAfterExit } from './after-exit.ts';
import { bracketed, filePage, pagesMax, readCall } from './calls.ts';
import { Cursor } from './cursor.ts';
import type { Lexed, Token } from './lexer.ts';
import { Names } from './names.ts';

export interface ParseOptions {
	/** When given, `expect` lines may name these variants only. */
	readonly variants?: readonly string[];
	/** When given, quoted phrases must be among these. */
	readonly oracles?: readonly string[];
}

const cpusMax = 6;
const filesMax = 3;
const processesMax = 4;
const statements = [
	'scenario',
	'serves',
	'memory',
	'file',
	'process',
	'cpu',
	'after',
	'never',
	'count',
	'expect',
] as const;

export function parse(lexed: Lexed, path: string, options: ParseOptions): Workload {
	const cursor = new Cursor(lexed.tokens);
	const names = new Names();
	let name: string | null = null;
	const serves: string[] = [];
	let memory: Workload['memory'] | null = null;
	const files: FileDeclaration[] = [];
	const processes: Program[] = [];
	const cpus: Program[] = [];
	const after: Program[] = [];
	const never: NeverLine[] = [];
	const counts: string[] = [];
	const expects: ExpectLine[] = [];
	cursor.skipLines();
	if (cursor.token.kind === 'end-of-file') cursor.fail('the file is empty');
	while (cursor.token.kind !== 'end-of-file') {
		const start = cursor.token;
		switch (cursor.choice('statement', statements)) {
			case 'scenario':
				if (name !== null) cursor.fail("a second 'scenario' line", start);
				name = cursor.name('a name for the scenario');
				break;
			case 'serves':
				while (cursor.token.kind === 'word') serves.push(cursor.next().text);
				break;
			case 'memory':
				if (memory !== null) cursor.fail("a second 'memory' line", start);
				memory = cursor.choice('memory model', ['sc', 'tso', 'relaxed'] as const);
				break;
			case 'file':
				if (files.length === filesMax) cursor.fail(`more than ${filesMax} files`, start);
				files.push(readFile(cursor, names, start));
				break;
			case 'process': {
				if (processes.length === processesMax) {
					cursor.fail(`more than ${processesMax} processes`, start);
				}
				const token = cursor.token;
				const process = cursor.name('a name for the process');
				// A forked child may go on here before the race.
				if (!names.isProcess(process)) names.addProcess(cursor, token, process);
				processes.push({
					name: process,
					process,
					calls: block(cursor, names, process, false),
					place: start.place,
				});
				break;
			}
			case 'cpu': {
				if (cpus.length === cpusMax) cursor.fail(`more than ${cpusMax} cpus`, start);
				const token = cursor.token;
				const cpu = cursor.name('a name for the cpu');
				if (cpus.some((each) => each.name === cpu)) {
					cursor.fail(`cpu '${cpu}' is declared twice`, token);
				}
				const process = cursor.take('in') ? names.process(cursor) : null;
				cpus.push({ name: cpu, process, calls: block(cursor, names, process), place: start.place });
				break;
			}
			case 'after': {
				const process = cursor.take('in') ? names.process(cursor) : null;
				after.push({
					name: 'after',
					process,
					calls: block(cursor, names, process),
					place: start.place,
				});
				break;
			}
			case 'never': {
				const conditions = [condition(cursor, names, options)];
				while (cursor.take('and')) conditions.push(condition(cursor, names, options));
				never.push({ text: restOf(lexed, start, cursor.token), conditions, place: start.place });
				break;
			}
			case 'count':
				cursor.need('unmapped-locked');
				counts.push(names.process(cursor));
				break;
			case 'expect':
				expects.push(readExpect(cursor, lexed, start, options));
				break;
		}
		cursor.endStatement();
		cursor.skipLines();
	}
	if (name === null) return cursor.fail("no 'scenario' line");
	if (cpus.length === 0) cursor.fail("no 'cpu' block: nothing would run");
	const workload: Workload = {
		name,
		path,
		question: lexed.question,
		serves,
		digest: digestOf(lexed),
		memory: memory ?? 'sc',
		files,
		processes,
		cpus,
		after,
		never,
		counts,
		expects,
	};
	refuseCallsAfterExit(workload);
	return workload;
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

function condition(cursor: Cursor, names: Names, options: ParseOptions): Condition {
	const { place, kind } = cursor.token;
	if (kind === 'phrase') return { place, holds: 'oracle', oracle: phrase(cursor, options) };
	const holds = cursor.choice('condition', [
		'mapped',
		'beyond-eof',
		'cached',
		'lost-dirty',
		'stale',
		'shows',
		'present',
	]);
	if (holds !== 'shows' && holds !== 'present') return { place, holds, ...filePage(cursor, names) };
	const process = names.process(cursor);
	const { map } = names.map(cursor, process);
	const page = bracketed(cursor, 'a page of the map', pagesMax - 1);
	if (holds === 'present') return { place, holds, process, map, page };
	return {
		place,
		holds,
		process,
		map,
		page,
		shows: cursor.take('SIGBUS') ? null : filePage(cursor, names),
	};
}

function readExpect(cursor: Cursor, lexed: Lexed, start: Token, options: ParseOptions): ExpectLine {
	const token = cursor.token;
	const variant = cursor.name('a variant');
	if (options.variants !== undefined && !options.variants.includes(variant)) {
		const near = nearest(variant, options.variants);
		cursor.fail(
			`no variant '${variant}'${near === null ? '' : `, did you mean '${near}'?`}`,
			token,
		);
	}
	const frequency = cursor.choice('frequency', ['never', 'sometimes', 'always']);
	const oracle = cursor.token.kind === 'phrase' ? phrase(cursor, options) : null;
	return {
		text: restOf(lexed, start, cursor.token),
		variant,
		frequency,
		oracle,
		place: start.place,
	};
}

function phrase(cursor: Cursor, options: ParseOptions): string {
	const { text } = cursor.token;
	if (options.oracles !== undefined && !options.oracles.includes(text)) {
		const near = nearest(text, options.oracles);
		cursor.fail(`no oracle "${text}"${near === null ? '' : `, did you mean "${near}"?`}`);
	}
	return cursor.next().text;
}

/** What the statement says after its first word. */
function restOf(lexed: Lexed, start: Token, end: Token): string {
	const line = lexed.lines[start.place.line - 1]!;
	const to = end.place.line === start.place.line ? end.place.column - 1 : line.length;
	return line
		.slice(start.place.column - 1 + start.text.length, to)
		.replace(/#.*$/, '')
		.trim();
}

/** Comments, blanks and quoting do not change it. */
function digestOf(lexed: Lexed): string {
	const text = lexed.tokens
		.map((token) => (token.kind === 'phrase' ? `"${token.text}"` : token.text))
		.join(' ')
		.replaceAll(/(?: *\n *)+/g, '\n');
	return createHash('sha256').update(text).digest('hex');
}
