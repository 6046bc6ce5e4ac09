/*
 * harness/catalogue/wrong-names.ts - names in a user's file that `rmaplab` does not have, and names of `rmaplab` that the
 * file uses and does not import.
 *
 * It looks at the text: an import that only types use goes when types are erased, so that nobody else would miss it,
 * and a name that is not defined is noticed only where an execution comes to it.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nearest } from '../text/nearest.ts';
import { packageRoot } from './source.ts';
import {
	importSpecifiers,
	isOnlyAName,
	isSyntax,
	nameOf,
	partsOf,
	type Syntax,
	syntaxOf,
} from './syntax.ts';

/** A name that does not fit, with the line and column from 1 at which it stands. */
export interface WrongName {
	readonly path: string;
	readonly line: number;
	readonly column: number;
	readonly name: string;
	/** 'imported' where rmaplab has no such name, 'used' where it has one and nobody imports it, 'unknown' to anybody. */
	readonly is: 'imported' | 'used' | 'unknown';
	/** What was probably meant. */
	readonly nearest: string | null;
}

/**
 * The first name that does not fit.
 * @param values names that `rmaplab` exports, without those of types
 * @throws SyntaxError when a text cannot be parsed
 */
export function wrongName(
	files: readonly { readonly path: string; readonly text: string }[],
	values: ReadonlySet<string>,
): WrongName | null {
	for (const { path, text } of files) {
		const program = syntaxOf(text);
		const found = unknownImport(program, values) ?? notImported(program, values);
		if (found === null) continue;
		const { line, column } = found.node.loc.start;
		return { path, line, column: column + 1, ...found.what };
	}
	return null;
}

type Found = {
	readonly node: Syntax;
	readonly what: Pick<WrongName, 'name' | 'is' | 'nearest'>;
} | null;

/** An import of a name that rmaplab does not have; one of a type says so itself or is looked up. */
function unknownImport(program: Syntax, values: ReadonlySet<string>): Found {
	for (const [statement, node] of importSpecifiers(program)) {
		if (statement['importKind'] === 'type' || node['importKind'] === 'type') continue;
		const name = nameOf(node['imported']);
		if (name === null || values.has(name)) continue;
		const types = typesOfRmaplab();
		if (types.has(name)) continue;
		const meant = nearest(name, [...values, ...types]);
		return { node, what: { name, is: 'imported', nearest: meant } };
	}
	return null;
}

/** What a file may use that nobody declares, beside what every program has. */
const builtIn: ReadonlySet<string> = new Set([
	'undefined',
	'arguments',
	'require',
	'module',
	'exports',
	'__dirname',
	'__filename',
]);

const isGlobal = (name: string): boolean => name in globalThis || builtIn.has(name);

/** Where a name is used that the file neither imports nor declares anywhere. */
function notImported(program: Syntax, values: ReadonlySet<string>): Found {
	const declared = new Set<string>();
	noteDeclared(program, false, declared);
	const search = (node: Syntax): Found => {
		const name = nameOf(node);
		if (name !== null && !declared.has(name)) {
			if (values.has(name)) return { node, what: { name, is: 'used', nearest: null } };
			const meant = nearest(name, [...declared, ...values]);
			if (!isGlobal(name)) return { node, what: { name, is: 'unknown', nearest: meant } };
		}
		for (const [field, value] of Object.entries(node)) {
			if (isOnlyAName(node, field)) continue;
			for (const each of [value].flat(1)) {
				const found = isSyntax(each) && !isType(each) ? search(each) : null;
				if (found !== null) return found;
			}
		}
		return null;
	};
	return search(program);
}

/** Whether no program reads what stands in it. */
const isType = ({ type }: Syntax): boolean =>
	/^TS(?!\w*Expression$|TypeAssertion$)/.test(type) || /^Import|^ExportAll/.test(type);

/** Where names stand that a file declares; what a default value reads counts too, which hides a mistake at most. */
const declares: ReadonlySet<string> = new Set(['id', 'params', 'local', 'param', 'label']);

function noteDeclared(node: Syntax, isDeclared: boolean, declared: Set<string>): void {
	const name = nameOf(node);
	if (isDeclared && name !== null) declared.add(name);
	for (const [field, value] of Object.entries(node)) {
		const within = (isDeclared && !/^TS|Annotation$/.test(node.type)) || declares.has(field);
		for (const each of [value].flat(1)) if (isSyntax(each)) noteDeclared(each, within, declared);
	}
}

let types: ReadonlySet<string> | null = null;

/** Names that the declarations of `rmaplab` export, those of types among them. */
function typesOfRmaplab(): ReadonlySet<string> {
	types ??= new Set(exportedBy(join(packageRoot(), 'dist/harness/index.d.ts')));
	return types;
}

function exportedBy(path: string): string[] {
	return partsOf(syntaxOf(readFileSync(path, 'utf8'))).flatMap((each) => {
		if (each.type === 'ExportAllDeclaration') {
			const target = String((each['source'] as Syntax)['value']);
			return exportedBy(join(dirname(path), target.replace(/\.[jt]s$/, '.d.ts')));
		}
		if (each.type !== 'ExportNamedDeclaration') return [];
		const listed = (each['specifiers'] as Syntax[]).map((one) => nameOf(one['exported']));
		const { declaration } = each;
		const own = isSyntax(declaration) ? [declaration, ...partsOf(declaration)] : [];
		return [...listed, ...own.map((one) => nameOf(one['id']))].filter((name) => name !== null);
	});
}
