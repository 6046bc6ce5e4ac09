/*
 * variants/thread/invalidate2-two-counters.ts - mm: two counters around all that leaves the cache
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
 * No claim on dirty data: invalidate2-range throws it away.
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
	page_index,
	page_mapping,
	PAGE_SHIFT,
	PAGE_SIZE,
	PTL,
	SS,
	truncate_count,
	vm_end,
	vm_start,
	type address_space,
	type mm_struct,
	type page,
	type pte_chain,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import { do_no_page_count } from './truncate-count-two.ts';
import invalidate2Range from './invalidate2-range.ts';
import type { Patched as Below } from './invalidate2-range.ts';

/** The kernel with the unmapping of invalidate2-range and the list of nonlinear-aware. */
export type Patched = PatchedBy<typeof import('./invalidate2-two-counters.ts'), Below>;

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
	const pgoff = (offset + PAGE_SIZE - 1) >>> PAGE_SHIFT;
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
	let after = next;
	if ((yield* load(page_mapping, page)) === mapping) {
		yield* this.wait_on_page_writeback(page);
		after = (yield* load(page_index, page)) + 1;
		yield* add(truncate_count, mapping, 1); // tells do_no_page()
		yield* this.unmap_mapping_page(mapping, page);
		yield* this.invalidate2_unmap(mapping, page);
		const error = yield* this.invalidate2_remove(mapping, page);
		yield* add(invalidate_count, mapping, 1);
		if (error !== 0) after = error;
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

/**
 * Who unmaps and removes nothing need not tell faults: a first count without a second would keep them waiting.
 * @part-of mm/memory.c:unmap_mapping_range
 * @locked i_shared_sem
 * @fidelity customised: does nothing; 2.6.11 counts here
 */
export function* unmap_mapping_count(this: Kernel, _mapping: address_space): Task {}

/**
 * A fault that met a removal tries again, at once, with the second count as it is by now.
 * @part-of mm/memory.c:do_no_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity customised: the patch waits for i_sem first
 */
export function* do_no_page_again(
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
	const sequence = yield* this.do_no_page_count(mapping);
	return yield* become('do_no_page_retry', mapping, mm, vma, address, write, sequence);
}

const variant: Variant = defineVariant({
	name: 'invalidate2-two-counters',
	subject: 'mm: two counters around all that leaves the cache',
	from: 'Andrea Arcangeli, 15 May 2003, carried over to invalidation; "Race between vmtruncate and mapped areas?"',
	date: '2003-05-15',
	base: invalidate2Range,
	replaces: { vmtruncate, invalidate2_one_page },
	adds: { do_no_page_count, do_no_page_again, unmap_mapping_count, unmap_mapping_page },
	claims: {
		'orphan page mapped': 'never',
		'two copies of one file page': 'never',
	},
});

export default variant;
