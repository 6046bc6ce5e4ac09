/*
 * workloads/litmus/cursor.ts - walks over tokens and says what was expected.
 */
import { nearest } from '../../harness/text/nearest.ts';
import type { Place } from '../../harness/workload.ts';
import { Mistake } from './error.ts';
import type { Token } from './lexer.ts';

export class Cursor {
	readonly #tokens: readonly Token[];
	#at = 0;

	constructor(tokens: readonly Token[]) {
		this.#tokens = tokens;
	}

	get token(): Token {
		return this.#tokens[this.#at]!;
	}

	/** Moves on; the last token, the end of the file, is never left. */
	next(): Token {
		const token = this.token;
		if (token.kind !== 'end-of-file') this.#at++;
		return token;
	}

	fail(message: string, token: Token = this.token): never {
		throw new Mistake(token.place, message);
	}

	failAt(place: Place, message: string): never {
		throw new Mistake(place, message);
	}

	/** What stands here, for a message. */
	found(): string {
		const { kind, text } = this.token;
		if (kind === 'end-of-line') return 'the end of the line';
		if (kind === 'end-of-file') return 'the end of the file';
		return `'${text}'`;
	}

	take(text: string): boolean {
		if (this.token.text !== text || this.token.kind === 'phrase') return false;
		this.next();
		return true;
	}

	need(text: string): void {
		if (!this.take(text)) this.fail(`expected '${text}', found ${this.found()}`);
	}

	/** A name; `what` says of what. */
	name(what: string): string {
		if (this.token.kind !== 'word') this.fail(`expected ${what}, found ${this.found()}`);
		return this.next().text;
	}

	number(what: string, max: number): number {
		if (this.token.kind !== 'number') this.fail(`expected ${what}, found ${this.found()}`);
		const value = Number(this.token.text);
		if (value > max) this.fail(`${what} ${this.token.text} is too large, at most ${max}`);
		this.next();
		return value;
	}

	/** One of a few words. */
	choice<W extends string>(what: string, words: readonly W[]): W {
		const { text, kind } = this.token;
		const word = kind === 'word' ? words.find((each) => each === text) : undefined;
		if (word === undefined) {
			const near = kind === 'word' ? nearest(text, words) : null;
			const hint = near === null ? ` (one of ${words.join(', ')})` : ` (did you mean '${near}'?)`;
			this.fail(`unknown ${what} ${this.found()}${hint}`);
		}
		this.next();
		return word;
	}

	skipLines(): void {
		while (this.token.kind === 'end-of-line') this.next();
	}

	/** Nothing more may stand on this line. */
	endStatement(): void {
		const { kind } = this.token;
		if (kind !== 'end-of-line' && kind !== 'end-of-file') {
			this.fail(`expected the end of the line, found ${this.found()}`);
		}
	}
}
