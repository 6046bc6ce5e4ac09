/*
 * harness/measure/load-geometry.ts - the machine that a load runs on: i386, whose page tables have 1,024 ptes, or 512
 * with PAE.
 */
import type { Geometry, PoolCount } from '../mm/include/geometry.ts';
import type { Shape, Sizes } from './load.ts';

/** Addresses are signed 32-bit numbers in the simulated kernel: 2 GB less 4 MB. */
const pagesMax = 511 * 1024;
/** PTRS_PER_PGD starts at the second page table at least, since maps begin behind TASK_UNMAPPED_BASE. */
const tablesLeast = 2;

/**
 * Of the machine's memory: mem_map (40 bytes a page, kernel-facts 1.1), and 16 MB for the kernel's text, data and
 * other caches, and for what else runs. The 16 MB are assumed; rmap-test's table says nothing of it.
 */
const framesLeft = (memoryPages: number): number =>
	memoryPages >= 16_384 ? Math.floor(memoryPages * (1 - 40 / 4096)) - 4096 : memoryPages;

/** One cpu runs a load, so only the boot cpu's slices hold anything. */
const only = (boot: number): PoolCount => ({ boot: Math.max(1, Math.ceil(boot)), each: 0 });

/** Tasks of the timed mode besides those that have a process: kswapd, and one without a map. */
const othersThanProcesses = 2;
/** pagevecs that one task holds at the most: two in refill_inactive_zone(), and those of what called it. */
const pagevecsOfTask = 4;

/**
 * @param sizes what the load needs on a machine of this shape
 * @param isTimed whether all processes can be in the kernel at one time
 */
export function geometryOf(
	sizes: Sizes,
	{ ptesPerTable, slotsPerChain }: Shape,
	isTimed: boolean = false,
): Geometry {
	const inKernel = isTimed ? sizes.processesMax + othersThanProcesses : 1;
	const tables = Math.ceil(sizes.addressSpacePages / ptesPerTable) + 1;
	return {
		ptesPerTable,
		tablesPerMm: Math.min(pagesMax / ptesPerTable, Math.max(tablesLeast, tables)),
		slotsPerChain,
		files: Math.max(1, sizes.files),
		filePagesMax: sizes.filePagesMax,
		swapSlots: sizes.swapPages + 1,
		vmasPerMm: sizes.vmasPerProcessMax,
		vmasPerFile: sizes.vmasMax,
		lruPages: framesLeft(sizes.memoryPages) + 1,
		gatherPages: 506,
		intendedPages: 1,
		// The zero page is the first.
		pages: only(framesLeft(sizes.memoryPages) + 1),
		pteTables: only(sizes.pteTablesMax),
		pteChains: only(sizes.pteChainsMax),
		vmas: only(sizes.vmasMax),
		mms: only(sizes.processesMax),
		pagevecs: only(pagevecsOfTask * inKernel),
		gathers: only(Math.max(4, inKernel)),
		outcomes: 1,
	};
}
