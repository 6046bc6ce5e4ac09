/*
 * harness/catalogue/variant-digest.ts - what a variant does, as a digest that is the same however the sources were
 * built: of the source texts of its functions and of what stands around them, without comments and blanks.
 *
 * It covers the variant's own file and the files of variants that this one leads to. What the default export says
 * besides its functions (subject, claims) does not count. What is loaded by a name that is put together while
 * the program runs is not seen.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { sha256 } from './imports.ts';
import { codeRoot, packageRoot } from './source.ts';
import type { Variant } from '../variant.ts';

/** Its file, from the package's root or absolute, and what is in it. */
interface Text {
	readonly path: string;
	readonly text: string;
}

/** The variant, with its digest. */
export function withDigest<T extends Text & { readonly variant: Variant }>(loaded: T): T {
	return { ...loaded, variant: { ...loaded.variant, digest: digestOf(loaded) } };
}

function digestOf({ variant, path, text }: Text & { readonly variant: Variant }): string {
	const functions = Object.entries(variant.functions).map(([name, each]) => `${name} ${each.name}`);
	const texts = new Map([[resolve(packageRoot(), path), text]]);
	for (const [from, each] of texts) {
		for (const file of importedBy(from, each)) {
			if (!texts.has(file)) texts.set(file, readFileSync(file, 'utf8'));
		}
	}
	const codes = [...texts.values()].map(codeOf);
	return sha256([...functions.toSorted(), ...codes].join('\n'));
}

/** Files of variants: our own code is the same for all. */
function importedBy(path: string, text: string): string[] {
	return [...text.matchAll(/\bfrom\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g)]
		.map((match) => resolve(dirname(path), match[2]!))
		.filter((file) => !isHarness(file) && existsSync(file));
}

const isHarness = (file: string): boolean =>
	[packageRoot(), codeRoot()].some((root) => file.startsWith(join(root, 'harness') + sep));

const parts =
	/(?<skipped>\/\*[^]*?\*\/|\/\/[^\n]*|\s+)|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

/** What is left of a text that counts. */
function codeOf(text: string): string {
	return text
		.replace(/^export default defineVariant\(\{\n[^]*?^\}\);$/m, '')
		.replaceAll(/^import\b[^;]*;$/gm, '')
		.replaceAll(parts, (found, skipped?: string) => (skipped === undefined ? found : ''));
}
