/*
 * workloads/litmus/index.ts - reads litmus files. The grammar is in README.md beside this file.
 */
import type { Workload } from '../../harness/workload.ts';
import { Mistake, type LitmusError } from './error.ts';
import { lex } from './lexer.ts';
import { parse, type ParseOptions } from './parser.ts';
import { printLitmus } from './print.ts';

export { formatLitmusError, type LitmusError } from './error.ts';

export type Read = { readonly workload: Workload } | { readonly error: LitmusError };

const bytesMax = 65_536;
/** A text that is shorter stays below the limit when it is printed: no call becomes four times as long. */
const printedAtLeast = bytesMax / 4;
const start = { line: 1, column: 1 };

/**
 * Reads a text; `path` is for messages.
 * @example parseLitmus('scenario s\ncpu a { reclaim 1 }', 's.litmus')
 */
export function parseLitmus(text: string, path: string, options: ParseOptions = {}): Read {
	try {
		return { workload: parse(lex(text), path, options) };
	} catch (error) {
		if (!(error instanceof Mistake)) throw error;
		const line = text.split(/\r?\n/)[error.place.line - 1] ?? '';
		return { error: { path, place: error.place, message: error.message, line } };
	}
}

/**
 * Reads the bytes of a file, which may be anything. What `printLitmus` makes of a file that is taken is taken too:
 * calls of it may be longer than those of the file, where `m` stands for `m[0..15]`.
 */
export function parseLitmusBuffer(
	bytes: Uint8Array,
	path: string,
	options: ParseOptions = {},
): Read {
	const refuse = (message: string): Read => ({ error: { path, place: start, message, line: '' } });
	if (bytes.length > bytesMax) {
		return refuse(`${bytes.length} bytes is no litmus file, at most ${bytesMax}`);
	}
	if (bytes.includes(0)) return refuse('this is a binary file');
	let text: string;
	try {
		text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return refuse('this is not UTF-8');
	}
	const read = parseLitmus(text, path, options);
	if ('error' in read || bytes.length < printedAtLeast) return read;
	const printed = Buffer.byteLength(printLitmus(read.workload));
	if (printed <= bytesMax) return read;
	return refuse(`written out in full it has ${printed} bytes, at most ${bytesMax}`);
}
