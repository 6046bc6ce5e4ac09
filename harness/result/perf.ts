/*
 * harness/result/perf.ts - what `rmaplab perf` yields: the cost of each load on each variant, plain JSON.
 */
import type { Beside } from './beside.ts';
import type { LoadCurves } from './curve.ts';

export const perfFormat = 'rmaplab-perf/1';

/** Bytes of the kernel's own bookkeeping, at its largest. */
export interface PerfMemory {
	readonly structPages: number;
	readonly pteChains: number;
	readonly vmas: number;
	readonly pageTables: number;
	readonly total: number;
}

/** What went wrong while a load ran. */
export interface PerfFinding {
	/** The oracle's phrase. */
	readonly oracle: string;
	/** Of an oracle that judged the memory: the kind of place that shows it. What the kernel died of has none. */
	readonly site?: string;
	readonly text: string;
	/** Where the kernel died, 'zap_one_pte() at harness/mm/memory.ts:212'; not known on several cpus. */
	readonly place?: string;
}

/** Whether a kernel died of it; of an oracle that judged the memory there is a place. */
export const isDeath = ({ site }: PerfFinding): boolean => site === undefined;

/** Whether the kernel did not survive the load. */
export const hasDied = ({ findings }: Pick<PerfRow, 'findings'>): boolean => findings.some(isDeath);

/** Wall-clock of the simulation, by tinybench, in milliseconds of one run with its boot. */
export interface PerfTimes {
	/** Runs behind each sample, which is their mean: so many that they take a millisecond or more. */
	readonly runs: number;
	/** One for each round, in their order. */
	readonly samples: readonly number[];
	readonly median: number;
	/** Against the base; null for the base itself, and where it was not timed. */
	readonly against: {
		/** Of the medians. */
		readonly difference: number;
		/** Of the difference of the medians, 95 %, by bootstrap. */
		readonly interval: readonly [low: number, high: number];
		/** Hodges and Lehmann's estimate of how far the samples lie from the base's. */
		readonly shift: number;
		/** Of Mann and Whitney's test, after Holm's correction over all rows of the run. */
		readonly p: number;
		readonly verdict: 'apart' | '~';
	} | null;
}

/** How long tasks waited for one lock, or for the disk; seconds, summed over all cpus and tasks. */
export interface PerfWait {
	/** The kernel's own name. */
	readonly name: string;
	/** That cpus went round for it, which is system time, too. */
	readonly spinning: number;
	/** That tasks slept until they were woken. */
	readonly sleeping: number;
	/** How often somebody had to wait. */
	readonly times: number;
	/** How often somebody only tried, found it taken and gave up. */
	readonly refused: number;
}

export interface PerfWaits {
	readonly spinning: number;
	readonly sleeping: number;
	/** The longest first. */
	readonly byName: readonly PerfWait[];
}

/** One load on one variant. Seconds are modelled and exact: the same on every machine. */
export interface PerfRow {
	readonly variant: string;
	readonly load: string;
	readonly parameters: Readonly<Record<string, number>>;
	/** Whose cycles the seconds are made of. */
	readonly machine: string;
	readonly user: number;
	readonly system: number;
	/** Seconds that the disk works; nothing else runs meanwhile. */
	readonly disk: number;
	readonly elapsed: number;
	readonly events: Readonly<Record<string, number>>;
	readonly memory: PerfMemory;
	/** Pages that went from VM_LOCKED vmas, by who took them. */
	readonly lockedUnmapped: {
		readonly own: number;
		readonly truncation: number;
		readonly insideEof: number;
	};
	readonly findings: readonly PerfFinding[];
	/** How often the oracles were asked, the end included; missing in results that are older than that. */
	readonly oraclesAsked?: number;
	/** By term of the cost model: the share of the system time that it makes, 0 to 1. */
	readonly sensitivity: Readonly<Record<string, number>>;
	/** Real time that the simulation took here: no two runs agree on it. */
	readonly wallClock: {
		/** Of the run that made this row, once; missing where the run was to leave the clock out. */
		readonly seconds?: number;
		/** Where it was timed in rounds. */
		readonly times?: PerfTimes;
	};
	/** Of a run in the timed mode: its cpus, over which user and system time are sums, and its waiting. */
	readonly cpus?: number;
	readonly waits?: PerfWaits;
}

export interface PerfResult {
	readonly format: typeof perfFormat;
	/** The variant that others are held against. */
	readonly base: string;
	/** Version of the tool. */
	readonly version: string;
	readonly command: string;
	readonly rows: readonly PerfRow[];
	/** Of a run that varied a parameter: the rows have it in several sizes. */
	readonly curves?: readonly LoadCurves[];
	/** Of a run that was given the findings of a comparison. */
	readonly beside?: Beside;
}

/** A number of a published table beside the simulated one, both against the table's own base. */
export interface PublishedRowResult {
	readonly table: string;
	readonly row: string;
	readonly variant: string;
	/** The variant that stands for the table's base; null where the number is no ratio. */
	readonly base: string | null;
	readonly published: number | null;
	readonly simulated: number | null;
	/** Simulated to published; 1 is a hit. Null where one of them is missing. */
	readonly ratio: number | null;
	/** Whether our load makes the same accesses; otherwise only its kind is the same. */
	readonly isSame: boolean;
	/** Nobody looked at the table to choose a cost. */
	readonly isKeptBack: boolean;
	/** What of the published size was simulated; null for all of it. */
	readonly size: string | null;
}

export interface PublishedResult {
	readonly rows: readonly PublishedRowResult[];
	readonly leftOut: readonly { readonly table: string; readonly why: string }[];
}
