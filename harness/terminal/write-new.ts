/*
 * harness/terminal/write-new.ts - writes a file of somebody's own, and no other one away.
 */
import { accessSync, constants, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { alreadyThere, BadInput, notWritable } from '../messages/index.ts';

/** @throws BadInput when a file is there that holds something else and may not go, or it cannot be written */
export function writeNew(path: string, text: string, { force }: { readonly force: boolean }): void {
	if (!force && holdsElse(path, text)) throw new BadInput(alreadyThere(path));
	try {
		writeFileSync(path, text);
	} catch (error) {
		throw new BadInput(notWritable(path, error));
	}
}

/**
 * Notices before long work that what it will write cannot be written.
 * @throws BadInput
 */
export function refuseUnwritable(path: string): void {
	try {
		const stats = statSync(path, { throwIfNoEntry: false });
		if (stats?.isDirectory() === true) throw Object.assign(new Error(path), { code: 'EISDIR' });
		// Where there is nothing yet, its folder must take something new.
		accessSync(stats === undefined ? dirname(path) : path, constants.W_OK);
	} catch (error) {
		throw new BadInput(notWritable(path, error));
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
