/*
 * harness/load-variant.ts - finds a variant by name, or loads a user's own from a file.
 *
 * A user's file is TypeScript or JavaScript. Node 20 runs no TypeScript, so types are stripped first, and
 * `from 'rmaplab'` is pointed at this package, so that the file can lie anywhere.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { variants } from '../variants/index.ts';
import { EndlessCall } from './engine/endless.ts';
import {
	BadInput,
	noDefaultVariant,
	noSuchVariant,
	unreadable,
	variantDoesNotLoad,
} from './messages.ts';
import { nearest } from './nearest.ts';
import { functionsOf, kernelSource, packageRoot, type SourceFunction } from './source.ts';
import type { Variant } from './variant.ts';

/** A variant together with the text that its patch is drawn from. */
export interface LoadedVariant {
	readonly variant: Variant;
	/** How a worker finds it again: a name of ours or an absolute path. */
	readonly where: string;
	readonly text: string;
}

/** Whether `where` names a file and not one of our variants. */
export function isPath(where: string): boolean {
	return /[\\/.]/.test(where);
}

/**
 * @throws BadInput when there is no such variant or the file does not load
 */
export async function loadVariant(where: string): Promise<LoadedVariant> {
	if (isPath(where)) return loadFile(resolve(where));
	const variant = variants[where];
	if (variant === undefined) {
		throw new BadInput(noSuchVariant(where, nearest(where, Object.keys(variants))));
	}
	return {
		variant,
		where,
		text: readFileSync(join(packageRoot(), 'variants', `${where}.ts`), 'utf8'),
	};
}

async function loadFile(path: string): Promise<LoadedVariant> {
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch {
		throw new BadInput(unreadable(path));
	}
	let code = text;
	const folder = mkdtempSync(join(tmpdir(), 'rmaplab-'));
	try {
		if (path.endsWith('.ts')) {
			const { transform } = await import('sucrase');
			code = transform(text, { transforms: ['typescript'], disableESTransforms: true }).code;
		}
		const here = pathToFileURL(join(packageRoot(), 'dist/harness/index.js')).href;
		code = code
			.replaceAll(/(from\s*|import\s*\(?\s*)(['"])rmaplab\2/g, `$1$2${here}$2`)
			.replaceAll(
				/(from\s*)(['"])(\.{1,2}\/[^'"]+)\2/g,
				(_, from: string, quote: string, target: string) =>
					`${from}${quote}${pathToFileURL(resolve(dirname(path), target)).href}${quote}`,
			);
		const file = join(folder, `${basename(path).replace(/\.[jt]s$/, '')}.mjs`);
		writeFileSync(file, code);
		const loaded = (await import(pathToFileURL(file).href)) as { default?: Variant };
		if (loaded.default?.functions === undefined) throw new BadInput(noDefaultVariant(path));
		return { variant: loaded.default, where: path, text };
	} catch (error) {
		if (error instanceof BadInput) throw error;
		throw new BadInput(variantDoesNotLoad(path, error));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/**
 * Does some work on a variant, and tells where the function is written that never comes to an end, if there
 * is one.
 * @throws EndlessCall
 */
export function located<T>(loaded: LoadedVariant, work: () => T): T {
	try {
		return work();
	} catch (error) {
		if (!(error instanceof EndlessCall)) throw error;
		const { functionName, endless } = error;
		throw new EndlessCall(functionName, endless, placeOf(loaded, functionName));
	}
}

/** Where a function is written: in the variant's own file, else in the kernel; else the file itself. */
function placeOf(loaded: LoadedVariant, functionName: string): string {
	const file = isPath(loaded.where) ? loaded.where : `variants/${loaded.where}.ts`;
	const signature = `function* ${functionName}(`;
	const lines = loaded.text.split('\n');
	const line = lines.findIndex((each) => each.includes(signature));
	if (line >= 0) return `${file}:${line + 1}:${lines[line]!.indexOf(signature) + 1}`;
	const known = kernelSource().get(functionName);
	return known === undefined ? `${file}:1:1` : `${known.path}:${known.line}:1`;
}

/** Functions in a variant's text, by name. */
export function variantFunctions(loaded: LoadedVariant): Map<string, SourceFunction> {
	return functionsOf(loaded.where, loaded.text);
}
