/*
 * variants/linux/virtual-scan.ts - mm: no reverse map; reclaim looks through the page tables of all processes
 *
 * Linux 2.4 (the 2.4.21-pre5aa2 column of Andrew Morton's rmap-test, 5 April 2003): swap_out() walks the
 * mms, ages ptes, and takes away those of pages that were not used, none of which it was called for.
 *
 * Open: how far it walks. It is one pass over all mms here, before shrink_cache() looks at its pages. 2.4 had
 * no nonlinear mappings; a file-pte is left for them, as 2.5 does. It stands on pte-chains: the chains are
 * kept for the oracles, which ask them where a page is mapped, and reclaim does not read them. What they
 * cost is no cost of 2.4, nor can 2.4 run out of them.
 */
import {
	add,
	atomic,
	list_next,
	load,
	lock,
	trylock,
	unlock,
	xchg,
} from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	mm_mmap,
	mm_rss,
	page_index,
	page_mapped,
	page_mapping,
	PAGE_SIZE,
	PageActive,
	PageDirty,
	PagePrivate,
	PageReserved,
	PageSwapCache,
	PAGEVEC_SIZE,
	pfn_valid,
	PL,
	pte_dirty,
	pte_page,
	pte_pfn,
	pte_present,
	pte_word,
	ptep_test_and_clear_young,
	PTL,
	set_pte,
	swp_entry_to_pte,
	TestClearPageReferenced,
	UNMAP_KEEP,
	vm_end,
	vm_file,
	vm_flags,
	VM_LOCKED,
	VM_RESERVED,
	vm_start,
	type mm_struct,
	type page,
	type pte_addr,
	type pte_t,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import pteChains from '../mail/pte-chains.ts';

type Patched = PatchedBy<typeof import('./virtual-scan.ts')>;

/**
 * Whether the page was used, as far as its flag says; ptes are aged by swap_out().
 * @kernel mm/vmscan.c:refill_inactive as page_referenced
 * @locked chain
 * @fidelity followed
 */
export function* page_referenced(this: Kernel, page: page): Task<number> {
	return (yield* TestClearPageReferenced(page)) ? 1 : 0;
}

/**
 * A page that is mapped is kept: nothing here can unmap it. Returns page->mapping as the rest of
 * shrink_list() goes on with it, UNMAP_ACTIVATE or UNMAP_KEEP.
 * @part-of mm/vmscan.c:shrink_cache
 * @locked page
 * @fidelity followed
 */
export function* shrink_page_unmap(this: Kernel, page: page): Task<number> {
	if (yield* page_mapped(page)) return UNMAP_KEEP;
	return yield* load(page_mapping, page);
}

/**
 * Unmaps what was not used, whatever it is, then tries to free up to `nr` pages from the old end of the
 * inactive list.
 * @kernel mm/vmscan.c:shrink_cache
 * @locked none
 * @fidelity customised: 2.4 calls swap_out() only after it has met some number of mapped pages
 */
export function* shrink_cache(this: Patched, nr: number): Task<number> {
	yield* this.swap_out();
	yield* this.lru_add_drain();
	let freed = 0;
	for (let left = nr; left > 0; left -= PAGEVEC_SIZE) {
		freed += yield* this.shrink_cache_batch(left < PAGEVEC_SIZE ? left : PAGEVEC_SIZE);
	}
	return freed;
}

/**
 * One pass over all processes.
 * @kernel mm/vmscan.c:swap_out
 * @locked none
 * @fidelity customised: begins with the first mm each time, and does not stop when it has enough
 */
export function* swap_out(this: Patched): Task {
	let mm: mm_struct = 0;
	for (;;) {
		mm = yield* atomic('mmlist_next', mm);
		if (mm === 0) return;
		yield* this.swap_out_mm(mm);
		yield* this.mmput(mm);
	}
}

/**
 * One process. The lock that reclaim may only try when it comes from a page can be waited for here.
 * @kernel mm/vmscan.c:swap_out_mm
 * @locked none
 * @fidelity followed
 */
export function* swap_out_mm(this: Patched, mm: mm_struct): Task {
	yield* lock(PTL, mm);
	let vma = yield* list_next(mm_mmap, mm, 0);
	while (vma !== 0) {
		yield* this.swap_out_vma(mm, vma);
		vma = yield* list_next(mm_mmap, mm, vma);
	}
	yield* unlock(PTL, mm);
}

/**
 * One vma, unless it is locked.
 * @kernel mm/vmscan.c:swap_out_vma
 * @locked mm->page_table_lock
 * @fidelity customised: swap_out_pgd and swap_out_pmd are folded in
 */
export function* swap_out_vma(this: Patched, mm: mm_struct, vma: vm_area_struct): Task {
	if ((yield* load(vm_flags, vma)) & (VM_LOCKED | VM_RESERVED)) return;
	const end = yield* load(vm_end, vma);
	for (let address = yield* load(vm_start, vma); address < end; address += PAGE_SIZE)
		yield* this.swap_out_pte(mm, vma, address);
}

/**
 * Looks at one pte.
 * @part-of mm/vmscan.c:swap_out_pmd
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* swap_out_pte(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
): Task {
	const ptep = yield* this.pte_offset_map(mm, address);
	if (ptep === 0) return;
	const pte: pte_t = yield* load(pte_word, ptep);
	if (!pte_present(pte) || !pfn_valid(pte_pfn(pte))) return;
	const page = pte_page(pte);
	if (yield* PageReserved(page)) return;
	yield* this.try_to_swap_out(mm, vma, address, ptep, page);
}

/**
 * Takes one pte away unless it was used or its page is active or locked.
 * @kernel mm/vmscan.c:try_to_swap_out
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* try_to_swap_out(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	ptep: pte_addr,
	page: page,
): Task {
	if (yield* ptep_test_and_clear_young(ptep)) {
		yield* this.mark_page_accessed(page);
		return;
	}
	if (yield* PageActive(page)) return;
	if (!(yield* trylock(PL, page))) return;

	const pte = yield* xchg(pte_word, ptep, 0);
	if (pte_dirty(pte)) yield* this.set_page_dirty(page);
	if ((yield* this.swap_out_replace(vma, address, ptep, page)) === 0) {
		// What was set by the mmu since then is in no danger: the page is dirty already.
		yield* set_pte(ptep, pte);
		yield* this.unlock_page(page);
		return;
	}
	yield* this.page_remove_rmap(page, ptep);
	yield* add(mm_rss, mm, -1);
	yield* this.unlock_page(page);
	yield* this.page_cache_release(page);
}

/**
 * Writes what brings the page back into an empty pte; 0 when there is nothing to write that would. A clean
 * page without mapping is only forgotten.
 * @part-of mm/vmscan.c:try_to_swap_out
 * @locked mm->page_table_lock, page
 * @fidelity followed
 */
export function* swap_out_replace(
	this: Patched,
	vma: vm_area_struct,
	address: number,
	ptep: pte_addr,
	page: page,
): Task<number> {
	if (!(yield* PageSwapCache(page))) {
		if ((yield* load(page_mapping, page)) !== 0) {
			if ((yield* load(vm_file, vma)) !== 0)
				yield* this.try_to_unmap_one_file(page, vma, ptep, address);
			return 1;
		}
		if (!(yield* PageDirty(page))) return 1;
		if (yield* PagePrivate(page)) return 0;
		if ((yield* this.add_to_swap(page)) === 0) return 0;
	}
	const entry = yield* load(page_index, page);
	yield* this.swap_duplicate(entry);
	yield* set_pte(ptep, swp_entry_to_pte(entry));
	return 1;
}

const variant: Variant = defineVariant({
	name: 'virtual-scan',
	subject: 'mm: no reverse map; reclaim looks through the page tables of all processes',
	from: 'Linux 2.4, as measured by Andrew Morton, 5 Apr 2003, <20030405040614.66511e1e.akpm@digeo.com>',
	date: '2003-04-05',
	base: pteChains,
	replaces: {
		page_referenced,
		shrink_page_unmap,
		shrink_cache,
	},
	adds: {
		swap_out,
		swap_out_mm,
		swap_out_vma,
		swap_out_pte,
		try_to_swap_out,
		swap_out_replace,
	},
	claims: {
		'unreclaimable page': 'never',
		deadlock: 'never',
	},
});

export default variant;
