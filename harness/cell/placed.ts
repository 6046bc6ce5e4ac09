/*
 * harness/cell/placed.ts - what a workload is once all that comes before its race has run.
 */
import type { PlacedAccess, PlacedCall } from '../check/oracle.ts';
import type { Layout } from '../engine/layout.ts';
import type { Operation } from '../engine/operation.ts';
import type { mm_struct, userMap } from '../mm/include/structs.ts';
import type { Workload } from '../workload.ts';
import type { SetupDeath } from './setup.ts';

/** A program ready to be started as a task, by a name that is unique in the workload. */
export interface PlacedProgram {
	readonly name: string;
	readonly start: () => Generator<Operation, unknown, number>;
}

/** A task that is part of a cpu's memory. */
export interface FlushTask {
	readonly cpu: number;
	readonly name: string;
}

export interface Placed {
	readonly workload: Workload;
	/** What lies where in memory. */
	readonly layout: Layout;
	/** Memory when the race begins. */
	readonly image: Int32Array;
	readonly programs: readonly PlacedProgram[];
	/** Index in `programs` of what runs after the race, or -1. */
	readonly after: number;
	/** Tasks beside the programs' that a weak memory needs, by index in `programs`. */
	readonly flushTasks: ReadonlyMap<number, FlushTask>;
	readonly accesses: readonly PlacedAccess[];
	/** By callKey(). */
	readonly calls: ReadonlyMap<string, PlacedCall>;
	/** Processes when the race begins. */
	readonly processes: readonly { readonly name: string; readonly mm: mm_struct }[];
	/** Addresses of the maps made before the race, by mapKey(). */
	readonly maps: ReadonlyMap<string, number>;
	/** Where in memory it stands where maps and children are that programs tell each other of, by mapKey() or name. */
	readonly userMaps: ReadonlyMap<string, userMap>;
	/** How what ran before the race ended badly, or null. */
	readonly death: SetupDeath | null;
}
