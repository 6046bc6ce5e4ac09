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
import * as mprotect from './mprotect.ts';
import * as mremap from './mremap.ts';
import * as msync from './msync.ts';
import * as pageAlloc from './page_alloc.ts';
import * as pageWriteback from './page-writeback.ts';
import * as rmap from './rmap.ts';
import * as swapC from './swap.ts';
import * as swapState from './swap_state.ts';
import * as swapfile from './swapfile.ts';
import * as syscalls from './syscalls.ts';
import * as truncate from './truncate.ts';
import * as uaccess from './uaccess.ts';
import * as userPages from './user-pages.ts';
import * as vmscan from './vmscan.ts';

/** The base: 2.5.66-mm3 with objfix-2.5.66-mm3-3. */
export type FunctionTable = typeof fault &
	typeof filemap &
	typeof fork &
	typeof fremap &
	typeof madvise &
	typeof memory &
	typeof mincore &
	typeof mlock &
	typeof mmap &
	typeof mprotect &
	typeof mremap &
	typeof msync &
	typeof pageAlloc &
	typeof pageWriteback &
	typeof rmap &
	typeof swapC &
	typeof swapState &
	typeof swapfile &
	typeof syscalls &
	typeof truncate &
	typeof uaccess &
	typeof userPages &
	typeof vmscan;
export type FunctionName = keyof FunctionTable;

export const baseFunctions: FunctionTable = {
	...fault,
	...filemap,
	...fork,
	...fremap,
	...madvise,
	...memory,
	...mincore,
	...mlock,
	...mmap,
	...mprotect,
	...mremap,
	...msync,
	...pageAlloc,
	...pageWriteback,
	...rmap,
	...swapC,
	...swapState,
	...swapfile,
	...syscalls,
	...truncate,
	...uaccess,
	...userPages,
	...vmscan,
};

/** What `this` is inside a kernel function: the table, every entry callable with `yield* this.f()`. */
export type Kernel = {
	readonly [F in FunctionName]: FunctionTable[F] extends (
		this: never,
		...args: infer Args
	) => infer Result
		? (...args: Args) => Result
		: never;
};
