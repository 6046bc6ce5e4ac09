/*
 * harness/commands/what-is-shown.ts - what `rmaplab show` knows of a name, as plain data.
 */
import type { Exported } from '../catalogue/exported.ts';

/** Facts in the order in which they are read; a list stands for several. */
export interface Shown {
	readonly is:
		| 'function'
		| 'oracle'
		| 'workload'
		| 'variant'
		| 'claim'
		| 'race'
		| 'kernel race'
		| Exported['is'];
	readonly name: string;
	/** Where it is written; null of an oracle, and of what has no text of its own. */
	readonly path: string | null;
	/** Line on which `text` begins. */
	readonly line: number;
	readonly facts: Readonly<Record<string, string | readonly string[]>>;
	/** The source; '' where there is none. */
	readonly text: string;
}
