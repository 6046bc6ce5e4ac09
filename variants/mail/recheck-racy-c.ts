/*
 * variants/mail/recheck-racy-c.ts - mm: map a page, then look at page->mapping and undo
 *
 * > page table after vmtruncate_list passed that way; but it won't
 * > cover those racy pages which were found before, but are not yet
 * > put into the page table (e.g. those where your page_convert_anon
 * > bailed because page->mapping is now NULL). Worth adding checks
 * > for? but I don't think we have absolute locking against this.
 *
 * Each side writes, then reads what the other writes: a fault sets the pte and then looks at
 * page->mapping, truncation clears page->mapping and then looks at page_mapped(). Whoever comes second
 * undoes the mapping. Truncation waits for i_shared_sem and page_table_lock, which the order allows as
 * it holds only the page lock; it finds linear positions. The BUG()s of page_add_rmap() and
 * page_remove_rmap() on !page->mapping must go. It rests on the order that memory keeps; barriers are in
 * recheck-barriers.
 */
import {
	add,
	become,
	list_next,
	load,
	lock,
	unlock,
	xchg,
} from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	LINEAR,
	ClearPageMappedToDisk,
	ClearPageUptodate,
	EINVAL,
	ENOMEM,
	i_mmap,
	i_mmap_shared,
	mk_pte,
	mm_rss,
	NOPAGE_OOM,
	NOPAGE_SIGBUS,
	page_mapped,
	page_mapping,
	PagePrivate,
	pte_mkwrite_dirty,
	pte_none,
	pte_word,
	PTL,
	set_pte,
	SS,
	VM_FAULT_MAJOR,
	VM_FAULT_MINOR,
	VM_FAULT_OOM,
	VM_FAULT_SIGBUS,
	vm_file,
	vm_flags,
	vm_mm,
	vm_page_prot,
	VM_SHARED,
	type address_space,
	type mm_struct,
	type page,
	type pte_addr,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { page_add_rmap_obj, page_remove_rmap_obj } from './no-bug.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';

export type Patched = PatchedBy<typeof import('./recheck-racy-c.ts')>;

/**
 * Maps a page where there was none. Once it is mapped its page->mapping is looked at: one that was
 * truncated meanwhile is unmapped again, and nopage is asked once more.
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

	let new_page = yield* this.filemap_nopage(vma, address);
	if (new_page === NOPAGE_SIGBUS) return VM_FAULT_SIGBUS;
	if (new_page === NOPAGE_OOM) return VM_FAULT_OOM;

	let pte_chain = yield* this.pte_chain_alloc(1);
	if (pte_chain === 0) return VM_FAULT_OOM;

	// -mm: drivers' nopage pages never have a mapping.
	yield* this.do_no_page_anon(new_page);

	const flags = yield* load(vm_flags, vma);
	const copied = write !== 0 && !(flags & VM_SHARED);
	if (copied) {
		const page = yield* this.do_no_page_early_cow(new_page);
		if (page === 0) {
			yield* this.pte_chain_free(pte_chain);
			return VM_FAULT_OOM;
		}
		new_page = page;
	}

	yield* lock(PTL, mm);
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
	if (!copied && (yield* this.mapping_once_mapped(new_page)) !== mapping) {
		yield* this.undo_mapping(mm, new_page, page_table);
		yield* unlock(PTL, mm);
		yield* this.page_cache_release(new_page);
		yield* this.pte_chain_free(pte_chain);
		yield* lock(PTL, mm);
		return yield* become('do_no_page', mm, vma, address, write, ptep);
	}
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	return VM_FAULT_MAJOR;
}

/**
 * Installs a file page at an address, over whatever was there. A page that does not belong there
 * linearly is converted first, under the page lock; what truncation does after that lock is dropped is
 * looked at once the page is mapped.
 * @kernel mm/fremap.c:install_page
 * @locked mmap_sem for read
 * @fidelity customised: a failed page table returns 0 for a linear page too
 */
export function* install_page(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	addr: number,
	page: page,
	prot: number,
): Task<number> {
	let pte_chain = yield* this.pte_chain_alloc(1);
	if (pte_chain === 0) return -ENOMEM;

	// Convert this page to anon for objrmap if it's nonlinear.
	let err = yield* this.install_page_convert(vma, addr, page);
	if (err < 0) {
		yield* this.pte_chain_free(pte_chain);
		return err;
	}

	yield* lock(PTL, mm);
	const ptep = yield* this.pte_alloc_map(mm, addr);
	if (ptep === 0) {
		// err still holds 0, so the caller takes this for success.
		yield* unlock(PTL, mm);
		yield* this.pte_chain_free(pte_chain);
		return err === LINEAR ? -ENOMEM : err;
	}
	yield* this.zap_pte(mm, vma, addr, ptep);
	yield* add(mm_rss, mm, 1);
	yield* set_pte(ptep, mk_pte(page, prot));
	pte_chain = yield* this.page_add_rmap(page, ptep, pte_chain);
	if ((yield* this.mapping_once_mapped(page)) !== (yield* load(vm_file, vma))) {
		yield* this.undo_mapping(mm, page, ptep);
		yield* unlock(PTL, mm);
		yield* this.pte_chain_free(pte_chain);
		return -EINVAL;
	}
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	err = 0;
	return err;
}

/**
 * Takes one page out of its mapping. If the page is mapped into page tables afterwards, it is unmapped
 * wherever the vmas of the file lead to it.
 * @kernel mm/truncate.c:truncate_complete_page
 * @locked page
 * @fidelity followed
 */
export function* truncate_complete_page(this: Patched, mapping: address_space, page: page): Task {
	if ((yield* load(page_mapping, page)) !== mapping) return;

	if (yield* PagePrivate(page)) yield* this.do_invalidatepage(page, 0);

	yield* this.clear_page_dirty(page);
	yield* ClearPageUptodate(page);
	yield* ClearPageMappedToDisk(page);
	yield* this.remove_from_page_cache(page);
	if (yield* page_mapped(page)) yield* this.unmap_truncated(mapping, page);
	yield* this.page_cache_release(page); // pagecache ref
}

/**
 * The look at page->mapping that follows the mapping of a page.
 * @kernel none
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* mapping_once_mapped(this: Kernel, page: page): Task<address_space> {
	return yield* load(page_mapping, page);
}

/**
 * Takes back what set_pte() and page_add_rmap() have just done; the caller keeps the page reference.
 * @kernel none
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* undo_mapping(this: Kernel, mm: mm_struct, page: page, ptep: pte_addr): Task {
	yield* xchg(pte_word, ptep, 0);
	yield* this.page_remove_rmap(page, ptep);
	yield* add(mm_rss, mm, -1);
}

/**
 * Unmaps a page that has left its file from all vmas of that file.
 * @kernel none
 * @locked page
 * @fidelity followed
 */
export function* unmap_truncated(this: Patched, mapping: address_space, page: page): Task {
	yield* lock(SS, mapping);
	for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			yield* this.unmap_truncated_vma(vma, page);
			vma = yield* list_next(list, mapping, vma);
		}
	}
	yield* unlock(SS, mapping);
}

/**
 * Unmaps the page from one vma. What is dirty in the pte goes with the page.
 * @kernel none
 * @locked page, i_shared_sem
 * @fidelity followed
 */
export function* unmap_truncated_vma(this: Patched, vma: vm_area_struct, page: page): Task {
	const mm = yield* load(vm_mm, vma);
	yield* lock(PTL, mm);
	const ptep = yield* this.find_pte(vma, page);
	if (ptep !== 0) {
		yield* this.undo_mapping(mm, page, ptep);
		yield* this.page_cache_release(page);
	}
	yield* unlock(PTL, mm);
}

const variant: Variant = defineVariant({
	name: 'recheck-racy-c',
	subject: 'mm: map a page, then look at page->mapping and undo',
	from: 'Hugh Dickins, 4 Apr 2003 14:34 UTC, "objrmap and vmtruncate" (a third kind of check)',
	date: '2003-04-04',
	replaces: {
		do_no_page,
		install_page,
		page_add_rmap_obj,
		page_remove_rmap_obj,
		truncate_complete_page,
	},
	adds: { mapping_once_mapped, undo_mapping, unmap_truncated, unmap_truncated_vma },
	claims: {
		'orphan page mapped': 'sometimes',
		'lock order': 'never',
		deadlock: 'never',
	},
});

export default variant;
