/*
 * harness/mm/mm_types.ts - everything that kernel functions, variants and oracles know of memory, in one import:
 * the headers in include/, the layout and the bookkeeping.
 *
 * Names in snake_case are the kernel's.
 */
export type { Task } from '../engine/operation.ts';
export * from './bookkeeping.ts';
export * from './include/errno.ts';
export * from './include/fs.ts';
export * from './include/mm.ts';
export * from './include/mmzone.ts';
export * from './include/page-flags.ts';
export * from './include/page.ts';
export * from './include/page-lists.ts';
export * from './include/pagevec.ts';
export * from './include/pgtable.ts';
export * from './include/rmap-locking.ts';
export * from './include/sched.ts';
export * from './include/sizes.ts';
export * from './include/structs.ts';
export * from './include/swap.ts';
export * from './include/tlb.ts';
export * from './layout.ts';
export * from './shrink-results.ts';
