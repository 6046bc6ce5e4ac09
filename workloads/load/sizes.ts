/*
 * workloads/load/sizes.ts - from what a load has at one time to the sizes that it needs of the machine.
 */
import type { Shape, Sizes } from '../../harness/measure/load.ts';
import { objectsPerSlab, vmaBytes } from '../../harness/measure/ledger.ts';

/** Where loads place their first map: on the border of a page table, whatever its size. */
export const firstPage = 1024;
/**
 * Pages of an address space at the most. i386 has 3 GiB; words of the simulated kernel have a sign, and addresses and
 * sizes of files end before they would need it: 2 GiB less two page tables.
 */
export const userPages = 522_240;

/** Processes that are alike. */
export interface Group {
	readonly count: number;
	/** vmas of one of them at the most. */
	readonly vmas: number;
	/** From firstPage to the end of its last map, holes counted. */
	readonly span: number;
	/** Ptes that it can have; never more than `span`. */
	readonly ptes: number;
}

export interface Demand {
	/** Pages of each file, at its largest. */
	readonly files: readonly number[];
	/** Pages of no file that exist at one time: anonymous ones, and copies that processes made for themselves. */
	readonly anonymousPages: number;
	readonly groups: readonly Group[];
	/** A page that left its file may be held by the ptes that still show it, and the file has another in its place. */
	readonly losesPages: boolean;
	/** Left out where memory is not meant to run short. */
	readonly memoryPages?: number;
}

const pteAddressBytes = 4;
/** In the middle of a call that changes a range, the vmas at its two ends are split. */
const splitInCall = 2;

export function sizesOf(demand: Demand, shape: Shape): Sizes {
	const { files, groups, anonymousPages } = demand;
	const over = (of: (group: Group) => number): number =>
		groups.reduce((sum, group) => sum + group.count * of(group), 0);
	const ptes = over((group) => group.ptes);
	const orphans = demand.losesPages ? ptes : 0;
	const pages = files.reduce((sum, each) => sum + each, 0) + anonymousPages + orphans;
	const pteTablesMax = over(({ span }) => tablesOf(span, shape));
	const processesMax = over(() => 1);
	// Each process has a page directory, too.
	const frames = pages + pteTablesMax + processesMax;
	const vmasMax = over(({ vmas }) => vmas) + splitInCall;
	// Only the first node of a page has free slots: a page has one that is not full at the most.
	const pteChainsMax = pages + Math.floor(ptes / shape.slotsPerChain);
	return {
		frames,
		memoryPages: demand.memoryPages ?? enough(frames, vmasMax, pteChainsMax, shape),
		files: files.length,
		filePagesMax: Math.max(0, ...files),
		processesMax,
		vmasMax,
		vmasPerProcessMax: Math.max(...groups.map(({ vmas }) => vmas)) + splitInCall,
		addressSpacePages: firstPage + Math.max(...groups.map(({ span }) => span)),
		pteTablesMax,
		pteChainsMax,
		swapPages: anonymousPages + orphans,
	};
}

/** Memory in which nothing is reclaimed: with room for slabs, and for what the kernel keeps free (three pages_min). */
function enough(frames: number, vmas: number, chains: number, { slotsPerChain }: Shape): number {
	const lineBytes = (slotsPerChain + 1) * pteAddressBytes;
	const slabs =
		Math.ceil(chains / objectsPerSlab(lineBytes, lineBytes)) +
		Math.ceil(vmas / objectsPerSlab(vmaBytes, pteAddressBytes));
	const keptFree = Math.min(1024, Math.max(64, Math.ceil(frames / 32)));
	return frames + slabs + keptFree;
}

/** Page tables of a process whose maps begin at firstPage. */
export function tablesOf(span: number, shape: Shape): number {
	return Math.ceil(span / shape.ptesPerTable);
}
