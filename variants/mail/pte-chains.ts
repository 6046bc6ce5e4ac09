/*
 * variants/mail/pte-chains.ts - mainline 2.5.66: a pte_chain for every page
 *
 * A control: mainline without objrmap. Every page is found through its pte_chain, whatever became of
 * page->mapping, so a truncated page is handled as anonymous memory and harms nobody but its user. Where the union
 * of a page is emptied before a chain is hung in (page_add_rmap), reclaim and invalidation can take a mapped page for
 * one that is not: then there are BUGs here too.
 * PageAnon does not exist; install_page() and do_no_page() are mainline's.
 */
import {
	add,
	BUG_ON,
	list_next,
	load,
	lock,
	store,
	unlock,
} from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	ClearPageDirect,
	ENOMEM,
	get_page,
	mk_pte,
	mm_mmap,
	mm_rss,
	mm_zone,
	NOPAGE_OOM,
	NOPAGE_SIGBUS,
	nr_mapped,
	page_mapped,
	page_mapping,
	page_pte,
	page_to_pfn,
	PAGE_SIZE,
	PageDirect,
	PageLocked,
	PageReserved,
	pfn_valid,
	pte_file,
	pte_mkold,
	pte_mkwrite_dirty,
	pte_none,
	pte_present,
	pte_to_swp_entry,
	pte_word,
	ptep_test_and_clear_young,
	PTL,
	set_pte,
	SWAP_SUCCESS,
	TestClearPageReferenced,
	VM_FAULT_MAJOR,
	VM_FAULT_MINOR,
	VM_FAULT_OOM,
	VM_FAULT_SIGBUS,
	vm_end,
	vm_file,
	vm_flags,
	vm_page_prot,
	VM_SHARED,
	vm_start,
	type mm_struct,
	type page,
	type pte_addr,
	type pte_chain,
	type swp_entry,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import {
	do_wp_page,
	do_swap_page,
	do_anonymous_page,
	do_no_page_early_cow,
} from './anon-in-rmap.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

interface Patched extends Kernel {
	unuse_vma_all: typeof unuse_vma_all;
	unuse_pte_atomic: typeof unuse_pte_atomic;
}

/**
 * Whether the page was used since the last call; clears the evidence. A chain of one entry becomes a
 * direct pte address.
 * @kernel mm/rmap.c:page_referenced
 * @locked chain
 * @fidelity customised: says whether, not how often; no caller looks at the number
 */
function* page_referenced(this: Kernel, page: page): Task<number> {
	let referenced = 0;
	if (yield* TestClearPageReferenced(page)) referenced = 1;

	if (yield* PageDirect(page)) {
		if (yield* ptep_test_and_clear_young(yield* load(page_pte, page))) referenced = 1;
		return referenced;
	}
	return referenced | (yield* this.page_referenced_chain(page));
}

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
	const unused = yield* this.page_add_rmap_chain(page, ptep, pte_chain);
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
	if (!(yield* PageDirect(page))) {
		yield* this.page_remove_rmap_chain(page, ptep);
	} else if ((yield* load(page_pte, page)) === ptep) {
		yield* store(page_pte, page, 0);
		yield* ClearPageDirect(page);
	}
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
	if (yield* PageDirect(page)) {
		ret = yield* this.try_to_unmap_one(page, yield* load(page_pte, page));
		if (ret === SWAP_SUCCESS) {
			yield* store(page_pte, page, 0);
			yield* ClearPageDirect(page);
		}
	} else {
		ret = yield* this.try_to_unmap_chain(page);
	}

	if (!(yield* page_mapped(page))) yield* add(nr_mapped, mm_zone, -1);
	return ret;
}

/**
 * Installs a file page at an address, over whatever was there. What truncation did to the page meanwhile,
 * nobody looks at.
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

	yield* lock(PTL, mm);
	const ptep = yield* this.pte_alloc_map(mm, addr);
	if (ptep === 0) {
		yield* unlock(PTL, mm);
		yield* this.pte_chain_free(pte_chain);
		return -ENOMEM;
	}
	yield* this.zap_pte(mm, vma, addr, ptep);
	yield* add(mm_rss, mm, 1);
	yield* set_pte(ptep, mk_pte(page, prot));
	pte_chain = yield* this.page_add_rmap(page, ptep, pte_chain);
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	return 0;
}

/**
 * Maps a page where there was none. Once page_table_lock is taken nobody looks at page->mapping or i_size again: a page
 * that was truncated meanwhile is mapped all the same. The test for Anon looks at page->mapping before, without a lock.
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
 * Looks for a swap entry in all vmas of an mm. Mainline has no result to hand up.
 * @kernel mm/swapfile.c:unuse_process
 * @locked page
 * @fidelity followed
 */
function* unuse_process(this: Patched, mm: mm_struct, entry: swp_entry, page: page): Task<number> {
	yield* lock(PTL, mm);
	let vma = yield* list_next(mm_mmap, mm, 0);
	while (vma !== 0) {
		yield* this.unuse_vma_all(mm, vma, entry, page);
		vma = yield* list_next(mm_mmap, mm, vma);
	}
	yield* unlock(PTL, mm);
	return 0;
}

/**
 * Looks for a swap entry in one vma, and goes on behind it when it is found.
 * @kernel mm/swapfile.c:unuse_vma
 * @locked page, page_table_lock
 * @fidelity customised: unuse_pgd and unuse_pmd are folded in
 */
function* unuse_vma_all(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	entry: swp_entry,
	page: page,
): Task {
	const start = yield* load(vm_start, vma);
	const end = yield* load(vm_end, vma);
	for (let address = start; address < end; address += PAGE_SIZE) {
		const ptep = yield* this.pte_offset_map(mm, address);
		if (ptep !== 0) yield* this.unuse_pte_atomic(mm, vma, ptep, entry, page);
	}
}

/**
 * Maps the page where its swap entry stands. The chain node is an atomic allocation, and nobody asks whether
 * there was one (mended by acaf9e59, 8 April 2003, which -mm3 has).
 * @kernel mm/swapfile.c:unuse_pte
 * @locked page, page_table_lock
 * @fidelity followed
 */
function* unuse_pte_atomic(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	ptep: pte_addr,
	entry: swp_entry,
	page: page,
): Task {
	const pte = yield* load(pte_word, ptep);
	if (pte_none(pte) || pte_present(pte) || pte_file(pte)) return;
	if (pte_to_swp_entry(pte) !== entry) return;

	const pte_chain = yield* this.pte_chain_alloc(0);
	yield* get_page(page);
	const prot = vm_page_prot(yield* load(vm_flags, vma));
	yield* set_pte(ptep, pte_mkold(mk_pte(page, prot)));
	yield* this.pte_chain_free(yield* this.page_add_rmap(page, ptep, pte_chain));
	yield* this.swap_free(entry);
	yield* add(mm_rss, mm, 1);
}

const variant: Variant = defineVariant({
	name: 'pte-chains',
	subject: 'mainline 2.5.66: a pte_chain for every page',
	from: 'Linux 2.5.66; pte_chains by Rik van Riel',
	date: '2003-03-23',
	replaces: {
		page_referenced,
		page_add_rmap,
		page_remove_rmap,
		try_to_unmap,
		install_page,
		do_no_page,
		do_no_page_early_cow,
		do_anonymous_page,
		do_swap_page,
		do_wp_page,
		unuse_process,
	},
	adds: { unuse_vma_all, unuse_pte_atomic },
	claims: {
		'orphan page mapped': 'sometimes',
		'page not reachable by rmap': 'never',
		'unreclaimable page': 'never',
	},
});

export default variant;
