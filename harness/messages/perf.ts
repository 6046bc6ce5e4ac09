/*
 * harness/messages/perf.ts - what is said of loads, of the straight build and of costs.
 */
import { BadInput } from './error.ts';

export const notDerivable = (path: string, line: number, column: number, why: string): BadInput =>
	new BadInput(
		`${path}:${line}:${column}: error: no straight form of this function can be made: ${why}; ` +
			`delegate with yield* to an operation, and give become() the name as text`,
	);
