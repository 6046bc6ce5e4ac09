/*
 * harness/audit/scorecard/edit.ts - replacements of stretches of a function, and how a reader is shown them.
 */
import type { Span } from './statements.ts';

/** A replacement of one stretch of text. */
interface Edit extends Span {
	readonly text: string;
	/** How the reader is shown it, without the marks of where it was reached. */
	readonly shown: string;
}

export interface Change {
	readonly edits: readonly Edit[];
	/** What before and after are shown of. */
	readonly shown: Span;
}

/** Says that the mutant does something else than the original from here on. */
export const REACHED = 'reached(); ';

export function apply(text: string, edits: readonly Omit<Edit, 'shown'>[]): string {
	let result = text;
	for (const edit of edits.toSorted((a, b) => b.start - a.start || b.end - a.end)) {
		result = result.slice(0, edit.start) + edit.text + result.slice(edit.end);
	}
	return result;
}

/** The shown stretch as it is afterwards. */
export function shownAfter(text: string, { edits, shown }: Change): string {
	const moved = edits
		.filter(({ start, end }) => start >= shown.start && end <= shown.end)
		.map((edit) => ({
			start: edit.start - shown.start,
			end: edit.end - shown.start,
			text: edit.shown,
		}));
	return apply(text.slice(shown.start, shown.end), moved);
}

export function replace({ start, end }: Span, text: string, shown: string = text): Edit {
	return { start, end, text, shown };
}

/** A statement behind the mark of its place; a declaration must stay where others see it. */
export function marked(statement: string): string {
	return /^(?:const|let) /.test(statement) ? REACHED + statement : `{ ${REACHED}${statement} }`;
}

/** Nothing in place of a statement. */
export function dropped(statement: Span): Edit {
	return replace(statement, '{ reached(); }', '');
}

/** The mark of a place in front of an expression. */
export function mark(at: number, text: string): Edit {
	return replace({ start: at, end: at }, text, '');
}
