/*
 * harness/commands/perf-job.ts - what a thread is told and says: one load, and the variants that it runs on.
 */
import type { Geometry } from '../mm/include/geometry.ts';
import type { MachineName } from '../measure/machines.ts';
import type { StraightVariant } from '../measure/straight/functions-of.ts';
import type { PerfRow } from '../result.ts';

export interface PerfJob {
	/** First of all, since the kernel's modules read it while they load. */
	readonly geometry: Geometry;
	readonly load: string;
	readonly parameters: Readonly<Record<string, number>>;
	readonly machine: MachineName;
	readonly variants: readonly StraightVariant[];
	/** Numbers of cpus, for the timed mode; null for the straight build. */
	readonly cpus: readonly number[] | null;
}

/** What a thread says: a row each time one is done. */
export type PerfSaid =
	{ readonly row: PerfRow } | { readonly failed: string; readonly variant: string };

/** What a thread that times a load is told. */
export interface ClockJob extends PerfJob {
	readonly rounds: number;
}

/** What it says after each round: for each variant by name milliseconds of one run, the mean of so many. */
export interface ClockSaid {
	readonly runs: Readonly<Record<string, number>>;
	readonly milliseconds: Readonly<Record<string, number>>;
}
