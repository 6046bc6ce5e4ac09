/*
 * variants/thread/invalidate2-two-counters.ts - mm: two counters around all that leaves the cache
 *
 * > we're fixing userspace data corruption with an app trapping SIGBUS
 *
 * Andrea Arcangeli's two counters (15 May 2003) against Dave McCracken's one (12 June), for a caller that
 * removes pages inside i_size: the first counter goes up before anything is unmapped, the second after it
 * has left the cache; a fault that has read the second before nopage and finds the first different under
 * page_table_lock tries again.
 *
 * Open: his patch brackets vmtruncate only. Here invalidation does the same, page by page, which is what
 * his argument asks for, so the claims are a reading. It unmaps whether or not the page is mapped
 * (invalidate2-two-mapped looks first). It may run without i_sem: so counting is one step
 * (invalidate2-two-plain has his ++), and a fault does not sleep before it tries again. On top of
 * invalidate2-range.
 */
import {
	add,
	become,
	list_next,
	load,
	lock,
	store,
	unlock,
} from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	i_mmap,
	i_mmap_nonlinear,
	i_mmap_shared,
	i_size,
	invalidate_count,
	mk_pte,
	mm_rss,
	NOPAGE_OOM,
	NOPAGE_SIGBUS,
	page_index,
	page_mapped,
	page_mapping,
	PAGE_SHIFT,
	PAGE_SIZE,
	pte_mkwrite_dirty,
	pte_none,
	pte_word,
	PTL,
	set_pte,
	SS,
	truncate_count,
	VM_FAULT_MAJOR,
	VM_FAULT_MINOR,
	VM_FAULT_OOM,
	VM_FAULT_SIGBUS,
	vm_end,
	vm_file,
	vm_flags,
	vm_page_prot,
	VM_SHARED,
	vm_start,
	type address_space,
	type mm_struct,
	type page,
	type pte_addr,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import invalidate2Range from './invalidate2-range.ts';
import type { Patched as Below } from './invalidate2-range.ts';

/** The kernel with the unmapping of invalidate2-range and the list of nonlinear-aware. */
export type Patched = PatchedBy<typeof import('./invalidate2-two-counters.ts'), Below>;

/**
 * Maps a page where there was none. If a removal is under way, or was since before nopage, the page is given
 * back and nopage asked once more.
 * @kernel mm/memory.c:do_no_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity followed
 */
export function* do_no_page(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	write: number,
	ptep: pte_addr,
): Task<number> {
	const mapping = yield* load(vm_file, vma);
	if (mapping === 0) return yield* this.do_anonymous_page(mm, vma, address, write, ptep);
	yield* unlock(PTL, mm);

	const sequence = yield* load(invalidate_count, mapping);
	let new_page = yield* this.filemap_nopage(vma, address);
	if (new_page === NOPAGE_SIGBUS) return VM_FAULT_SIGBUS;
	if (new_page === NOPAGE_OOM) return VM_FAULT_OOM;

	let pte_chain = yield* this.pte_chain_alloc(1);
	if (pte_chain === 0) return VM_FAULT_OOM;

	const flags = yield* load(vm_flags, vma);
	if (write && !(flags & VM_SHARED)) {
		const page = yield* this.do_no_page_early_cow(new_page);
		if (page === 0) {
			yield* this.pte_chain_free(pte_chain);
			return VM_FAULT_OOM;
		}
		new_page = page;
	}

	yield* lock(PTL, mm);
	if ((yield* load(truncate_count, mapping)) !== sequence) {
		yield* unlock(PTL, mm);
		yield* this.page_cache_release(new_page);
		yield* this.pte_chain_free(pte_chain);
		yield* lock(PTL, mm);
		return yield* become('do_no_page', mm, vma, address, write, ptep);
	}
	const page_table = yield* this.pte_offset_map(mm, address);
	if (page_table !== 0 && pte_none(yield* load(pte_word, page_table))) {
		yield* add(mm_rss, mm, 1);
		let entry = mk_pte(new_page, vm_page_prot(flags));
		if (write) entry = pte_mkwrite_dirty(entry);
		yield* set_pte(page_table, entry);
		pte_chain = yield* this.page_add_rmap(new_page, page_table, pte_chain);
	} else {
		yield* this.page_cache_release(new_page);
		yield* unlock(PTL, mm);
		yield* this.pte_chain_free(pte_chain);
		return VM_FAULT_MINOR;
	}
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	return VM_FAULT_MAJOR;
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
	yield* add(truncate_count, mapping, 1); // tells do_no_page()
	yield* lock(SS, mapping);
	const pgoff = (offset + PAGE_SIZE - 1) >> PAGE_SHIFT;
	yield* this.vmtruncate_list(mapping, 0, pgoff);
	yield* this.vmtruncate_list(mapping, 1, pgoff);
	yield* this.vmtruncate_nonlinear(mapping, pgoff);
	yield* unlock(SS, mapping);
	yield* this.truncate_inode_pages(mapping, offset);
	yield* add(invalidate_count, mapping, 1);
	yield* this.truncate_blocks(mapping, pgoff);
	return 0;
}

/**
 * Body of invalidate_inode_pages2()'s loop: the two counters bracket unmapping and removal.
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
	let after = next + 1;
	if ((yield* load(page_mapping, page)) === mapping) {
		yield* this.wait_on_page_writeback(page);
		after = (yield* load(page_index, page)) + 1;
		yield* add(truncate_count, mapping, 1); // tells do_no_page()
		do yield* this.unmap_mapping_page(mapping, page);
		while (yield* page_mapped(page));
		yield* this.invalidate_complete_page(mapping, page);
		yield* add(invalidate_count, mapping, 1);
	}
	yield* this.unlock_page(page);
	return after;
}

/**
 * Unmaps one page from every vma of the file. A nonlinear vma is searched for it, and a file-pte stays
 * where it was. Private copies stay.
 * @part-of mm/memory.c:unmap_mapping_range
 * @locked page
 * @fidelity followed
 */
export function* unmap_mapping_page(this: Patched, mapping: address_space, page: page): Task {
	const index = yield* load(page_index, page);
	yield* lock(SS, mapping);
	for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			yield* this.unmap_page_from_vma(vma, page);
			vma = yield* list_next(list, mapping, vma);
		}
	}
	let swept = yield* list_next(i_mmap_nonlinear, mapping, 0);
	while (swept !== 0) {
		const start = yield* load(vm_start, swept);
		yield* this.zap_page_range(swept, start, (yield* load(vm_end, swept)) - start, -index - 1);
		swept = yield* list_next(i_mmap_nonlinear, mapping, swept);
	}
	yield* unlock(SS, mapping);
}

const variant: Variant = defineVariant({
	name: 'invalidate2-two-counters',
	subject: 'mm: two counters around all that leaves the cache',
	from: 'Andrea Arcangeli, 15 May 2003, carried over to invalidation; "Race between vmtruncate and mapped areas?"',
	date: '2003-05-15',
	base: invalidate2Range,
	replaces: { do_no_page, vmtruncate, invalidate2_one_page },
	adds: { unmap_mapping_page },
	claims: {
		'orphan page mapped': 'never',
		'two copies of one file page': 'never',
		'lost dirty data': 'never',
	},
});

export default variant;
