/*
 * harness/mm/include/geometry.ts - how large the simulated machine is. One source of the kernel serves all sizes.
 *
 * Litmus tests run on the small machine, on which all interleavings can be searched. A load runs on one of its own,
 * in a worker thread that is told its geometry before the kernel's modules are loaded there.
 */
import { workerData } from 'node:worker_threads';

/** How many objects of a pool there are: for the boot cpu, and for each cpu that races. */
export interface PoolCount {
	readonly boot: number;
	readonly each: number;
}

export interface Geometry {
	/** Ptes of a page table, a power of two: 1024 on i386. */
	readonly ptesPerTable: number;
	/** Page tables of an mm: 768 for user space on i386. */
	readonly tablesPerMm: number;
	/** Slots of a pte_chain node: 3, 7, 15 or 31, by the cache line. */
	readonly slotsPerChain: number;
	readonly files: number;
	readonly filePagesMax: number;
	readonly swapSlots: number;
	/** The longest lists: the vmas of an mm, those on one list of a file, the pages on an LRU list. */
	readonly vmasPerMm: number;
	readonly vmasPerFile: number;
	readonly lruPages: number;
	/** Pages that an mmu_gather holds until it frees them: 506 on i386. */
	readonly gatherPages: number;
	/** Pages of an address space of which it is noted what the user chose for them. */
	readonly intendedPages: number;
	readonly pages: PoolCount;
	readonly pteTables: PoolCount;
	readonly pteChains: PoolCount;
	readonly vmas: PoolCount;
	readonly mms: PoolCount;
	readonly pagevecs: PoolCount;
	readonly gathers: PoolCount;
	/** Notes of what came of accesses. */
	readonly outcomes: number;
}

/** The machine of the litmus tests. Pinned counts of states depend on each number. */
export const litmusGeometry: Geometry = {
	ptesPerTable: 8,
	tablesPerMm: 8,
	slotsPerChain: 3,
	files: 3,
	filePagesMax: 16,
	swapSlots: 8,
	vmasPerMm: 10,
	vmasPerFile: 12,
	lruPages: 48,
	gatherPages: 32,
	intendedPages: 64,
	pages: { boot: 25, each: 4 },
	pteTables: { boot: 8, each: 3 },
	pteChains: { boot: 8, each: 6 },
	vmas: { boot: 10, each: 4 },
	mms: { boot: 4, each: 1 },
	pagevecs: { boot: 2, each: 2 },
	gathers: { boot: 2, each: 2 },
	outcomes: 48,
};

/** What a thread is told under this name is the geometry of its machine. */
interface Told {
	readonly geometry?: Geometry;
}

/** The geometry of this thread's machine. */
export const geometry: Geometry =
	(workerData as Told | null | undefined)?.geometry ?? litmusGeometry;
