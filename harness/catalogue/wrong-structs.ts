/*
 * harness/catalogue/wrong-structs.ts - fields in a user's file that are taken from a parameter which is declared as a
 * pointer to another struct. Node runs the file without its types, so that nobody else would see it, and the kernel
 * would die there in each schedule as if the proposal were to blame.
 */
import { type AnyField, structTypes } from '../engine/struct.ts';
import { importsOf, isSyntax, nameOf, partsOf, type Syntax, syntaxOf } from './syntax.ts';

/** A field that is taken from what does not have it. */
export interface WrongStruct {
	readonly path: string;
	readonly line: number;
	readonly column: number;
	/** The function that it stands in. */
	readonly within: string | null;
	readonly field: string;
	/** The struct that has the field, and the one that the object is declared to be. */
	readonly struct: string;
	readonly object: string;
}

/**
 * The first one.
 * @param exported what `rmaplab` exports, by name
 * @throws SyntaxError when a text cannot be parsed
 */
export function wrongStruct(
	files: readonly { readonly path: string; readonly text: string }[],
	exported: Readonly<Record<string, unknown>>,
): WrongStruct | null {
	for (const { path, text } of files) {
		const program = syntaxOf(text);
		const found = foundIn(program, [], { imports: importsOf(program), exported });
		if (found !== null) return { path, ...found };
	}
	return null;
}

type Found = Omit<WrongStruct, 'path'>;

interface Names {
	/** What a file imports from rmaplab, by the names that it has there. */
	readonly imports: ReadonlyMap<string, string>;
	readonly exported: Readonly<Record<string, unknown>>;
}

/** Depth first, in the order of the text. `functions` are those around, the outermost first. */
function foundIn(node: Syntax, functions: readonly Syntax[], names: Names): Found | null {
	const inner = Array.isArray(node['params']) ? [...functions, node] : functions;
	const found = node.type === 'CallExpression' ? inCall(node, inner, names) : null;
	if (found !== null) return found;
	for (const each of partsOf(node)) {
		const deeper = foundIn(each, inner, names);
		if (deeper !== null) return deeper;
	}
	return null;
}

/** Of `load(field, object)` and the like. */
function inCall(call: Syntax, functions: readonly Syntax[], names: Names): Found | null {
	const { imports, exported } = names;
	const importOf = (node: unknown): string => imports.get(nameOf(node) ?? '') ?? '';
	const [handle, object] = call['arguments'] as readonly Syntax[];
	if (handle === undefined || object === undefined) return null;
	if (typeof exported[importOf(call['callee'])] !== 'function') return null;
	// at(page_tree, i) is a field as page_tree is.
	const isElement = handle.type === 'CallExpression' && importOf(handle['callee']) === 'at';
	const field = importOf(isElement ? (handle['arguments'] as readonly Syntax[])[0] : handle);
	const struct = structOf(exported[field]);
	const declared = declaredStruct(nameOf(object), functions, imports);
	if (struct === null || declared === null || declared === struct) return null;
	const { line, column } = object.loc.start;
	const around = functions.findLast((each) => nameOf(each['id']) !== null);
	const place = { line, column: column + 1, within: nameOf(around?.['id']) };
	return { ...place, field, struct, object: declared };
}

/** The struct of a field, a list, a bit or a lock. */
function structOf(exported: unknown): string | null {
	if (typeof exported !== 'object' || exported === null) return null;
	const handle = exported as Partial<AnyField> & {
		readonly head?: AnyField;
		readonly field?: AnyField;
	};
	return (handle.head ?? handle.field ?? handle).struct?.name ?? null;
}

/** Types whose structs are called otherwise. */
const structNames: Readonly<Record<string, string>> = { pte_addr: 'pte' };

/** The struct that a name is declared to point to; null where that is not plain. */
function declaredStruct(
	name: string | null,
	functions: readonly Syntax[],
	imports: ReadonlyMap<string, string>,
): string | null {
	if (name === null) return null;
	const declarations = functions.slice(0, 1).flatMap((each) => declarationsOf(name, each));
	if (declarations.length !== 1) return null;
	const annotation = declarations[0]!['typeAnnotation'];
	const type = isSyntax(annotation) ? annotation['typeAnnotation'] : null;
	const typeName = isSyntax(type) && type.type === 'TSTypeReference' ? type['typeName'] : null;
	const declared = imports.get(nameOf(typeName) ?? '');
	if (declared === undefined) return null;
	const struct = structNames[declared] ?? declared;
	return structTypes.some((each) => each.name === struct) ? struct : null;
}

/** Where a name is declared in a function: as a parameter or as a variable. */
function declarationsOf(name: string, node: Syntax): Syntax[] {
	const declared = [
		...(Array.isArray(node['params']) ? (node['params'] as Syntax[]) : []),
		...(node.type === 'VariableDeclarator' ? [node['id'] as Syntax] : []),
	];
	const own = declared.flatMap((each) => namesIn(each)).filter((each) => nameOf(each) === name);
	return [...own, ...partsOf(node).flatMap((each) => declarationsOf(name, each))];
}

/** The names in a pattern. */
const namesIn = (pattern: Syntax): Syntax[] =>
	pattern.type === 'Identifier' ? [pattern] : partsOf(pattern).flatMap(namesIn);
