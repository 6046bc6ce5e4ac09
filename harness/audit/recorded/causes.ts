/*
 * harness/audit/recorded/causes.ts - why designs answer otherwise than a later kernel did: as data.
 *
 * A cause is a group of functions of the stack that stands for the recorded kernel. It explains a difference when the
 * variant, with those functions in place of its own, no longer differs there (explain.ts).
 */

import type { Built, StraightFunction } from '../../measure/straight/built.ts';
import { readAround } from './read-around.ts';

/** Why a variant answers otherwise: kernels changed since, or the simulated kernel is wrong. */
export type CauseClass = 'history' | 'proposal' | 'fidelity';

export interface Cause {
	readonly id: string;
	readonly class: CauseClass;
	/** One sentence about the variant that differs. */
	readonly what: string;
	/** The commits that changed it, or the mail that found it. */
	readonly source: string;
	/** Of the recorded kernel's stack. */
	readonly functions: readonly string[];
	/** Only in sequences that have made one of these calls by then. */
	readonly after?: readonly string[];
	/** Only where the answer to one of these calls differs first. */
	readonly at?: readonly string[];
	/** Only against this stack; left out for both. */
	readonly kernel?: string;
	/**
	 * What no variant has: made of the variant's own functions of these names. It counts where a real kernel answered, in
	 * sequences whose files are all on disk.
	 */
	readonly beyond?: (built: Built, own: StraightFunction) => StraightFunction;
	/** Only variants that have the function of this name from one of these variants. */
	readonly where?: { readonly function: string; readonly isOf: readonly string[] };
}

const punch = [
	'madvise_remove',
	'truncate_complete_page',
	'truncate_inode_pages_range',
	'truncate_range_unless_locked',
	'truncate_range_waiting',
	'unmap_mapping_file',
	'unmap_file_from_vma',
	'unmap_mapping_page',
	'unmap_page_from_vma',
	'unmap_mapping_count',
];

const mlock = [
	'mlock_fixup',
	'do_mlock_from',
	'do_mlockall',
	'sys_mlock',
	'sys_mlockall',
	'vma_join_neighbours',
	'vma_join',
	'mm_populate',
	'populate_vma',
	'make_pages_present',
];

/** Populating without a look at the size of the file, and faults that look instead. */
const populate = [
	'filemap_populate',
	'install_file_pte',
	'do_file_page',
	'do_no_page',
	'do_no_page_count',
	'do_no_page_retry',
	'do_no_page_early_cow',
	'filemap_nopage_at',
];

const remap = [
	'sys_remap_file_pages',
	'remap_in_vma',
	'is_remappable',
	'mmap_populate',
	'remap_as_reader',
	'filemap_populate_one',
	'install_page',
	...populate,
];

/** Where page_add_rmap() takes a node for a chain, whoever calls it hands it one. */
const chains = [
	'page_referenced',
	'page_add_rmap',
	'page_remove_rmap',
	'try_to_unmap',
	'do_anonymous_page',
	'do_swap_page',
	'do_wp_page',
	'unuse_process',
	'install_page',
];

const fault = ['do_wp_page', 'do_swap_page'];

const nonlinear = [
	'vma_nonlinear',
	'vma_locks_page',
	'vmtruncate',
	'vmtruncate_nonlinear',
	'zap_one_pte',
	'zap_pte_range',
	'zap_page_range',
	'unmap_page_range',
	'unmap_vmas',
	'madvise_dontneed',
	'__vma_link_file',
	'remove_shared_vm_struct',
	'vma_merge',
	'split_vma',
	'dup_one_vma',
	'dup_mmap',
	'move_vma',
	'do_mmap_pgoff',
	...remap,
	...fault,
];

/** O_DIRECT that writes beside the page cache, and what takes the pages out of it and out of page tables. */
const direct = [
	'generic_file_direct_IO',
	'generic_file_read',
	'generic_file_read_find',
	'generic_file_read_new',
	'generic_file_read_sized',
	'invalidate2_one_page',
	'invalidate2_pages_from',
	'invalidate2_unmap',
	'invalidate2_remove',
	'mapping_mapped',
	'filemap_populate_one',
	...punch,
	...nonlinear,
];

/** Ordered: the first that helps has a difference. */
export const causes: readonly Cause[] = [
	{
		id: 'no-hole-punching',
		class: 'history',
		what: 'holes cannot be punched: the call says EINVAL, and what it would have dropped stays',
		source: 'MADV_REMOVE came with 2.6.16 (from memory); 16a10019 (2007) unmaps once more',
		functions: punch,
		after: ['punch'],
	},
	{
		id: 'no-hole-punching',
		class: 'history',
		what: 'holes cannot be punched: the call says EINVAL, and what it would have dropped stays',
		source: 'MADV_REMOVE came with 2.6.16 (from memory); 16a10019 (2007) unmaps once more',
		// Two counters of truncations: who punches counts as who faults reads.
		functions: [...punch, 'vmtruncate', ...populate, 'do_no_page_again'],
		after: ['punch'],
		where: {
			function: 'do_no_page_count',
			isOf: [
				'truncate-count-two',
				'invalidate2-two-counters',
				'invalidate2-two-mapped',
				'invalidate2-two-plain',
			],
		},
	},
	{
		id: 'counts-in-place-of-chains',
		class: 'proposal',
		what: 'the count of a page that is mapped is taken for its pte_chain',
		source: 'objrmap-1, which the second posting mends',
		functions: ['install_page'],
		where: { function: 'install_page', isOf: ['objrmap-1'] },
	},
	{
		id: 'mlock-of-its-time',
		class: 'history',
		what: 'mlock() ignores what brings pages in, does not join vmas, and goes vma by vma',
		source: '3a85d5d0 (21 Sep 2003); 9c730673 (13 Mar 2005); bebeb3d6 (3.9)',
		functions: mlock,
	},
	{
		id: 'mincore-asks-the-cache',
		class: 'history',
		what: 'mincore() looks into the cache by vm_pgoff, and anonymous memory is ENOMEM',
		source: '2.5.66 mm/mincore.c:mincore_vma; page tables are asked since 2.6.21, from memory',
		functions: ['sys_mincore', 'mincore_vma', 'mincore_pte'],
		at: ['mincore'],
	},
	{
		id: 'remap-is-no-mmap',
		class: 'history',
		what: 'remap_file_pages() makes ptes, within one vma, and is no mmap() of the range',
		source: 'c8d78c18 (4.0); the fix of 4.5 for adjoining vmas, from memory',
		functions: ['sys_remap_file_pages', 'is_remappable', 'mm_populate', 'populate_vma'],
		kernel: 'linux-6-18',
	},
	{
		id: 'remap-is-mmap',
		class: 'history',
		what: 'remap_file_pages() is a mmap() of the range already, and splits vmas',
		source: 'c8d78c18 (4.0), later than the recorded kernel',
		functions: nonlinear,
		kernel: 'linux-3-14',
		where: { function: 'sys_remap_file_pages', isOf: ['mmap-emulation', 'linux-6-18'] },
	},
	{
		id: 'remap-not-beyond-eof',
		class: 'history',
		what: 'remap_file_pages() of pages beyond the end of the file says EINVAL',
		source: '2.5.66 mm/filemap.c:filemap_populate; gone with ->fault(), 54cb8821 (2.6.23)',
		functions: populate,
		at: ['remap'],
	},
	{
		id: 'remap-not-beyond-eof',
		class: 'history',
		what: 'remap_file_pages() of pages beyond the end of the file says EINVAL',
		source: '2.5.66 mm/filemap.c:filemap_populate; gone with ->fault(), 54cb8821 (2.6.23)',
		functions: [...populate, ...chains],
		at: ['remap'],
		where: { function: 'page_add_rmap', isOf: ['pte-chains'] },
	},
	{
		id: 'trusts-vm-pgoff',
		class: 'proposal',
		what: 'truncation and faults take a page for the one that vm_pgoff says',
		source: "Hugh Dickins, 4 April 2003, 'objrmap and vmtruncate'; 2.6.7",
		functions: nonlinear,
	},
	{
		id: 'direct-io-beside-maps',
		class: 'history',
		what: 'O_DIRECT and invalidation leave pages in the cache that are mapped: these are stale',
		source: 'Andrew Morton, 7 January 2005 (1528cec1), 2.6.11: they are unmapped first',
		functions: direct,
		after: ['dwrite', 'dread', 'invalidate'],
	},
	{
		id: 'no-read-around',
		class: 'fidelity',
		what: 'a fault reads the page that it needs and none of those around it, which mincore() tells',
		source:
			'2.5.66 mm/filemap.c:filemap_nopage has readahead, which is left out here; on tmpfs, which has none, the same ' +
			'calls are answered as here',
		functions: ['page_cache_read'],
		beyond: readAround,
	},
];

/** What is said of a cause; of `inseparable` also, which is none. */
export function causeNamed(id: string): Pick<Cause, 'id' | 'what' | 'source'> & {
	readonly class: CauseClass | 'none';
} {
	const known = causes.find((cause) => cause.id === id);
	if (known !== undefined) {
		return { id, class: known.class, what: known.what, source: known.source };
	}
	return {
		id,
		class: 'none',
		what: 'parts of the two kernels do not work together; the whole of the later one answers as recorded',
		source: 'harness/audit/recorded/explain.ts',
	};
}
