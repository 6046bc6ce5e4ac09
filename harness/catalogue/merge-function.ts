/*
 * harness/catalogue/merge-function.ts - two changes of one function merged, on its source text, against what both
 * were made from.
 *
 * Parameters and body are merged line by line, as git does: what both sides change in one place is a
 * conflict, unless they change it alike. The comment above a function decides nothing, so it never conflicts.
 */
import { diff3Merge } from 'node-diff3';
import type { FunctionParts } from './function-parts.ts';

export interface Conflict {
	/** From 0, in the text of the upper side. */
	readonly line: number;
	readonly ours: readonly string[];
	readonly base: readonly string[];
	readonly theirs: readonly string[];
}

export interface MergedParts {
	readonly parts: FunctionParts;
	readonly conflicts: readonly Conflict[];
}

/** What the three sides are called where they conflict. */
export interface Sides {
	readonly ours: string;
	readonly base: string;
	readonly theirs: string;
}

/** What `this` is in a function that calls what some patch of a stack adds. */
export const patchedKernel = 'Patched';

type Lines = readonly string[];

/** @param base null where both sides add the function */
export function mergedParts(
	base: FunctionParts | null,
	ours: FunctionParts,
	theirs: FunctionParts,
	sides: Sides,
): MergedParts {
	const conflicts: Conflict[] = [];
	const lines = (of: (parts: FunctionParts) => Lines, firstLine: number): Lines =>
		mergedLines(of(ours), base === null ? [] : of(base), of(theirs), sides, (conflict) =>
			conflicts.push({ ...conflict, line: conflict.line + firstLine }),
		);
	const signatureLine = theirs.comment.length;
	const parameters = lines((parts) => parts.parameters, signatureLine);
	const result = lines((parts) => [parts.result], signatureLine);
	const body = lines((parts) => parts.body, theirs.linesAbove);
	return {
		parts: {
			...ours,
			self: ours.self === theirs.self ? ours.self : patchedKernel,
			comment: mergedComment(base?.comment ?? [], ours.comment, theirs.comment),
			parameters,
			// A result that the sides disagree about stands in the conflict; one of them keeps the text in form.
			result: result.length === 1 ? result[0]! : ours.result,
			body,
		},
		conflicts,
	};
}

function mergedLines(
	ours: Lines,
	base: Lines,
	theirs: Lines,
	sides: Sides,
	onConflict: (conflict: Conflict) => void,
): Lines {
	// The library compares arrays, and does not change them.
	const regions = diff3Merge(ours as string[], base as string[], theirs as string[]);
	return regions.flatMap(({ ok, conflict }) => {
		if (conflict === undefined) return ok ?? [];
		onConflict({
			line: conflict.bIndex,
			ours: conflict.a,
			base: conflict.o,
			theirs: conflict.b,
		});
		return markedConflict(conflict.a, conflict.o, conflict.b, sides);
	});
}

/** Both sides of a conflict and what stood there before, as `git merge` shows them with `diff3`. */
export function markedConflict(ours: Lines, base: Lines, theirs: Lines, sides: Sides): string[] {
	return [
		`<<<<<<< ${sides.ours}`,
		...ours,
		`||||||| ${sides.base}`,
		...base,
		'=======',
		...theirs,
		`>>>>>>> ${sides.theirs}`,
	];
}

/** What each side says that the base did not, one after the other; a tag that both change has both. */
function mergedComment(base: Lines, ours: Lines, theirs: Lines): Lines {
	const was = saidIn(base);
	// A side that says nothing has nothing against what is said.
	const one = ours.length === 0 ? was : saidIn(ours);
	const other = theirs.length === 0 ? was : saidIn(theirs);
	const keys = [...new Set([...one.keys(), ...other.keys()])];
	const merged = keys.flatMap((key): string[] => {
		const [before, left, right] = [was.get(key), one.get(key), other.get(key)];
		if (left === right || right === before) return left === undefined ? [] : [left];
		if (left === before) return right === undefined ? [] : [right];
		const gap = key === '' ? '\n *\n' : '\n';
		return [[left, right].filter((each) => each !== undefined).join(gap)];
	});
	return merged.length === 0 ? [] : ['/**', ...merged.join('\n').split('\n'), ' */'];
}

/** The parts of a comment: what comes before the first tag, under '', and each tag with what follows it. */
function saidIn(comment: Lines): ReadonlyMap<string, string> {
	const said = new Map<string, string>();
	let key = '';
	for (const line of comment) {
		if (line === '/**' || line === ' */') continue;
		key = /^ \* (@[\w-]+)/.exec(line)?.[1] ?? key;
		const earlier = said.get(key);
		said.set(key, earlier === undefined ? line : `${earlier}\n${line}`);
	}
	return said;
}
