/*
 * harness/audit/scorecard/reasons.ts - why the scorecard's missed mutants were missed. Each was looked at.
 *
 * Where a litmus file is all that is wanting, it stands here, and every run shows that it finds them.
 */
import type { Reason } from './card.ts';

/** Ages all of memory and reclaims what was not used. */
const ageAndShrink = 'refill 4; refill 4; shrink 4; refill 4; shrink 4';

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
		because: 'What nobody shares may be written to at once as well as at the next fault.',
		ids: ['nonlinear-aware/do_swap_page:half-test:1'],
	},
	{
		kind: 'harmless',
		because: 'do_munmap() looks for itself whether anything lies there.',
		ids: ['nonlinear-aware/do_mmap_pgoff:half-test:4'],
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
		kind: 'litmus',
		because: 'No litmus file has two cpus in one process, so no fault runs beside munmap.',
		litmus: `file f 2 pages cached
process A { map m f[0..1] shared }
cpu faulter in A  { touch m[1] read }
cpu unmapper in A { unmap m }`,
		ids: ['do_page_fault:unlock-early:1'],
	},
	{
		kind: 'litmus',
		because: 'No litmus test runs fork concurrently with munmap.',
		litmus: `file f 2 pages cached
process A { map m f[0..1] shared; touch m[1] read }
cpu forker in A   { fork B }
cpu unmapper in A { unmap m }`,
		ids: ['dup_mmap:unlock-early:1'],
	},
	{
		kind: 'litmus',
		because: 'No litmus test runs madvise concurrently with munmap.',
		litmus: `file f 2 pages cached
process A { map m f[0..1] shared; touch m[1] read }
cpu adviser in A  { dontneed m }
cpu unmapper in A { unmap m }`,
		ids: ['sys_madvise:drop-lock:1'],
	},
	{
		kind: 'litmus',
		because: 'No litmus file ages a page with a count while one of its vmas is unmapped.',
		litmus: `file f 2 pages cached
process A { map m f[0..1] shared; touch m[1] read }
process B { map n f[0..1] shared; touch n[1] read }
cpu unmapper in A { unmap m }
cpu kswapd        { refill 4 }`,
		ids: ['page_referenced_obj:unlock-early:1'],
	},
	{
		kind: 'litmus',
		because: 'No litmus file writes to memory that has been swapped out.',
		litmus: `process A { map a anon 1 private; touch a[0] write; reclaim 4; reclaim 4 }
cpu user in A { touch a[0] write }`,
		ids: ['do_swap_page:drop-lock:2', 'nonlinear-aware/do_swap_page:unlock-early:1'],
	},
	{
		kind: 'litmus',
		because: 'No litmus file calls swapoff; on one device the lock inside covers the rest.',
		litmus: `process A { map a anon 2 private; touch a write }
cpu kswapd { reclaim 4; reclaim 4 }
cpu admin  { swapoff }`,
		ids: ['get_swap_page:drop-lock:1'],
	},
	{
		kind: 'litmus',
		because: 'The only litmus file that moves a mapping shows the same in the unbroken kernel.',
		litmus: `file f 1 page cached
process A { map m f[0..0] shared; touch m[0] read }
cpu mover in A { move m[0] to n }`,
		ids: ['move_vma:swap:6'],
	},
	{
		kind: 'litmus',
		because: 'No litmus file moves what is not mapped.',
		litmus: `file f 1 page cached
process A { map m f[0..0] shared }
cpu mover in A { unmap m; move m[0] to n }`,
		ids: ['do_mremap:half-test:1'],
	},
	{
		kind: 'litmus',
		because: 'All mappings that a litmus file forks begin at page 0 of the file.',
		litmus: `file f 2 pages cached
process A { map m f[1..1] shared; touch m[0] read; fork B }
cpu truncator { truncate f 1 }`,
		ids: ['nonlinear-aware/dup_one_vma:drop-store:5'],
	},
	{
		kind: 'litmus',
		because: 'No litmus file truncates after the exit of a process with two mappings.',
		litmus: `file f 2 pages cached
process A { map m f[0..1] shared; map n f[0..1] private; touch m read }
cpu leaver in A { exit }
cpu truncator   { truncate f 0 }`,
		ids: ['exit_free_vmas:drop-call:2'],
	},
	{
		kind: 'litmus',
		because: 'No litmus file reclaims a page of a mapping of which another part is mlocked.',
		litmus: `file f 2 pages cached
process A { map m f[0..1] shared; touch m read; mlock m; munlock m[0] }
cpu kswapd { ${ageAndShrink} }`,
		ids: ['find_pte:skip-check:1'],
	},
	{
		kind: 'litmus',
		because:
			'In no litmus file does reclaim unmap a page whose linear place in another vma shows another page.',
		litmus: `file f 2 pages cached
process B { map n f[0..1] shared; remap n[1] -> f[0] }
process A { map m f[0..1] shared; touch m[1] read }
cpu kswapd    { refill 2; refill 2; shrink 1; shrink 1 }
cpu user in B { touch n[1] read }`,
		ids: ['find_pte:skip-check:4'],
	},
	{
		kind: 'gap',
		because:
			'No oracle holds what mlock() returned against the vma: where it refuses, nothing is locked.',
		ids: ['do_mlock:off-by-one:1'],
	},
	{
		kind: 'gap',
		because: 'No oracle judges whether reclaim ages rightly or gets anything done.',
		ids: [
			'page_referenced_obj:one-list:1',
			'mark_page_accessed:drop-clear:1',
			'nonlinear-aware/page_referenced_obj:one-list:2',
			'nonlinear-aware/try_to_unmap_obj:one-list:1',
			'nonlinear-aware/try_to_unmap_obj:one-list:2',
		],
	},
	{
		kind: 'gap',
		because:
			'A writeback ends within the call that begins it, so a direct write has that of another cpu to wait for only.',
		ids: ['wait_one_page:drop-call:1'],
	},
	{
		kind: 'gap',
		because: 'No oracle holds read() to the end of the file; `access beyond EOF` is about maps.',
		ids: ['generic_file_read:off-by-one:1'],
	},
	{
		kind: 'gap',
		because:
			'Adding to a list is one step of the simulation, so a lock that keeps only its pointers whole guards nothing.',
		ids: [
			'vma_link:drop-lock:1',
			'lru_cache_add_active:drop-lock:1',
			'lru_cache_add_active:unlock-early:1',
			'nonlinear-aware/split_vma:drop-lock:2',
		],
	},
	{
		kind: 'gap',
		because:
			'The model leaves out what it is for: buffers, lru pagevecs, and lists of dirty pages, which it writes and never reads.',
		ids: [
			'__set_page_dirty_buffers:unlock-early:1',
			'__set_page_dirty_nobuffers:drop-store:1',
			'shrink_page_write:drop-lock:1',
			'refill_inactive_zone:drop-call:1',
		],
	},
	{
		kind: 'gap',
		because:
			'It takes a truncation, reclaim and a second process between two steps of a fault; four cpus are too many for a complete search.',
		ids: ['do_no_page_anon:half-test:2'],
	},
];
