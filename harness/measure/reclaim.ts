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

/**
 * Says how many frames page tables, pte_chain nodes and vmas take; a node has `slots` and fills a cache line. It is
 * asked at each allocation that may sleep, which every fault has, so the pools are looked up once.
 */
function framesOfTables({ pools }: State, slots: number): () => number {
	const lineBytes = (slots + 1) * wordBytes;
	const chainsPerPage = objectsPerSlab(lineBytes, lineBytes);
	// Their slabs are not aligned to cache lines.
	const vmasPerPage = objectsPerSlab(vmaBytes, wordBytes);
	const [tables, chains, vmas] = ['pte_table', 'pte_chain', 'vma'].map((name) => pools.get(name)!);
	const used = ({ count, free }: StraightPool): number => count - free.size;
	return () =>
		used(tables!) + Math.ceil(used(chains!) / chainsPerPage) + Math.ceil(used(vmas!) / vmasPerPage);
}

/** pages_min of a zone: a part of its pages, within limits. */
const pagesMin = (frames: number): number => Math.min(255, Math.max(20, Math.floor(frames / 128)));

/** What frees memory when there is little; to be called before an allocation that may sleep. */
export function balanceOn(
	built: Built,
	machine: State,
	held: { readonly table: StraightTable },
	slots: number,
): () => void {
	const { types } = built;
	const frames: StraightPool = machine.pools.get('page')!;
	const low = 2 * pagesMin(frames.count);
	const high = 3 * pagesMin(frames.count);
	const ofTables = framesOfTables(machine, slots);
	const lengthOf = (list: typeof types.active_list): number =>
		machine.memory[types.mm_zone + list.head.offset]!;
	let isRunning = false;
	let refill = 0;
	const available = (): number => frames.free.size - ofTables();

	/** shrink_zone() as in mm/vmscan.c: the active list in proportion to the lengths, then a part of the inactive one. */
	const shrinkZone = (target: number, priority: number): void => {
		const [active, inactive] = [lengthOf(types.active_list), lengthOf(types.inactive_list)];
		refill += Math.floor((target * active) / ((inactive | 1) * 2)) + 1;
		if (refill > clusterMax) {
			const count = Math.min(refill, clusterMax * 4);
			refill -= count;
			held.table['refill_inactive_zone']!(count);
		}
		// shrink_cache() ends when it has freed enough, which the simulated one leaves to its caller.
		const scan = Math.max(inactive >>> priority, 2 * target);
		let freed = 0;
		for (let scanned = 0; scanned < scan && freed < target; scanned += clusterMax) {
			freed += Number(held.table['shrink_cache']!(clusterMax));
		}
	};

	const balance = (): void => {
		if (isRunning || available() >= low) return;
		isRunning = true;
		for (let priority = defaultPriority; priority >= 0 && available() < high; priority--) {
			shrinkZone(clusterMax, priority);
		}
		isRunning = false;
	};
	return balance;
}
