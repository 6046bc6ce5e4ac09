/*
 * workloads/claims/causes.ts - what is wrong in 2.5.66-mm3 itself, place by place: what it is called, and since
 * when Linux has it repaired. A cause that a run finds (harness/result/causes.ts) has the name of the place
 * whose plainest finding is in it.
 */

export interface KnownCause {
	readonly id: string;
	/** What is wrong. */
	readonly says: string;
	/** Version, date and commit of the repair. */
	readonly linux: string;
	/** Variants that hold the repair. */
	readonly repair: string;
	/** Its plainest finding on the base. */
	readonly finding: { readonly workload: string; readonly oracle: string; readonly site: string };
}

export const knownCauses: readonly KnownCause[] = [
	{
		id: 'fault-maps-truncated',
		says: 'do_no_page() maps a page that truncation has removed since nopage found it: neither page->mapping nor i_size is looked at again',
		linux:
			'2.6.0-test3 (31 Jul 2003, 53b6fb60: mapping->truncate_count, do_no_page() retries); without counter since 2.6.23 (19 Jul 2007, d00806b1: the page lock is held across the fault)',
		repair: 'fault-page-lock-linear',
		finding: {
			workload: 'trunc-vs-fault',
			oracle: 'kernel BUG',
			site: 'page_add_rmap: !page->mapping',
		},
	},
	{
		id: 'fault-reads-beyond-eof',
		says: 'filemap_nopage() tests i_size once, then brings the page in anew behind the new end of file',
		linux:
			'2.6.0-test3 (53b6fb60; the retry asks i_size again); ordered by smp_rmb without smp_wmb until 5efa1de0 (7 Jan 2005) removed it, by both since 2.6.11-rc3 (25 Jan 2005, 49d9d30b); 2.6.23 (d00806b1: i_size again under the page lock)',
		repair: 'fault-page-lock-linear',
		finding: {
			workload: 'trunc-vs-fault',
			oracle: 'access beyond EOF succeeds',
			site: 'page of a file',
		},
	},
	{
		id: 'populate-maps-truncated',
		says: 'install_page() maps a page that was truncated while it waited, or that page_convert_anon() bailed on (returns 0 for a NULL mapping)',
		linux:
			'2.6.8-rc3 (22/28 Jul 2004, 59ecc0be and 381f4950: mapping and i_size again under page_table_lock, -EINVAL)',
		repair: 'mmap-emulation and fault-page-lock-linear',
		finding: {
			workload: 'convert-vs-trunc',
			oracle: 'kernel BUG',
			site: 'page_add_rmap: !page->mapping',
		},
	},
	{
		id: 'populate-reads-beyond-eof',
		says: 'filemap_populate() tests i_size once, then brings the page in anew behind the new end of file',
		linux: '2.6.8-rc3 (59ecc0be, 381f4950: page->index against i_size under page_table_lock)',
		repair: 'mmap-emulation and fault-page-lock-linear',
		finding: {
			workload: 'recheck-populate',
			oracle: 'access beyond EOF succeeds',
			site: 'page of a file',
		},
	},
	{
		id: 'fault-maps-invalidated',
		says: 'invalidate_inode_pages2() removes a page that a fault has found and that does not count as mapped yet, inside i_size',
		linux:
			'2.6.23 (19 Jul 2007, d00806b1: the page lock across the fault; the invalidator unmaps under it). Not 1528cec1 of 2.6.11-rc1, which unmaps without excluding the fault',
		repair: 'fault-page-lock-linear and fork-vma-order',
		finding: {
			workload: 'recheck-invalidate',
			oracle: 'kernel BUG',
			site: 'page_add_rmap: !page->mapping',
		},
	},
	{
		id: 'populate-maps-invalidated',
		says: 'invalidate_inode_pages2() removes a page that remap_file_pages() has found and that does not count as mapped yet',
		linux:
			'2.6.23 (19 Jul 2007, 54cb8821: populate only writes file-ptes, the fault does the rest)',
		repair: 'mmap-emulation and fault-page-lock-linear',
		finding: {
			workload: 'populate-vs-invalidate',
			oracle: 'kernel BUG',
			site: 'page_add_rmap: !page->mapping',
		},
	},
	{
		id: 'vm_pgoff-leaves-orphan',
		says: 'vmtruncate_list() believes vm_pgoff: a truncated page that is remapped to a low address stays mapped',
		linux:
			'2.6.6-rc2 (17 Apr 2004, 66d25df0: VM_NONLINEAR, zap looks at page->index); since 4.0 every vma is linear (c8d78c18)',
		repair: 'mmap-emulation',
		finding: {
			workload: 'recheck-populate',
			oracle: 'access beyond EOF succeeds',
			site: 'page of no file',
		},
	},
	{
		id: 'vm_pgoff-takes-innocent',
		says: 'vmtruncate_list() believes vm_pgoff: a page inside the file that is remapped to a high address is unmapped, even from a VM_LOCKED vma',
		linux: '2.6.6-rc2 (66d25df0); 4.0 (c8d78c18)',
		repair: 'mmap-emulation',
		finding: { workload: 'trunc-innocent', oracle: 'spurious SIGBUS', site: 'pte none' },
	},
	{
		id: 'fork-behind-truncate',
		says: 'dup_mmap() lists the child before its parent and copies ptes when truncation has passed the child',
		linux: '2.6.6-rc1 (11 Apr 2004, 4b518756: the child goes behind its parent)',
		repair: 'fork-vma-order',
		finding: {
			workload: 'fork-vs-trunc',
			oracle: 'access beyond EOF succeeds',
			site: 'page of no file',
		},
	},
	{
		id: 'mremap-behind-truncate',
		says: 'move_page_tables() moves ptes to where no vma is yet, without i_shared_sem',
		linux:
			'2.6.6-rc1 (11 Apr 2004, e01346d8 and 699417d2: vma first, and ptes in the order of the list; 17 Apr 2004, 10ccd509: under the lock of i_mmap)',
		repair: 'mremap-vma-first',
		finding: {
			workload: 'mremap-vs-trunc',
			oracle: 'access beyond EOF succeeds',
			site: 'page of no file',
		},
	},
	{
		id: 'split-under-truncate',
		says: 'split_vma() changes vm_start, vm_end and vm_pgoff of a listed vma without i_shared_sem; a part of the range is on no list',
		linux: '2.6.0-test9 (21 Oct 2003, 069e0155: split and merge under i_shared_sem)',
		repair: 'split-vma-sem',
		finding: {
			workload: 'split-vs-trunc',
			oracle: 'access beyond EOF succeeds',
			site: 'page of no file',
		},
	},
	{
		id: 'cow-between-unmap-and-removal',
		says: 'a private copy is made of a page that truncation has unmapped and not yet removed',
		linux:
			'2.6.0-test3 for the retrying fault (53b6fb60), lost and mended again in 2.6.23 (d00806b1: a second unmap_mapping_range())',
		repair: 'vmtruncate-twice',
		finding: {
			workload: 'cow-vs-trunc',
			oracle: 'access beyond EOF succeeds',
			site: 'page of no file',
		},
	},
	{
		id: 'nr_mapped-unlocked-test',
		says: 'page_remove_rmap() tests page_mapped() outside the chain lock: before, where page_add_rmap() may be making a chain and its own entry then stays, and after, where a page that is mapped again stays counted twice and one that a conversion has emptied is uncounted twice',
		linux:
			"2.5.68 (8 Apr 2003, 8e7cf65b: both tests under the chain lock), 2.5.67-mm1 for objrmap (Hugh's tweak of 4 Apr 2003 16:41)",
		repair: 'convert-v3-tweak',
		finding: { workload: 'convert-vs-zap', oracle: 'nr_mapped wrong', site: 'too low' },
	},
	{
		id: 'conversion-enomem',
		says: 'page_convert_anon() runs out of pte_chains half way: PageAnon, and ptes in no chain',
		linux:
			'never in -mm; gone with page_convert_anon() (anobjrmap 3/6, Mar 2004; objrmap merged without it, 22 May 2004, 2.6.7-rc1)',
		repair: 'mmap-emulation',
		finding: { workload: 'convert-enomem', oracle: 'mapcount wrong', site: 'pte_chain too low' },
	},
	{
		id: 'invalidate-loses-store',
		says: 'invalidate_inode_pages2() clears the dirty bit of a page that it leaves mapped: a store that the page has from another map is lost',
		linux:
			'2.6.20 (Dec 2006, fba2591b: invalidation throws no dirty data away). Not 1528cec1 of 2.6.11-rc1, which unmaps the page first and then clears its dirty bit all the same',
		repair: 'fault-page-lock-linear',
		finding: {
			workload: 'direct-write-vs-store',
			oracle: 'lost dirty data',
			site: 'store through a mapping',
		},
	},
	{
		id: 'lru-takes-freed-page',
		says: 'shrink_cache() and refill_inactive_zone() test page_count() and then take a reference: a page is freed twice',
		linux:
			'2.6.7-rc1 (ad5d48f2, akpm: Fix page double-freeing race, in 2.6.6-mm2 before; get_page_testone())',
		repair: 'get-page-testone',
		finding: {
			workload: 'referenced-vs-trunc',
			oracle: 'freed object used',
			site: 'free_hot_page: free of page#1 as page',
		},
	},
];
