/*
 * harness/audit/import/read.ts - what an importer made of a recording.
 */
import type { Imported } from './program.ts';

export interface Read extends Imported {
	/** Lines that are any of such a recording: none of a text that is something else. */
	readonly known: number;
	/** Calls and events of the recording: each of them is imported or skipped. */
	readonly events: number;
}
