/*
 * harness/catalogue/given-once.ts - what is asked for twice on one command line, by whatever spelling.
 */
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { givenTwice } from '../messages/index.ts';
import { note } from '../terminal/look.ts';

/** One text for a file, however it is spelled. */
export function placeOf(path: string): string {
	try {
		return realpathSync(path);
	} catch {
		return resolve(path);
	}
}

/** Each once and in order, where `placeOfEach` says which of them are one; a note says what was left out. */
export function givenOnce(
	asked: readonly string[],
	placeOfEach: (asked: string) => string,
): string[] {
	const kept = new Map<string, string>();
	for (const each of asked) {
		const place = placeOfEach(each);
		const earlier = kept.get(place);
		if (earlier === undefined) kept.set(place, each);
		else note(givenTwice(each, earlier));
	}
	return [...kept.values()];
}
