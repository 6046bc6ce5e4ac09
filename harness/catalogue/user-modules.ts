/*
 * harness/catalogue/user-modules.ts - a user's file and the files of his own that it imports, as modules that Node
 * can load: types are stripped, since Node 20 runs no TypeScript, and `rmaplab` is pointed at this package, so
 * that the files can lie anywhere.
 *
 * A module's address is made of what it and all that it imports hold. So a file that several variants import
 * is one module, and its functions are the same objects for all of them, and a file that changes is new.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BadInput, nestedTooDeeply, noRoomForModules, noSuchModule } from '../messages/index.ts';
import { nearest } from '../text/nearest.ts';
import { readGiven } from './given-file.ts';
import { sha256 } from './imports.ts';
import { moduleRoot } from './source.ts';
import { placesOfOurs } from './variant-source.ts';
import { makeFolder, removeStaleFolders } from './stale-folders.ts';

/** A user's file and the module that was made of it. */
export interface MadeModule {
	readonly path: string;
	/** What stands in the file. */
	readonly text: string;
	/** Address of the module, as stacks have it. */
	readonly url: string;
	/** The same with blanks for types, so that lines and columns are those of the file. */
	readonly code: string;
	/** Files of the user's own that it imports. */
	readonly imports: readonly string[];
}

/** A file whose types are stripped. */
type Stripped = Omit<MadeModule, 'url'>;

/** From a `from` or `import` to the closing quote: what comes before, the quote, and what is imported. */
const imported = /((?:\bfrom|\bimport)\s*\(?\s*)(['"])(rmaplab(?:\/[^'"]*)?|\.{1,2}\/[^'"]+)\2/g;

const isScript = (path: string): boolean => /\.m?[jt]s$/.test(path);

/** Where all modules of this process are; they are removed as soon as they are loaded. */
let folder: string | null = null;
/** How many are being loaded from there. */
let loads = 0;
/** All that were ever loaded: their timers and promises may go wrong at any later time. */
const loadedEver = new Map<string, MadeModule>();

export const modulesLoaded = (): readonly MadeModule[] => [...loadedEver.values()];

/** @throws SyntaxError with `loc` and `path` for a text that cannot be parsed; BadInput when rmaplab has no such module */
export async function madeModules(path: string, text: string): Promise<readonly MadeModule[]> {
	const files = await reached(path, text);
	const urls = new Map([...files.keys()].map((each) => [each, urlOf(each, files)]));
	return [...files.values()].map((file) => ({ ...file, url: urls.get(file.path)! }));
}

/**
 * The same with imports that lead to each other's addresses, to this package, or to where the files are.
 */
export async function linkedModules(path: string, text: string): Promise<readonly MadeModule[]> {
	const modules = await madeModules(path, text);
	const urls = new Map(modules.map((each) => [each.path, each.url]));
	return modules.map((each) => ({ ...each, code: linked(each.path, each.code, urls) }));
}

/** Puts modules where their addresses say, does some work, and removes them again. */
export async function withModules<T>(
	modules: readonly MadeModule[],
	work: () => Promise<T>,
): Promise<T> {
	const urls = new Map(modules.map(({ path, url }) => [path, url]));
	for (const each of modules) loadedEver.set(each.url, each);
	mkdirSync(home(), { recursive: true });
	loads++;
	try {
		for (const { path, code, url } of modules) {
			writeFileSync(new URL(url), linked(path, code, urls));
		}
		return await work();
	} finally {
		loads--;
		if (loads === 0) rmSync(home(), { recursive: true });
	}
}

/** Files that import each other, from the first back to it; null where none do. */
export function circleOf(made: readonly MadeModule[]): readonly string[] | null {
	const importsOf = new Map(made.map(({ path, imports }) => [path, imports]));
	const done = new Set<string>();
	const circleFrom = (path: string, above: readonly string[]): readonly string[] | null => {
		if (above.includes(path)) return [...above.slice(above.indexOf(path)), path];
		if (done.has(path)) return null;
		done.add(path);
		for (const next of importsOf.get(path) ?? []) {
			const circle = circleFrom(next, [...above, path]);
			if (circle !== null) return circle;
		}
		return null;
	};
	return made.length === 0 ? null : circleFrom(made[0]!.path, []);
}

/** Whether a module is one that was made, be it of other files. */
export const isMade = (url: string): boolean =>
	folder !== null && url.startsWith(`${pathToFileURL(folder).href}/`);

function home(): string {
	try {
		if (folder === null) removeStaleFolders();
		folder ??= makeFolder();
	} catch (error) {
		throw new BadInput(noRoomForModules(tmpdir(), error));
	}
	return folder;
}

/** The file and all of the user's own that it leads to, itself first. */
async function reached(path: string, text: string): Promise<Map<string, Stripped>> {
	const files = new Map([[path, await stripped(path, text)]]);
	for (const { imports } of files.values()) {
		for (const next of imports) {
			if (files.has(next)) continue;
			const there = readText(next);
			// A CommonJS file, and what is not there, stays what it is for Node to load.
			if (there !== null) files.set(next, await stripped(next, there));
		}
	}
	return files;
}

function readText(path: string): string | null {
	if (!existsSync(path)) return null;
	const text = readGiven(path).toString('utf8');
	return /\.(?:ts|m[jt]s)$/.test(path) || /^\s*(?:import|export)\b/m.test(text) ? text : null;
}

async function stripped(path: string, text: string): Promise<Stripped> {
	const code = await codeOf(path, text);
	const targets = [...code.matchAll(imported)].map(([, , , target = '']) => target);
	const imports = targets
		.filter((target) => target.startsWith('.'))
		.map((target) => resolve(dirname(path), target))
		.filter(isScript);
	return { path, text, code, imports: [...new Set(imports)] };
}

/** A user's text without its types. */
async function codeOf(path: string, text: string): Promise<string> {
	if (!/\.m?ts$/.test(path)) return text;
	const { blankTypes } = await import('./erase-types.ts');
	try {
		return blankTypes(text);
	} catch (error) {
		// The parser calls itself for each level.
		if (error instanceof RangeError) throw new BadInput(nestedTooDeeply(path));
		const { message } = error as Error;
		// It says where, but not in which of several files, and at the end once more.
		throw Object.assign(error as Error, { path, message: message.replace(/ \(\d+:\d+\)$/, '') });
	}
}

/** Of what a file and all that it leads to hold. */
function urlOf(path: string, files: ReadonlyMap<string, Stripped>): string {
	const there = new Set([path]);
	for (const each of there) {
		for (const next of files.get(each)?.imports ?? []) if (files.has(next)) there.add(next);
	}
	const held = [...there].map((each) => `${each}\n${files.get(each)!.text}`);
	const name = basename(path).replace(/\.m?[jt]s$/, '');
	const file = `${name}-${sha256(held.join('\n')).slice(0, 16)}.mjs`;
	return pathToFileURL(join(home(), file)).href;
}

/** Code whose imports lead to the modules that were made, to this package, or to where the files are. */
function linked(path: string, code: string, urls: ReadonlyMap<string, string>): string {
	return code.replaceAll(imported, (_, before: string, quote: string, target: string) => {
		const place = resolve(dirname(path), target);
		const url = target.startsWith('.')
			? (urls.get(place) ?? pathToFileURL(place).href)
			: ofThisPackage(path, target);
		return `${before}${quote}${url}${quote}`;
	});
}

/** What `rmaplab` exports to a user's file, by name, without types. */
export async function exportsOfRmaplab(): Promise<Readonly<Record<string, unknown>>> {
	const url = pathToFileURL(join(moduleRoot(), 'harness/index.js')).href;
	return (await import(url)) as Readonly<Record<string, unknown>>;
}

/** Whether calls of it do something only once they are run. */
export const isTask = (value: unknown): boolean =>
	Object.prototype.toString.call(value) === '[object GeneratorFunction]';

/** Names of what `rmaplab` exports of which that is so. */
export async function tasksOfRmaplab(): Promise<ReadonlySet<string>> {
	const exported = Object.entries(await exportsOfRmaplab());
	return new Set(exported.filter(([, value]) => isTask(value)).map(([name]) => name));
}

/** What `rmaplab` and `rmaplab/variants/...` are. */
function ofThisPackage(path: string, target: string): string {
	const [, inside] = /^rmaplab\/(.*?)(?:\.[jt]s)?$/.exec(target) ?? [];
	const modules = ['variants', ...placesOfOurs()];
	if (inside !== undefined && !modules.includes(inside)) {
		const meant = nearest(inside, modules);
		throw new BadInput(noSuchModule(path, target, meant === null ? null : `rmaplab/${meant}`));
	}
	const file = { undefined: 'harness/index', variants: 'variants/index' }[String(inside)] ?? inside;
	return pathToFileURL(join(moduleRoot(), `${file}.js`)).href;
}
