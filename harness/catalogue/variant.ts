/*
 * harness/catalogue/variant.ts - finds a variant by name, or loads a user's own from a file.
 *
 * A user's file is TypeScript or JavaScript. Node 20 runs no TypeScript, so types are stripped first, and
 * `from 'rmaplab'` is pointed at this package, so that the file can lie anywhere.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { variants } from '../../variants/index.ts';
import { begins, ends, numberOf, userCodeComes } from '../engine/running.ts';
import { badInputOf } from './bad-input.ts';
import { digestsOfImports, sha256 } from './imports.ts';
import {
	BadInput,
	noDefaultVariant,
	noSuchVariant,
	notAVariantName,
	unreadable,
	variantDoesNotLoad,
	variantLacks,
	variantNameIsOurs,
} from '../messages/index.ts';
import { nearest } from '../text/nearest.ts';
import { codeRoot, kernelSource, packageRoot, type SourceFunction } from './source.ts';
import {
	definitionOf,
	placeOfFirst,
	placeOfThrown,
	userCodeOf,
	type MadeModule,
} from './user-code.ts';
import { refuseClaims } from './own-claims.ts';
import { withDigest } from './variant-digest.ts';
import { functionsIn, placeOfOurs } from './variant-source.ts';
import type { Variant } from '../variant.ts';

/** A variant together with the text that its patch is drawn from. */
export interface LoadedVariant {
	readonly variant: Variant;
	/** How a worker finds it again: a name of ours or an absolute path. */
	readonly where: string;
	/** As it was asked for, for messages. */
	readonly given: string;
	/** Of its text: from the package's root when it is one of ours, else absolute. */
	readonly path: string;
	readonly text: string;
	/**
	 * Digests of its file, of all that it imports and of its base, by path, and under `ofFunctions` that of
	 * its functions. What all variants share, our own code, is not among them.
	 */
	readonly files: Readonly<Record<string, string>>;
}

/** Among the files of a variant: its functions, and those of what it stacks on, once all is loaded. */
export const ofFunctions = '(functions)';

/** What no file name, table or command line minds. */
const goodName = /^[A-Za-z0-9][\w+-]{0,63}$/;

/** Whether `where` names a file and not one of our variants. */
export function isPath(where: string): boolean {
	return /[\\/.]/.test(where);
}

/**
 * @throws BadInput when there is no such variant or the file does not load
 */
export async function loadVariant(where: string): Promise<LoadedVariant> {
	const loaded = await loadOne(where);
	if (isPath(where)) refuseClaims(loaded.variant, loaded);
	return withDigest(loaded);
}

async function loadOne(where: string): Promise<LoadedVariant> {
	if (isPath(where)) return loadFile(resolve(where), where);
	if (!Object.hasOwn(variants, where)) {
		throw new BadInput(noSuchVariant(where, nearest(where, Object.keys(variants))));
	}
	const variant = variants[where]!;
	const place = placeOfOurs(where);
	const path = `${place}.ts`;
	const module = join(codeRoot(), `${place}${extname(fileURLToPath(import.meta.url))}`);
	return {
		variant,
		where,
		given: where,
		path,
		text: readFileSync(join(packageRoot(), path), 'utf8'),
		files: filesOf(variant, module, readFileSync(module, 'latin1')),
	};
}

/** Our own code is left out: it is the same for all. */
const isOurCode = (path: string): boolean =>
	path.startsWith(join(codeRoot(), 'harness') + sep) ||
	path.startsWith(join(codeRoot(), 'workloads') + sep);

/** Of all that a variant does otherwise than the base kernel, what it stacks on included. */
export function functionsDigest({ functions }: Variant): string {
	const texts = Object.entries(functions).map(([name, each]) => `${name} ${String(each)}`);
	return sha256(texts.toSorted().join('\n'));
}

function filesOf(variant: Variant, path: string, text: string): Record<string, string> {
	return {
		...digestsOfImports(path, text, isOurCode),
		[ofFunctions]: functionsDigest(variant),
	};
}

/** The file that is being loaded, if any: one at a time, so that it is known whose code runs. */
let loading: Promise<unknown> = Promise.resolve();

async function loadFile(path: string, given: string): Promise<LoadedVariant> {
	let bytes: Buffer;
	try {
		bytes = readFileSync(path);
	} catch {
		throw new BadInput(unreadable(path));
	}
	const load = (): Promise<Variant> => importFile(path, bytes.toString('utf8'));
	const mine = loading.then(load, load);
	loading = mine;
	const variant = await mine;
	const files = filesOf(variant, path, bytes.toString('latin1'));
	return { variant, where: path, given, path, text: bytes.toString('utf8'), files };
}

/** @throws BadInput when no variant of his own is in it */
async function importFile(path: string, text: string): Promise<Variant> {
	const folder = mkdtempSync(join(tmpdir(), 'rmaplab-'));
	const file = join(folder, `${basename(path).replace(/\.[jt]s$/, '')}.mjs`);
	let made: MadeModule = { path, url: pathToFileURL(file).href, map: null };
	try {
		const { code, map } = await codeOf(path, text);
		made = { ...made, map };
		writeFileSync(file, code);
		userCodeComes();
		begins(numberOf({ place: `${path}:1:1`, name: null }));
		const loaded = (await import(made.url)) as { default?: Variant };
		if (loaded.default?.functions === undefined) throw new BadInput(noDefaultVariant(path));
		const variant = loaded.default;
		const part = partLeftOut(variant);
		if (part !== null) throw new BadInput(variantLacks(path, part));
		if (typeof variant.name !== 'string' || !goodName.test(variant.name)) {
			throw new BadInput(notAVariantName(path, variant.name));
		}
		if (Object.hasOwn(variants, variant.name)) {
			throw new BadInput(variantNameIsOurs(path, variant.name, `${placeOfOurs(variant.name)}.ts`));
		}
		return { ...variant, userCode: userCodeOf(variant, made, text) };
	} catch (error) {
		if (error instanceof BadInput) throw error;
		const place = placeOfThrown(error, made) ?? `${path}:1:1`;
		throw new BadInput(variantDoesNotLoad(place, error));
	} finally {
		ends();
		rmSync(folder, { recursive: true });
	}
}

/** What a file that no compiler has seen may not say of its variant; null where all is said. */
function partLeftOut(variant: Partial<Record<keyof Variant, unknown>>): string | null {
	const isText = (part: keyof Variant): boolean => typeof variant[part] === 'string';
	const isRecord = (part: keyof Variant): boolean =>
		typeof variant[part] === 'object' && variant[part] !== null;
	return (
		(['subject', 'from', 'date'] as const).find((part) => !isText(part)) ??
		(['replaces', 'claims'] as const).find((part) => !isRecord(part)) ??
		null
	);
}

/** A user's text as a module that can lie anywhere, and what leads from it back to the text. */
async function codeOf(
	path: string,
	text: string,
): Promise<{ readonly code: string; readonly map: MadeModule['map'] }> {
	let code = text;
	let map: MadeModule['map'] = null;
	if (path.endsWith('.ts')) {
		const { transform } = await import('sucrase');
		const made = transform(text, {
			transforms: ['typescript'],
			disableESTransforms: true,
			filePath: path,
			sourceMapOptions: { compiledFilename: path },
		});
		({ code } = made);
		map = { ...made.sourceMap!, sourcesContent: [], sourceRoot: '' };
	}
	const here = pathToFileURL(join(packageRoot(), 'dist/harness/index.js')).href;
	code = code
		.replaceAll(/(from\s*|import\s*\(?\s*)(['"])rmaplab\2/g, `$1$2${here}$2`)
		.replaceAll(
			/((?:\bfrom|\bimport)\s*\(?\s*)(['"])(\.{1,2}\/[^'"]+)\2/g,
			(_, from: string, quote: string, target: string) =>
				`${from}${quote}${pathToFileURL(resolve(dirname(path), target)).href}${quote}`,
		);
	return { code, map };
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
