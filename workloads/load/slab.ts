/*
 * workloads/load/slab.ts - objects of the slab allocator of 2.5.66 to a page (kernel-facts 1.3 and 1.4).
 */
import { pageBytes } from '../../harness/measure/load.ts';

/** A vm_area_struct, whose slabs are not aligned to cache lines. */
export const vmaBytes = 64;
/** A struct slab of 2.5.66, and the number that it keeps for each object. */
const slabHeadBytes = 24;
const slabNumberBytes = 4;

/** Objects of one size in a slab of one page, whose head is rounded up to cache lines. */
export function objectsPerSlab(bytes: number, lineBytes: number): number {
	const head = (count: number): number =>
		Math.ceil((slabHeadBytes + count * slabNumberBytes) / lineBytes) * lineBytes;
	let count = Math.floor(pageBytes / bytes);
	while (count > 0 && head(count) + count * bytes > pageBytes) count--;
	return count;
}
