/*
 * variants/thread/truncate-count-barriers.ts - mm: truncate_count is ordered on both sides
 *
 * > memory barriers for the no_page race fix
 *
 * V17c. The reader's half, on top of the writer's: a fault that has seen the new count must not have
 * looked at i_size before. The counter came with smp_rmb() and without smp_wmb() (2.6.0 to 2.6.10, 53b6fb60);
 * 5efa1de0 (7 Jan 2005) removed the one, and 49d9d30b (25 Jan, 2.6.11-rc3) added both, and behind the count
 * smp_mb(), lest ptes are read before others can see the count. smp_rmb() stands before the label `retry` in both: who
 * tries again has only the locks in between. Claims are what it is meant to achieve.
 */
import {
	add,
	become,
	load,
	lock,
	smp_mb,
	smp_wmb,
	store,
	unlock,
} from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	i_size,
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
import { do_no_page_count } from './truncate-count-rmb.ts';
import truncateCountWmb from './truncate-count-wmb.ts';

/**
 * Sets a new size, and lets it be seen before the count. Shrinking unmaps by address first, which must not look at
 * ptes before the count is seen, then removes the pages: the two steps are not done under any one lock.
 * @kernel mm/memory.c:vmtruncate
 * @locked inode->i_sem
 * @fidelity customised: no limits on growing; i_op->truncate frees nothing that is modelled but disk blocks
 */
function* vmtruncate(this: Kernel, mapping: address_space, offset: number): Task<number> {
	const size = yield* load(i_size, mapping);
	yield* store(i_size, mapping, offset);
	if (size < offset) return 0;
	yield* lock(SS, mapping);
	yield* smp_wmb(); // who sees the count sees the size
	yield* add(truncate_count, mapping, 1); // tells do_no_page()
	yield* smp_mb(); // ptes are looked at after this
	const pgoff = (offset + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	yield* this.vmtruncate_list(mapping, 0, pgoff);
	yield* this.vmtruncate_list(mapping, 1, pgoff);
	yield* unlock(SS, mapping);
	yield* this.truncate_inode_pages(mapping, offset);
	yield* this.truncate_blocks(mapping, pgoff);
	return 0;
}

/**
 * A fault that met a truncation tries again. The chain node is freed by now (f7ba33ab, 4 October 2003).
 * @part-of mm/memory.c:do_no_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity followed
 */
function* do_no_page_again(
	this: Kernel,
	mapping: address_space,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	write: number,
	new_page: page,
	pte_chain: pte_chain,
): Task<number> {
	const sequence = yield* load(truncate_count, mapping);
	yield* unlock(PTL, mm);
	yield* this.page_cache_release(new_page);
	yield* this.pte_chain_free(pte_chain);
	return yield* become('do_no_page_retry', mapping, mm, vma, address, write, sequence);
}

const variant: Variant = defineVariant({
	name: 'truncate-count-barriers',
	subject: 'mm: truncate_count is ordered on both sides',
	from: '25 Jan 2005, 2.6.11-rc3, 49d9d30b',
	date: '2005-01-25',
	base: truncateCountWmb,
	replaces: { vmtruncate },
	adds: { do_no_page_count, do_no_page_again },
	claims: {
		'orphan page mapped': 'never',
	},
});

export default variant;
