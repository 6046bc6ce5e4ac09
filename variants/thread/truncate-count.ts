/*
 * variants/thread/truncate-count.ts - mm: one counter tells a fault that it met a truncation
 *
 * > a single increment is sufficient
 *
 * Dave McCracken, 12 June 2003: one truncate_count, counted up before anything is unmapped; a fault
 * reads it before nopage and compares under page_table_lock. i_size is lower by then, so nopage
 * refuses.
 *
 * Open: where the invalidation of mapped pages would count; nothing here unmaps before it
 * invalidates, so only vmtruncate does. install_page() does not look. The count moves with
 * i_shared_sem held. The barriers that -mm added are nothing here, where memory is sequentially
 * consistent.
 */
import { add, become, load, lock, store, unlock } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	i_size,
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
	type page,
	type pte_addr,
	type pte_chain,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';

/** The kernel with the parts of do_no_page() that this patch adds. */
export type Patched = PatchedBy<typeof import('./truncate-count.ts')>;

/**
 * Maps a page where there was none.
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
	const sequence = yield* this.do_no_page_count(mapping);
	return yield* become('do_no_page_retry', mapping, mm, vma, address, write, sequence);
}

/**
 * do_no_page() from its label `retry` on. If a truncation has begun to unmap since before nopage, the page is given
 * back and nopage asked once more; it looks at i_size, which is lower by then.
 * @part-of mm/memory.c:do_no_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* do_no_page_retry(
	this: Patched,
	mapping: address_space,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	write: number,
	sequence: number,
): Task<number> {
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
		return yield* become('do_no_page_again', mapping, mm, vma, address, write, new_page, pte_chain);
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
 * What do_no_page() remembers before nopage, to compare it with truncate_count afterwards.
 * @part-of mm/memory.c:do_no_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* do_no_page_count(this: Kernel, mapping: address_space): Task<number> {
	const sequence = yield* load(truncate_count, mapping);
	return sequence;
}

/**
 * A fault that met a truncation tries again. It reads the count before it drops page_table_lock, and no barrier of its
 * own stands behind. Nobody frees the chain node that it has allocated already: it leaked until f7ba33ab of
 * 4 October 2003.
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
	_pte_chain: pte_chain,
): Task<number> {
	const sequence = yield* load(truncate_count, mapping);
	yield* unlock(PTL, mm);
	yield* this.page_cache_release(new_page);
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
	yield* lock(SS, mapping);
	yield* add(truncate_count, mapping, 1); // tells do_no_page()
	const pgoff = (offset + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	yield* this.vmtruncate_list(mapping, 0, pgoff);
	yield* this.vmtruncate_list(mapping, 1, pgoff);
	yield* unlock(SS, mapping);
	yield* this.truncate_inode_pages(mapping, offset);
	yield* this.truncate_blocks(mapping, pgoff);
	return 0;
}

const variant: Variant = defineVariant({
	name: 'truncate-count',
	subject: 'mm: one counter tells a fault that it met a truncation',
	from: 'Dave McCracken, 12 Jun 2003, "[PATCH] Fix vmtruncate race and distributed filesystem race"',
	date: '2003-06-12',
	replaces: { do_no_page, vmtruncate },
	adds: { do_no_page_count, do_no_page_retry, do_no_page_again },
	claims: {
		'orphan page mapped': 'never',
		'lost dirty data': 'never',
	},
});

export default variant;
