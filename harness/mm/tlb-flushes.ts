/*
 * mm/tlb-flushes.ts - where functions of the kernel flush the TLB, for litmus files with `tlb`.
 *
 * The places are those of 2.5.66. They are kept here by the names of functions and not in their bodies, so that a
 * variant that has a function of its own under such a name flushes where the kernel's does. What a variant flushes
 * at another place it says with flush_tlb_range().
 */
import type { AnyLock } from '../engine/struct.ts';
import { mmap_sem, PAGE_SIZE, PTL } from './mm_types.ts';

/** Addresses to flush: where they begin and how many bytes they are. */
type Range = (args: readonly number[]) => readonly [start: number, bytes: number];

export type Flushes =
	/** Whoever called it does, later. */
	| { readonly when: 'later' }
	/** After each pte that it sets: ptep_establish(). */
	| { readonly when: 'set' }
	/** At its begin: the mm of the mmu_gather that is its argument. */
	| { readonly when: 'begin' }
	/** Before it gives the lock back, which is one of the mm. `if`: after a call of this function that returned 1. */
	| {
			readonly when: 'unlock';
			readonly lock: AnyLock;
			readonly range: Range | 'all';
			readonly if?: string;
	  };

/** By function. */
export type FlushTable = Readonly<Record<string, Flushes>>;

const later: Flushes = { when: 'later' };

const beforePtl = (range: Range, after?: string): Flushes => ({
	when: 'unlock',
	lock: PTL,
	range,
	...(after === undefined ? {} : { if: after }),
});

/**
 * By function. One that is not here flushes a page as soon as it has emptied its pte or has cleared the pte's dirty
 * bit: ptep_get_and_clear() or ptep_test_and_clear_dirty(), and flush_tlb_page() behind it. Who clears the accessed
 * bit flushes nothing.
 */
export const tlbFlushes: FlushTable = {
	// mm/memory.c, include/asm-generic/tlb.h. need_flush is left out: a flush too many drops what is not stale.
	zap_one_pte: later,
	tlb_flush_mmu: { when: 'begin' },
	handle_pte_fault: { when: 'set' },
	do_wp_page: { when: 'set' },
	// mm/fremap.c: the page's reference has gone before.
	zap_pte: later,
	install_page: beforePtl(([, , address]) => [address!, PAGE_SIZE], 'zap_pte'),
	// mm/mremap.c
	copy_one_pte: later,
	move_one_page: beforePtl(([, from]) => [from!, PAGE_SIZE]),
	// mm/mprotect.c
	change_pte_range: later,
	change_protection: beforePtl(([, start, end]) => [start!, end! - start!]),
	// mm/msync.c, for the second time
	filemap_sync: beforePtl(([, , start, size]) => [start!, size!]),
	// kernel/fork.c: the parent's
	dup_mmap: { when: 'unlock', lock: mmap_sem, range: 'all' },
};
