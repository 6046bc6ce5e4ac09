/*
 * variants/thread/truncate-count-two.ts - mm: two counters tell a fault that it met a truncation
 *
 * > we're fixing userspace data corruption with an app trapping SIGBUS
 *
 * Andrea Arcangeli in June; his proposal is of 15 May: vmtruncate counts one up before it unmaps
 * and another after truncate_inode_pages(); a fault reads the second before nopage and compares it
 * with the first under page_table_lock. They differ when a truncation overlaps: the fault waits on
 * i_sem and tries again.
 *
 * Open: invalidation and install_page() take no part, as only vmtruncate and do_no_page are named.
 * The wait is a lock and unlock of i_sem with mmap_sem held for read, which is how it is told.
 */
import { add, become, load, lock, store, unlock } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	i_size,
	invalidate_count,
	IS,
	mk_pte,
	mm_rss,
	NOPAGE_OOM,
	NOPAGE_SIGBUS,
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
	vm_file,
	vm_flags,
	vm_page_prot,
	VM_SHARED,
	type address_space,
	type mm_struct,
	type pte_addr,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

/**
 * Maps a page where there was none. If a truncation is under way, or was since before nopage, the
 * page is given back, the truncation waited for, and nopage asked once more.
 * @kernel mm/memory.c:do_no_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity followed
 */
function* do_no_page(
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

	// -mm: drivers' nopage pages never have a mapping.
	yield* this.do_no_page_anon(new_page);

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
		yield* lock(IS, mapping);
		yield* unlock(IS, mapping);
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
function* vmtruncate(this: Kernel, mapping: address_space, offset: number): Task<number> {
	const size = yield* load(i_size, mapping);
	yield* store(i_size, mapping, offset);
	if (size < offset) return 0;
	yield* add(truncate_count, mapping, 1); // tells do_no_page()
	yield* lock(SS, mapping);
	const pgoff = (offset + PAGE_SIZE - 1) >> PAGE_SHIFT;
	yield* this.vmtruncate_list(mapping, 0, pgoff);
	yield* this.vmtruncate_list(mapping, 1, pgoff);
	yield* unlock(SS, mapping);
	yield* this.truncate_inode_pages(mapping, offset);
	yield* add(invalidate_count, mapping, 1);
	yield* this.truncate_blocks(mapping, pgoff);
	return 0;
}

const variant: Variant = defineVariant({
	name: 'truncate-count-two',
	subject: 'mm: two counters tell a fault that it met a truncation',
	from: 'Andrea Arcangeli, 15 May 2003 02:49 UTC, "Race between vmtruncate and mapped areas?"',
	date: '2003-05-15',
	replaces: { do_no_page, vmtruncate },
	claims: {
		'orphan page mapped': 'never',
		'access beyond EOF succeeds': 'never',
		'lost dirty data': 'never',
	},
});

export default variant;
