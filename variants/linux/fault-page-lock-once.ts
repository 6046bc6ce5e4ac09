/*
 * variants/linux/fault-page-lock-once.ts - mm: a fault holds the page lock until it has set the pte
 *
 * > the locking protocol fails in the case where we would like to
 * > invalidate pagecache inside i_size
 *
 * That is truncate_count. Nick Piggin, 19 July 2007 (d00806b1): nopage returns the page locked,
 * with its mapping and i_size looked at under the lock, which is held until the pte is set.
 * Truncation and invalidation unmap a mapped page while they hold its lock. do_no_page() loses its
 * counter.
 *
 * On top of invalidate2-range, with c475a8ab of 2.6.13 (variants/mends-swap.ts) and the dirty pages of 2.6.19
 * (variants/mends-dirty.ts). Left out: the second
 * unmap_mapping_range() of vmtruncate, for private copies; fault-page-lock has both. So the claims are a
 * reading. Open: a dirty page stays in the file when it is invalidated; a read is waited for, as since
 * May 2008 (fault-read-retry does not); without memory for a pte_chain, which 2.6.23 did not have, the
 * locked page is given back. install_page() goes without the lock, as it did until 54cb8821.
 */
import { add, become, load, lock, store, unlock } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import { try_to_unmap_one } from '../../harness/mm/rmap.ts';
import {
	ClearPageMappedToDisk,
	ClearPageUptodate,
	EIO,
	ENOMEM,
	get_page,
	i_size,
	mk_pte,
	mm_rss,
	NOPAGE_OOM,
	NOPAGE_SIGBUS,
	page_contents,
	page_index,
	page_mapped,
	page_mapping,
	PAGE_SHIFT,
	PAGE_SIZE,
	PagePrivate,
	PageUptodate,
	pte_mkwrite_dirty,
	pte_none,
	pte_word,
	PTL,
	set_pte,
	SetPageAnon,
	SS,
	VM_FAULT_MAJOR,
	VM_FAULT_MINOR,
	VM_FAULT_OOM,
	VM_FAULT_SIGBUS,
	vm_file,
	vm_flags,
	VM_SHARED,
	type address_space,
	type mm_struct,
	type page,
	type pte_addr,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import { sys_mincore } from '../mends.ts';
import {
	clear_page_dirty_for_io,
	do_fsync,
	do_wp_page,
	do_wp_page_reuse,
	do_wp_page_shared,
	file_page_prot,
	mpage_writepages_one,
	msync_on,
	page_mkclean,
	page_mkclean_one,
	set_page_dirty_fault,
	shrink_page_write,
	sys_msync,
} from '../mends-dirty.ts';
import { can_share_swap_page, do_swap_page_map, page_swapcount } from '../mends-swap.ts';
import invalidate2Range from '../thread/invalidate2-range.ts';
import type { Patched as Below } from '../thread/invalidate2-range.ts';

/** The kernel with the unmapping of invalidate2-range. */
export type Patched = PatchedBy<
	typeof import('./fault-page-lock-once.ts'),
	Below & typeof import('../mends-dirty.ts')
>;
/**
 * Maps a page where there was none. nopage returns the page locked, and it stays so until the pte
 * is set: whoever takes it out of the file does that before or unmaps it afterwards. What is stored in a shared page is
 * told to the page behind that.
 * @kernel mm/memory.c:do_no_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity followed
 */
export function* do_no_page(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	write: number,
	ptep: pte_addr,
): Task<number> {
	const mapping = yield* load(vm_file, vma);
	if (mapping === 0) return yield* this.do_anonymous_page(mm, vma, address, write, ptep);
	yield* unlock(PTL, mm);

	const file_page = yield* this.filemap_nopage(vma, address);
	if (file_page === NOPAGE_SIGBUS) return VM_FAULT_SIGBUS;
	if (file_page === NOPAGE_OOM) return VM_FAULT_OOM;

	let pte_chain = yield* this.pte_chain_alloc(1);
	if (pte_chain === 0) {
		yield* this.unlock_page(file_page);
		yield* this.page_cache_release(file_page);
		return VM_FAULT_OOM;
	}

	const flags = yield* load(vm_flags, vma);
	const copied = write !== 0 && !(flags & VM_SHARED);
	const dirties = write !== 0 && !copied;
	let new_page: page = file_page;
	if (copied) {
		const page = yield* this.do_no_page_early_cow(file_page);
		if (page === 0) {
			yield* this.unlock_page(file_page);
			yield* this.page_cache_release(file_page);
			yield* this.pte_chain_free(pte_chain);
			return VM_FAULT_OOM;
		}
		new_page = page;
	}

	let result = VM_FAULT_MAJOR;
	yield* lock(PTL, mm);
	const page_table = yield* this.pte_offset_map(mm, address);
	if (page_table !== 0 && pte_none(yield* load(pte_word, page_table))) {
		yield* add(mm_rss, mm, 1);
		let entry = mk_pte(new_page, yield* this.file_page_prot(flags));
		if (write) entry = pte_mkwrite_dirty(entry);
		yield* set_pte(page_table, entry);
		pte_chain = yield* this.page_add_rmap(new_page, page_table, pte_chain);
		if (dirties) yield* get_page(file_page);
		yield* unlock(PTL, mm);
	} else {
		yield* unlock(PTL, mm);
		result = VM_FAULT_MINOR;
	}
	yield* this.unlock_page(file_page);
	if (dirties && result === VM_FAULT_MAJOR) yield* this.set_page_dirty_fault(file_page);
	if (copied) yield* this.page_cache_release(file_page);
	if (result === VM_FAULT_MINOR) yield* this.page_cache_release(new_page);
	yield* this.pte_chain_free(pte_chain);
	return result;
}

/**
 * Write fault on a private mapping: copies the file page at once. 0 when there is no memory.
 * The file page stays locked and the caller keeps its reference.
 * @part-of mm/memory.c:do_no_page
 * @locked page, mmap_sem for read
 * @fidelity followed
 */
export function* do_no_page_early_cow(this: Kernel, new_page: page): Task<number> {
	const page = yield* this.alloc_page(1);
	if (page === 0) return 0;
	yield* store(page_contents, page, yield* load(page_contents, new_page));
	yield* this.lru_cache_add_active(page);
	yield* SetPageAnon(page);
	return page;
}

/**
 * filemap_nopage() from its label retry_all on. What comes back is locked, of this file, and not
 * beyond its end.
 * @part-of mm/filemap.c:filemap_fault
 * @locked mmap_sem for read
 * @fidelity customised: no readahead
 */
export function* filemap_nopage_at(
	this: Kernel,
	mapping: address_space,
	pgoff: number,
): Task<number> {
	const size = ((yield* load(i_size, mapping)) + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	if (pgoff >= size) return NOPAGE_SIGBUS;
	const page = yield* this.filemap_find_or_read(mapping, pgoff);
	if (page <= 0) return page === -ENOMEM ? NOPAGE_OOM : NOPAGE_SIGBUS;
	if (!(yield* PageUptodate(page)) && (yield* this.filemap_read_twice(mapping, page)) === -EIO) {
		yield* this.page_cache_release(page);
		return NOPAGE_SIGBUS;
	}
	yield* this.lock_page(page);
	// Did it get truncated?
	if ((yield* load(page_mapping, page)) !== mapping) {
		yield* this.unlock_page(page);
		yield* this.page_cache_release(page);
		return yield* become('filemap_nopage_at', mapping, pgoff);
	}
	// Must recheck i_size under page lock
	const now = ((yield* load(i_size, mapping)) + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	if (pgoff >= now) {
		yield* this.unlock_page(page);
		yield* this.page_cache_release(page);
		return NOPAGE_SIGBUS;
	}
	yield* this.mark_page_accessed(page);
	return page;
}

/**
 * Sets a new size. Shrinking unmaps by address first, then removes the pages: the two steps are not
 * done under any one lock.
 * @kernel mm/memory.c:vmtruncate
 * @locked inode->i_sem
 * @fidelity customised: no limits on growing; i_op->truncate frees nothing that is modelled but disk blocks
 */
export function* vmtruncate(this: Patched, mapping: address_space, offset: number): Task<number> {
	const size = yield* load(i_size, mapping);
	yield* store(i_size, mapping, offset);
	if (size < offset) return 0;
	yield* lock(SS, mapping);
	const pgoff = (offset + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	yield* this.vmtruncate_list(mapping, 0, pgoff);
	yield* this.vmtruncate_list(mapping, 1, pgoff);
	yield* this.vmtruncate_nonlinear(mapping, pgoff);
	yield* unlock(SS, mapping);
	yield* this.truncate_inode_pages(mapping, offset);
	yield* this.truncate_blocks(mapping, pgoff);
	return 0;
}

/**
 * Takes one page out of its mapping. What maps it is unmapped first; the page lock keeps
 * faults away from then on.
 * @kernel mm/truncate.c:truncate_complete_page
 * @locked page
 * @fidelity followed
 */
export function* truncate_complete_page(this: Patched, mapping: address_space, page: page): Task {
	if ((yield* load(page_mapping, page)) !== mapping) return;

	if (yield* page_mapped(page)) yield* this.unmap_mapping_page(mapping, page);
	if (yield* PagePrivate(page)) yield* this.do_invalidatepage(page, 0);

	yield* this.clear_page_dirty(page);
	yield* ClearPageUptodate(page);
	yield* ClearPageMappedToDisk(page);
	yield* this.remove_from_page_cache(page);
	yield* this.page_cache_release(page); // pagecache ref
}

/**
 * Body of invalidate_inode_pages2()'s loop: a mapped page is unmapped, once: its lock keeps
 * faults away. A dirty one stays.
 * @part-of mm/truncate.c:invalidate_inode_pages2
 * @locked none
 * @fidelity followed
 */
export function* invalidate2_one_page(
	this: Patched,
	mapping: address_space,
	page: page,
	next: number,
): Task<number> {
	yield* this.lock_page(page);
	let after = next;
	if ((yield* load(page_mapping, page)) === mapping) {
		yield* this.wait_on_page_writeback(page);
		after = (yield* load(page_index, page)) + 1;
		if (yield* page_mapped(page)) yield* this.unmap_mapping_page(mapping, page);
		yield* this.invalidate_complete_page(mapping, page);
	}
	yield* this.unlock_page(page);
	return after;
}

const variant: Variant = defineVariant({
	name: 'fault-page-lock-once',
	subject: 'mm: a fault holds the page lock until it has set the pte',
	from: 'Nick Piggin, 19 Jul 2007, Linux 2.6.23 (commit d00806b1), without its second unmap',
	date: '2007-07-19',
	version: '2.6.23',
	base: invalidate2Range,
	replaces: {
		do_no_page,
		do_no_page_early_cow,
		filemap_nopage_at,
		vmtruncate,
		truncate_complete_page,
		invalidate2_one_page,
		do_wp_page,
		mpage_writepages_one,
		shrink_page_write,
		sys_msync,
		sys_mincore,
		try_to_unmap_one,
		can_share_swap_page,
	},
	adds: {
		do_swap_page_map,
		page_swapcount,
		file_page_prot,
		set_page_dirty_fault,
		do_wp_page_reuse,
		do_wp_page_shared,
		clear_page_dirty_for_io,
		page_mkclean,
		page_mkclean_one,
		msync_on,
		do_fsync,
	},
	claims: {
		'orphan page mapped': 'never',
		'access beyond EOF succeeds': 'sometimes',
		'kernel BUG': 'never',
		deadlock: 'never',
	},
});

export default variant;
