/*
 * harness/commands/perf-job.ts - what a thread is told and says: one load, and the variants that it runs on.
 */
import type { UserFunction } from '../engine/running.ts';
import type { Geometry } from '../mm/include/geometry.ts';
import type { MachineName } from '../measure/machines.ts';
import type { StraightVariant } from '../measure/straight/functions-of.ts';
import type { PerfRow, SequenceText } from '../result.ts';

export interface PerfVariant extends StraightVariant {
	/** Functions that are a user's own. */
	readonly own: readonly UserFunction[];
}

export interface PerfJob {
	/** First of all, since the kernel's modules read it while they load. */
	readonly geometry: Geometry;
	readonly load: string;
	readonly parameters: Readonly<Record<string, number>>;
	readonly machine: MachineName;
	readonly variants: readonly PerfVariant[];
	/** Numbers of cpus, for the timed mode; null for the straight build. */
	readonly cpus: readonly number[] | null;
	/** In place of a load: calls that were imported or recorded. */
	readonly sequences?: readonly SequenceText[];
	/** Where it notes what it runs, see running.ts. */
	readonly record?: SharedArrayBuffer;
}

/**
 * What a thread says of each of its variants, in their order: a row, or one for each number of cpus, or why there is
 * none.
 */
export type PerfSaid = { readonly row: PerfRow } | { readonly failed: string };

/** What a thread that times a load is told. */
export interface ClockJob extends PerfJob {
	readonly rounds: number;
}

/** What it says after each round: for each variant by name milliseconds of one run, the mean of so many. */
export interface ClockSaid {
	readonly runs: Readonly<Record<string, number>>;
	readonly milliseconds: Readonly<Record<string, number>>;
}
