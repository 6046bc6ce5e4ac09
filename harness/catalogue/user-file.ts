/*
 * harness/catalogue/user-file.ts - loads a variant of a user's own from a file.
 *
 * A user's file is TypeScript or JavaScript. Node 20 runs no TypeScript, so types are stripped first, and
 * `from 'rmaplab'` is pointed at this package, so that the file can lie anywhere.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { variants } from '../../variants/index.ts';
import { begins, ends, numberOf, userCodeComes } from '../engine/running.ts';
import {
	BadInput,
	noDefaultVariant,
	notAVariantName,
	unreadable,
	variantDoesNotLoad,
	variantLacks,
	variantNameIsOurs,
} from '../messages/index.ts';
import { learnFrom } from './function-text.ts';
import { filesOf, type LoadedVariant } from './loaded.ts';
import { packageRoot } from './source.ts';
import { placeOfThrown, userCodeOf, type MadeModule } from './user-code.ts';
import { placeOfOurs } from './variant-source.ts';
import type { Variant } from '../variant.ts';

/** What no file name, table or command line minds. */
const goodName = /^[A-Za-z0-9][\w+-]{0,63}$/;

/** The file that is being loaded, if any: one at a time, so that it is known whose code runs. */
let loading: Promise<unknown> = Promise.resolve();

export async function loadFile(path: string, given: string): Promise<LoadedVariant> {
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
	learnFrom(variant, path, bytes.toString('utf8'));
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
export async function codeOf(
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
