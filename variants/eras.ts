/*
 * variants/eras.ts - what mainline mended besides what the variants are about, with the dates. A variant that says
 * `version` has each of them that is not younger, or says here why not; harness/cell/eras.test.ts asks for it.
 * The base itself has acaf9e59 (swapoff's chain node, 8 April 2003), as -mm3 did.
 */

export interface Mend {
	readonly commits: readonly string[];
	/** ISO date of the last of them. */
	readonly date: string;
	readonly what: string;
	/**
	 * One of these is not the base's function where the mend is; none: nothing here corresponds to it. That alone
	 * proves no mend, since a function may differ for another reason: eras.test.ts has a program that shows some.
	 */
	readonly functions: readonly string[];
}

/** In the order of their dates. */
export const mends: readonly Mend[] = [
	{
		commits: ['8e7cf65b'],
		date: '2003-04-08',
		what: 'page_remove_rmap tests page_mapped under the chain lock',
		functions: ['page_remove_rmap'],
	},
	{
		commits: ['727f68b6'],
		date: '2003-04-08',
		what: 'MS_ASYNC starts no I/O',
		functions: ['msync_interval'],
	},
	{
		commits: ['5c6efcad'],
		date: '2003-06-04',
		what: 'a page that leaves the cache may be dirty, and is no BUG',
		functions: ['__remove_from_page_cache'],
	},
	{
		commits: ['b1f0c4b9'],
		date: '2003-07-02',
		what: 'mremap faults in what it adds to a locked vma, and not the whole',
		functions: ['move_vma'],
	},
	{
		commits: ['53b6fb60'],
		date: '2003-07-31',
		what: 'a fault learns of a truncation by truncate_count',
		functions: ['do_no_page'],
	},
	{
		commits: ['760b0756'],
		date: '2003-09-09',
		what: 'a nonblocking remap of what is not cached leaves a file-pte',
		functions: ['filemap_populate_one'],
	},
	{
		commits: ['3a85d5d0'],
		date: '2003-09-21',
		what: 'mlock says when it could not bring the pages in',
		functions: ['mlock_fixup'],
	},
	{
		commits: ['f7ba33ab'],
		date: '2003-10-04',
		what: 'a fault that begins again frees its chain node',
		functions: ['do_no_page'],
	},
	{
		commits: ['069e0155'],
		date: '2003-10-21',
		what: 'vmas split and merge under i_shared_sem',
		functions: ['split_vma'],
	},
	{
		commits: ['4a241b84'],
		date: '2003-11-10',
		what: 'no memory for a copy: page_table_lock is not unlocked twice',
		functions: ['do_wp_page'],
	},
	{
		commits: ['33ed4171', '05d11a2d', 'd20d497c'],
		date: '2004-01-12',
		what: 'mremap to a size of no page is refused (CVE-2003-0985; the last two get the test right)',
		functions: ['do_mremap'],
	},
	{
		commits: ['7dd60849'],
		date: '2004-01-18',
		what: 'remap_file_pages flushes the TLB before it makes a page dirty and gives it back',
		functions: ['zap_pte'],
	},
	{
		commits: ['571b19f3'],
		date: '2004-01-19',
		what: 'no memory in a fault: the page is given back',
		functions: ['do_no_page'],
	},
	{
		commits: ['8d842ee3'],
		date: '2004-02-03',
		what: 'mremap fails where what is in the way cannot be unmapped (CVE-2004-0077)',
		functions: ['do_mremap'],
	},
	{
		commits: ['12eda644'],
		date: '2004-02-16',
		what: 'mremap looks at the source again when it has lost its mapping by kmap',
		functions: [],
	},
	{
		commits: ['6f599507'],
		date: '2004-03-07',
		what: 'a child has a tree of vmas of its own from the beginning',
		functions: ['dup_mmap'],
	},
	{
		commits: ['4b518756'],
		date: '2004-04-11',
		what: "the child's vma stands behind the parent's",
		functions: ['dup_one_vma'],
	},
	{
		commits: ['770071c5'],
		date: '2004-04-12',
		what: 'set_page_dirty reads page->mapping once',
		functions: ['set_page_dirty'],
	},
	{
		commits: ['10ccd509', 'e01346d8', '699417d2'],
		date: '2004-04-17',
		what: 'mremap lists the new vma first (the last two, 11 April) and moves ptes under i_shared_sem',
		functions: ['move_vma'],
	},
	{
		commits: ['66d25df0'],
		date: '2004-04-17',
		what: 'VM_NONLINEAR; truncation leaves file-ptes',
		functions: ['zap_one_pte'],
	},
	{
		commits: ['22b1ef82'],
		date: '2004-04-19',
		what: 'MADV_DONTNEED keeps file-ptes',
		functions: ['madvise_dontneed'],
	},
	{
		commits: ['ad5d48f2'],
		date: '2004-05-14',
		what: 'a page that is being freed is not taken off the LRU',
		functions: ['shrink_cache_take'],
	},
	{
		commits: ['79603666', '369bfc8a', '4e91ecab'],
		date: '2004-05-22',
		what: 'file pages are only counted; nonlinear vmas are swept',
		functions: ['try_to_unmap_obj'],
	},
	{
		commits: ['acf23ce3'],
		date: '2004-05-22',
		what: 'i_shared_sem is a spinlock, i_mmap_lock',
		functions: [],
	},
	{
		commits: ['48631e3c'],
		date: '2004-05-22',
		what: 'what is in the swap cache has no inode to mark dirty, also when it leaves just then',
		functions: [],
	},
	{
		commits: ['7af5971b'],
		date: '2004-05-24',
		what: 'MAP_POPULATE works, whatever the protection',
		functions: ['do_mmap_pgoff'],
	},
	{
		commits: ['6b886e92'],
		date: '2004-06-04',
		what: 'reclaim does not unmap an anonymous page that is pinned; from c475a8ab on it may',
		functions: ['try_to_unmap_one', 'can_share_swap_page'],
	},
	{
		commits: ['a3f5c84c'],
		date: '2004-06-17',
		what: 'read() asks for i_size again when it has the page',
		functions: ['generic_file_read_find'],
	},
	{
		commits: ['512f426b'],
		date: '2004-07-25',
		what: 'a nonblocking remap to the linear place leaves a file-pte, too',
		functions: ['filemap_populate_one'],
	},
	{
		commits: ['59ecc0be', '381f4950'],
		date: '2004-07-28',
		what: 'install_page looks at page->mapping and i_size',
		functions: ['install_page'],
	},
	{
		commits: ['88942e3f', 'f7f5e03d', 'ee72cac8', 'dce79555', '58765ab9'],
		date: '2004-09-17',
		what: 'page->_mapcount is atomic, without the chain lock; page_referenced needs the page lock',
		functions: ['page_referenced'],
	},
	{
		commits: ['b1f90fba'],
		date: '2004-10-01',
		what: 'mlockall(MCL_FUTURE) leaves locked what is locked',
		functions: ['do_mlockall'],
	},
	{
		commits: ['3cca3028', 'a2e92a75'],
		date: '2005-01-07',
		what: 'read() does not say EIO when a page is invalidated under it',
		functions: ['generic_file_read_new'],
	},
	{
		commits: ['1528cec1'],
		date: '2005-01-07',
		what: 'O_DIRECT writes unmap first; invalidation unmaps',
		functions: ['generic_file_direct_IO'],
	},
	{
		commits: ['16e2fee4', 'e19d8ad3', '5efa1de0', 'a89c7876'],
		date: '2005-01-07',
		what: 'unmapping a range may drop its lock and start over',
		functions: ['vma_link'],
	},
	{
		commits: ['49d9d30b'],
		date: '2005-01-25',
		what: 'smp_wmb and smp_rmb between i_size and truncate_count, smp_mb behind the count',
		functions: [],
	},
	{
		commits: ['9c730673'],
		date: '2005-03-13',
		what: 'mlock merges vmas',
		functions: ['do_mlock_from'],
	},
	{
		commits: ['c475a8ab'],
		date: '2005-06-21',
		what: 'a write fault counts ptes and swap ptes, and not references, before it reuses a page',
		functions: ['can_share_swap_page'],
	},
	{
		commits: ['d08b3851'],
		date: '2006-09-25',
		what: 'a store through a shared mapping makes the page dirty, and writing it makes its ptes read-only; the day is recalled',
		functions: ['do_wp_page', 'shrink_page_write'],
	},
	{
		commits: ['204ec841'],
		date: '2006-09-25',
		what: 'msync writes the file without mmap_sem and looks at no ptes; the day is recalled',
		functions: ['sys_msync'],
	},
	{
		commits: ['2f77d107'],
		date: '2006-12-16',
		what: 'mincore copies its answer without mmap_sem; the day is recalled',
		functions: ['sys_mincore'],
	},
	{
		commits: ['fba2591b'],
		date: '2006-12-31',
		what: 'invalidation does not throw dirty data away',
		functions: ['invalidate2_one_page', 'invalidate_inode_pages2'],
	},
	{
		commits: ['3ee6dafc'],
		date: '2007-07-19',
		what: 'only memory files may have nonlinear vmas; the month is recalled',
		functions: [],
	},
	{
		commits: ['a32ea1e1'],
		date: '2007-07-19',
		what: 'read() and the size once more; the month is recalled',
		functions: [],
	},
	{
		commits: ['d00806b1'],
		date: '2007-07-19',
		what: 'a fault holds the page lock until the pte is set',
		functions: ['filemap_nopage_at'],
	},
	{
		commits: ['54cb8821'],
		date: '2007-07-19',
		what: 'one fault handler for linear and nonlinear pages',
		functions: ['do_file_page'],
	},
];

/** The day of each kernel that a variant stands for; those of 2.6.11 and 2.6.23 are recalled. */
export const releases: Readonly<Record<string, string>> = {
	'2.6.7': '2004-06-16',
	'2.6.11': '2005-03-02',
	'2.6.23': '2007-10-09',
};

export interface Lack {
	readonly commit: string;
	/** Null: none of them has it. */
	readonly variants: readonly string[] | null;
	readonly why: string;
}

const of23 = ['fault-page-lock-once', 'fault-page-lock', 'fault-read-retry'];

export const lacks: readonly Lack[] = [
	{
		commit: '12eda644',
		variants: null,
		why: 'no page table is mapped by kmap here, so that nothing was to mend',
	},
	{
		commit: 'acf23ce3',
		variants: null,
		why: 'whether a task sleeps or spins for the lock changes no order; mremap, which may not sleep with it, takes it for each page, and here once for all',
	},
	{
		commit: '48631e3c',
		variants: null,
		why: 'no inode is marked dirty here, so that nothing was to mend',
	},
	{
		commit: '88942e3f',
		variants: null,
		why: 'it is another rmap than that of 2.6.7, which answers the mail: V20 in variants/not-expressed.ts',
	},
	{
		commit: '16e2fee4',
		variants: [
			'invalidate2-range',
			'punch-hole',
			'punch-hole-unmap',
			...of23,
			'fault-both',
			'punch-extents',
			'invalidate-lock',
			'linux-3-14',
			'linux-6-18',
		],
		why: 'it is what unmap-restart is about',
	},
	{
		commit: '49d9d30b',
		variants: null,
		why: 'it is what truncate-count-barriers is about, and nothing where memory is sequentially consistent',
	},
	{
		commit: '9c730673',
		variants: [
			...of23,
			'fault-both',
			'unmap-restart',
			'unmap-restart-mutex',
			'punch-extents',
			'invalidate-lock',
		],
		why: 'it changes the number of vmas, and none of the claims',
	},
	{
		commit: 'c475a8ab',
		variants: ['linux-6-18'],
		why: 'since 5.9 references count again (09854ba94c6a), and reclaim leaves alone what is pinned (feb889fb40fa, 5.11)',
	},
	{
		commit: '7dd60849',
		variants: ['linux-6-18'],
		why: 'its remap_file_pages() unmaps as munmap() does, which flushes the TLB behind set_page_dirty(); 1cf35d47 (3.15) and 5df397de (6.2) are left out',
	},
	{ commit: '3ee6dafc', variants: null, why: 'no file here is one of memory only' },
	{ commit: 'a32ea1e1', variants: null, why: 'read() is that of 2.6.11' },
	{ commit: '54cb8821', variants: of23, why: 'it is what fault-both is about' },
];
