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

/** How a pte can differ: only the real kernel has one, only the simulated one, and what it maps. */
export type PteDifference = 'only-there' | 'only-here' | 'other-kind' | 'other-count';

/** Page tables that a real kernel showed, held against simulated ones. */
export interface Observed {
	/** Times that page tables were looked at, and those that are the same in each pte. */
	readonly looks: number;
	readonly alike: number;
	readonly ptes: number;
	readonly agree: number;
	readonly differ: Readonly<Record<PteDifference, number>>;
}

/** What a workload costs by the cost model: seconds of the modelled machine, and pages of VM_LOCKED vmas that went. */
export interface RecordedCost {
	readonly machine: string;
	readonly user: number;
	readonly system: number;
	readonly disk: number;
	readonly faults: number;
	/** By a call of their process; because of a truncation; otherwise. */
	readonly lockedUnmapped: {
		readonly own: number;
		readonly truncation: number;
		readonly insideEof: number;
	};
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
	/** Null where the recording shows no page tables; they are not among the answers. */
	readonly observed: Observed | null;
	/** Null where nobody asked. */
	readonly cost: RecordedCost | null;
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
