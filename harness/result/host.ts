/*
 * harness/result/host.ts - what `rmaplab host` yields: the running kernel and a simulated one, call by call.
 */

/** The fewest calls at whose end they answer otherwise. */
export interface HostDifference {
	/** Sequences that begin to differ in this way. */
	readonly count: number;
	readonly calls: readonly string[];
	/** What the running kernel answers to the last call, and what the simulated one. */
	readonly host: string;
	readonly simulated: string;
}

export interface HostResult {
	/** Release of the running kernel. */
	readonly release: string;
	readonly variant: string;
	/** The stack that stands for the running kernel. */
	readonly kernel: string;
	readonly seed: number;
	readonly seconds: number;
	readonly sequences: number;
	/** Answers compared, and those that are the same. */
	readonly results: number;
	readonly agree: number;
	readonly unexplained: number;
	/** By cause: answers that differ because of it. With `unexplained` they are all that differ. */
	readonly causes: Readonly<Record<string, number>>;
	/** One for each way in which sequences begin to differ, the shortest first. */
	readonly differences: readonly HostDifference[];
}

/** A litmus test without a race on the running kernel and on a simulated one. */
export interface HostLitmus {
	readonly workload: string;
	readonly variant: string;
	/** In the order in which the calls were made; a touch has a row for each page. */
	readonly rows: readonly {
		readonly call: string;
		/** What each kernel answered, in the words of recordings. */
		readonly host: string;
		readonly simulated: string;
	}[];
	readonly agree: boolean;
}
