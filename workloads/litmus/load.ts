/*
 * workloads/litmus/load.ts - finds the litmus files of the package.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the *.litmus files; they are read from the package's root, also when this runs in dist/. */
export function litmusFolder(): string {
	let folder = dirname(fileURLToPath(import.meta.url));
	while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
	return join(folder, 'workloads', 'litmus');
}

/** What the mail is about lies in the folder itself; what else the kernel does, below it. */
const kernelFolder = 'kernel';

const litmusIn = (folder: string): string[] =>
	readdirSync(folder)
		.filter((file) => file.endsWith('.litmus'))
		.toSorted();

/** What a comparison runs when nobody says what: names with their ending, in alphabetical order. */
export const listLitmusFilesOfTheMail = (): string[] => litmusIn(litmusFolder());

/** All, as paths from the folder: those of the mail first, and each part in alphabetical order. */
export const listLitmusFiles = (): string[] => [
	...listLitmusFilesOfTheMail(),
	...litmusIn(join(litmusFolder(), kernelFolder)).map((file) => join(kernelFolder, file)),
];

/** What such a file is called. */
export const litmusNameOf = (file: string): string => basename(file, '.litmus');
