/*
 * harness/catalogue/loaded.ts - a variant as it was loaded, and the digests of all that it rests on.
 */
import { readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { digestsOfImports, sha256 } from './imports.ts';
import { codeRoot } from './source.ts';
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

/** Our own code is left out: it is the same for all. */
const isOurCode = (path: string): boolean =>
	path.startsWith(join(codeRoot(), 'harness') + sep) ||
	path.startsWith(join(codeRoot(), 'workloads') + sep);

/** Of all that a variant does otherwise than the base kernel, what it stacks on included. */
export function functionsDigest({ functions }: Variant): string {
	const texts = Object.entries(functions).map(([name, each]) => `${name} ${String(each)}`);
	return sha256(texts.toSorted().join('\n'));
}

export function filesOf(variant: Variant, path: string, text: string): Record<string, string> {
	return {
		...digestsOfImports(path, text, isOurCode),
		[ofFunctions]: functionsDigest(variant),
	};
}

/**
 * Whether a file of a variant, or one that it imports, holds something else than when `files` were told, or
 * is gone. Tells it without loading it, since what was edited need not load.
 * @param path absolute, of the variant or of one patch of a stack
 */
export function hasChanged(path: string, files: LoadedVariant['files']): boolean {
	let now: Record<string, string>;
	try {
		now = digestsOfImports(path, readFileSync(path, 'latin1'), isOurCode);
	} catch {
		return true; // it is not there any more, so it is not what it was
	}
	const known = Object.entries(files);
	return !Object.entries(now).every(([file, digest]) =>
		// In a stack the name of the patch stands before the file.
		known.some(([each, was]) => (each === file || each.endsWith(`: ${file}`)) && was === digest),
	);
}

/** Those of all its patches, by patch, and the digest of what they are together. */
export function filesOfStack(
	elements: readonly LoadedVariant[],
	variant: Variant,
): Record<string, string> {
	const each = elements.flatMap(({ variant: { name }, files }) =>
		Object.entries(files)
			.filter(([file]) => file !== ofFunctions)
			.map(([file, digest]): [string, string] => [`${name}: ${file}`, digest]),
	);
	return { ...Object.fromEntries(each), [ofFunctions]: functionsDigest(variant) };
}
