/*
 * harness/terminal/write-new.ts - writes a file of somebody's own, and no other one away.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { alreadyThere, BadInput, notWritable } from '../messages/index.ts';

/** @throws BadInput when a file is there that holds something else and may not go, or it cannot be written */
export function writeNew(path: string, text: string, { force }: { readonly force: boolean }): void {
	if (!force && holdsElse(path, text)) throw new BadInput(alreadyThere(path));
	try {
		writeFileSync(path, text);
	} catch {
		throw new BadInput(notWritable(path));
	}
}

/** A pipe or a device holds nothing. */
function holdsElse(path: string, text: string): boolean {
	try {
		if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
		return readFileSync(path, 'utf8') !== text;
	} catch {
		return true; // not ours to see
	}
}
