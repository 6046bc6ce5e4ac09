/*
 * variants/thread/truncate-count-barriers.ts - mm: smp_rmb between truncate_count and i_size
 *
 * > memory barriers for the no_page race fix
 *
 * V17c. The reader's half, on top of the writer's: a fault that has seen the new count must not have
 * looked at i_size before. -mm had barriers in 2003; one between truncate_count and i_size was found to
 * be missing in 2.6.11-rc3 (25 Jan 2005, 49d9d30b). Where it stands follows from what it orders.
 * Claims are what it is meant to achieve.
 */
import { add, become, load, lock, smp_rmb, unlock } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	mk_pte,
	mm_rss,
	NOPAGE_OOM,
	NOPAGE_SIGBUS,
	pte_mkwrite_dirty,
	pte_none,
	pte_word,
	PTL,
	set_pte,
	truncate_count,
	VM_FAULT_MAJOR,
	VM_FAULT_MINOR,
	VM_FAULT_OOM,
	VM_FAULT_SIGBUS,
	vm_file,
	vm_flags,
	vm_page_prot,
	VM_SHARED,
	type mm_struct,
	type pte_addr,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';
import truncateCountWmb from './truncate-count-wmb.ts';

/**
 * Maps a page where there was none. If a truncation has begun to unmap since before nopage, the
 * page is given back and nopage asked once more; it looks at i_size, which is lower by then.
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

	const sequence = yield* load(truncate_count, mapping);
	yield* smp_rmb(); // nopage looks at i_size after this
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

const variant: Variant = defineVariant({
	name: 'truncate-count-barriers',
	subject: 'mm: smp_rmb between truncate_count and i_size',
	from: '25 Jan 2005, 2.6.11-rc3, 49d9d30b',
	date: '2005-01-25',
	base: truncateCountWmb,
	replaces: { do_no_page },
	claims: {
		'orphan page mapped': 'never',
	},
});

export default variant;
