/*
 * harness/measure/load.ts - the contract of a load: a program at full size that runs alike on every variant.
 *
 * A load is sequential: it makes one call after the other and divides processor time among its processes itself,
 * in slices of a stated length. Memory that runs short is reclaimed between calls, see load-kernel.ts.
 */
import type { address_space, mm_struct } from '../mm/include/structs.ts';

/** Bytes of a page, on every machine here. */
export const pageBytes = 4096;

/** What a load can do. Addresses are bytes, everything else is pages; errors are negative errnos, as in the kernel. */
export interface LoadKernel {
	/**
	 * A new file of so many pages, none of them in the page cache, all of them on disk. Pages that truncate() adds
	 * later are a hole: the first access finds zeroes and waits for no disk.
	 */
	file(pages: number): address_space;
	/** A process without maps. */
	process(): mm_struct;
	/** The child, or a negative errno. */
	fork(parent: mm_struct): mm_struct;
	exit(process: mm_struct): void;
	/** Maps at `address`, or wherever there is room for 0. A file of 0 is anonymous memory. Returns the address. */
	map(
		process: mm_struct,
		file: address_space,
		firstPage: number,
		pages: number,
		how: MapFlags,
		address?: number,
	): number;
	unmap(process: mm_struct, address: number, pages: number): number;
	/** remap_file_pages(): `pages` ptes from `address` on show the file from `firstPage` on. */
	remap(process: mm_struct, address: number, pages: number, firstPage: number): number;
	/**
	 * One access of one word; false when the process gets a signal instead. The process lives on until the load
	 * lets it exit: some programs handle SIGBUS.
	 */
	touch(process: mm_struct, address: number, isWrite: boolean): boolean;
	mlock(process: mm_struct, address: number, pages: number): number;
	munlock(process: mm_struct, address: number, pages: number): number;
	/** msync() with MS_ASYNC, or MS_SYNC. */
	msync(process: mm_struct, address: number, pages: number, isSync: boolean): number;
	/** write() and read() of one page. */
	write(file: address_space, index: number): number;
	read(file: address_space, index: number): number;
	/** ftruncate() to so many pages. */
	truncate(file: address_space, pages: number): number;
	/** What a direct write does to the cache: invalidate_inode_pages2() and what comes before it. */
	directWrite(file: address_space, index: number): number;
}

export interface MapFlags {
	readonly isShared: boolean;
	readonly isLocked?: boolean;
	readonly isReadOnly?: boolean;
	readonly isPopulated?: boolean;
}

/** A number that a load can be given. */
export interface Parameter {
	/** What it is, with its unit, for --help. */
	readonly text: string;
	/** In the default selection, which is small. */
	readonly small: number;
	/** As published, or as large as the load is meant to be. */
	readonly full: number;
	readonly least: number;
	readonly most: number;
}

/** What of the machine the sizes of a load depend on. */
export interface Shape {
	readonly ptesPerTable: number;
	readonly slotsPerChain: number;
}

/**
 * i386 with two levels of page tables and the shortest chains of its machines here, those of a Pentium II. With PAE a
 * load needs more tables.
 */
export const smallestShape: Shape = { ptesPerTable: 1024, slotsPerChain: 7 };

/** The sizes that a load needs of the machine: upper bounds of what exists at one time, for every variant. */
export interface Sizes {
	/** Page frames for everything that the load touches and for page tables, as if nothing were ever reclaimed. */
	readonly frames: number;
	/** Page frames that the program is meant to have; with fewer than `frames` the kernel has to reclaim. */
	readonly memoryPages: number;
	readonly files: number;
	readonly filePagesMax: number;
	/** Processes that live at one time; a load may make more, one after the other. */
	readonly processesMax: number;
	/** vmas in all, and in one process; a kernel that maps every remapped range anew has the most. */
	readonly vmasMax: number;
	readonly vmasPerProcessMax: number;
	/** Pages of one process's address space, from address 0 on. */
	readonly addressSpacePages: number;
	readonly pteTablesMax: number;
	readonly pteChainsMax: number;
	readonly swapPages: number;
}

export type Parameters<Name extends string = string> = Readonly<Record<Name, number>>;

export interface Load<Name extends string = string> {
	readonly name: string;
	/** The question that it asks, one sentence. */
	readonly question: string;
	/** Where the program is from. */
	readonly source: string;
	readonly parameters: Readonly<Record<Name, Parameter>>;
	/** The parameter that cost curves vary. */
	readonly scales: Name;
	/** What cannot be run, as a whole `error:` line; null when all is well. Parameters are in their ranges. */
	refuse?(given: Parameters<Name>): string | null;
	/** Without a shape, enough for every machine without PAE. */
	sizes(given: Parameters<Name>, shape?: Shape): Sizes;
	run(kernel: LoadKernel, given: Parameters<Name>): void;
}
