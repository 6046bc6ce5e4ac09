/*
 * mm/lock-order.ts - which lock is taken inside which, in 2.5.66 with objrmap.
 *
 * Only acquisitions that wait are listed: a trylock that fails gives up and so cannot deadlock. That is
 * why reclaim may take PTL and SS inside CL. The order is transitive, and a line that follows from two
 * others is left out. Names are those of the locks in mm_types.ts. The head of rmap.ts draws the part
 * about rmap as a tree; lock-order.test.ts holds the two against each other.
 */
interface LockOrderEdge {
	readonly outer: string;
	readonly inner: string;
	/** Where the kernel nests them like that. */
	readonly source: string;
}

export const lockOrder: readonly LockOrderEdge[] = [
	{ outer: 'IS', inner: 'SS', source: 'do_truncate, vmtruncate' },
	{ outer: 'IS', inner: 'PL', source: 'do_truncate, truncate_inode_pages' },
	{ outer: 'MS', inner: 'SS', source: 'vma_link, remove_shared_vm_struct' },
	{ outer: 'MS', inner: 'PL', source: 'filemap_nopage, filemap_getpage, do_swap_page' },
	{ outer: 'PL', inner: 'SS', source: 'install_page, page_convert_anon' },
	{ outer: 'PL', inner: 'CL', source: 'shrink_list' },
	{ outer: 'PL', inner: 'PRIV', source: 'truncate_complete_page, try_to_free_buffers' },
	{ outer: 'PL', inner: 'TL', source: 'remove_from_page_cache' },
	{ outer: 'PL', inner: 'LRU', source: 'add_to_page_cache_lru, lru_cache_add' },
	{ outer: 'PL', inner: 'SLL', source: 'add_to_swap, get_swap_page' },
	{ outer: 'PL', inner: 'UM', source: '2.6.38: truncate_complete_page, unmap_mapping_range' },
	{ outer: 'IS', inner: 'UM', source: '2.6.38: vmtruncate, unmap_mapping_range' },
	{ outer: 'IS', inner: 'IL', source: '5.15: ext4_setattr, ext4_punch_hole' },
	{ outer: 'MS', inner: 'IL', source: '5.15: filemap_fault' },
	{ outer: 'IL', inner: 'SS', source: '5.15: ext4_setattr, unmap_mapping_range' },
	{ outer: 'IL', inner: 'PL', source: '5.15: filemap_update_page, truncate_inode_pages_range' },
	{ outer: 'UM', inner: 'SS', source: '2.6.38: unmap_mapping_range' },
	{ outer: 'SS', inner: 'PTL', source: 'vmtruncate_list, page_convert_anon' },
	{ outer: 'SS', inner: 'CL', source: 'page_convert_anon' },
	{ outer: 'PTL', inner: 'CL', source: 'page_add_rmap, page_remove_rmap' },
	{ outer: 'PTL', inner: 'PRIV', source: 'zap_pte_range, set_page_dirty' },
	{ outer: 'PTL', inner: 'TL', source: 'zap_pte_range, set_page_dirty' },
	{ outer: 'PTL', inner: 'LRU', source: 'zap_pte_range, mark_page_accessed' },
	{ outer: 'PTL', inner: 'SLL', source: 'zap_pte_range, free_swap_and_cache' },
	{ outer: 'PTL', inner: 'SDL', source: 'copy_page_range, swap_duplicate' },
	{ outer: 'CL', inner: 'PRIV', source: 'try_to_unmap, set_page_dirty' },
	{ outer: 'CL', inner: 'TL', source: 'try_to_unmap, set_page_dirty' },
	{ outer: 'CL', inner: 'LRU', source: '2.6.28: try_to_unmap, mlock_vma_page' },
	{ outer: 'CL', inner: 'SDL', source: 'try_to_unmap_one, swap_duplicate' },
	{ outer: 'PRIV', inner: 'TL', source: '__set_page_dirty_buffers' },
	{ outer: 'TL', inner: 'LRU', source: 'find_lock_page, page_cache_release' },
	{ outer: 'SLL', inner: 'SDL', source: 'get_swap_page, swap_info_get' },
	{ outer: 'SDL', inner: 'TL', source: 'remove_exclusive_swap_page' },
];
