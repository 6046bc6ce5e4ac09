/*
 * harness/audit/hostile/hostile-job.ts - what a thread of readers is told, and what it says.
 */

export interface HostileJob {
	readonly seed: number;
	/** Numbers of inputs: from which on, and up to but without which. */
	readonly from: number;
	readonly end: number;
	/** Word 0 is the number of the input that is being read. */
	readonly at: SharedArrayBuffer;
	/** A folder for files that readers take. */
	readonly folder: string;
}

/** By kind of input: how many came to what. */
export interface HostileCount {
	accepted: number;
	refused: number;
	failed: number;
	/** Milliseconds of the slowest. */
	slowest: number;
}

export interface HostileFailure {
	readonly number: number;
	readonly kind: string;
	readonly how: string;
	/** The least of the input that fails in the same way; null where the thread ended with it. */
	readonly input: string | null;
}

export type HostileSaid =
	| {
			readonly kind: 'counts';
			/** Of the inputs since the last ones were said. */
			readonly counts: Readonly<Record<string, HostileCount>>;
			readonly isLast: boolean;
	  }
	| { readonly kind: 'failure'; readonly failure: HostileFailure };
