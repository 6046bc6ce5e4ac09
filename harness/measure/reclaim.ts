/*
 * harness/measure/reclaim.ts - when memory runs short, and how much of it is looked at then.
 *
 * Follows balance_pgdat(), shrink_caches() and shrink_zone() of 2.5.66 (kernel-facts 8.4): watermarks from the size
 * of memory, priorities from 12 down, and a part of the inactive list for each of them. One cpu runs, so kswapd and
 * a caller that reclaims for itself are the same.
 */
import { objectsPerSlab, vmaBytes } from './ledger.ts';
import type { Built, StraightTable } from './straight/built.ts';
import type { State, StraightPool } from './straight/state.ts';

const defaultPriority = 12;
const clusterMax = 32;
const wordBytes = 4;

/** How many frames page tables, pte_chain nodes and vmas take. */
interface FramesOfTables {
	readonly exactly: () => number;
	/** The same, or somewhat more: without a division, as it is asked at each allocation that may sleep. */
	readonly atMost: () => number;
}

/** A node has `slots` and fills a cache line. The pools are looked up once. */
function framesOfTables({ pools }: State, slots: number): FramesOfTables {
	const lineBytes = (slots + 1) * wordBytes;
	const chainsPerPage = objectsPerSlab(lineBytes, lineBytes);
	// Their slabs are not aligned to cache lines.
	const vmasPerPage = objectsPerSlab(vmaBytes, wordBytes);
	const [tables, chains, vmas] = ['pte_table', 'pte_chain', 'vma'].map((name) => pools.get(name)!);
	const used = ({ count, free }: StraightPool): number => count - free.size;
	const [chainShift, vmaShift] = [chainsPerPage, vmasPerPage].map((each) => 31 - Math.clz32(each));
	return {
		exactly: () =>
			used(tables!) +
			Math.ceil(used(chains!) / chainsPerPage) +
			Math.ceil(used(vmas!) / vmasPerPage),
		atMost: () => used(tables!) + (used(chains!) >>> chainShift!) + (used(vmas!) >>> vmaShift!) + 2,
	};
}

/** pages_min of a zone: a part of its pages, within limits. */
const pagesMin = (frames: number): number => Math.min(255, Math.max(20, Math.floor(frames / 128)));

/** A call of the kernel that reclaims: its name, and how many pages it looks at. */
export type ReclaimCall = readonly ['refill_inactive_zone' | 'shrink_cache', number];

/** The one zone of a machine: how much of it is free, and how it gets more. Numbers are pages. */
export interface ZoneBalance {
	/** Free frames, less those that the tables of the kernel's own stand for. */
	readonly available: () => number;
	/** Whether so many are available. */
	readonly hasAvailable: (pages: number) => boolean;
	/** Watermarks: pages_min, pages_low and pages_high. */
	readonly min: number;
	readonly low: number;
	readonly high: number;
	/**
	 * The calls that reclaim, one after the other, priorities from 12 down, until `isEnough` of the pages that were
	 * freed so far. Whoever makes a call hands back how many pages it freed.
	 */
	readonly calls: (isEnough: (freed: number) => boolean) => Generator<ReclaimCall, void, number>;
}

/** What a caller frees for itself before it tries again: SWAP_CLUSTER_MAX. */
export const reclaimCluster: number = clusterMax;

export function zoneBalance(built: Built, machine: State, slots: number): ZoneBalance {
	const { types } = built;
	const frames: StraightPool = machine.pools.get('page')!;
	const min = pagesMin(frames.count);
	const ofTables = framesOfTables(machine, slots);
	const available = (): number => frames.free.size - ofTables.exactly();
	const lengthOf = (list: typeof types.active_list): number =>
		machine.memory[types.mm_zone + list.head.offset]!;
	let refill = 0;

	/** shrink_zone() as in mm/vmscan.c: the active list in proportion to the lengths, then a part of the inactive one. */
	function* shrinkZone(target: number, priority: number): Generator<ReclaimCall, number, number> {
		const [active, inactive] = [lengthOf(types.active_list), lengthOf(types.inactive_list)];
		refill += Math.floor((target * active) / ((inactive | 1) * 2)) + 1;
		if (refill > clusterMax) {
			const count = Math.min(refill, clusterMax * 4);
			refill -= count;
			yield ['refill_inactive_zone', count];
		}
		// shrink_cache() ends when it has freed enough, which the simulated one leaves to its caller.
		const scan = Math.max(inactive >>> priority, 2 * target);
		let freed = 0;
		for (let scanned = 0; scanned < scan && freed < target; scanned += clusterMax) {
			freed += yield ['shrink_cache', clusterMax];
		}
		return freed;
	}

	return {
		available,
		hasAvailable: (pages) => frames.free.size - ofTables.atMost() >= pages || available() >= pages,
		min,
		low: 2 * min,
		high: 3 * min,
		calls: function* (isEnough) {
			let freed = 0;
			for (let priority = defaultPriority; priority >= 0 && !isEnough(freed); priority--) {
				freed += yield* shrinkZone(clusterMax, priority);
			}
		},
	};
}

/** What frees memory when there is little; to be called before an allocation that may sleep. */
export function balanceOn(
	built: Built,
	machine: State,
	held: { readonly table: StraightTable },
	slots: number,
): () => void {
	const { hasAvailable, low, high, calls } = zoneBalance(built, machine, slots);
	let isRunning = false;
	return () => {
		if (isRunning || hasAvailable(low)) return;
		isRunning = true;
		const reclaiming = calls(() => hasAvailable(high));
		let next = reclaiming.next();
		while (next.done !== true) {
			const [name, count] = next.value;
			next = reclaiming.next(Number(held.table[name]!(count) ?? 0));
		}
		isRunning = false;
	};
}
