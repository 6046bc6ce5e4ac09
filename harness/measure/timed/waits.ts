/*
 * harness/measure/timed/waits.ts - how long tasks waited, by what they waited for.
 */
import type { AnyLock } from '../../engine/struct.ts';

/** What the kernel calls the locks of the simulated one. */
const kernelNames: Readonly<Record<string, string>> = {
	IS: 'i_sem',
	SS: 'i_shared_sem',
	MS: 'mmap_sem',
	PL: 'PG_locked',
	CL: 'pte_chain_lock',
	PTL: 'page_table_lock',
	TL: 'mapping->page_lock',
	LRU: 'zone->lru_lock',
	PRIV: 'private_lock',
	SLL: 'swap_list_lock',
	SDL: 'swap_device_lock',
};

/** The kernel's name of a lock, or the name that a variant gives one of its own. */
export const kernelName = ({ name }: Pick<AnyLock, 'name'>): string => kernelNames[name] ?? name;

/** What is waited for besides locks: a page from the disk, and a page on it. */
export const diskName = 'disk read';
export const writebackName = 'disk write';

/** Of one lock, or of the disk. */
export interface WaitTally {
	/** Cycles that cpus went round for it, and that tasks slept until they were woken. */
	spinning: number;
	sleeping: number;
	/** How often somebody had to wait. */
	times: number;
	/** How often somebody only tried, found it taken and gave up. */
	refused: number;
}

export class Waits {
	readonly tallies: Map<string, WaitTally> = new Map();

	of(name: string): WaitTally {
		let tally = this.tallies.get(name);
		if (tally === undefined) {
			tally = { spinning: 0, sleeping: 0, times: 0, refused: 0 };
			this.tallies.set(name, tally);
		}
		return tally;
	}
}
