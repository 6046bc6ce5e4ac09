/*
 * harness/engine/assert.ts - what must hold unless this tool itself is wrong. Never for what a user or a kernel
 * can do, and never in the loops that run for each step.
 */

/** @throws Error with the sentence where the condition does not hold */
export function assert(condition: boolean, sentence: string): asserts condition {
	if (!condition) throw new Error(sentence);
}
