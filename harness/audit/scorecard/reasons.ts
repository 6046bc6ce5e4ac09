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
			'page_add_rmap_chain:swap:7',
			'nonlinear-aware/split_vma:swap:4',
			'nonlinear-aware/move_vma:swap:3',
			'nonlinear-aware/__remove_from_page_cache:swap:3',
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
		because:
			'MAP_POPULATE asks with prot set and is refused with -EINVAL before anybody takes a lock.',
		ids: ['do_mmap_pgoff:drop-lock:1'],
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
		because:
			'Only kswapd reclaims here, and it holds no lock then, so it may wait as well; it only takes longer.',
		ids: ['shrink_page:trylock-waits:1'],
	},
	{
		kind: 'harmless',
		because:
			'A page that a vma locks counts as used, so this comes up only where mlock() comes in between; had it come a little later, the other ptes would be gone as well.',
		ids: ['nonlinear-aware/try_to_unmap_obj:half-test:1'],
	},
	{
		kind: 'harmless',
		because:
			'Both tests are made without a lock. A fault that has found its page and makes them before the page leaves the file goes on in the same way, so the kernel itself comes to all that the mutant comes to.',
		ids: ['do_no_page_anon:half-test:2'],
	},
	{
		kind: 'gap',
		because:
			'Whoever frees the page writes the word too and needs no lock, so the race of this lock is one that is known.',
		ids: ['shrink_page_write:drop-lock:1'],
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
		because: 'No caller passes the entry of no slot.',
		ids: ['swap_info_get:skip-check:1'],
	},
];
