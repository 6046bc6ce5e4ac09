/*
 * harness/catalogue/given-file.ts - reads a file that the user names. What it is and how large is seen before it is
 * read: a pipe may never end, a device never does, and a file of the wrong kind may fill the memory.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { BadInput, isNoFile, tooLarge, unreadable } from '../messages/index.ts';

/** The largest text that anybody has written for this tool has a fortieth of it. */
const bytesMaxOfText = 4 * 2 ** 20;

/** @throws BadInput when it cannot be read, is no regular file, or is larger */
export function readGiven(path: string, bytesMax: number = bytesMaxOfText): Buffer {
	let descriptor: number;
	try {
		// Without it the opening of a pipe waits for a writer.
		descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	} catch (error) {
		throw new BadInput(unreadable(path, error));
	}
	try {
		const stats = fstatSync(descriptor);
		const kind = kindOf(stats);
		if (kind !== null) throw new BadInput(isNoFile(path, kind));
		if (stats.size > bytesMax) throw new BadInput(tooLarge(path, stats.size, bytesMax));
		return readFileSync(descriptor);
	} catch (error) {
		throw error instanceof BadInput ? error : new BadInput(unreadable(path, error));
	} finally {
		closeSync(descriptor);
	}
}

/** What it is when it is no regular file. */
function kindOf(stats: Stats): string | null {
	if (stats.isFile()) return null;
	if (stats.isDirectory()) return 'folder';
	if (stats.isFIFO()) return 'pipe';
	return stats.isSocket() ? 'socket' : 'device';
}
