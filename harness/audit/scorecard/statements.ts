/*
 * harness/audit/scorecard/statements.ts - the statements of one kernel function, by position in its text.
 *
 * Only as much syntax as the kernel's sources use: blocks, if, for, while, labels, and everything else up
 * to its semicolon. Expressions stay text.
 */

/** From the first character to the one after the last. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

export type Statement = Span &
	(
		| { readonly kind: 'simple' }
		| { readonly kind: 'block'; readonly children: readonly Statement[] }
		| {
				readonly kind: 'if';
				/** What stands between the parentheses. */
				readonly head: Span;
				readonly followed: Statement;
				readonly otherwise: Statement | null;
		  }
		| { readonly kind: 'loop'; readonly head: Span; readonly body: Statement }
	);

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * The body of a function, given with or without its comment.
 * @throws Error on syntax that no kernel function has
 */
export function bodyOf(text: string): Statement & { kind: 'block' } {
	const name = text.search(/^(?:export )?function\*/m);
	const parameters = text.indexOf('(', name);
	const open = text.indexOf('{', skipBrackets(text, parameters));
	const body = statementAt(text, open);
	if (name < 0 || body.kind !== 'block') throw new Error('not a function');
	return body;
}

/** Every statement, outer ones before those in them. */
export function* everyStatement(statement: Statement): Generator<Statement> {
	yield statement;
	for (const each of childrenOf(statement)) yield* everyStatement(each);
}

function childrenOf(statement: Statement): readonly Statement[] {
	switch (statement.kind) {
		case 'simple':
			return [];
		case 'block':
			return statement.children;
		case 'if':
			return statement.otherwise === null
				? [statement.followed]
				: [statement.followed, statement.otherwise];
		case 'loop':
			return [statement.body];
	}
}

function statementAt(text: string, from: number): Statement {
	const start = skipBlank(text, from);
	const label = /^\w+: /.exec(text.slice(start, start + 20))?.[0].length ?? 0;
	const word = /^\w+/.exec(text.slice(start + label))?.[0] ?? text[start + label];
	if (word === '{') {
		const children: Statement[] = [];
		let next = skipBlank(text, start + 1);
		while (text[next] !== '}') {
			const child = statementAt(text, next);
			children.push(child);
			next = skipBlank(text, child.end);
		}
		return { kind: 'block', start, end: next + 1, children };
	}
	if (word !== 'if' && word !== 'for' && word !== 'while') {
		let end = start;
		while (text[end] !== ';') end = pastOne(text, end);
		return { kind: 'simple', start, end: end + 1 };
	}
	const open = text.indexOf('(', start);
	const close = skipBrackets(text, open) - 1;
	const head = { start: open + 1, end: close };
	const followed = statementAt(text, close + 1);
	if (word !== 'if') return { kind: 'loop', start, end: followed.end, head, body: followed };
	const next = skipBlank(text, followed.end);
	const otherwise = /^else\b/.test(text.slice(next, next + 5)) ? statementAt(text, next + 4) : null;
	return { kind: 'if', start, end: (otherwise ?? followed).end, head, followed, otherwise };
}

/** Behind white space and comments. */
export function skipBlank(text: string, from: number): number {
	const blank = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
	blank.lastIndex = from;
	return from + (blank.exec(text)?.[0].length ?? 0);
}

/** Behind a string, a comment, a pair of brackets with what is in it, or one character. */
export function pastOne(text: string, at: number): number {
	if (at >= text.length) throw new Error('a statement has no end');
	if (Object.hasOwn(closing, text[at]!)) return skipBrackets(text, at);
	const long = /'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[^]*?\*\//y;
	long.lastIndex = at;
	return at + (long.exec(text)?.[0].length ?? 1);
}

function skipBrackets(text: string, open: number): number {
	const close = closing[text[open]!]!;
	let at = open + 1;
	while (text[at] !== close) at = pastOne(text, at);
	return at + 1;
}
