/*
 * harness/mm/include/sizes.ts - how large things are here, by the geometry; the comment says how large they are there.
 */
import { geometry } from './geometry.ts';

export const PAGE_SHIFT = 12;
export const PAGE_SIZE: number = 1 << PAGE_SHIFT;
/** Ptes in a page table: 8 in litmus tests, 1024 on i386. */
export const PTRS_PER_PTE: number = geometry.ptesPerTable;
/** Page tables of an mm: 8 in litmus tests, 768 for user space on i386. */
export const PTRS_PER_PGD: number = geometry.tablesPerMm;
export const PGDIR_SHIFT: number = PAGE_SHIFT + Math.log2(PTRS_PER_PTE);
/** End of user space. */
export const TASK_SIZE: number = (PTRS_PER_PGD * PTRS_PER_PTE) << PAGE_SHIFT;
export const TASK_UNMAPPED_BASE: number = 8 << PAGE_SHIFT;
/** A file has at most this many pages. */
export const FILE_PAGES_MAX: number = geometry.filePagesMax;
/** Slots of a pte_chain node: 3 in litmus tests, as with the 16-byte cache lines of a 486. */
export const NRPTE: number = geometry.slotsPerChain;
export const PAGEVEC_SIZE = 16;
export const SWAP_SLOTS: number = geometry.swapSlots;
/** The longest lists: the vmas of an mm, those on one list of a file, the pages on an LRU list. */
export const VMAS_PER_MM: number = geometry.vmasPerMm;
export const VMAS_PER_FILE: number = geometry.vmasPerFile;
export const LRU_PAGES: number = geometry.lruPages;
/** Pages that an mmu_gather holds until it frees them. */
export const GATHER_PAGES: number = geometry.gatherPages;
/** Not the kernel's: pages of an mm of which it is noted what the user chose for them. */
export const INTENDED_PAGES: number = geometry.intendedPages;
