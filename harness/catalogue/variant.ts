/*
 * harness/catalogue/variant.ts - finds a variant by name, loads a user's own from a file, or stacks several.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { variants } from '../../variants/index.ts';
import { badInputOf } from './bad-input.ts';
import { BadInput, noSuchVariant } from '../messages/index.ts';
import { nearest } from '../text/nearest.ts';
import { filesOf, type LoadedVariant } from './loaded.ts';
import {
	codeRoot,
	kernelSource,
	moduleEnding,
	packageRoot,
	type SourceFunction,
} from './source.ts';
import { definitionOf, placeOfFirst } from './user-code.ts';
import { ownFile } from './own-file.ts';
import { loadStack } from './load-stack.ts';
import { patchesNamed } from './stack-order.ts';
import { loadFile } from './user-file.ts';
import { refuseClaims } from './own-claims.ts';
import { withDigest } from './variant-digest.ts';
import { functionsIn, placeOfOurs } from './variant-source.ts';

export { functionsDigest, ofFunctions, type LoadedVariant } from './loaded.ts';

/** Whether `where` names a file and not one of our variants. */
export function isPath(where: string): boolean {
	return /[\\/.]/.test(where);
}

/**
 * A name of ours, a path, or several of both with '+' between them, which are stacked in that order.
 * @throws BadInput when there is no such variant, the file does not load, or patches do not stack
 */
export async function loadVariant(where: string): Promise<LoadedVariant> {
	const elements = await loadEach(where);
	for (const each of elements) if (isPath(each.where)) refuseClaims(each.variant, each);
	return elements.length === 1 ? elements[0]! : await loadStack(elements, where);
}

/** A stack of these patches; null where they do not go together. */
export async function loadStackOrNull(patches: readonly string[]): Promise<LoadedVariant | null> {
	try {
		return await loadVariant(patches.join('+'));
	} catch (error) {
		if (error instanceof BadInput) return null;
		throw error;
	}
}

/** What 'a+b+c' names, each loaded. @throws BadInput as loadVariant() does */
export async function loadEach(where: string): Promise<LoadedVariant[]> {
	const loaded: LoadedVariant[] = [];
	// One after the other: where one is refused, no other may be at it while the process ends.
	for (const each of patchesNamed(where)) loaded.push(await loadOne(each));
	return loaded;
}

/** Variants of ours that were loaded; their files stay as they are. */
const oursLoaded = new Map<string, LoadedVariant>();

async function loadOne(where: string): Promise<LoadedVariant> {
	if (isPath(where)) return withDigest(await loadFile(resolve(where), where));
	const loaded = oursLoaded.get(where) ?? withDigest(loadOurs(where));
	oursLoaded.set(where, loaded);
	return loaded;
}

function loadOurs(where: string): LoadedVariant {
	if (!Object.hasOwn(variants, where)) {
		const meant = ownFile(where, 'variant') ?? nearest(where, Object.keys(variants));
		throw new BadInput(noSuchVariant(where, meant));
	}
	const variant = variants[where]!;
	const place = placeOfOurs(where);
	const path = `${place}.ts`;
	const module = join(codeRoot(), `${place}${moduleEnding()}`);
	return {
		variant,
		where,
		given: where,
		path,
		text: readFileSync(join(packageRoot(), path), 'utf8'),
		files: filesOf(variant, module, readFileSync(module, 'latin1')),
	};
}

/**
 * Does some work on a variant, and says where what is wrong with it is written.
 * @throws BadInput when it is of no use, see engine/fault.ts
 */
export function located<T>(loaded: LoadedVariant, work: () => T): T {
	try {
		return work();
	} catch (error) {
		throw badInputOf(error, (name) => placeOfFunction(loaded, name)) ?? error;
	}
}

/**
 * Where a function is written: in the variant's own file, else in one that it takes functions from or in the
 * kernel; else the file itself.
 */
function placeOfFunction(loaded: LoadedVariant, functionName: string): string {
	const { path, text } = loaded;
	const own = placeOfFirst(definitionOf(functionName), path, text);
	if (own !== null) return own;
	const known = variantFunctions(loaded).get(functionName) ?? kernelSource().get(functionName);
	return known === undefined ? `${path}:1:1` : `${known.path}:${known.line}:1`;
}

/** Functions in a variant's text, and those that it takes from other files, by name. */
export function variantFunctions(loaded: LoadedVariant): Map<string, SourceFunction> {
	return functionsIn(loaded.path, loaded.text);
}
