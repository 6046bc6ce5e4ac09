/*
 * harness/measure/straight/linked-lines.ts - which line of which module a line of linked text is made of, so that what is
 * thrown in it can be told with its place.
 */

/** What the text calls itself in the stack of an error. */
export const linkedName = 'linked kernel';

/** A function in the text: its own text, the address of its module, and the line there on which its body begins. */
export interface LinkedFunction {
	readonly text: string;
	readonly url: string;
	readonly line: number;
}

/** Of the text that was linked last, since a thread runs one kernel after the other: lines of it before the functions. */
let before = 0;
let functions: readonly LinkedFunction[] = [];

const linesOf = (text: string): number => text.split('\n').length;

/** Notes what the text is made of, which the thread runs from here on. */
export function noteLinked(head: string, made: readonly LinkedFunction[]): void {
	before = linesOf(head);
	functions = made;
}

/** The module and the line that a line of the text is made of; null for what is of no function. */
export function sourceOfLinked(
	line: number,
): { readonly url: string; readonly line: number } | null {
	let first = before + 1;
	for (const each of functions) {
		const behind = first + linesOf(each.text);
		if (line >= first && line < behind) return { url: each.url, line: each.line + line - first };
		first = behind;
	}
	return null;
}
