/*
 * harness/audit/recorded/recorded-job.ts - what a thread is told: one recording, and the variants that answer it; and
 * what it says.
 */
import type { Sequence } from '../../../workloads/sequence/recording.ts';
import type { StraightVariant } from '../../measure/straight/functions-of.ts';
import type { Geometry } from '../../mm/include/geometry.ts';
import type { MachineName } from '../../measure/machines.ts';
import type { RecordedCost, RecordedRow } from '../../result.ts';

export interface RecordedJob {
	/** First of all, since the kernel's modules read it while they load. */
	readonly geometry: Geometry;
	/** Name of the stack that stands for the kernel that answered. */
	readonly kernel: string;
	readonly sequences: readonly Sequence[];
	readonly variants: readonly StraightVariant[];
	/** Whether the smallest calls that show each cause are looked for. */
	readonly examples: boolean;
	/** Whose cycles the cost is made of; null where no cost is asked for. */
	readonly machine: MachineName | null;
}

/** One variant on one recording. */
export type Judged = Omit<RecordedRow, 'file' | 'kernel' | 'sequences' | 'cost'> & {
	readonly differing: readonly Differing[];
};

/** A sequence in which an answer differs. */
export interface Differing {
	readonly number: number;
	/** Which call is the first to be answered otherwise, from 0, and how; null when the kernel had died. */
	readonly index: number;
	readonly said: string | null;
	readonly died: string | null;
	/** By cause: answers that differ because of it. */
	readonly causes: Readonly<Record<string, number>>;
	readonly unexplained: number;
}

export type RecordedSaid =
	{ readonly judged: Judged; readonly cost: RecordedCost | null } | { readonly failed: string };
