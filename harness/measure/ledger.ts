/*
 * harness/measure/ledger.ts - bytes of memory that the kernel's own bookkeeping takes, from numbers of objects.
 *
 * Sizes are those of i386, 2.5.66 (kernel-facts 1.1, 1.3, 1.4, 1.5). A slab is one page, and objects of a cache fill one
 * slab before the next is begun: what fragments later is not counted.
 */

/** Numbers of objects that are alive. */
export interface ObjectCounts {
	/** Page frames of the machine; each has a struct page, used or not. */
	readonly frames: number;
	readonly pteChains: number;
	readonly vmas: number;
	readonly pteTables: number;
	/** Each has a page directory. The mm_struct itself is not counted, as no source states its size. */
	readonly mms: number;
}

/** Bytes. */
export interface Ledger {
	readonly structPages: number;
	readonly pteChains: number;
	readonly vmas: number;
	readonly pageTables: number;
	readonly total: number;
}

const pageBytes = 4096;
const structPageBytes = 40;
/** A vm_area_struct, kernel-facts 1.4. */
export const vmaBytes = 64;
/** struct slab at the head of each slab, and an index for each object. */
const slabHeadBytes = 24;
const slabIndexBytes = 4;

/**
 * Objects of so many bytes in a slab of one page: the head with its indices is rounded up to a cache line. At 32-byte
 * lines, 113 pte_chain nodes and 59 vmas.
 */
export function objectsPerSlab(objectBytes: number, lineBytes: number): number {
	const fits = (count: number): boolean => {
		const head = slabHeadBytes + slabIndexBytes * count;
		return count * objectBytes + Math.ceil(head / lineBytes) * lineBytes <= pageBytes;
	};
	let count = 0;
	while (fits(count + 1)) count++;
	return count;
}

/**
 * What the objects take. A pte_chain node is one cache line. With 32-byte lines 3,411,018 nodes take 30,186 slabs, which
 * are 123,641,856 bytes.
 */
export function ledgerOf(counts: ObjectCounts, lineBytes: number): Ledger {
	const slabs = (count: number, objectBytes: number): number =>
		Math.ceil(count / objectsPerSlab(objectBytes, lineBytes)) * pageBytes;
	const structPages = counts.frames * structPageBytes;
	const pteChains = slabs(counts.pteChains, lineBytes);
	const vmas = slabs(counts.vmas, vmaBytes);
	const pageTables = (counts.pteTables + counts.mms) * pageBytes;
	return {
		structPages,
		pteChains,
		vmas,
		pageTables,
		total: structPages + pteChains + vmas + pageTables,
	};
}
