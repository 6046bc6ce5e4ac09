/*
 * harness/catalogue/self-contained.ts - functions of several files as one module that needs nothing but `rmaplab`:
 * with what they import from there, and with copies of what their files declare beside them.
 */
import { dirname, resolve } from 'node:path';
import { BadInput, nameMeansTwoThings } from '../messages/index.ts';
import { packageRoot } from './source.ts';
import { identifiersIn, meaningOf, type Meaning, type ModuleText } from './module-text.ts';

/** A function, and the files in which its names are looked up, the first that knows one first. */
export interface PlacedText {
	readonly text: string;
	readonly modules: readonly ModuleText[];
}

interface Gathered {
	/** From `rmaplab`: whether only as a type, by name here and there. */
	readonly imports: Map<string, { readonly name: string; isType: boolean }>;
	readonly statements: Set<string>;
	/** Copies of declarations, those that others need first. */
	readonly declarations: Map<string, { readonly text: string; readonly path: string }>;
}

/** Import statements and declarations that functions need, in this order; ends without a newline. */
export function neededBy(
	functions: readonly PlacedText[],
	/** Names that the module declares anyway. */
	declared: ReadonlySet<string>,
	/** Names from `rmaplab` that it needs besides. */
	needed: readonly { readonly name: string; readonly isType: boolean }[] = [],
): { readonly imports: string; readonly declarations: string } {
	const gathered: Gathered = { imports: new Map(), statements: new Set(), declarations: new Map() };
	for (const { name, isType } of needed) gathered.imports.set(name, { name, isType });
	for (const { text, modules } of functions) gather(text, modules, declared, gathered);
	const names = [...gathered.imports]
		.map(([local, { name, isType }]) => ({
			name,
			written: `${isType ? 'type ' : ''}${name === local ? name : `${name} as ${local}`}`,
		}))
		.toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
	const ours = `import {\n${names.map(({ written }) => `\t${written},\n`).join('')}} from 'rmaplab';`;
	return {
		imports: [...gathered.statements, ...(names.length === 0 ? [] : [ours])].join('\n'),
		declarations: [...gathered.declarations.values()].map(({ text }) => text).join('\n\n'),
	};
}

function gather(
	text: string,
	modules: readonly ModuleText[],
	declared: ReadonlySet<string>,
	gathered: Gathered,
): void {
	for (const name of identifiersIn(text)) {
		if (declared.has(name)) continue;
		const meanings = modules.map((module) => meaningOf(name, module));
		const meaning = meanings.find((each) => each !== null);
		if (meaning !== undefined && meaning !== null) note(name, meaning, declared, gathered);
	}
}

function note(
	local: string,
	meaning: Meaning,
	declared: ReadonlySet<string>,
	{ imports, statements, declarations }: Gathered,
): void {
	if (meaning.kind === 'package') {
		statements.add(statementOf(local, meaning));
		return;
	}
	if (meaning.kind === 'rmaplab') {
		const earlier = imports.get(local);
		if (earlier === undefined) imports.set(local, { name: meaning.name, isType: meaning.isType });
		else if (!meaning.isType) earlier.isType = false;
		return;
	}
	const { module, name } = meaning;
	const written = module.declarations.get(name)!.replace(/^export (?=\w)/m, '');
	const text = name === local ? written : `const ${local} = ${name};`;
	const earlier = declarations.get(local);
	if (earlier !== undefined) {
		if (earlier.text !== text) {
			throw new BadInput(nameMeansTwoThings(local, earlier.path, module.path));
		}
		return;
	}
	const own = { text, path: module.path };
	declarations.set(local, own);
	if (name !== local) note(name, meaning, declared, { imports, statements, declarations });
	gather(written, [module], new Set([...declared, local]), { imports, statements, declarations });
	// What it needs comes before it.
	declarations.delete(local);
	declarations.set(local, own);
}

function statementOf(
	local: string,
	{ from, import: { name, isType } }: Extract<Meaning, { readonly kind: 'package' }>,
): string {
	const named = name === local ? name : `${name} as ${local}`;
	const clause = { '*': `* as ${local}`, default: local }[name] ?? `{ ${named} }`;
	const target = from.startsWith('.') ? resolve(dirname(packageRoot()), from) : from;
	return `import ${isType ? 'type ' : ''}${clause} from '${target}';`;
}
