/*
 * workloads/litmus/load.ts - finds the litmus files of the package.
 */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the *.litmus files; they are read from the package's root, also when this runs in dist/. */
export function litmusFolder(): string {
	let folder = dirname(fileURLToPath(import.meta.url));
	while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
	return join(folder, 'workloads', 'litmus');
}

/** Names with their ending, in alphabetical order. */
export function listLitmusFiles(): string[] {
	return readdirSync(litmusFolder())
		.filter((file) => file.endsWith('.litmus'))
		.toSorted();
}
