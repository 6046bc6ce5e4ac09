/*
 * harness/measure/timed/costs.ts - cycles of each operation, out of the table of a machine.
 */
import type { Kind } from '../../engine/operation.ts';
import { countedAs } from '../counted-as.ts';
import { type EventName, eventNames } from '../events.ts';
import { type Machine, type MachineName, machines } from '../machines.ts';
import type { CacheSize } from '../straight/state.ts';
import { transfersOf } from './transfers.ts';

export interface Costs {
	readonly byKind: Readonly<Record<Kind, number>>;
	readonly byEvent: Readonly<Record<EventName, number>>;
	/** Of a cache line that comes from a cpu that is near, or far; and how many are near each other. */
	readonly near: number;
	readonly far: number;
	readonly group: number;
	/** That the disk needs for a page. */
	readonly diskPage: number;
	readonly clockHz: number;
	readonly cache: CacheSize;
}

const wordBytes = 4;

/** Machines whose kernel can run on more than one cpu. */
export const smpMachines: readonly MachineName[] = Object.keys(transfersOf) as MachineName[];

/** @param name one of `smpMachines`, or any machine with one cpu, where no line comes from another one */
export function costsOf(name: MachineName): Costs {
	const machine: Machine = machines[name];
	const { cycles, lineBytes, cacheBytes, clockHz, diskSeconds } = machine;
	const transfers = transfersOf[name];
	const byEvent = Object.fromEntries(
		eventNames.map((event) => [event, cycles[event].value]),
	) as Record<EventName, number>;
	const byKind = Object.fromEntries(
		Object.entries(countedAs).map(([kind, event]) => [kind, event === null ? 0 : byEvent[event]]),
	) as Record<Kind, number>;
	return {
		byKind,
		byEvent,
		near: transfers?.near.value ?? 0,
		far: transfers?.far.value ?? 0,
		group: transfers?.group.value ?? 1,
		diskPage: Math.round(diskSeconds.sequential.value * clockHz.value),
		clockHz: clockHz.value,
		cache: {
			lineWords: lineBytes.value / wordBytes,
			lines: cacheBytes.value / lineBytes.value,
		},
	};
}
