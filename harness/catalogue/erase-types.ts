/*
 * harness/catalogue/erase-types.ts - a TypeScript text without its types. What goes becomes blanks, so that each line
 * and each column stays what it was, and what a stack says of the result is true of the text.
 *
 * It is written here because the type strippers that one can install hold parts under Apache-2.0, which does not go
 * with GPL-2.0-only.
 */
import { cannotBeErased } from '../messages/index.ts';
import { isOnlyAName, isSyntax, type Syntax, syntaxOf } from './syntax.ts';

/** A part of a text that is a type, up to but without `end`. */
interface Erased {
	readonly start: number;
	readonly end: number;
	/** What must stand in its last place, for the rest to mean the same. */
	readonly last?: string;
}

/** What a walk through a text has found. */
interface Found {
	readonly text: string;
	readonly erased: Erased[];
	/** Names that the program itself reads, so that what imports them must stay. */
	readonly used: Set<string>;
	readonly imports: Syntax[];
	/** Where statements end that would take in the next line if their type went. */
	readonly ends: Set<number>;
}

/** @throws SyntaxError with `loc` when the text cannot be parsed, or has what is no type and cannot stay */
export const blankTypes = (text: string): string =>
	rewritten(text, (type) => type.replaceAll(/[^\n\r\u2028\u2029]/g, ' '));

/** The same, and nothing stands where the types were. @throws the same */
export const cutTypes = (text: string): string => rewritten(text, () => '');

function rewritten(text: string, instead: (type: string) => string): string {
	const program = syntaxOf(text);
	const found: Found = { text, erased: [], used: new Set(), imports: [], ends: new Set() };
	visit(program, null, found);
	for (const statement of found.imports) eraseImports(statement, found);
	let result = '';
	let at = 0;
	for (const { start, end, last } of found.erased.toSorted((a, b) => a.start - b.start)) {
		if (start < at) continue;
		const mark = last ?? (found.ends.has(end) ? ';' : '');
		result += text.slice(at, start) + instead(text.slice(start, end - mark.length)) + mark;
		at = end;
	}
	return result + text.slice(at);
}

/** Statements and members that are nothing but types. */
const allType =
	/^TS(?:InterfaceDeclaration|TypeAliasDeclaration|DeclareFunction|DeclareMethod|IndexSignature)$/;
/** Types within what stays. */
const typePart = /^TSType(?:Annotation|Parameter(?:Declaration|Instantiation))$/;
/** What wraps an expression for the compiler alone. */
const typedExpression = /^TS(?:As|Satisfies|NonNull|Instantiation)Expression$/;
/** What only TypeScript has and what makes code. */
const constructs: Readonly<Record<string, string>> = {
	TSEnumDeclaration: 'enum',
	TSModuleDeclaration: 'namespace',
	TSParameterProperty: 'parameter property',
	TSImportEqualsDeclaration: 'import =',
	TSExportAssignment: 'export =',
};

function visit(node: Syntax, parent: Syntax | null, found: Found): void {
	const { erased, text } = found;
	if (isAllType(node)) {
		// Without a semicolon the line before would go on in the line after.
		const last = isStatement(node) ? ';' : '';
		erased.push({ start: node.start, end: node.end, last });
	} else if (typePart.test(node.type)) {
		erased.push(typeOf(node, parent, text));
	} else if (typedExpression.test(node.type)) {
		const inner = node['expression'] as Syntax;
		erased.push({ start: inner.end, end: node.end });
		visit(inner, node, found);
	} else if (node.type === 'TSTypeAssertion') {
		const inner = node['expression'] as Syntax;
		erased.push({ start: node.start, end: inner.start });
		visit(inner, node, found);
	} else if (node.type === 'ImportDeclaration') {
		found.imports.push(node);
	} else if (node.type === 'Identifier' && node['name'] === 'this') {
		// The parameter: what the program reads is another kind of node.
		erased.push({ start: node.start, end: afterComma(text, node.end) });
	} else {
		visitParts(node, found);
		if (takesNextLine(node, parent, text)) found.ends.add(node.end);
	}
}

/** Visits what stays of a node. */
function visitParts(node: Syntax, found: Found): void {
	const construct = constructs[node.type];
	if (construct !== undefined) {
		throw Object.assign(new SyntaxError(cannotBeErased(construct)), { loc: node.loc.start });
	}
	if (node.type === 'Identifier') found.used.add(node['name'] as string);
	eraseMarks(node, found);
	for (const [field, value] of Object.entries(node)) {
		if (field === 'implements' || isOnlyAName(node, field)) continue;
		for (const each of [value].flat(1)) if (isSyntax(each)) visit(each, node, found);
	}
}

function isAllType(node: Syntax): boolean {
	if (allType.test(node.type) || node['declare'] === true) return true;
	if (node['exportKind'] === 'type') return true;
	if (node.type === 'ClassProperty' && node['abstract'] === true) return true;
	const exported = /^Export(?:Named|Default)Declaration$/.test(node.type) && node['declaration'];
	return isSyntax(exported) && isAllType(exported);
}

const isStatement = ({ type }: Syntax): boolean => /Declaration$|DeclareFunction$/.test(type);

/** Where the type of a node is that stands before it, with what its absence would break. */
function typeOf(node: Syntax, parent: Syntax | null, text: string): Erased {
	const { start, end } = node;
	const isResult = parent?.['returnType'] === node && parent.type === 'ArrowFunctionExpression';
	// No line may end between the parameters and the arrow.
	return isResult && text.slice(start, end).includes('\n')
		? { start: text.lastIndexOf(')', start), end, last: ')' }
		: { start, end };
}

/** Erases marks and words that say something to the compiler alone. */
function eraseMarks(node: Syntax, { text, erased }: Found): void {
	const mark = node['optional'] === true ? '?' : node['definite'] === true ? '!' : null;
	const owner = (node['key'] ?? node['id'] ?? node) as Syntax;
	if (mark !== null && !node.type.startsWith('Optional')) {
		const named = owner.type === 'Identifier' ? (owner['name'] as string).length : null;
		const at = text.indexOf(mark, named === null ? owner.end : owner.start + named);
		erased.push({ start: at, end: at + 1 });
	}
	if (/^Class(?:Private)?(?:Property|Method)$/.test(node.type)) {
		const words = /\b(?:public|private|protected|readonly|override)\b/g;
		for (const { index, 0: word } of text.slice(node.start, owner.start).matchAll(words)) {
			erased.push({ start: node.start + index, end: node.start + index + word.length });
		}
	}
	if (/^Class(?:Declaration|Expression)$/.test(node.type)) {
		if (node['abstract'] === true) erased.push({ start: node.start, end: node.start + 8 });
		const types = (node['implements'] ?? []) as Syntax[];
		if (types.length === 0) return;
		const start = text.lastIndexOf('implements', types[0]!.start);
		erased.push({ start, end: types.at(-1)!.end });
	}
	if (node.type === 'ExportNamedDeclaration') {
		for (const each of node['specifiers'] as Syntax[]) {
			if (each['exportKind'] === 'type') {
				erased.push({ start: each.start, end: afterComma(text, each.end) });
			}
		}
	}
}

/** Whether a statement without a semicolon would go on in the next line. */
const takesNextLine = (node: Syntax, parent: Syntax | null, text: string): boolean =>
	/(?:Statement|^VariableDeclaration|^ClassProperty)$/.test(node.type) &&
	parent?.type.startsWith('For') !== true &&
	/^\s*[([`+\-*/]/.test(text.slice(node.end, node.end + 1000));

const afterComma = (text: string, at: number): number =>
	at + (/^\s*,[ \t]*/.exec(text.slice(at, at + 1000))?.[0].length ?? 0);

/** Erases what the program does not read of an import: it may be a type, which no module has. */
function eraseImports(node: Syntax, { text, erased, used }: Found): void {
	const all = node['specifiers'] as Syntax[];
	const isRead = (each: Syntax): boolean =>
		each['importKind'] !== 'type' && used.has((each['local'] as Syntax)['name'] as string);
	if (node['importKind'] === 'type' || (all.length > 0 && !all.some(isRead))) {
		erased.push({ start: node.start, end: node.end });
		return;
	}
	for (const each of all) {
		if (isRead(each)) continue;
		const isRest = each.type === 'ImportNamespaceSpecifier' && all.length > 1;
		const start = isRest ? text.lastIndexOf(',', each.start) : each.start;
		erased.push({ start, end: isRest ? each.end : afterComma(text, each.end) });
	}
}
