/*
 * mm/index.ts - the function table of the simulated kernel: every function of mm/*.c that is modelled,
 * under its own name. Variants replace entries of this table and nothing else.
 */
import * as fault from './fault.ts';
import * as filemap from './filemap.ts';
import * as fork from './fork.ts';
import * as fremap from './fremap.ts';
import * as madvise from './madvise.ts';
import * as memory from './memory.ts';
import * as mincore from './mincore.ts';
import * as mlock from './mlock.ts';
import * as mmap from './mmap.ts';
import * as mremap from './mremap.ts';
import * as msync from './msync.ts';
import * as pageAlloc from './page_alloc.ts';
import * as pageWriteback from './page-writeback.ts';
import * as rmap from './rmap.ts';
import * as swapC from './swap.ts';
import * as swapState from './swap_state.ts';
import * as swapfile from './swapfile.ts';
import * as truncate from './truncate.ts';
import * as vmscan from './vmscan.ts';

/** The base: 2.5.66-mm3 with objfix-2.5.66-mm3-3, by mm/*.c file. */
export const kernelFiles = {
	'mm/filemap.c': filemap,
	'mm/fremap.c': fremap,
	'mm/madvise.c': madvise,
	'mm/memory.c': memory,
	'mm/mincore.c': mincore,
	'mm/mlock.c': mlock,
	'mm/mmap.c': mmap,
	'mm/mremap.c': mremap,
	'mm/msync.c': msync,
	'mm/page_alloc.c': pageAlloc,
	'mm/page-writeback.c': pageWriteback,
	'mm/rmap.c': rmap,
	'mm/swap.c': swapC,
	'mm/swap_state.c': swapState,
	'mm/swapfile.c': swapfile,
	'mm/truncate.c': truncate,
	'mm/vmscan.c': vmscan,
	'kernel/fork.c': fork,
	'arch/i386/mm/fault.c': fault,
} as const;

export const baseFunctions = {
	...fault,
	...filemap,
	...fork,
	...fremap,
	...madvise,
	...memory,
	...mincore,
	...mlock,
	...mmap,
	...mremap,
	...msync,
	...pageAlloc,
	...pageWriteback,
	...rmap,
	...swapC,
	...swapState,
	...swapfile,
	...truncate,
	...vmscan,
};

export type FunctionTable = typeof baseFunctions;
export type FunctionName = keyof FunctionTable;

/** What `this` is inside a kernel function: the table, every entry callable with `yield* this.f()`. */
export type Kernel = {
	readonly [F in FunctionName]: FunctionTable[F] extends (
		this: never,
		...args: infer Args
	) => infer Result
		? (...args: Args) => Result
		: never;
};
