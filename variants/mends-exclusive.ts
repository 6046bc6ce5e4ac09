/*
 * variants/mends-exclusive.ts - which pages get_user_pages() and a process go on sharing, as Linux keeps it since 5.19 by
 * PageAnonExclusive (6c287605) and since 5.9 at fork (70e806e4): an anonymous page that one process alone maps says so. A
 * write fault reuses it whoever holds references; fork copies it at once where it is pinned; who pins a page to read
 * it gets one that is exclusive. The texts are from memory.
 */
import {
	add,
	become,
	BUG_ON,
	clear_bit,
	free,
	list_add,
	load,
	lock,
	set_bit,
	store,
	test_bit,
	trylock,
	unlock,
} from '../harness/engine/operation.ts';
import type { Bit } from '../harness/engine/struct.ts';
import type { Kernel } from '../harness/mm/index.ts';
import {
	_PAGE_BIT_RW,
	active_list,
	ClearPageDirect,
	ClearPageReferenced,
	ClearPageUptodate,
	EFAULT,
	ENOMEM,
	get_page,
	LRU,
	mk_pte,
	mm_rss,
	mm_zone,
	page_contents,
	page_count,
	page_list,
	page_mapping,
	PageAnon,
	pageFlag,
	pagePool,
	PageReserved,
	PageSwapCache,
	pfn_valid,
	PL,
	pte_file,
	pte_mkclean,
	pte_mkold,
	pte_mkwrite_dirty,
	pte_none,
	pte_page,
	pte_pfn,
	pte_present,
	pte_to_swp_entry,
	pte_word,
	PTL,
	set_pte,
	SetPageAnon,
	TestSetPageActive,
	TestSetPageLRU,
	VM_FAULT_OOM,
	VM_FAULT_SIGBUS,
	vm_flags,
	VM_MAYWRITE,
	vm_mm,
	vm_page_prot,
	VM_SHARED,
	VM_WRITE,
	type mm_struct,
	type page,
	type pte_addr,
	type pte_chain,
	type swp_entry,
	type Task,
	type vm_area_struct,
} from '../harness/mm/mm_types.ts';
import type { PatchedBy } from '../harness/variant.ts';

type Patched = PatchedBy<
	typeof import('./mends-exclusive.ts') &
		Pick<typeof import('./mends.ts'), 'page_mapcount' | 'do_wp_page_copy'>
>;

const PG_anon_exclusive: Bit<page> = pageFlag(24, 'PG_anon_exclusive');
const PageAnonExclusive = (page: page): Task<boolean> => test_bit(PG_anon_exclusive, page);
const SetPageAnonExclusive = (page: page): Task => set_bit(PG_anon_exclusive, page);
const ClearPageAnonExclusive = (page: page): Task => clear_bit(PG_anon_exclusive, page);

/**
 * Puts a page on the active list. What comes here without a mapping is a new anonymous page, and exclusive.
 * @kernel mm/swap.c:lru_cache_add_active
 * @locked none
 * @fidelity recalled: it is page_add_new_anon_rmap() that says so
 */
export function* lru_cache_add_active(this: Kernel, page: page): Task {
	if ((yield* load(page_mapping, page)) === 0) yield* SetPageAnonExclusive(page);
	yield* lock(LRU, mm_zone);
	yield* BUG_ON(yield* TestSetPageLRU(page), '__pagevec_lru_add_active: TestSetPageLRU(page)');
	yield* BUG_ON(
		yield* TestSetPageActive(page),
		'__pagevec_lru_add_active: TestSetPageActive(page)',
	);
	yield* list_add(active_list, mm_zone, page, 'tail');
	yield* unlock(LRU, mm_zone);
}

/**
 * Gives a frame back.
 * @kernel mm/page_alloc.c:free_hot_page
 * @locked none
 * @fidelity customised: flags that prep_new_page would clear are cleared here, so that equal states are equal
 */
export function* free_hot_page(this: Kernel, page: page): Task {
	yield* this.free_pages_check(page);
	yield* ClearPageUptodate(page);
	yield* ClearPageReferenced(page);
	yield* ClearPageDirect(page);
	yield* ClearPageAnonExclusive(page);
	yield* store(page_list, page, 0);
	yield* free(pagePool, page);
}

/**
 * Whether a write fault may reuse an anonymous page: one that is exclusive, and one that nobody else refers to, which
 * is so from then on.
 * @kernel mm/memory.c:wp_can_reuse_anon_folio as do_wp_page_reuse
 * @locked mm->page_table_lock
 * @fidelity recalled: can_share_swap_page() counts the references
 */
export function* do_wp_page_reuse(this: Kernel, page: page): Task<number> {
	if (yield* PageAnonExclusive(page)) return 1;
	if (!(yield* trylock(PL, page))) return 0;
	const reuse = yield* this.can_share_swap_page(page);
	if (reuse !== 0) yield* SetPageAnonExclusive(page);
	yield* this.unlock_page(page);
	return reuse;
}

/**
 * Maps the page that do_swap_page() has brought, and unlocks it. Returns the unused chain node.
 * @part-of mm/memory.c:do_swap_page
 * @locked page, page_table_lock
 * @fidelity recalled: swap ptes do not say whether the page was exclusive, so that it is asked anew
 */
export function* do_swap_page_map(
	this: Kernel,
	vma: vm_area_struct,
	ptep: pte_addr,
	entry: swp_entry,
	page: page,
	write: number,
	pte_chain: pte_chain,
): Task<pte_chain> {
	yield* this.swap_free(entry);
	yield* add(mm_rss, yield* load(vm_mm, vma), 1);
	let pte = mk_pte(page, vm_page_prot(yield* load(vm_flags, vma)));
	if ((yield* this.can_share_swap_page(page)) !== 0) {
		yield* SetPageAnonExclusive(page);
		if (write) pte = pte_mkwrite_dirty(pte);
	} else yield* ClearPageAnonExclusive(page);
	yield* this.unlock_page(page);
	yield* set_pte(ptep, pte);
	yield* SetPageAnon(page);
	return yield* this.page_add_rmap(page, ptep, pte_chain);
}

/**
 * swapoff puts the page where its swap pte was.
 * @kernel mm/swapfile.c:unuse_pte
 * @locked page, mm->page_table_lock
 * @fidelity recalled: swap ptes do not say whether the page was exclusive, so that none is
 */
export function* unuse_pte(
	this: Kernel,
	vma: vm_area_struct,
	ptep: pte_addr,
	entry: swp_entry,
	page: page,
	pte_chain: number,
): Task<number> {
	yield* add(mm_rss, yield* load(vm_mm, vma), 1);
	yield* get_page(page);
	yield* ClearPageAnonExclusive(page);
	const prot = vm_page_prot(yield* load(vm_flags, vma));
	yield* set_pte(ptep, pte_mkold(mk_pte(page, prot)));
	yield* SetPageAnon(page);
	const unused = yield* this.page_add_rmap(page, ptep, pte_chain);
	yield* this.swap_free(entry);
	return unused;
}

/**
 * Copies one pte to the child. An exclusive page is so no longer, but where it is pinned: then the child gets a copy.
 * @part-of mm/memory.c:copy_page_range
 * @locked page_table_lock of both
 * @fidelity recalled: without memory for the copy it is shared
 */
export function* copy_one_present(
	this: Patched,
	dst: mm_struct,
	src_pte: pte_addr,
	dst_pte: pte_addr,
	pte_chain: number,
	flags: number,
): Task<number> {
	let pte = yield* load(pte_word, src_pte);
	if (pte_none(pte)) return pte_chain;
	if (!pte_present(pte)) {
		if (!pte_file(pte)) yield* this.swap_duplicate(pte_to_swp_entry(pte));
		yield* set_pte(dst_pte, pte);
		return pte_chain;
	}
	if (!pfn_valid(pte_pfn(pte)) || (yield* PageReserved(pte_page(pte)))) {
		yield* set_pte(dst_pte, pte);
		return pte_chain;
	}
	let page = pte_page(pte);
	const copy = (yield* PageAnon(page)) ? yield* this.copy_present_page(page) : 0;
	if (copy !== 0) {
		page = copy;
		pte = mk_pte(page, vm_page_prot(flags));
		if (flags & VM_WRITE) pte = pte_mkwrite_dirty(pte);
	} else {
		if ((flags & (VM_SHARED | VM_MAYWRITE)) === VM_MAYWRITE) {
			yield* clear_bit(_PAGE_BIT_RW, src_pte);
			pte = yield* load(pte_word, src_pte);
		}
		if (flags & VM_SHARED) pte = pte_mkclean(pte);
		yield* get_page(page);
	}
	pte = pte_mkold(pte);
	yield* add(mm_rss, dst, 1);
	yield* set_pte(dst_pte, pte);
	return yield* this.page_add_rmap(page, dst_pte, pte_chain);
}

/**
 * A copy of an exclusive page that is pinned, for the child; else 0, and the page is not exclusive any more.
 * @kernel mm/memory.c:copy_present_page
 * @locked page_table_lock of both
 * @fidelity recalled: a pin is one reference here and 1,024 there, so that any additional reference counts for one
 */
export function* copy_present_page(this: Patched, page: page): Task<number> {
	if (!(yield* PageAnonExclusive(page))) return 0;
	yield* this.pte_chain_lock(page);
	const users = (yield* this.page_mapcount(page)) + ((yield* PageSwapCache(page)) ? 1 : 0);
	yield* this.pte_chain_unlock(page);
	const copy = (yield* page_count(page)) > users ? yield* this.alloc_page(0) : 0;
	if (copy === 0) {
		yield* ClearPageAnonExclusive(page);
		return 0;
	}
	yield* store(page_contents, copy, yield* load(page_contents, page));
	yield* this.lru_cache_add_active(copy);
	yield* SetPageAnon(copy);
	return copy;
}

/**
 * One page of get_user_pages(). Who pins an anonymous page to read it gets one that is exclusive.
 * @part-of mm/memory.c:get_user_pages
 * @locked mm->page_table_lock, mmap_sem for read; without it where it fails
 * @fidelity recalled: not in a vma that may not be written
 */
export function* get_user_page(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	write: number,
	pages: number,
): Task<number> {
	const page = yield* this.follow_page(mm, address, write);
	if (page !== 0) {
		if (pages === 0) return 0;
		if (yield* PageReserved(page)) return page;
		const isShared = (yield* PageAnon(page)) && !(yield* PageAnonExclusive(page));
		if (!isShared || !((yield* load(vm_flags, vma)) & VM_WRITE)) {
			yield* get_page(page);
			return page;
		}
		const failed = yield* this.unshare(mm, vma, address, page);
		if (failed !== 0) return failed;
		yield* lock(PTL, mm);
		return yield* become('get_user_page', mm, vma, address, write, pages);
	}
	yield* unlock(PTL, mm);
	const fault = yield* this.handle_mm_fault(mm, vma, address, write);
	if (fault === VM_FAULT_SIGBUS) return -EFAULT;
	if (fault === VM_FAULT_OOM) return -ENOMEM;
	yield* BUG_ON(fault < 0, 'get_user_pages: default');
	yield* lock(PTL, mm);
	return yield* become('get_user_page', mm, vma, address, write, pages);
}

/**
 * FAULT_FLAG_UNSHARE: makes the page at an address exclusive, or puts an exclusive copy there. Returns 0 or an error.
 * @part-of mm/memory.c:do_wp_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity recalled: the copy may be written at once
 */
export function* unshare(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	page: page,
): Task<number> {
	if ((yield* this.do_wp_page_reuse(page)) !== 0) {
		yield* unlock(PTL, mm);
		return 0;
	}
	const ptep = yield* this.pte_offset_map(mm, address);
	const pte = yield* load(pte_word, ptep);
	const fault = yield* this.do_wp_page_copy(mm, vma, address, pte, page);
	return fault === VM_FAULT_OOM ? -ENOMEM : 0;
}
