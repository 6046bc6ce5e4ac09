/*
 * workloads/load/published-table.ts - what a published table of measurements is.
 */
import type { Parameters } from '../../harness/measure/load.ts';
import type { MachineName } from '../../harness/measure/machines.ts';
import type { LoadName } from './index.ts';

/** What a row counts; more is better of throughput alone. */
export type Measure =
	| 'user seconds'
	| 'system seconds'
	| 'elapsed seconds'
	| 'cpu percent'
	| 'throughput percent'
	| 'profile ticks'
	| 'chain objects'
	| 'chain bytes'
	| 'times as long';

export interface PublishedColumn {
	/** As the table heads it. */
	readonly name: string;
	/** The variant that stands for it here, or null where none does. */
	readonly variant: string | null;
}

export interface PublishedRow {
	readonly name: string;
	readonly measure: Measure;
	/** In the order of the columns; null where nothing was published. */
	readonly values: readonly (number | null)[];
	/** Standard deviations, where they were published. */
	readonly spreads?: readonly (number | null)[];
	/** Why a value is missing. */
	readonly note?: string;
}

/** A load here that is what was measured, or like it. */
export interface PublishedLoad {
	readonly load: LoadName;
	/** What differs from its full size. */
	readonly parameters: Parameters;
	/** It makes the same accesses; otherwise only its kind is the same, and no number should be expected to agree. */
	readonly isSame: boolean;
}

export interface PublishedTable {
	readonly name: string;
	readonly title: string;
	readonly source: string;
	/** The cost table that stands for the machine, and the machine as the source calls it. */
	readonly machine: MachineName;
	readonly machineSaid: string;
	readonly load: PublishedLoad | null;
	readonly columns: readonly PublishedColumn[];
	/** The column that the others are compared with. */
	readonly base: string;
	readonly rows: readonly PublishedRow[];
	/** For the check: nobody looked at it to choose a cost. */
	readonly isKeptBack: boolean;
}
