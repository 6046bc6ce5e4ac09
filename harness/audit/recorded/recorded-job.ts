/*
 * harness/audit/recorded/recorded-job.ts - what a thread is told: one recording, and the variants that answer it; and
 * what it says.
 */
import type { Sequence } from '../../../workloads/sequence/recording.ts';
import type { StraightVariant } from '../../measure/straight/functions-of.ts';
import type { Geometry } from '../../mm/include/geometry.ts';

export interface RecordedJob {
	/** First of all, since the kernel's modules read it while they load. */
	readonly geometry: Geometry;
	/** Name of the stack that stands for the kernel that answered. */
	readonly kernel: string;
	readonly sequences: readonly Sequence[];
	readonly variants: readonly StraightVariant[];
	/** Whether the smallest calls that show each cause are looked for. */
	readonly examples: boolean;
}

/** The fewest calls at the end of which a variant answers otherwise than the recorded kernel's stack. */
export interface Example {
	/** The cause; null for what is unexplained. */
	readonly cause: string | null;
	readonly sequence: number;
	readonly calls: readonly string[];
	/** To the last call. */
	readonly recorded: string;
	/** How the kernel died where it did not answer. */
	readonly said: string;
}

/** One variant on one recording. */
export interface Judged {
	readonly variant: string;
	/** Answers in the recording. */
	readonly results: number;
	readonly agree: number;
	/** Sequences without a difference. */
	readonly alike: number;
	readonly unexplained: number;
	/** By cause: answers that differ because of it. With `unexplained` they are all that differ. */
	readonly causes: Readonly<Record<string, number>>;
	/** Sequences in which the kernel died, by what it died of. */
	readonly died: Readonly<Record<string, number>>;
	/** For each cause, where they were asked for. */
	readonly examples: readonly Example[];
}

export type RecordedSaid = { readonly judged: Judged } | { readonly failed: string };
