/*
 * harness/catalogue/syntax.ts - a TypeScript or JavaScript text as a tree. Whoever wants it imports this file when it
 * is needed, since the parser takes a while to load.
 */
import { parse } from '@babel/parser';

/** A node of what the parser makes: its other fields depend on `type`. */
export interface Syntax {
	readonly type: string;
	readonly start: number;
	readonly end: number;
	readonly loc: { readonly start: { readonly line: number; readonly column: number } };
	readonly [field: string]: unknown;
}

/** @throws SyntaxError with `loc` when the text cannot be parsed */
export const syntaxOf = (text: string): Syntax =>
	parse(text, {
		sourceType: 'module',
		plugins: ['typescript'],
		createParenthesizedExpressions: true,
		allowReturnOutsideFunction: true,
		// Node says it when it loads a file, and in a part of a file it may well be so.
		allowUndeclaredExports: true,
	}).program as unknown as Syntax;

export const isSyntax = (value: unknown): value is Syntax =>
	typeof value === 'object' &&
	value !== null &&
	typeof (value as Syntax).type === 'string' &&
	(value as Syntax).loc !== undefined &&
	!(value as Syntax).type.startsWith('Comment');

/** The nodes directly in a node. */
export const partsOf = (node: Syntax): readonly Syntax[] =>
	Object.values(node).flatMap((value) => [value].flat(1).filter(isSyntax));
