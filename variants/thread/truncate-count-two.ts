/*
 * variants/thread/truncate-count-two.ts - mm: two counters tell a fault that it met a truncation
 *
 * Andrea Arcangeli's proposal of 15 May: vmtruncate counts one up before it unmaps
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
	PAGE_SHIFT,
	PAGE_SIZE,
	PTL,
	SS,
	truncate_count,
	type address_space,
	type mm_struct,
	type page,
	type pte_chain,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';
import { do_no_page, do_no_page_retry, type Patched } from './truncate-count.ts';

/**
 * What do_no_page() remembers before nopage, to compare it with truncate_count afterwards: the two differ
 * while a truncation is under way, and when there was one.
 * @part-of mm/memory.c:do_no_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* do_no_page_count(this: Kernel, mapping: address_space): Task<number> {
	return yield* load(invalidate_count, mapping);
}

/**
 * A fault that met a truncation waits for it, and tries again.
 * @part-of mm/memory.c:do_no_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity followed
 */
function* do_no_page_again(
	this: Patched,
	mapping: address_space,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	write: number,
	new_page: page,
	pte_chain: pte_chain,
): Task<number> {
	yield* unlock(PTL, mm);
	yield* this.page_cache_release(new_page);
	yield* this.pte_chain_free(pte_chain);
	yield* lock(IS, mapping);
	yield* unlock(IS, mapping);
	const sequence = yield* this.do_no_page_count(mapping);
	return yield* become('do_no_page_retry', mapping, mm, vma, address, write, sequence);
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
	const pgoff = (offset + PAGE_SIZE - 1) >>> PAGE_SHIFT;
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
	adds: { do_no_page_count, do_no_page_retry, do_no_page_again },
	claims: {
		'orphan page mapped': 'never',
		'access beyond EOF succeeds': 'never',
		'lost dirty data': 'never',
	},
});

export default variant;
