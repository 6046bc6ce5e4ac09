/*
 * harness/catalogue/source.ts - reads function texts and head comments from the TypeScript sources, so that a
 * variant can be shown as the patch that it is.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

let root: string | null = null;

/** Whether this runs unbuilt. */
const isSource = import.meta.url.endsWith('.ts');

/** Of the modules in codeRoot(). */
export const moduleEnding = (): '.ts' | '.js' => (isSource ? '.ts' : '.js');

/** The package's root: the nearest folder above this file that has a package.json. */
export function packageRoot(): string {
	if (root !== null) return root;
	root = here;
	while (!existsSync(join(root, 'package.json'))) root = dirname(root);
	return root;
}

/** The folder that holds each module of the code as it runs: the root, or dist/ once it is built. */
export const codeRoot = (): string => (isSource ? packageRoot() : join(packageRoot(), 'dist'));

/** A thread's module of the straight build or beside it: those are never put together. @param path below dist/ */
export const threadModule = (path: string): URL => pathToFileURL(join(packageRoot(), 'dist', path));

/** Where modules lie that were put together, see rolldown.config.ts. */
export const togetherRoot = (): string => join(packageRoot(), 'dist', 'quick');

/** Whether this runs in modules that were put together. */
export const isTogether = (): boolean => here === togetherRoot();

/** Beside the modules that were put together: a digest of them all, see digests-main.ts. */
export const buildFile = (): string => join(togetherRoot(), 'build.txt');

/** Of all modules that run, where they were put together; else null. */
export const buildDigest = (): string | null =>
	isTogether() ? readFileSync(buildFile(), 'utf8').trim() : null;

/** What a user's file imports as `rmaplab` lies there: the very modules that run, once they are built. */
export const moduleRoot = (): string =>
	isTogether() ? togetherRoot() : join(packageRoot(), 'dist');

interface Package {
	readonly version: string;
	readonly repository?: string | { readonly url: string };
}

let read: Package | null = null;

function ourPackage(): Package {
	read ??= JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as Package;
	return read;
}

/** Name and version, as they stand in results. */
export const toolVersion = (): string => `rmaplab ${ourPackage().version}`;

/** Where a reader can get it; null as long as package.json does not say. */
export function toolRepository(): string | null {
	const { repository } = ourPackage();
	const url = typeof repository === 'string' ? repository : repository?.url;
	return url?.replace(/^git\+/, '') ?? null;
}

export interface SourceFunction {
	/** Path from the package's root, e.g. 'harness/mm/truncate.ts'. */
	readonly path: string;
	/** Line on which it begins (its comment included), from 1. */
	readonly line: number;
	/** Comment and body, without a newline at the end. */
	readonly text: string;
}

/** Exported or plain generator functions at column 0, each with the comment directly above it. */
export function functionsOf(path: string, text: string): Map<string, SourceFunction> {
	const found = new Map<string, SourceFunction>();
	const lines = text.split('\n');
	for (let i = 0; i < lines.length; i++) {
		const match = /^(?:export )?function\* (\w+)/.exec(lines[i]!);
		if (match === null) continue;
		let first = i;
		if (lines[i - 1] === ' */') {
			do first--;
			while (first > 0 && !lines[first]!.startsWith('/*'));
		}
		let last = i;
		const isEmpty = lines[i]!.endsWith('{}');
		while (!isEmpty && last < lines.length - 1 && lines[last] !== '}') last++;
		found.set(match[1]!, { path, line: first + 1, text: lines.slice(first, last + 1).join('\n') });
	}
	return found;
}

let kernelFunctions: Map<string, SourceFunction> | null = null;

/** Every function of harness/mm, by name. */
export function kernelSource(): Map<string, SourceFunction> {
	if (kernelFunctions === null) {
		kernelFunctions = new Map();
		const folder = join(packageRoot(), 'harness/mm');
		for (const file of readdirSync(folder).toSorted()) {
			if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
			const text = readFileSync(join(folder, file), 'utf8');
			for (const [name, each] of functionsOf(`harness/mm/${file}`, text)) {
				kernelFunctions.set(name, each);
			}
		}
	}
	return kernelFunctions;
}

const headOf = (text: string): string => /^\/\*[\s\S]*?\*\//.exec(text)?.[0] ?? '';

/** The paragraph of a file's head comment that begins with 'What it does: ', without that; null where none does. */
export function whatItDoes(text: string): string | null {
	const [, does] = /^ \* What it does: ([\s\S]*?)\n \*(?:\/|\n)/m.exec(headOf(text)) ?? [];
	return does === undefined ? null : does.replaceAll(/\s*\n \* */g, ' ').trim();
}

/** Lines of the mail that a file's head comment quotes. */
export function quotedLines(text: string): string[] {
	return headOf(text)
		.split('\n')
		.map((line) => / \* > ?(.*)$/.exec(line)?.[1])
		.filter((line) => line !== undefined);
}
