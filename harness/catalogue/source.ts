/*
 * harness/catalogue/source.ts - reads function texts and head comments from the TypeScript sources, so that a
 * variant can be shown as the patch that it is.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's root: the nearest folder above this file that has a package.json. */
export function packageRoot(): string {
	let folder = dirname(fileURLToPath(import.meta.url));
	while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
	return folder;
}

/** The folder that holds the code as it runs: the root, or dist/ once it is built. */
export function codeRoot(): string {
	return join(dirname(fileURLToPath(import.meta.url)), '..', '..');
}

let version: string | null = null;

/** Name and version, as they stand in results. */
export function toolVersion(): string {
	if (version === null) {
		const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
		({ version } = JSON.parse(text) as { version: string });
	}
	return `rmaplab ${version}`;
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

/** Lines of the mail that a file's head comment quotes. */
export function quotedLines(text: string): string[] {
	const head = /^\/\*[\s\S]*?\*\//.exec(text)?.[0] ?? '';
	return head
		.split('\n')
		.map((line) => / \* > ?(.*)$/.exec(line)?.[1])
		.filter((line) => line !== undefined);
}
