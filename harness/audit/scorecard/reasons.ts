/*
 * harness/audit/scorecard/reasons.ts - why the scorecard's mutants were not found that were missed or not reached. Each
 * was looked at. Where a litmus test is all that is wanting, it belongs into workloads/litmus/kernel/.
 */
import type { Reason } from './card.ts';

export const reasons: readonly Reason[] = [
	{
		kind: 'harmless',
		because:
			'Nobody can tell the order: it is made under a lock, or before anybody can see it, and at most one of the two words is read without.',
		ids: [
			'install_page:swap:2',
			'alloc_page:swap:1',
			'page_add_rmap_chain:swap:4',
			'nonlinear-aware/split_vma:swap:4',
			'nonlinear-aware/move_vma:swap:3',
		],
	},
	{
		kind: 'harmless',
		because:
			'Nobody looks at page->pte and at the count together, and reclaim holds a reference of its own.',
		ids: ['try_to_unmap_obj_one:swap:2'],
	},
	{
		kind: 'harmless',
		because:
			'Both lists are walked under the same i_shared_sem; which comes first is all the same.',
		ids: ['nonlinear-aware/vmtruncate:swap:2'],
	},
	{
		kind: 'harmless',
		because: 'The walk ends where no pte is left to be found; going on finds nothing.',
		ids: ['try_to_unmap_obj:skip-check:2', 'forced-unmap/try_to_unmap_obj:skip-check:2'],
	},
	{
		kind: 'harmless',
		because: 'Nobody looks at the swap count and at mm->rss together.',
		ids: ['nonlinear-aware/do_swap_page_map:swap:1'],
	},
	{
		kind: 'harmless',
		because: 'do_munmap() looks for itself whether anything lies there.',
		ids: ['nonlinear-aware/do_mmap_pgoff:half-test:4'],
	},
	{
		kind: 'harmless',
		because: 'What is shared has a file: there is no shared anonymous memory here.',
		ids: ['msync_interval:half-test:3'],
	},
	{
		kind: 'harmless',
		because: 'No caller passes swap entry 0.',
		ids: ['swap_info_get:half-test:1', 'swap_duplicate:half-test:1'],
	},
	{
		kind: 'harmless',
		because: 'Reclaim holds no lock there, so it may wait as well; it only takes longer.',
		ids: ['shrink_page:trylock-waits:1'],
	},
	{
		kind: 'harmless',
		because: 'More ptes of a page go that cannot be freed; the next access brings them back.',
		ids: ['nonlinear-aware/try_to_unmap_obj:half-test:1'],
	},
	{
		kind: 'harmless',
		because:
			'MAP_POPULATE asks with prot set and is refused with -EINVAL before anybody takes a lock.',
		ids: ['do_mmap_pgoff:drop-lock:1'],
	},
	{
		kind: 'harmless',
		because:
			'Holes keep a page of distance, so nothing lies behind what has moved and would be moved back with it.',
		ids: ['move_page_tables:off-by-one:2'],
	},
	{
		kind: 'harmless',
		because:
			'A locked vma keeps the page mapped whatever is done to the others, whose next access brings it back.',
		ids: ['try_to_unmap_obj:skip-check:1'],
	},
	{
		kind: 'harmless',
		because:
			'A page that is not in the swap cache has no mapping, or one reference too few, and what comes behind refuses.',
		ids: ['remove_exclusive_swap_page:skip-check:1', 'shrink_page_unmap:skip-check:2'],
	},
	{
		kind: 'harmless',
		because:
			'Only do_mremap() unmaps nothing, where the size stays, and a vma that is split for that shows the same.',
		ids: ['do_munmap:off-by-one:3'],
	},
	{
		kind: 'harmless',
		because:
			'Numbers of the simulation have a sign: TASK_SIZE less a larger length is below 0, and so below every address.',
		ids: ['do_mremap:half-test:1'],
	},
	{
		kind: 'harmless',
		because: 'No program can name an address below 0.',
		ids: ['nonlinear-aware/do_mmap_pgoff:half-test:1'],
	},
	{
		kind: 'harmless',
		because: 'MADV_DONTNEED is advice: a page of a shared file mapping that stays shows the same.',
		ids: ['nonlinear-aware/madvise_dontneed:drop-call:1'],
	},
	{
		kind: 'gap',
		because: 'No oracle judges whether reclaim ages rightly or gets anything done.',
		ids: [
			'mark_page_accessed:drop-clear:1',
			'nonlinear-aware/page_referenced_obj:one-list:2',
			'nonlinear-aware/try_to_unmap_obj:one-list:2',
		],
	},
	{
		kind: 'gap',
		because:
			'It takes a truncation, and a store through a pte that it left, between two steps of fsync() to find a page dirty that has left the file.',
		ids: ['mpage_writepages_one:half-test:1'],
	},
	{
		kind: 'gap',
		because:
			'Adding to a list is one step of the simulation, so a lock that keeps only its pointers whole guards nothing.',
		ids: [
			'vma_link:drop-lock:1',
			'lru_cache_add_active:drop-lock:1',
			'lru_cache_add_active:unlock-early:1',
			'shrink_page_write:drop-lock:1',
		],
	},
	{
		kind: 'gap',
		because:
			'The model leaves out what it is for: buffers, lru pagevecs, and the lists of the swap cache, which it writes and never reads.',
		ids: [
			'__set_page_dirty_buffers:unlock-early:1',
			'__set_page_dirty_nobuffers:drop-store:1',
			'refill_inactive_zone:drop-call:1',
		],
	},
	{
		kind: 'gap',
		because:
			'It takes a truncation, reclaim and a second process between two steps of a fault; four cpus are too many for a complete search.',
		ids: ['do_no_page_anon:half-test:2'],
	},
	{
		kind: 'unreached',
		because: 'No page of the model has buffers (PG_private).',
		ids: ['try_to_release_page:drop-put:1', 'invalidate_complete_page:skip-check:2'],
	},
	{
		kind: 'unreached',
		because: 'Nobody calls it: posix_fadvise() and the shrinking of the inode cache are left out.',
		ids: [
			'invalidate_mapping_pages:unlock-early:1',
			'invalidate_mapping_pages:trylock-ignored:1',
			'invalidate_mapping_pages:skip-check:1',
		],
	},
	{
		kind: 'unreached',
		because: 'No litmus test shrinks a map by mremap().',
		ids: ['nonlinear-aware/do_mremap:skip-check:10'],
	},
	{
		kind: 'unreached',
		because: 'No caller passes the entry of no slot.',
		ids: ['swap_info_get:skip-check:1'],
	},
	{
		kind: 'unreached',
		because:
			'A chain of two nodes takes five ptes of one page; and the order is made under the chain lock.',
		ids: ['page_add_rmap_chain:swap:7'],
	},
];
