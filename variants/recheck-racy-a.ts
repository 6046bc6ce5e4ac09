/*
 * variants/recheck-racy-a.ts - memory: look at page->mapping once more before set_pte
 *
 * > but it won't cover those racy pages which were found before, but are not
 * > yet put into the page table [...] Worth adding checks
 * > for? but I don't think we have absolute locking against this.
 *
 * Form (a): under page_table_lock, directly before the pte is set, page->mapping must still be the
 * file. A fault that finds it gone is taken again; remap_file_pages returns -EINVAL. A private copy
 * is tested by the page that it was copied from.
 */
import { add, load, lock, unlock } from '../harness/engine/operation.ts';
import {
	type address_space,
	EINVAL,
	ENOMEM,
	mk_pte,
	mm_rss,
	type mm_struct,
	NOPAGE_OOM,
	NOPAGE_SIGBUS,
	type page,
	page_index,
	page_mapping,
	PAGE_SHIFT,
	type pte_addr,
	pte_mkwrite_dirty,
	pte_none,
	pte_word,
	PTL,
	set_pte,
	type Task,
	type vm_area_struct,
	VM_FAULT_MAJOR,
	VM_FAULT_MINOR,
	VM_FAULT_OOM,
	VM_FAULT_SIGBUS,
	vm_file,
	vm_flags,
	vm_page_prot,
	vm_pgoff,
	VM_SHARED,
	vm_start,
} from '../harness/mm/mm_types.ts';
import type { Kernel } from '../harness/mm/index.ts';
import { defineVariant, type Variant } from '../harness/variant.ts';

/** The kernel with the test that this patch adds. */
type Patched = Kernel & {
	still_cached(mapping: address_space, page: page, pgoff: number): Task<number>;
};

/**
 * Maps a page where there was none. After nopage nobody looks at page->mapping or i_size again: a page
 * that was truncated meanwhile is mapped all the same.
 * @kernel mm/memory.c:do_no_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity followed
 */
function* do_no_page(
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

	const file_page = new_page;
	const pgoff =
		((address - (yield* load(vm_start, vma))) >> PAGE_SHIFT) + (yield* load(vm_pgoff, vma));
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
	const page_table = yield* this.pte_offset_map(mm, address);
	if (
		page_table !== 0 &&
		pte_none(yield* load(pte_word, page_table)) &&
		(yield* this.still_cached(mapping, file_page, pgoff)) !== 0
	) {
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
 * Installs a file page at an address, over whatever was there. A page that does not belong there
 * linearly is converted first, under the page lock; what truncation does after that lock is dropped,
 * nobody looks at.
 * @kernel mm/fremap.c:install_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
function* install_page(
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
		return err;
	}
	const mapping = yield* load(vm_file, vma);
	const index = yield* load(page_index, page);
	if ((yield* this.still_cached(mapping, page, index)) === 0) {
		yield* unlock(PTL, mm);
		yield* this.pte_chain_free(pte_chain);
		return -EINVAL;
	}
	yield* this.zap_pte(mm, vma, addr, ptep);
	yield* add(mm_rss, mm, 1);
	yield* set_pte(ptep, mk_pte(page, prot));
	pte_chain = yield* this.page_add_rmap(page, ptep, pte_chain);
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	err = 0;
	return err;
}

/**
 * Whether the page still belongs to the file.
 * @kernel mm/memory.c:still_cached
 * @locked mm->page_table_lock
 * @fidelity customised: the proposal names no function
 */
function* still_cached(
	this: Kernel,
	mapping: address_space,
	page: page,
	pgoff: number,
): Task<number> {
	if (pgoff < 0) return 0;
	return (yield* load(page_mapping, page)) === mapping ? 1 : 0;
}

const variant: Variant = defineVariant({
	name: 'recheck-racy-a',
	subject: 'memory: look at page->mapping once more before set_pte',
	from: 'Hugh Dickins, 4 Apr 2003, "objrmap and vmtruncate"',
	date: '2003-04-04',
	replaces: { do_no_page, install_page },
	adds: { still_cached },
	claims: {
		'orphan page mapped': 'never',
		'kernel BUG': 'never',
	},
});

export default variant;
