/*
 * workloads/litmus/lexer.ts - words, numbers and punctuation of a litmus file.
 *
 * A file survives being quoted in a mail: `> ` in front of a line is taken away, tabs are blanks, a
 * carriage return and a byte order mark do not matter.
 */
import type { Place } from '../../harness/workload.ts';
import { Mistake } from './error.ts';

export interface Token {
	/** The text; '\n' ends a line, '' the file. */
	readonly text: string;
	readonly place: Place;
	readonly kind: 'word' | 'number' | 'sign' | 'phrase' | 'end-of-line' | 'end-of-file';
}

export interface Lexed {
	readonly tokens: readonly Token[];
	/** Comment lines before the first statement, joined. */
	readonly question: string;
	/** Lines as they stand in the file, for messages. */
	readonly lines: readonly string[];
}

const pattern =
	/(?<blank>[ \t]+)|(?<comment>#.*)|"(?<phrase>[^"]*)"|(?<word>[A-Za-z_][\w-]*(?<!-))|(?<number>\d+)|(?<sign>->|\.\.|[{}[\];+])|(?<bad>.)/gy;

/** Cuts a text into tokens. */
export function lex(text: string): Lexed {
	const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
	const tokens: Token[] = [];
	const question: string[] = [];
	/** Whether there was a statement; a file may begin with a hundred thousand comments. */
	let hasBegun = false;
	for (const [i, whole] of lines.entries()) {
		const quote = /^(?:> ?)+/.exec(whole)?.[0].length ?? 0;
		const line = whole.slice(quote);
		const isCommentary = /^\s*#/.test(line);
		if (isCommentary && !hasBegun) {
			question.push(line.replace(/^\s*#\s?/, '').trim());
		}
		for (const match of line.matchAll(pattern)) {
			const groups = match.groups!;
			const place = { line: i + 1, column: quote + match.index + 1 };
			if (groups['bad'] !== undefined) {
				throw new Mistake(place, `unexpected character '${groups['bad']}'`);
			}
			for (const kind of ['phrase', 'word', 'number', 'sign'] as const) {
				const found = groups[kind];
				if (found === undefined) continue;
				tokens.push({ text: found, place, kind });
				hasBegun = true;
			}
		}
		tokens.push({
			text: '\n',
			place: { line: i + 1, column: whole.length + 1 },
			kind: 'end-of-line',
		});
	}
	const last = tokens.at(-1)!.place;
	tokens.push({ text: '', place: last, kind: 'end-of-file' });
	return { tokens, question: question.filter((each) => each !== '').join(' '), lines };
}
