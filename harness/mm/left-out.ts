/*
 * mm/left-out.ts - functions on the modelled paths that have no entry of their own in the table, and why.
 * `rmaplab list kernel` counts them, so that the tally hides nothing.
 */

export interface LeftOut {
	readonly name: string;
	readonly kernel: string;
	/** As the tag of a function: 'customised: why' when its work is done elsewhere, else 'stubbed: why'. */
	readonly fidelity: string;
}

const folded = (name: string, kernel: string, into: string): LeftOut => ({
	name,
	kernel,
	fidelity: `customised: folded into ${into}`,
});
const absent = (name: string, kernel: string, why: string): LeftOut => ({
	name,
	kernel,
	fidelity: `stubbed: ${why}`,
});

export const leftOut: readonly LeftOut[] = [
	folded('zap_pmd_range', 'mm/memory.c:zap_pmd_range', 'unmap_page_range, as with a folded pmd'),
	folded('establish_pte', 'mm/memory.c:establish_pte', 'its callers: set_pte, and tlb-flushes.ts'),
	folded('break_cow', 'mm/memory.c:break_cow', 'do_wp_page'),
	folded('find_get_pages', 'mm/filemap.c:find_get_pages', 'pagevec_lookup and pagevec_take'),
	folded('do_generic_mapping_read', 'mm/filemap.c:do_generic_mapping_read', 'generic_file_read'),
	folded('do_writepages', 'mm/page-writeback.c:do_writepages', 'filemap_fdatawrite'),
	folded('try_to_free_buffers', 'fs/buffer.c:try_to_free_buffers', 'try_to_release_page'),
	folded(
		'prep_new_page',
		'mm/page_alloc.c:prep_new_page',
		'alloc_page; what it clears, free clears',
	),
	folded('bad_page', 'mm/page_alloc.c:bad_page', 'free_pages_check, as a BUG'),
	folded('__lock_page', 'mm/filemap.c:__lock_page', 'lock_page, the wait of the engine'),
	folded('notify_change', 'fs/attr.c:notify_change', 'do_truncate'),
	folded('inode_setattr', 'fs/attr.c:inode_setattr', 'do_truncate'),
	folded('pgtable_add_rmap', 'include/asm-generic/rmap.h:pgtable_add_rmap', 'pte_alloc_map'),
	absent('sync_page', 'mm/filemap.c:sync_page', 'I/O ends within the call that starts it'),
	absent('put_dirty_page', 'fs/exec.c:put_dirty_page', 'there is no exec'),
	absent('generic_delete_inode', 'fs/inode.c:generic_delete_inode', 'files are never deleted'),
	absent('shmem_populate', 'mm/shmem.c:shmem_populate', 'there is no tmpfs'),
	absent('shmem_getpage', 'mm/shmem.c:shmem_getpage', 'there is no tmpfs'),
	absent('shmem_writepage', 'mm/shmem.c:shmem_writepage', 'there is no tmpfs'),
	absent('move_to_swap_cache', 'mm/swap_state.c:move_to_swap_cache', 'there is no tmpfs'),
	absent('move_from_swap_cache', 'mm/swap_state.c:move_from_swap_cache', 'there is no tmpfs'),
	absent('read_cache_page', 'mm/filemap.c:read_cache_page', 'only metadata is read by it'),
];
