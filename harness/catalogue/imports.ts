/*
 * harness/catalogue/imports.ts - the files that a module can lead to, with what they hold.
 *
 * Whatever is written as a string literal and names a file counts, be it imported, handed on, required or
 * read: a file too many costs a search that is done again, a file too few a wrong verdict. A name that is
 * put together while the program runs is not seen; neither is a package.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** SHA-256 in hex. */
export function sha256(text: string | Uint8Array): string {
	return createHash('sha256').update(text).digest('hex');
}

/** A relative or absolute path, or a file's address, as it stands between quotes. */
const literal = /(['"`])((?:\.{1,2}\/|\/|file:)[^'"`\n]+)\1/g;

/** What a loader may put behind a name that has no ending. */
const endings = ['', '.js', '.mjs', '.cjs', '.ts', '.json', '/index.js'];

/** Files that a text of `path` names, in the order in which it does. */
function named(path: string, text: string): string[] {
	return [...text.matchAll(literal)].flatMap((match) => {
		const target = match[2]!.replace(/[?#].*$/, '');
		let place: string;
		try {
			place = target.startsWith('file:')
				? fileURLToPath(target)
				: resolve(dirname(path), decodeURI(target));
		} catch {
			return []; // no address, so no file either
		}
		const found = endings.map((ending) => `${place}${ending}`).find(isFile);
		return found === undefined ? [] : [found];
	});
}

function isFile(path: string): boolean {
	try {
		return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
	} catch {
		return false; // not ours to see, so Node cannot load it either
	}
}

/**
 * Digests of a module and of all that it leads to, by path from its folder. Those for which `isLeftOut`
 * are not followed; `text` is what the module itself was read as, a character for each byte.
 */
export function digestsOfImports(
	path: string,
	text: string,
	isLeftOut: (path: string) => boolean,
): Record<string, string> {
	const texts = new Map([[path, text]]);
	for (const [from, each] of texts) {
		for (const next of named(from, each)) {
			if (!texts.has(next) && !isLeftOut(next)) texts.set(next, readFileSync(next, 'latin1'));
		}
	}
	return Object.fromEntries(
		[...texts].map(([each, held]): [string, string] => [
			relative(dirname(path), each).replaceAll('\\', '/'),
			sha256(Buffer.from(held, 'latin1')),
		]),
	);
}
