/*
 * harness/catalogue/matching-files.ts - files that a pattern means, for those who quote it so that the shell leaves it
 * alone: `*` and `?` within a name, `**` for any folders. Node itself can do this from version 22.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput, nothingMatches } from '../messages/index.ts';

const isPattern = (text: string): boolean => /[*?]/.test(text);

/**
 * What is no pattern, or the name of a file, stays as it is.
 * @throws BadInput when nothing matches
 */
export function matchingFiles(asked: string): string[] {
	if (!isPattern(asked) || existsSync(asked)) return [asked];
	const [first = '', ...rest] = asked.split('/');
	const found = first === '' ? below('/', rest) : below('', [first, ...rest]);
	if (found.length === 0) throw new BadInput(nothingMatches(asked));
	return found.toSorted();
}

/** Files that `parts` lead to from a folder; '' is the one we are in. */
function below(folder: string, parts: readonly string[]): string[] {
	const [part, ...rest] = parts;
	if (part === undefined) return [];
	if (!isPattern(part)) {
		const path = join(folder, part);
		const named = folder === '' && part === '.' ? './' : path;
		if (rest.length > 0) return below(named, rest);
		return existsSync(path) ? [path] : [];
	}
	const entries = entriesOf(folder);
	if (part === '**') {
		const deeper = entries
			.filter((entry) => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name))
			.flatMap(({ name }) => below(joined(folder, name), parts));
		return [...below(folder, rest), ...deeper];
	}
	const fits = new RegExp(`^${pattern(part)}$`);
	return entries
		.filter(({ name }) => fits.test(name) && (part.startsWith('.') || !name.startsWith('.')))
		.flatMap((entry) => {
			const path = joined(folder, entry.name);
			if (rest.length > 0) return entry.isDirectory() ? below(path, rest) : [];
			return entry.isDirectory() ? [] : [path];
		});
}

/** Keeps './', so that what is found still looks like a path. */
const joined = (folder: string, name: string): string =>
	folder === '' || folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;

const pattern = (part: string): string =>
	part
		.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
		.replaceAll('*', '[^/]*')
		.replaceAll('?', '[^/]');

function entriesOf(folder: string): { name: string; isDirectory: () => boolean }[] {
	try {
		return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true });
	} catch {
		return []; // no folder, so nothing in it
	}
}
