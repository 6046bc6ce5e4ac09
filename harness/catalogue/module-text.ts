/*
 * harness/catalogue/module-text.ts - what the names in a source file stand for: what it imports and from where, and
 * what it declares itself.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { packageRoot } from './source.ts';

export interface ModuleText {
	/** From the package's root when it is one of ours, else absolute. */
	readonly path: string;
	readonly text: string;
	/** By the name that they have here. */
	readonly imports: ReadonlyMap<string, Import>;
	/** Whole declarations at the top level, comments included, by name. */
	readonly declarations: ReadonlyMap<string, string>;
}

interface Import {
	/** As it is written between the quotes. */
	readonly from: string;
	/** The name there; 'default', or '*' for all of it. */
	readonly name: string;
	readonly isType: boolean;
}

/** What a name means in a file. */
export type Meaning =
	/** What every variant's author may import from this package. */
	| { readonly kind: 'rmaplab'; readonly name: string; readonly isType: boolean }
	| { readonly kind: 'declared'; readonly module: ModuleText; readonly name: string }
	| { readonly kind: 'package'; readonly from: string; readonly import: Import };

/** Files whose exports `rmaplab` exports too. */
const ofRmaplab =
	/^harness\/(?:index|variant|engine\/(?:operation|struct)|mm\/(?:index|mm_types|layout|bookkeeping|shrink-results|include\/[\w-]+))\.[jt]s$/;

/** `path` is absolute or from the package's root. Names are looked for when they are asked for: few ever are. */
export function moduleText(path: string, text: string): ModuleText {
	let imports: ModuleText['imports'] | null = null;
	let declarations: ModuleText['declarations'] | null = null;
	return {
		path,
		text,
		get imports() {
			return (imports ??= importsIn(text));
		},
		get declarations() {
			return (declarations ??= declarationsIn(text));
		},
	};
}

function importsIn(text: string): Map<string, Import> {
	const statement = /^import\s+(type\s+)?([^'"]*?)\s*from\s*['"]([^'"]+)['"]/gm;
	const imports = [...text.matchAll(statement)].flatMap(([, type, clause = '', from = '']) =>
		namesIn(clause).map(([local, name, isType]): [string, Import] => [
			local,
			{ from, name, isType: isType || type !== undefined },
		]),
	);
	return new Map(imports);
}

/** The names of an import, as they are here and there, and whether only a type is meant. */
function namesIn(clause: string): [local: string, name: string, isType: boolean][] {
	const braces = /\{([^}]*)\}/.exec(clause)?.[1] ?? '';
	const named = braces
		.split(',')
		.map((each) => /^(type )?(\w+)(?: as (\w+))?$/.exec(each.trim()))
		.filter((match) => match !== null)
		.map(([, type, name = '', local]): [string, string, boolean] => [
			local ?? name,
			name,
			type !== undefined,
		]);
	const rest = clause.replace(/\{[^}]*\}/, '');
	const whole = /\* as (\w+)/.exec(rest);
	const byDefault = /^(\w+)/.exec(rest);
	if (whole !== null) named.push([whole[1]!, '*', false]);
	if (byDefault !== null) named.push([byDefault[1]!, 'default', false]);
	return named;
}

const beginning =
	/^(?:export )?(?:async )?(?:function ?\*?|const|let|var|type|interface|class) +(\w+)/;

function declarationsIn(text: string): Map<string, string> {
	const lines = text.split('\n');
	const found = new Map<string, string>();
	for (let i = 0; i < lines.length; i++) {
		const name = beginning.exec(lines[i]!)?.[1];
		if (name === undefined) continue;
		let last = i;
		// It goes on while the next line is indented or closes what is open.
		while (/^(?:\s+\S|\s*$|[)\]}>|&])/.test(lines[last + 1] ?? 'x') && !isWhole(lines, i, last)) {
			last++;
		}
		let first = i;
		if (lines[i - 1]?.endsWith('*/') === true) {
			do first--;
			while (first > 0 && !lines[first]!.startsWith('/*'));
		}
		found.set(name, lines.slice(first, last + 1).join('\n'));
		i = last;
	}
	return found;
}

/** Whether what begins on line `from` is at an end: no bracket is open, and the next line is not indented. */
function isWhole(lines: readonly string[], from: number, last: number): boolean {
	const code = withoutWords(lines.slice(from, last + 1).join('\n'));
	const open = [...code.matchAll(/[([{]/g)].length;
	const closed = [...code.matchAll(/[)\]}]/g)].length;
	return open === closed && !/^\s+\S/.test(lines[last + 1] ?? '') && !/[=,|&]\s*$/.test(code);
}

/** A text without its comments and quoted strings. */
export function withoutWords(text: string): string {
	return text.replaceAll(
		/\/\*[^]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g,
		(found) => (found.startsWith('/') ? ' ' : "''"),
	);
}

/** Identifiers of a text that are not members of something. */
export function identifiersIn(text: string): Set<string> {
	const found = withoutWords(text).matchAll(/(?<![\w$])(?<!(?<!\.\.)\.)[A-Za-z_$][\w$]*/g);
	return new Set([...found].map(([name]) => name));
}

const read = new Map<string, ModuleText>();

/** The file of that name, read once; null where there is none. */
export function moduleAt(path: string): ModuleText | null {
	const known = read.get(path);
	if (known !== undefined) return known;
	const place = resolve(packageRoot(), path);
	if (!existsSync(place)) return null;
	const module = moduleText(path, readFileSync(place, 'utf8'));
	// Only ours: a user's may change while we run.
	if (!path.startsWith('/')) read.set(path, module);
	return module;
}

/** What a name of a file stands for there; null for what the language knows, and for what is declared inside. */
export function meaningOf(name: string, module: ModuleText, depth: number = 0): Meaning | null {
	if (module.declarations.has(name)) return { kind: 'declared', module, name };
	const found = module.imports.get(name);
	if (found === undefined || depth > importsMax) return null;
	const { from, isType } = found;
	if (from === 'rmaplab') return { kind: 'rmaplab', name: found.name, isType };
	if (!/^\.{0,2}\//.test(from)) return { kind: 'package', from, import: found };
	const path = from.startsWith('/') ? from : join(dirname(module.path), from);
	if (ofRmaplab.test(path)) return { kind: 'rmaplab', name: found.name, isType };
	const target = /^(?:\*|default)$/.test(found.name) ? null : moduleAt(path);
	const there = target === null ? null : meaningOf(found.name, target, depth + 1);
	return there ?? { kind: 'package', from: resolve(packageRoot(), path), import: found };
}

/** Files that hand one name on to each other at most. */
const importsMax = 100;

/** Whether a file's functions say what types they take. */
export const isTyped = ({ path }: ModuleText): boolean => /\.m?ts$/.test(path);

/** A function's text without its types, with single blanks. */
export async function untyped(text: string): Promise<string> {
	const { cutTypes } = await import('./erase-types.ts');
	return cutTypes(text)
		.replaceAll(/(?<=\S) {2,}/g, ' ')
		.replaceAll(/\( +/g, '(');
}
