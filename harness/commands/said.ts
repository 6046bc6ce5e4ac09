/*
 * harness/commands/said.ts - what to say of an error that is no fault of this tool.
 */
import { badInputOf } from '../catalogue/bad-input.ts';

/** The sentence, that of a worker's too; null of a fault of this tool. */
export function saidOf(error: unknown): string | null {
	if (error instanceof Error && error.name === 'BadInput') return error.message;
	return badInputOf(error)?.message ?? null;
}
