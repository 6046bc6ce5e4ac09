/*
 * variants/mail/anon-in-rmap.ts - rmap: decide PageAnon inside page_add_rmap
 *
 * > Consider page_add_rmap of page with NULL (or swapper_space)
 * > mapping as Anon? In which case move all the SetPageAnon stuff
 * > inside rmap.c, and do ClearPageAnon inside there too?
 *
 * Every page_add_rmap decides, not only the first: the mail does not say so, and 2.6.6 chose the first
 * only. ClearPageAnon comes with the last mapping, in page_remove_rmap and in try_to_unmap. Conversion
 * keeps its own SetPageAnon, which is inside rmap.c already.
 */
import { add, BUG_ON, load, lock, store, trylock, unlock } from '../../harness/engine/operation.ts';
import {
	ClearPageAnon,
	ClearPageDirect,
	ENOMEM,
	get_page,
	mk_pte,
	mm_rss,
	type mm_struct,
	mm_zone,
	nr_mapped,
	type page,
	page_contents,
	page_mapped,
	page_mapping,
	page_pte,
	page_to_pfn,
	PageAnon,
	PageDirect,
	PageLocked,
	PageReserved,
	pfn_valid,
	PL,
	type pte_addr,
	type pte_chain,
	pte_mkold,
	pte_mkwrite_dirty,
	pte_mkyoung,
	pte_none,
	pte_page,
	pte_pfn,
	pte_to_swp_entry,
	pte_word,
	pte_wrprotect,
	PTL,
	set_pte,
	SetPageAnon,
	SWAP_SUCCESS,
	swapper_space,
	type swp_entry,
	type Task,
	type vm_area_struct,
	VM_FAULT_MAJOR,
	VM_FAULT_MINOR,
	VM_FAULT_OOM,
	vm_flags,
	vm_mm,
	vm_page_prot,
	ZERO_PAGE,
} from '../../harness/mm/mm_types.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

/**
 * Records that a pte maps the page. The caller passes a chain node, which is used when needed, and
 * must free what comes back.
 * @kernel mm/rmap.c:page_add_rmap
 * @locked page_table_lock of the pte's mm
 * @fidelity followed
 */
function* page_add_rmap(
	this: Kernel,
	page: page,
	ptep: pte_addr,
	pte_chain: pte_chain,
): Task<pte_chain> {
	if (!pfn_valid(page_to_pfn(page))) return pte_chain;
	if (yield* PageReserved(page)) return pte_chain;

	yield* this.pte_chain_lock(page);
	const mapping = yield* load(page_mapping, page);
	if (mapping === 0 || mapping === swapper_space) yield* SetPageAnon(page);
	let unused = pte_chain;
	if (yield* PageAnon(page)) unused = yield* this.page_add_rmap_chain(page, ptep, pte_chain);
	else yield* this.page_add_rmap_obj(page);
	yield* this.pte_chain_unlock(page);
	return unused;
}

/**
 * Forgets that a pte maps the page. A pte that is in no chain is passed over in silence. Whether the
 * page is mapped at all is tested outside the chain lock, before and after.
 * @kernel mm/rmap.c:page_remove_rmap
 * @locked page_table_lock of the pte's mm
 * @fidelity followed
 */
function* page_remove_rmap(this: Kernel, page: page, ptep: pte_addr): Task {
	yield* BUG_ON(page === 0 || ptep === 0, 'page_remove_rmap: !page || !ptep');
	if (!pfn_valid(page_to_pfn(page))) return;
	if (yield* PageReserved(page)) return;
	if (!(yield* page_mapped(page))) return; // remap_page_range() from a driver?

	yield* this.pte_chain_lock(page);
	if (!(yield* PageAnon(page))) {
		yield* this.page_remove_rmap_obj(page);
		yield* this.pte_chain_unlock(page);
		return;
	}
	if (!(yield* PageDirect(page))) {
		yield* this.page_remove_rmap_chain(page, ptep);
	} else if ((yield* load(page_pte, page)) === ptep) {
		yield* store(page_pte, page, 0);
		yield* ClearPageDirect(page);
	}
	if ((yield* load(page_pte, page)) === 0) yield* ClearPageAnon(page);
	yield* this.pte_chain_unlock(page);
	if (!(yield* page_mapped(page))) yield* add(nr_mapped, mm_zone, -1);
}

/**
 * Removes every mapping of the page that it can. SWAP_SUCCESS: none is left. SWAP_AGAIN: a lock was
 * not free. SWAP_FAIL: the page cannot be swapped out.
 * @kernel mm/rmap.c:try_to_unmap
 * @locked page, chain
 * @fidelity followed
 */
function* try_to_unmap(this: Kernel, page: page): Task<number> {
	yield* BUG_ON(yield* PageReserved(page), 'try_to_unmap: PageReserved(page)');
	yield* BUG_ON(!(yield* PageLocked(page)), 'try_to_unmap: !PageLocked(page)');
	yield* BUG_ON((yield* load(page_mapping, page)) === 0, 'try_to_unmap: !page->mapping');

	let ret = SWAP_SUCCESS;
	if (!(yield* PageAnon(page))) {
		ret = yield* this.try_to_unmap_obj(page);
	} else if (yield* PageDirect(page)) {
		ret = yield* this.try_to_unmap_one(page, yield* load(page_pte, page));
		if (ret === SWAP_SUCCESS) {
			yield* store(page_pte, page, 0);
			yield* ClearPageDirect(page);
		}
	} else {
		ret = yield* this.try_to_unmap_chain(page);
	}

	if (!(yield* page_mapped(page))) {
		yield* add(nr_mapped, mm_zone, -1);
		yield* ClearPageAnon(page);
		ret = SWAP_SUCCESS;
	}
	return ret;
}

/**
 * The test that -mm put into do_no_page: two unlocked reads of page->mapping, then the flag, whatever
 * the union holds.
 * @part-of mm/memory.c:do_no_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
function* do_no_page_anon(this: Kernel, new_page: page): Task {
	void new_page; // page_add_rmap() decides
}

/**
 * Write fault on a private mapping: copies the file page at once. 0 when there is no memory.
 * @part-of mm/memory.c:do_no_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* do_no_page_early_cow(this: Kernel, new_page: page): Task<number> {
	const page = yield* this.alloc_page(1);
	if (page === 0) {
		yield* this.page_cache_release(new_page);
		return 0;
	}
	yield* store(page_contents, page, yield* load(page_contents, new_page));
	yield* this.page_cache_release(new_page);
	yield* this.lru_cache_add_active(page);
	return page;
}

/**
 * First touch of anonymous memory: the zero page for reading, a new page for writing.
 * @kernel mm/memory.c:do_anonymous_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity followed
 */
export function* do_anonymous_page(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	_address: number,
	write: number,
	ptep: pte_addr,
): Task<number> {
	let pte_chain = yield* this.pte_chain_alloc(0);
	if (pte_chain === 0) {
		yield* unlock(PTL, mm);
		pte_chain = yield* this.pte_chain_alloc(1);
		if (pte_chain === 0) return VM_FAULT_OOM;
		yield* lock(PTL, mm);
	}
	const flags = yield* load(vm_flags, vma);
	let page: number = ZERO_PAGE;
	let entry = pte_wrprotect(mk_pte(ZERO_PAGE, vm_page_prot(flags)));
	if (write) {
		yield* unlock(PTL, mm);
		page = yield* this.alloc_page(1);
		if (page === 0) {
			yield* this.pte_chain_free(pte_chain);
			return VM_FAULT_OOM;
		}
		yield* lock(PTL, mm);
		if (!pte_none(yield* load(pte_word, ptep))) {
			yield* this.page_cache_release(page);
			yield* unlock(PTL, mm);
			yield* this.pte_chain_free(pte_chain);
			return VM_FAULT_MINOR;
		}
		yield* add(mm_rss, mm, 1);
		entry = pte_mkwrite_dirty(mk_pte(page, vm_page_prot(flags)));
		yield* this.lru_cache_add_active(page);
		yield* this.mark_page_accessed(page);
	}
	yield* set_pte(ptep, entry);
	pte_chain = yield* this.page_add_rmap(page, ptep, pte_chain);
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	return VM_FAULT_MINOR;
}

/**
 * Fault on a swap pte. Without memory for a chain node it returns -ENOMEM, which no caller knows, and keeps the
 * page's reference.
 * @kernel mm/memory.c:do_swap_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity customised: vm_swap_full is never true; no swapin_readahead
 */
export function* do_swap_page(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	ptep: pte_addr,
	orig_pte: number,
	write: number,
): Task<number> {
	const entry = pte_to_swp_entry(orig_pte);
	yield* unlock(PTL, mm);
	let page = yield* this.lookup_swap_cache(entry);
	let ret = VM_FAULT_MINOR;
	if (page === 0) {
		page = yield* this.read_swap_cache_async(entry);
		if (page === 0) return yield* this.do_swap_page_gone(mm, address, orig_pte);
		ret = VM_FAULT_MAJOR;
	}
	yield* this.mark_page_accessed(page);
	let pte_chain = yield* this.pte_chain_alloc(1);
	if (pte_chain === 0) return -ENOMEM;
	yield* this.lock_page(page);
	yield* lock(PTL, mm);
	if ((yield* load(pte_word, ptep)) !== orig_pte) {
		yield* unlock(PTL, mm);
		yield* this.unlock_page(page);
		yield* this.page_cache_release(page);
		yield* this.pte_chain_free(pte_chain);
		return VM_FAULT_MINOR;
	}
	yield* this.swap_free(entry);
	yield* add(mm_rss, mm, 1);
	const flags = yield* load(vm_flags, vma);
	let pte = mk_pte(page, vm_page_prot(flags));
	if (write && (yield* this.can_share_swap_page(page)) !== 0) pte = pte_mkwrite_dirty(pte);
	yield* this.unlock_page(page);
	yield* set_pte(ptep, pte);
	pte_chain = yield* this.page_add_rmap(page, ptep, pte_chain);
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	return ret;
}

/**
 * Write fault on a write-protected page: the page is reused when nobody else can see it, else copied. Without
 * memory for the copy page_table_lock is unlocked a second time (mended by 4a241b84, 10 Nov 2003).
 * @kernel mm/memory.c:do_wp_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity customised: no reference on a reserved page, which put_page() would never give back
 */
export function* do_wp_page(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	ptep: pte_addr,
	pte: number,
): Task<number> {
	if (!pfn_valid(pte_pfn(pte))) return yield* this.do_wp_page_out(mm, 0, VM_FAULT_OOM);
	const old_page = pte_page(pte);
	if (yield* trylock(PL, old_page)) {
		const reuse = yield* this.can_share_swap_page(old_page);
		yield* this.unlock_page(old_page);
		if (reuse !== 0) {
			yield* set_pte(ptep, pte_mkyoung(pte_mkwrite_dirty(pte)));
			return yield* this.do_wp_page_out(mm, 0, VM_FAULT_MINOR);
		}
	}
	if (!(yield* PageReserved(old_page))) yield* get_page(old_page);
	yield* unlock(PTL, mm);

	let pte_chain = yield* this.pte_chain_alloc(1);
	const new_page = pte_chain === 0 ? 0 : yield* this.alloc_page(1);
	if (new_page === 0) {
		yield* this.page_cache_release(old_page);
		return yield* this.do_wp_page_out(mm, pte_chain, VM_FAULT_OOM);
	}
	yield* store(page_contents, new_page, yield* load(page_contents, old_page));

	yield* lock(PTL, mm);
	const now = yield* this.pte_offset_map(mm, address);
	let unused = new_page;
	if (now !== 0 && (yield* load(pte_word, now)) === pte) {
		if (yield* PageReserved(old_page)) yield* add(mm_rss, mm, 1);
		yield* this.page_remove_rmap(old_page, now);
		const flags = yield* load(vm_flags, vma);
		yield* set_pte(now, pte_mkwrite_dirty(mk_pte(new_page, vm_page_prot(flags))));
		pte_chain = yield* this.page_add_rmap(new_page, now, pte_chain);
		yield* this.lru_cache_add_active(new_page);
		unused = old_page;
	}
	yield* this.page_cache_release(unused);
	yield* this.page_cache_release(old_page);
	return yield* this.do_wp_page_out(mm, pte_chain, VM_FAULT_MINOR);
}

/**
 * Maps the page where its swap entry stands; returns the chain node if it was not used.
 * @kernel mm/swapfile.c:unuse_pte
 * @locked page, page_table_lock
 * @fidelity followed
 */
function* unuse_pte(
	this: Kernel,
	vma: vm_area_struct,
	ptep: pte_addr,
	entry: swp_entry,
	page: page,
	pte_chain: number,
): Task<number> {
	yield* add(mm_rss, yield* load(vm_mm, vma), 1);
	yield* get_page(page);
	const prot = vm_page_prot(yield* load(vm_flags, vma));
	yield* set_pte(ptep, pte_mkold(mk_pte(page, prot)));
	const unused = yield* this.page_add_rmap(page, ptep, pte_chain);
	yield* this.swap_free(entry);
	return unused;
}

const variant: Variant = defineVariant({
	name: 'anon-in-rmap',
	subject: 'rmap: decide PageAnon inside page_add_rmap',
	from: 'Hugh Dickins, 4 Apr 2003, "objrmap and vmtruncate"',
	date: '2003-04-04',
	replaces: {
		page_add_rmap,
		page_remove_rmap,
		try_to_unmap,
		do_no_page_anon,
		do_no_page_early_cow,
		do_anonymous_page,
		do_swap_page,
		do_wp_page,
		unuse_pte,
	},
	claims: {
		'kernel BUG': 'never',
		'page not reachable by rmap': 'never',
		'type confusion of page->pte': 'never',
	},
});

export default variant;
