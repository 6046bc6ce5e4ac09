/*
 * harness/catalogue/user-code.ts - what of a variant is a user's own, and where in his file something was thrown.
 */
import { fileURLToPath, pathToFileURL } from 'node:url';
import { variants } from '../../variants/index.ts';
import type { UserCode } from '../engine/user-code.ts';
import { BadInput, userCodeThrowsLate } from '../messages/index.ts';
import { isMade, type MadeModule, modulesLoaded } from './user-modules.ts';
import type { Variant } from '../variant.ts';
import { codeRoot } from './source.ts';

/** @param made the user's file and those of his own that it imports */
export function userCodeOf(variant: Variant, made: readonly MadeModule[]): UserCode {
	const ours = new Set(Object.values(variants).flatMap((each) => Object.values(each.functions)));
	const own = Object.entries(variant.functions).filter(([, each]) => !ours.has(each));
	return {
		functions: new Map(own.map(([name]) => [name, { name, place: placeOfName(name, made) }])),
		placeOf: (thrown) => placeOfThrown(thrown, made),
	};
}

/** Where a function is written in a user's files, else where its name stands first. */
const placeOfName = (name: string, made: readonly MadeModule[]): string =>
	placeIn(definitionOf(name), made) ?? placeIn(`\\b${name}\\b`, made) ?? `${made[0]!.path}:1:1`;

function placeIn(pattern: string, made: readonly MadeModule[]): string | null {
	for (const { path, text } of made) {
		const place = placeOfFirst(pattern, path, text);
		if (place !== null) return place;
	}
	return null;
}

/** What matches where a function is written. */
export const definitionOf = (name: string): string => `(?:async )?function *\\*? *${name}\\b`;

/** File, line and column of the first match in a text, or null. */
export function placeOfFirst(pattern: string, path: string, text: string): string | null {
	const at = text.search(new RegExp(pattern));
	if (at < 0) return null;
	return `${path}:${lineAndColumn(text, at)}`;
}

/** Of a place in a text, both from 1: '3:14'. */
export function lineAndColumn(text: string, at: number): string {
	const before = text.slice(0, at).split('\n');
	return `${before.length}:${before.at(-1)!.length + 1}`;
}

/** Where in a user's files something was thrown: file, line and column; null when nobody can tell. */
export function placeOfThrown(thrown: unknown, made: readonly MadeModule[]): string | null {
	const { stack, loc } = thrown instanceof Error ? (thrown as Thrown) : {};
	// What cannot be parsed was never run, and the parser says where.
	if (typeof loc?.line === 'number') {
		return `${(thrown as Thrown).path ?? made[0]?.path}:${loc.line}:${loc.column + 1}`;
	}
	const ours = pathToFileURL(codeRoot()).href;
	// Node writes addresses; what runs modules for tests writes paths.
	const frames = stack?.matchAll(/(?:\(|at )((?:file:|\/)[^()\s]+):(\d+):(\d+)/g) ?? [];
	for (const [, file = '', line, column] of frames) {
		const at = file.startsWith('/') ? pathToFileURL(file).href : file;
		const own = made.find(({ url }) => url === at);
		if (own === undefined && at.startsWith(`${ours}/`)) continue;
		// It was made of another user's file, or merged; nobody finds it where it was.
		if (own === undefined && isMade(at)) return null;
		if (own === undefined) return `${fileURLToPath(at)}:${line}:${column}`;
		return `${own.path}:${line}:${column}`;
	}
	return null;
}

/** What went wrong in one of a user's files after its function had returned. */
export interface LateMistake {
	readonly path: string;
	/** What to say of it. */
	readonly why: string;
}

/** What a timer or a promise of a user's has thrown; null of what is no code of a user's. */
export function lateMistake(thrown: unknown): LateMistake | null {
	const frames = thrown instanceof Error ? (thrown.stack ?? '') : '';
	const made = modulesLoaded();
	const own = made.find(({ url }) => frames.includes(`${url}:`));
	const place = placeOfThrown(thrown, made);
	if (own === undefined || place === null) return null;
	return { path: own.path, why: userCodeThrowsLate(place, thrown) };
}

let hear: ((late: LateMistake) => void) | null = null;

/** Has late mistakes of this thread told, so that they do not end it. */
export function hearLateMistakes(listener: (late: LateMistake) => void): void {
	hear = listener;
}

/** What ends this thread when nobody waits for it any more; null when somebody else has been told. */
export function endedBy(thrown: unknown): unknown {
	const late = lateMistake(thrown);
	if (late === null) return thrown;
	if (hear === null) return new BadInput(late.why);
	hear(late);
	return null;
}

interface Thrown {
	readonly stack?: string;
	/** Of the file that does not parse. */
	readonly path?: string;
	readonly loc?: { readonly line: number; readonly column: number };
}
