/*
 * variants/mail/recheck-racy-a.ts - mm: look at page->mapping before a page is mapped
 *
 * > page table after vmtruncate_list passed that way; but it won't
 * > cover those racy pages which were found before, but are not yet
 * > put into the page table (e.g. those where your page_convert_anon
 * > bailed because page->mapping is now NULL). Worth adding checks
 * > for? but I don't think we have absolute locking against this.
 *
 * The plainest check: with page_table_lock held and the pte not yet set, page->mapping must be the file
 * of the vma. A fault gives the page back and begins again, as i_size tells it what to do then;
 * install_page() returns -EINVAL, which a fault on a file-pte turns into SIGBUS. A private copy has no
 * mapping to look at and is not checked. Hugh's doubt is taken for his claim.
 */
import { add, become, load, lock, unlock } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	LINEAR,
	EINVAL,
	ENOMEM,
	mk_pte,
	mm_rss,
	NOPAGE_OOM,
	NOPAGE_SIGBUS,
	page_mapping,
	pte_mkwrite_dirty,
	pte_none,
	pte_word,
	PTL,
	set_pte,
	VM_FAULT_MAJOR,
	VM_FAULT_MINOR,
	VM_FAULT_OOM,
	VM_FAULT_SIGBUS,
	vm_file,
	vm_flags,
	vm_page_prot,
	VM_SHARED,
	type mm_struct,
	type page,
	type pte_addr,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

/**
 * Maps a page where there was none. After nopage the page is looked at again, under page_table_lock: one
 * that was truncated meanwhile is given back, and nopage is asked once more.
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
	if (!copied && (yield* load(page_mapping, new_page)) !== mapping) {
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
 * Installs a file page at an address, over whatever was there. A page that does not belong there
 * linearly is converted first, under the page lock; what truncation does after that lock is dropped is
 * looked at under page_table_lock.
 * @kernel mm/fremap.c:install_page
 * @locked mmap_sem for read
 * @fidelity customised: a failed page table returns 0 for a linear page too
 */
function* install_page(
	this: Kernel,
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
	if ((yield* load(page_mapping, page)) !== (yield* load(vm_file, vma))) {
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

const variant: Variant = defineVariant({
	name: 'recheck-racy-a',
	subject: 'mm: look at page->mapping before a page is mapped',
	from: 'Hugh Dickins, 4 Apr 2003 14:34 UTC, "objrmap and vmtruncate"',
	date: '2003-04-04',
	replaces: { do_no_page, install_page },
	claims: {
		'orphan page mapped': 'sometimes',
		'kernel BUG': 'sometimes',
	},
});

export default variant;
