/*
 * harness/catalogue/variant-source.ts - where the text of a variant is: its own file, and the files from which
 * it takes whole functions.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { functionsOf, packageRoot, type SourceFunction } from './source.ts';

let places: ReadonlyMap<string, string> | null = null;

/** Where a variant of ours is, from the package's root and without its ending: 'variants/mail/no-bug'. */
export function placeOfOurs(name: string): string {
	places ??= new Map(
		readdirSync(join(packageRoot(), 'variants'), { recursive: true, encoding: 'utf8' })
			.map((each) => `variants/${each.replaceAll('\\', '/')}`)
			.filter((each) => each.endsWith('.ts'))
			.map((each) => [each.slice(each.lastIndexOf('/') + 1, -3), each.slice(0, -3)]),
	);
	return places.get(name)!;
}

/**
 * Functions that a text holds or imports from files beside it, by name; each says in which file it stands.
 * @param path of the text, absolute or from the package's root
 */
export function functionsIn(path: string, text: string): Map<string, SourceFunction> {
	const found = new Map<string, SourceFunction>();
	for (const [, names, target] of text.matchAll(/^import \{([^}]*)\} from '(\.[^']+)';$/gm)) {
		const from = join(dirname(path), target!).replaceAll('\\', '/');
		const file = resolve(packageRoot(), from);
		if (from.startsWith('harness/') || !existsSync(file)) continue;
		const there = functionsIn(from, readFileSync(file, 'utf8'));
		for (const name of names!.split(',').map((each) => each.trim())) {
			const each = there.get(name);
			if (each !== undefined) found.set(name, each);
		}
	}
	for (const [name, each] of functionsOf(path, text)) {
		// That another variant takes it is nothing of the patch.
		found.set(name, { ...each, text: each.text.replace(/^export function/m, 'function') });
	}
	return found;
}
