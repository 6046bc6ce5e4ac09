/*
 * harness/mm/include/sizes.ts - how large things are here; the comment says how large they are there.
 */
export const PAGE_SHIFT = 12;
export const PAGE_SIZE: number = 1 << PAGE_SHIFT;
/** Ptes in a page table: 8 here, 1024 on i386. */
export const PTRS_PER_PTE = 8;
/** Page tables of an mm: 8 here, 768 for user space on i386. */
export const PTRS_PER_PGD = 8;
export const PGDIR_SHIFT: number = PAGE_SHIFT + 3;
/** End of user space. */
export const TASK_SIZE: number = (PTRS_PER_PGD * PTRS_PER_PTE) << PAGE_SHIFT;
export const TASK_UNMAPPED_BASE: number = 8 << PAGE_SHIFT;
/** A file has at most this many pages. */
export const FILE_PAGES_MAX = 16;
/** Slots of a pte_chain node: 3, as with the 16-byte cache lines of a 486. */
export const NRPTE = 3;
export const PAGEVEC_SIZE = 16;
export const SWAP_SLOTS = 8;
/** The longest lists: the vmas of an mm, those on one list of a file, the pages on an LRU list. */
export const VMAS_PER_MM = 10;
export const VMAS_PER_FILE = 12;
export const LRU_PAGES = 48;
/** Pages that an mmu_gather holds until it frees them. */
export const GATHER_PAGES = 32;
