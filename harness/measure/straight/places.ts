/*
 * harness/measure/straight/places.ts - where in the sources the straight build was when something was thrown in it.
 *
 * Derived functions keep their lines, so that the source map of a module serves its straight form; linked text knows of what
 * its lines are made; and the text of a user's file says in its last line which file it is of.
 */
import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { fileURLToPath } from 'node:url';
import { linkedName, sourceOfLinked } from './linked-lines.ts';

export interface ThrownAt {
	/** Of the kernel, or of the user's. */
	readonly name: string;
	/** A path of this package's for a function of ours, the whole path for a user's own. */
	readonly path: string;
	readonly line: number;
}

/** Says in the stack of an error, and behind it, which file a module is of. */
export const sourceUrlOf = (fileUrl: string): string => `//# sourceURL=${fileUrl}`;

const frame = /^ {4}at (?:(?:async |new )?([^ (]+) )?\(?(.+):(\d+):(\d+)\)?$/;

/** The innermost kernel function in the stack of an error, of those in the files that are wanted; null where none is. */
export function thrownAt(
	error: unknown,
	isWanted: (path: string) => boolean = () => true,
): ThrownAt | null {
	if (!(error instanceof Error)) return null;
	for (const line of (error.stack ?? '').split('\n')) {
		const match = frame.exec(line);
		if (match === null) continue;
		const [, called = '', url, row] = match;
		const found = sourceOf(url!, Number(row));
		if (found !== null && isWanted(found.path)) return { name: nameIn(called), ...found };
	}
	return null;
}

/** 'zap' of 'Object.zap', and of 'zap$12', as linked text has it. */
const nameIn = (called: string): string =>
	called
		.split('.')
		.at(-1)!
		.replace(/\$\d+$/, '');

function sourceOf(url: string, line: number): Pick<ThrownAt, 'path' | 'line'> | null {
	if (url === linkedName) {
		const found = sourceOfLinked(line);
		return found === null ? null : sourceOf(found.url, found.line);
	}
	if (url.startsWith('data:')) {
		const text = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64').toString();
		const file = /^\/\/# sourceURL=(.+)$/m.exec(text)?.[1];
		return file === undefined ? null : sourceOf(file, line);
	}
	if (!url.startsWith('file:')) return null;
	const path = fileURLToPath(url);
	const ours = /\/dist\/straight\/((?:harness\/mm|variants)\/.+)\.js$/.exec(
		path.replaceAll('\\', '/'),
	);
	if (ours !== null) return { path: `${ours[1]!}.ts`, line: lineBefore(path, line) };
	// What else is of ours is no kernel function.
	return path.replaceAll('\\', '/').includes('/dist/') ? null : { path, line };
}

/** The line of the source that a line of a straight module was compiled from; the same where there is no map. */
function lineBefore(path: string, line: number): number {
	try {
		const text = readFileSync(
			path.replace(/^(.*[/\\]dist[/\\])straight[/\\]/, '$1') + '.map',
			'utf8',
		);
		const map = new SourceMap(JSON.parse(text) as SourceMapPayload);
		// The first column of a line is of no statement.
		for (let column = 0; column < 200; column++) {
			const entry = map.findEntry(line - 1, column);
			if ('generatedLine' in entry && entry.generatedLine === line - 1)
				return entry.originalLine + 1;
		}
	} catch {
		// The package may be without them.
	}
	return line;
}
