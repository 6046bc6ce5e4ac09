/*
 * harness/mm/shrink-results.ts - what the parts of shrink_list() return to its loop, as SWAP_AGAIN and its like
 * are what try_to_unmap() returns. None of these is a name of the kernel: there the loop jumps to a label.
 */

/** shrink_page_unmap() returns page->mapping, or one of these: to activate the page, or to keep it. */
export const UNMAP_ACTIVATE = -1;
export const UNMAP_KEEP = -2;

/** shrink_page_write(): the page turned out to be clean, was written and unlocked, or is to be kept. */
export const WRITE_CLEAN = 0;
export const WRITE_STARTED = 1;
export const WRITE_KEEP = 2;

/** shrink_page_free(): to activate the page, to keep it, or only the caller holds it any more. */
export const FREE_ACTIVATE = -1;
export const FREE_KEEP = 0;
export const FREE_DONE = 1;
