/*
 * harness/messages/stacks.ts - what is said of patches that are stacked on each other.
 */

import { counted } from '../text/count.ts';

/** Lines of one hunk as they are shown below a message. */
const shown = (mark: string, name: string, lines: readonly string[]): string[] => [
	`${mark} ${name}`,
	...lines,
];

export interface ConflictSaid {
	/** File, line and column of the upper patch. */
	readonly place: string;
	readonly functionName: string;
	/** Names of the patches below that changed the function, and of the one that does not apply. */
	readonly below: string;
	readonly above: string;
	readonly ours: readonly string[];
	readonly base: readonly string[];
	readonly theirs: readonly string[];
}

/** A line that says what does not merge, and both hunks with what stood there before. */
export function stackConflicts(conflict: ConflictSaid): string {
	const { place, functionName, below, above, ours, base, theirs } = conflict;
	return [
		`${place}: error: ${above} does not apply on ${below}: both change these lines of ${functionName}()`,
		...shown('<<<<<<<', below, ours),
		...shown('|||||||', 'what both were written for', base),
		'=======',
		...theirs,
		`>>>>>>> ${above}`,
	].join('\n');
}

export function stackToMerge(given: string, conflicts: number): string {
	const patches = given.replaceAll('+', ' ');
	return (
		`error: ${given}: ${conflicts} ${conflicts === 1 ? 'conflict' : 'conflicts'}; ` +
		`'rmaplab stack ${patches} --out mine.ts' writes it for you to merge by hand`
	);
}

export function patchTwice(name: string, given: string): string {
	return `error: ${given}: ${name} comes twice; name each patch once`;
}

export function patchIsBelow(name: string, above: string, given: string): string {
	return `error: ${given}: ${name} cannot come above ${above}, which stacks on it; put it first or leave it out`;
}

export function baseIsCircular(name: string, path: string): string {
	return `${path}:1:1: error: ${name} stacks on itself; end its 'base' at another variant`;
}

/** @param files from one back to it */
export function filesAreCircular(place: string, error: Error, files: readonly string[]): string {
	return (
		`${place}: error: does not load: ${error.message}; ${files.join(' imports ')}: ` +
		"let one of them do without the other, in 'base' too"
	);
}

export function patchesExclude(one: string, other: string, given: string, source: string): string {
	return `error: ${given}: ${one} and ${other} are alternatives (${source}); take one of them`;
}

export function emptyPatchName(given: string): string {
	return `error: ${given}: a name is missing beside a '+'; write patches as NAME+NAME`;
}

export function mergeDoesNotParse(given: string, functionName: string, error: unknown): string {
	const why = error instanceof Error ? error.message : String(error);
	return `error: ${given}: the merged ${functionName}() does not parse: ${why}`;
}

export function mergeCallsUnknown(
	given: string,
	functionName: string,
	called: string,
	nearest: string | null,
): string {
	const meant = nearest === null ? '' : ` (did you mean '${nearest}'?)`;
	return `error: ${given}: the merged ${functionName}() calls ${called}(), which no patch or kernel has${meant}`;
}

export function mergeLacksName(given: string, functionName: string, name: string): string {
	return `error: ${given}: the merged ${functionName}() uses '${name}', whose declaration one of the patches removes`;
}

export function nameMeansTwoThings(name: string, one: string, other: string): string {
	return `error: '${name}' is one thing in ${one} and another in ${other}; rename one of them`;
}

export function functionTextUnknown(place: string, functionName: string): string {
	return (
		`${place}: error: ${functionName}() cannot be merged, as its text is not found; ` +
		`write 'function* ${functionName}(...) {' at the beginning of a line, and its '}' alone on one`
	);
}

/** In the file that a stack is written to. */
export const patchedKernelSaid = (): string => 'The kernel with all that these patches add.';

export const patchesHead = (): string => 'The patches, from the lowest:';

export const piecesHead = (): string => 'Where each function comes from:';

export function conflictMarked(
	path: string,
	line: number,
	functionName: string,
	below: string,
): string {
	return `${path}:${line}:1: conflict in ${functionName}() with ${below}; edit the lines up to '>>>>>>>'`;
}

export function stackedSummary(
	path: string,
	patches: readonly string[],
	functions: number,
	merged: number,
): string {
	return `${path}: ${patches.join(' + ')}; ${counted(functions, 'function')}, ${merged} of them merged`;
}

export function fileExists(path: string): string {
	return `error: ${path} exists; name another file, or remove it first`;
}
