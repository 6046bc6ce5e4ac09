/*
 * harness/catalogue/variant-source.ts - where the text of a variant is: its own file, and the files from which
 * it takes whole functions.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { functionsOf, packageRoot, type SourceFunction } from './source.ts';

let places: ReadonlyMap<string, string> | null = null;

function placesByName(): ReadonlyMap<string, string> {
	places ??= new Map(
		readdirSync(join(packageRoot(), 'variants'), { recursive: true, encoding: 'utf8' })
			.map((each) => `variants/${each.replaceAll('\\', '/')}`)
			.filter((each) => each.endsWith('.ts'))
			.map((each) => [each.slice(each.lastIndexOf('/') + 1, -3), each.slice(0, -3)]),
	);
	return places;
}

/** Where a variant of ours is, from the package's root and without its ending: 'variants/mail/no-bug'. */
export const placeOfOurs = (name: string): string => placesByName().get(name)!;

/** Where all of ours are. */
export const placesOfOurs = (): string[] =>
	[...placesByName().values()].filter((each) => /^variants\/\w+\//.test(each));

const columns = 100;

/** A function as it would stand if nobody else were to see it, which is nothing of the patch. */
function unexported(text: string): string {
	const plain = text.replace(/^export function/m, 'function');
	if (plain === text) return text;
	return plain.replace(/^function\* \w+\([^)]*\).*$/m, (signature) => {
		const line = signature.replace('(\n\t', '(').replaceAll(',\n\t', ', ').replace(',\n)', ')');
		return line.length <= columns ? line : signature;
	});
}

/**
 * Functions that a text holds or imports from files beside it, by name; each says in which file it stands.
 * @param path of the text, absolute or from the package's root
 */
export function functionsIn(path: string, text: string): Map<string, SourceFunction> {
	return inFile(path, text, new Set());
}

/** @param above files whose imports are being read, lest two that import each other are read for ever */
function inFile(
	path: string,
	text: string,
	above: ReadonlySet<string>,
): Map<string, SourceFunction> {
	const found = new Map<string, SourceFunction>();
	const here = new Set([...above, resolve(packageRoot(), path)]);
	const imports = /^import \{([^}]*)\} from (['"])(\.[^'"]+|rmaplab\/variants\/[^'"]+)\2;?$/gm;
	for (const [, names, , target] of text.matchAll(imports)) {
		const ours = /^rmaplab\/(.*?)(?:\.[jt]s)?$/.exec(target!)?.[1];
		const from =
			ours === undefined ? join(dirname(path), target!).replaceAll('\\', '/') : `${ours}.ts`;
		const file = resolve(packageRoot(), from);
		if (from.startsWith('harness/') || here.has(file) || !existsSync(file)) continue;
		const there = inFile(from, readFileSync(file, 'utf8'), here);
		for (const name of names!.split(',').map((each) => each.trim())) {
			const each = there.get(name);
			if (each !== undefined) found.set(name, each);
		}
	}
	for (const [name, each] of functionsOf(path, text)) {
		found.set(name, { ...each, text: unexported(each.text) });
	}
	return found;
}
