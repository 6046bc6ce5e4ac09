/*
 * workloads/load/closed-form.ts - the memory of shared-tasks when all tasks have touched all pages, calculated.
 */
import { pageBytes, type Parameters } from '../../harness/measure/load.ts';
import type { SharedTasksName } from './shared-tasks.ts';
import { objectsPerSlab, vmaBytes } from '../../harness/measure/ledger.ts';
import { tablesOf } from './sizes.ts';

/** The machine's part: ptes of a table, bytes of a cache line, which is a pte_chain node, and of a pte's address. */
export interface MemoryShape {
	readonly ptesPerTable: number;
	readonly lineBytes: number;
	readonly pteAddressBytes: number;
}

/** i386 without PAE, on a Pentium 4. */
export const pentium4: MemoryShape = { ptesPerTable: 1024, lineBytes: 128, pteAddressBytes: 4 };
/** i386 without PAE, on a Pentium Pro, II or III. */
export const pentium2: MemoryShape = { ptesPerTable: 1024, lineBytes: 32, pteAddressBytes: 4 };

export interface ClosedForm {
	/** Ptes that show the shared pages. */
	readonly ptes: number;
	/** pte_chain nodes; with one mapping a page needs none. */
	readonly chainNodes: number;
	/** Bytes of the slabs in which the nodes lie, whole pages. */
	readonly chainBytes: number;
	/** The same as the thread counted: the bytes of pte addresses alone. */
	readonly addressBytes: number;
	readonly pageTableBytes: number;
	/** A page directory for each process, the parent's too. */
	readonly pageDirectoryBytes: number;
	/** 64 bytes each, 59 to a page (no alignment to cache lines). */
	readonly vmaBytes: number;
	readonly sharedBytes: number;
}

const pointerBytes = 4;

export function closedForm(
	{ tasks, pages }: Parameters<SharedTasksName>,
	{ ptesPerTable, lineBytes, pteAddressBytes }: MemoryShape = pentium4,
): ClosedForm {
	const slots = Math.floor((lineBytes - pointerBytes) / pteAddressBytes);
	const chainNodes = tasks < 2 ? 0 : pages * Math.ceil(tasks / slots);
	const slabs = (objects: number, bytes: number, line: number): number =>
		Math.ceil(objects / objectsPerSlab(bytes, line)) * pageBytes;
	return {
		ptes: tasks * pages,
		chainNodes,
		chainBytes: slabs(chainNodes, lineBytes, lineBytes),
		addressBytes: tasks * pages * pteAddressBytes,
		pageTableBytes: tasks * tablesOf(pages, { ptesPerTable, slotsPerChain: slots }) * pageBytes,
		pageDirectoryBytes: (tasks + 1) * pageBytes,
		vmaBytes: slabs(tasks + 1, vmaBytes, pointerBytes),
		sharedBytes: pages * pageBytes,
	};
}
