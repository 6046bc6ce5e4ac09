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

/** The name that a node is; null for any other node. */
export const nameOf = (node: unknown): string | null =>
	isSyntax(node) && node.type === 'Identifier' ? (node['name'] as string) : null;

/** What a file imports from rmaplab under names of its own choice, be they of types. */
export const importSpecifiers = (program: Syntax): readonly (readonly [Syntax, Syntax])[] =>
	partsOf(program)
		.filter((each) => each.type === 'ImportDeclaration')
		.filter((each) => (each['source'] as Syntax)['value'] === 'rmaplab')
		.flatMap((each) => partsOf(each).map((part) => [each, part] as const))
		.filter(([, { type }]) => type === 'ImportSpecifier');

/** What a file imports from rmaplab, by the names that it has here. */
export const importsOf = (program: Syntax): Map<string, string> =>
	new Map(
		importSpecifiers(program).map(([, each]) => [
			nameOf(each['local']) ?? '',
			nameOf(each['imported']) ?? '',
		]),
	);

/** Whether a field of a node holds a name that reads no variable. */
export function isOnlyAName(node: Syntax, field: string): boolean {
	if (node['computed'] === true) return false;
	if (/^(?:Optional)?MemberExpression$/.test(node.type)) return field === 'property';
	if (/^(?:Object|Class)(?:Property|Method)$/.test(node.type)) return field === 'key';
	if (node.type === 'MetaProperty') return true;
	return /^Export\w*Specifier$/.test(node.type) && field === 'exported';
}
