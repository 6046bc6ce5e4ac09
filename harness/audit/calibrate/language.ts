/*
 * harness/audit/calibrate/language.ts - reads programs of the step language, see workloads/calibrate/README.md.
 *
 * Recursive descent over a token list; the first mistake ends it with one `file:line:col: error:`.
 */
import { BadInput, stepsError, stepsText } from '../../messages/index.ts';

export type Expression =
	| { readonly is: 'number'; readonly value: number }
	| Reference
	| { readonly is: 'not'; readonly of: Expression }
	| {
			readonly is: 'binary';
			readonly operator: string;
			readonly left: Expression;
			readonly right: Expression;
	  };

/** A local, a shared word or `N`; or a shared word by its number. */
export type Reference =
	| { readonly is: 'name'; readonly name: string; readonly place: Place }
	| {
			readonly is: 'element';
			readonly name: string;
			readonly index: Expression;
			readonly place: Place;
	  };

export interface Assignment {
	readonly do: 'assign';
	readonly to: Reference;
	readonly value: Expression;
}

export interface Guarded {
	readonly do: 'when';
	readonly guard: Expression;
	readonly body: readonly Assignment[];
}

type Deed =
	| Assignment
	| Guarded
	| {
			readonly do: 'cas' | 'increment' | 'trylock';
			/** Local that the outcome goes to, or null. */
			readonly to: string | null;
			readonly on: Reference;
			readonly args: readonly Expression[];
	  }
	| { readonly do: 'lock' | 'unlock'; readonly on: Reference }
	| {
			readonly do: 'if';
			readonly condition: Expression;
			readonly body: readonly Statement[];
			readonly otherwise: readonly Statement[];
	  }
	| { readonly do: 'while'; readonly condition: Expression; readonly body: readonly Statement[] }
	| { readonly do: 'repeat'; readonly body: readonly Statement[] };

export type Statement = Deed & { readonly place: Place };

export interface Place {
	readonly line: number;
	readonly column: number;
}

export interface Thread {
	readonly name: string;
	readonly place: Place;
	/** One thread for each value of this name, or one in all. */
	readonly range: {
		readonly name: string;
		readonly first: Expression;
		readonly last: Expression;
	} | null;
	readonly body: readonly Statement[];
}

export interface StepProgram {
	readonly name: string;
	readonly path: string;
	/** Shared words and mutexes, in order; `size` is null for a single one. */
	readonly shared: readonly {
		readonly name: string;
		readonly size: Expression | null;
		readonly isMutex: boolean;
		readonly place: Place;
	}[];
	readonly threads: readonly Thread[];
	readonly expects: readonly {
		readonly what: 'executions' | 'preemptions' | 'states';
		readonly n: number;
		/** One number, or one for each number of preemptions from 0. */
		readonly counts: readonly number[];
	}[];
}

interface Token {
	readonly text: string;
	readonly place: Place;
}

const statementWords = new Set(['if', 'while', 'when', 'repeat', 'lock', 'unlock', 'increment']);
const precedence: readonly (readonly string[])[] = [
	['||'],
	['&&'],
	['==', '!=', '<', '<=', '>', '>='],
	['+', '-'],
	['*'],
];

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
	readonly #tokens: Token[] = [];
	#at = 0;
	#depth = 0;

	constructor(text: string, path: string) {
		this.#path = path;
		for (const [i, line] of text.split('\n').entries()) {
			const code = line.replace(/#.*/, '');
			const pattern = /\s*(?:(\d+|\w+|==|!=|<=|>=|&&|\|\||\.\.|[-+*<>=!(){}[\],:])|(\S))/gy;
			for (let match = pattern.exec(code); match !== null; match = pattern.exec(code)) {
				const place = {
					line: i + 1,
					column: pattern.lastIndex - (match[1] ?? match[2])!.length + 1,
				};
				if (match[2] !== undefined) this.#fail(place, stepsText.noStep(match[2]));
				this.#tokens.push({ text: match[1]!, place });
			}
		}
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
			else if (word.text === 'expect') expects.push(...this.#expects());
			else this.#fail(word.place, stepsText.noDeclaration(word.text));
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
		throw new BadInput(stepsError(this.#path, place.line, place.column, what));
	}
}
