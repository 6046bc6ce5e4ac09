/*
 * variants/mends-swap.ts - when a write fault may reuse an anonymous page, as Linux decided it from 2.6.13 on: by its
 * ptes and swap ptes, and not by its references (c475a8ab). So reclaim may unmap what get_user_pages() holds.
 */
import { add, BUG_ON, load, lock, trylock, unlock } from '../harness/engine/operation.ts';
import { at } from '../harness/engine/struct.ts';
import type { Kernel } from '../harness/mm/index.ts';
import {
	get_page,
	mk_pte,
	mm_rss,
	page_index,
	PageAnon,
	PageLocked,
	PageSwapCache,
	pfn_valid,
	PL,
	pte_mkwrite_dirty,
	pte_mkyoung,
	pte_page,
	pte_pfn,
	pte_word,
	PTL,
	set_pte,
	SetPageAnon,
	swap,
	swap_map,
	VM_FAULT_MINOR,
	VM_FAULT_OOM,
	vm_flags,
	vm_mm,
	vm_page_prot,
	type mm_struct,
	type page,
	type pte_addr,
	type pte_chain,
	type swp_entry,
	type Task,
	type vm_area_struct,
} from '../harness/mm/mm_types.ts';
import type { PatchedBy } from '../harness/variant.ts';
import { isSharedWritable } from './mends-dirty.ts';

type Patched = PatchedBy<
	typeof import('./mends-swap.ts') &
		Pick<typeof import('./mends.ts'), 'page_mapcount' | 'do_wp_page_copy'> &
		Pick<typeof import('./mends-dirty.ts'), 'do_wp_page_shared'>
>;

/**
 * Whether a write fault may reuse a page instead of copying it: who holds a reference does not count (c475a8ab).
 * @kernel mm/swapfile.c:can_share_swap_page
 * @locked page
 * @fidelity customised: asks itself for PageAnon, which do_wp_page() asks before it takes the page lock; takes the chain
 *   lock to count
 */
export function* can_share_swap_page(this: Patched, page: page): Task<number> {
	yield* BUG_ON(!(yield* PageLocked(page)), 'can_share_swap_page: !PageLocked(page)');
	if (!(yield* PageAnon(page))) return 0;
	yield* this.pte_chain_lock(page);
	let count = yield* this.page_mapcount(page);
	yield* this.pte_chain_unlock(page);
	if (count <= 1 && (yield* PageSwapCache(page))) count += yield* this.page_swapcount(page);
	return count === 1 ? 1 : 0;
}

/**
 * How many swap ptes stand for a page of the swap cache.
 * @kernel mm/swapfile.c:page_swapcount
 * @locked page
 * @fidelity followed
 */
export function* page_swapcount(this: Kernel, page: page): Task<number> {
	const entry = yield* load(page_index, page);
	if ((yield* this.swap_info_get(entry)) === 0) return 0;
	const count = yield* load(at(swap_map, entry), swap);
	yield* this.swap_info_put();
	return count - 1; // the swap cache's own
}

/**
 * Maps the page that do_swap_page() has brought, and unlocks it. The swap pte counts until the new one does
 * (c475a8ab). Returns the unused chain node.
 * @part-of mm/memory.c:do_swap_page
 * @locked page, page_table_lock
 * @fidelity customised: what could not be made writable faults again
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
	yield* add(mm_rss, yield* load(vm_mm, vma), 1);
	let pte = mk_pte(page, vm_page_prot(yield* load(vm_flags, vma)));
	if (write && (yield* this.can_share_swap_page(page)) !== 0) pte = pte_mkwrite_dirty(pte);
	yield* set_pte(ptep, pte);
	yield* SetPageAnon(page);
	const unused = yield* this.page_add_rmap(page, ptep, pte_chain);
	yield* this.swap_free(entry);
	yield* this.unlock_page(page);
	return unused;
}

/**
 * Write fault on a write-protected page. Who has the page lock is waited for before it is decided whether to copy
 * (ab967d86 of 2.6.29): reclaim, which looks at a page that is pinned, makes no copy of it.
 * @kernel mm/memory.c:do_wp_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity recalled: reuse_swap_page(), which frees the slot too, is can_share_swap_page() here
 */
export function* do_wp_page(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	ptep: pte_addr,
	pte: number,
): Task<number> {
	if (!pfn_valid(pte_pfn(pte))) {
		yield* unlock(PTL, mm);
		return VM_FAULT_OOM;
	}
	const old_page = pte_page(pte);
	let reuse = 0;
	if (yield* PageAnon(old_page)) {
		if (!(yield* trylock(PL, old_page))) {
			yield* get_page(old_page);
			yield* unlock(PTL, mm);
			yield* this.lock_page(old_page);
			yield* lock(PTL, mm);
			const now = yield* this.pte_offset_map(mm, address);
			const isSame = now !== 0 && (yield* load(pte_word, now)) === pte;
			if (!isSame) yield* this.unlock_page(old_page);
			yield* this.page_cache_release(old_page);
			if (!isSame) {
				yield* unlock(PTL, mm);
				return VM_FAULT_MINOR;
			}
		}
		reuse = yield* this.can_share_swap_page(old_page);
		yield* this.unlock_page(old_page);
	} else if (isSharedWritable(yield* load(vm_flags, vma))) {
		return yield* this.do_wp_page_shared(mm, address, ptep, pte);
	}
	if (reuse === 0) return yield* this.do_wp_page_copy(mm, vma, address, pte, old_page);
	yield* set_pte(ptep, pte_mkyoung(pte_mkwrite_dirty(pte)));
	yield* unlock(PTL, mm);
	return VM_FAULT_MINOR;
}
