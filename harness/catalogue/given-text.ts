/*
 * harness/catalogue/given-text.ts - the text of a file that the user names, which may be compressed.
 */
import { gunzipSync } from 'node:zlib';
import { BadInput, unreadable } from '../messages/index.ts';
import { readGiven } from './given-file.ts';

/**
 * @param bytesMax of the file, and of its text
 * @throws BadInput when it cannot be read, is larger, or is no text and no gzip of one
 */
export function textIn(path: string, bytesMax: number): string {
	const bytes = readGiven(path, bytesMax);
	if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8');
	try {
		return gunzipSync(bytes, { maxOutputLength: bytesMax }).toString('utf8');
	} catch (error) {
		throw new BadInput(unreadable(path, error));
	}
}
