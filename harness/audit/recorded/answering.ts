/*
 * harness/audit/recorded/answering.ts - a variant that answers calls.
 */
import type { AddedFunction } from '../../variant.ts';

/** A variant as the straight build has it. */
export interface Answering {
	readonly name: string;
	readonly digest: string | null;
	readonly functions: Readonly<Record<string, AddedFunction>>;
}
