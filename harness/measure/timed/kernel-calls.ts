/*
 * harness/measure/timed/kernel-calls.ts - what the machine does when a function of the kernel begins and when it
 * returns: the same that hardware.ts and tree-lookups.ts put around the functions of the straight build.
 */
import type { EventName } from '../events.ts';
import { fills, flushes, moves } from '../hardware.ts';
import { lookups } from '../tree-lookups.ts';

export interface CallTraits {
	/** Happens when it begins. */
	readonly event: EventName | null;
	/** What frames that it allocates are made for. */
	readonly fill: 'pageZeroings' | 'pageCopies' | null;
	/**
	 * read: the task sleeps until the page is there; write: it goes on until the function that ends the write;
	 * written: that function; wait: it sleeps until the page is on disk; page: read, or zeroed where there is a hole.
	 */
	readonly disk: 'read' | 'write' | 'written' | 'wait' | 'page' | null;
	/** A lookup in a list that stands for a tree. */
	readonly isLookup: boolean;
	/** Translations are flushed when it returns 0. */
	readonly flushesOnSuccess: boolean;
}

const plain: CallTraits = {
	event: null,
	fill: null,
	disk: null,
	isLookup: false,
	flushesOnSuccess: false,
};

const made = (names: Iterable<string>, traits: Partial<CallTraits>): [string, CallTraits][] =>
	[...names].map((name) => [name, { ...plain, ...traits }]);

const disks: Readonly<Record<string, CallTraits['disk']>> = {
	swap_readpage: 'read',
	swap_writepage: 'write',
	writepage: 'write',
	generic_file_direct_IO: 'wait',
};

const special: ReadonlyMap<string, CallTraits> = new Map([
	...made(lookups, { isLookup: true }),
	...Object.entries(fills).flatMap(([name, fill]) => made([name], { fill })),
	...Object.entries(moves).flatMap(([name, event]) =>
		made([name], { event, disk: disks[name] ?? 'wait' }),
	),
	...made(flushes, { event: 'tlbFlushes' }),
	...made(['do_page_fault'], { event: 'faults' }),
	...made(['readpage'], { disk: 'page' }),
	...made(['end_page_writeback'], { disk: 'written' }),
	...made(['try_to_unmap'], { flushesOnSuccess: true }),
]);

export const traitsOf = (name: string): CallTraits => special.get(name) ?? plain;
