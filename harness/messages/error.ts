/*
 * harness/messages/error.ts - what the user gave cannot be used.
 */

/** What the user gave cannot be used: one line, exit 2. */
export class BadInput extends Error {
	override readonly name: string = 'BadInput';
}
