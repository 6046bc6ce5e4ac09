/*
 * harness/result/recorded.ts - what `rmaplab recorded` yields: answers of real kernels beside those of variants.
 */

export interface RecordedExample {
	/** The cause; null for what is unexplained. */
	readonly cause: string | null;
	readonly sequence: number;
	readonly calls: readonly string[];
	/** What the recorded kernel answers to the last call, and what the variant. */
	readonly recorded: string;
	readonly said: string;
}

/** One variant on one recording. */
export interface RecordedRow {
	readonly file: string;
	/** The stack that stands for the kernel that answered. */
	readonly kernel: string;
	readonly variant: string;
	readonly sequences: number;
	/** Sequences without a difference. */
	readonly alike: number;
	/** Answers, and those that are the recorded ones. */
	readonly results: number;
	readonly agree: number;
	readonly unexplained: number;
	/** By cause: answers that differ because of it. With `unexplained` they are all that differ. */
	readonly causes: Readonly<Record<string, number>>;
	/** Sequences in which the kernel died, by what it died of. */
	readonly died: Readonly<Record<string, number>>;
	/** The fewest calls that show each cause; only where they were asked for. */
	readonly examples: readonly RecordedExample[];
}

export interface RecordedCause {
	readonly id: string;
	readonly class: string;
	readonly what: string;
	readonly source: string;
}

export interface RecordedResult {
	readonly rows: readonly RecordedRow[];
	/** Those that rows name. */
	readonly causes: readonly RecordedCause[];
}
