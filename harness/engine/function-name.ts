/*
 * harness/engine/function-name.ts - what a call of a function is called, and which function that is. Needs nothing else, since
 * the program loads it before it knows what it is asked for.
 */

/**
 * Separates, in the name of a call, the function from the memory model that it runs under
 * (weak-program.ts).
 */
export const functionMark = '@';

/** The function that a call names. */
export function functionNamed(name: string): string {
	const at = name.indexOf(functionMark);
	return at < 0 ? name : name.slice(0, at);
}
