/*
 * harness/audit/calibrate/language.ts - reads programs of the step language, see workloads/calibrate/README.md.
 *
 * Recursive descent over a token list; the first mistake ends it with one `file:line:col: error:`.
 */
import { stepsText } from '../../messages/index.ts';
import { failAt, lex, type Token } from './lexer.ts';
import type {
	Deed,
	Expression,
	Place,
	Reference,
	Statement,
	StepProgram,
	Thread,
} from './step-program.ts';

const statementWords = new Set(['if', 'while', 'when', 'repeat', 'lock', 'unlock', 'increment']);
const precedence: readonly (readonly string[])[] = [
	['||'],
	['&&'],
	['==', '!=', '<', '<=', '>', '>='],
	['+', '-'],
	['*'],
];

/** Counts that one program may expect; each takes several searches. */
const countsMax = 100;

/** How deep blocks and brackets may lie in each other, and how many operands one row of them may have. */
const depthMax = 100;
const operandsMax = 100;

/**
 * Reads one program.
 * @throws BadInput with one gcc-style line
 */
export function parseSteps(text: string, path: string): StepProgram {
	return new Parser(text, path).program();
}

class Parser {
	readonly #path: string;
	readonly #tokens: readonly Token[];
	#at = 0;
	#depth = 0;

	constructor(text: string, path: string) {
		this.#path = path;
		this.#tokens = lex(text, path);
	}

	program(): StepProgram {
		this.#take('program');
		const name = this.#name();
		const shared: StepProgram['shared'][number][] = [];
		const threads: Thread[] = [];
		const expects: StepProgram['expects'][number][] = [];
		while (this.#at < this.#tokens.length) {
			const word = this.#next();
			if (word.text === 'var' || word.text === 'mutex') {
				do {
					const place = this.#place();
					const each = this.#name();
					const size = this.#accept('[') ? this.#expression() : null;
					if (size !== null) this.#take(']');
					shared.push({ name: each, size, isMutex: word.text === 'mutex', place });
				} while (this.#accept(','));
			} else if (word.text === 'thread') threads.push(this.#thread());
			else if (word.text === 'expect') {
				expects.push(...this.#expects());
				const counts = expects.reduce((sum, each) => sum + each.counts.length, 0);
				if (counts > countsMax) this.#fail(word.place, stepsText.tooManyCounts(countsMax));
			} else this.#fail(word.place, stepsText.noDeclaration(word.text));
		}
		if (threads.length === 0) this.#fail(this.#here(), stepsText.noThread());
		return { name, path: this.#path, shared, threads, expects };
	}

	#thread(): Thread {
		const place = this.#place();
		const name = this.#name();
		let range: Thread['range'] = null;
		if (this.#accept('[')) {
			const index = this.#name();
			this.#take('in');
			const first = this.#expression();
			this.#take('..');
			range = { name: index, first, last: this.#expression() };
			this.#take(']');
		}
		return { name, place, range, body: this.#block() };
	}

	#expects(): StepProgram['expects'][number][] {
		const what = this.#next();
		if (what.text !== 'executions' && what.text !== 'preemptions' && what.text !== 'states') {
			this.#fail(what.place, stepsText.noExpectation());
		}
		const found: StepProgram['expects'][number][] = [];
		do {
			const n = this.#word();
			this.#take(':');
			const counts = [this.#number()];
			while (/^\d+$/.test(this.#peek())) {
				if (what.text !== 'preemptions') this.#fail(this.#place(), stepsText.oneCount(what.text));
				counts.push(this.#number());
			}
			found.push({ what: what.text as 'executions', n, counts });
		} while (this.#accept(','));
		return found;
	}

	#block(): Statement[] {
		this.#take('{');
		const body: Statement[] = [];
		while (!this.#accept('}')) body.push(this.#statement());
		return body;
	}

	#statement(): Statement {
		const place = this.#place();
		return { ...this.#within(place, () => this.#deed(place)), place };
	}

	#deed(place: Place): Deed {
		const word = this.#peek();
		if (statementWords.has(word)) this.#at++;
		switch (word) {
			case 'if': {
				const condition = this.#condition();
				const body = this.#block();
				return { do: 'if', condition, body, otherwise: this.#accept('else') ? this.#block() : [] };
			}
			case 'while':
				return { do: 'while', condition: this.#condition(), body: this.#block() };
			case 'repeat':
				return { do: 'repeat', body: this.#block() };
			case 'when': {
				const guard = this.#condition();
				const body = this.#block().map((each) =>
					each.do === 'assign' ? each : this.#fail(place, stepsText.onlyAssignments()),
				);
				return { do: 'when', guard, body };
			}
			case 'lock':
			case 'unlock': {
				this.#take('(');
				const on = this.#variable();
				this.#take(')');
				return { do: word, on };
			}
			case 'increment':
				return this.#atomic('increment', null);
			default:
				return this.#assignment();
		}
	}

	#assignment(): Deed {
		const to = this.#variable();
		this.#take('=');
		const call = this.#peek();
		if (call === 'cas' || call === 'increment' || call === 'trylock') {
			if (to.is !== 'name') this.#fail(to.place, stepsText.outcomeToLocal());
			this.#at++;
			return this.#atomic(call, to.name);
		}
		return { do: 'assign', to, value: this.#expression() };
	}

	#atomic(what: 'cas' | 'increment' | 'trylock', to: string | null): Deed {
		this.#take('(');
		const on = this.#variable();
		const args: Expression[] = [];
		while (this.#accept(',')) args.push(this.#expression());
		const { place } = this.#take(')');
		const wanted = what === 'cas' ? 2 : 0;
		if (args.length !== wanted) this.#fail(place, stepsText.arguments(what, wanted + 1));
		return { do: what, to, on, args };
	}

	#condition(): Expression {
		this.#take('(');
		const condition = this.#expression();
		this.#take(')');
		return condition;
	}

	#variable(): Reference {
		const place = this.#place();
		const name = this.#name();
		if (!this.#accept('[')) return { is: 'name', name, place };
		const index = this.#within(place, () => this.#expression());
		this.#take(']');
		return { is: 'element', name, index, place };
	}

	#expression(level: number = 0): Expression {
		const operators = precedence[level];
		if (operators === undefined) return this.#primary();
		let left = this.#expression(level + 1);
		for (let n = 0; operators.includes(this.#peek()); n++) {
			if (n === operandsMax) this.#fail(this.#place(), stepsText.tooLong(operandsMax));
			const operator = this.#next().text;
			left = { is: 'binary', operator, left, right: this.#expression(level + 1) };
		}
		return left;
	}

	#primary(): Expression {
		const place = this.#place();
		if (this.#accept('(')) {
			const inner = this.#within(place, () => this.#expression());
			this.#take(')');
			return inner;
		}
		if (this.#accept('!')) return { is: 'not', of: this.#within(place, () => this.#primary()) };
		if (/^\d+$/.test(this.#peek())) return { is: 'number', value: this.#word() };
		return this.#variable();
	}

	/** Reads what is inside of something else. */
	#within<T>(place: Place, read: () => T): T {
		if (this.#depth === depthMax) this.#fail(place, stepsText.tooDeep(depthMax));
		this.#depth++;
		const found = read();
		this.#depth--;
		return found;
	}

	#number(): number {
		const token = this.#next();
		if (!/^\d+$/.test(token.text)) this.#fail(token.place, stepsText.noNumber(token.text));
		return Number(token.text);
	}

	/** A number that a shared word can hold. */
	#word(): number {
		const place = this.#place();
		const value = this.#number();
		if (value > 0x7fffffff) this.#fail(place, stepsText.tooLarge());
		return value;
	}

	#name(): string {
		const token = this.#next();
		if (!/^[A-Za-z]\w*$/.test(token.text)) {
			this.#fail(token.place, stepsText.noName(token.text));
		}
		return token.text;
	}

	#take(text: string): Token {
		const token = this.#next();
		if (token.text !== text) this.#fail(token.place, stepsText.expected(text, token.text));
		return token;
	}

	#accept(text: string): boolean {
		if (this.#peek() !== text) return false;
		this.#at++;
		return true;
	}

	#peek(): string {
		return this.#tokens[this.#at]?.text ?? '';
	}

	#next(): Token {
		const token = this.#tokens[this.#at];
		if (token === undefined) return this.#fail(this.#here(), stepsText.endsEarly());
		this.#at++;
		return token;
	}

	/** Where the next token stands. */
	#place(): Place {
		return this.#tokens[this.#at]?.place ?? this.#here();
	}

	#here(): Place {
		return this.#tokens.at(-1)?.place ?? { line: 1, column: 1 };
	}

	#fail(place: Place, what: string): never {
		failAt(this.#path, place, what);
	}
}
