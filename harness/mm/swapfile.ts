/*
 * mm/swapfile.ts - swap slots and their counts, and swapoff. Follows mm/swapfile.c of 2.5.66-mm3, which has
 * Hugh Dickins' "fix unuse_pmd fixme" (acaf9e59, in mainline on 8 April 2003).
 *
 * There is one swap device, and a swap entry is the number of its slot.
 */
import { at } from '../engine/struct.ts';
import {
	add,
	atomic,
	become,
	BUG_ON,
	list_next,
	load,
	lock,
	read_lock,
	read_unlock,
	store,
	unlock,
} from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	ENOMEM,
	get_page,
	mk_pte,
	mm_mmap,
	mm_rss,
	page_count,
	page_index,
	PAGE_SIZE,
	PageDirty,
	PageLocked,
	PagePrivate,
	PageReserved,
	PageSwapCache,
	PageWriteback,
	pte_mkold,
	pte_word,
	PTL,
	SDL,
	set_pte,
	SetPageAnon,
	SetPageDirty,
	SLL,
	swap,
	swap_map,
	swap_off,
	SWAP_SLOTS,
	swapper_space,
	swp_entry_to_pte,
	TL,
	vm_end,
	vm_flags,
	vm_mm,
	vm_page_prot,
	vm_start,
	type mm_struct,
	type page,
	type pte_addr,
	type swp_entry,
	type Task,
	type vm_area_struct,
} from './mm_types.ts';

/**
 * A free swap slot, now with one user; 0 when there is none.
 * @kernel mm/swapfile.c:get_swap_page
 * @locked none
 * @fidelity customised: one device, no priorities
 */
export function* get_swap_page(this: Kernel): Task<swp_entry> {
	let entry: swp_entry = 0;
	yield* lock(SLL, swap);
	if ((yield* load(swap_off, swap)) === 0) {
		yield* lock(SDL, swap);
		entry = yield* this.scan_swap_map();
		yield* unlock(SDL, swap);
	}
	yield* unlock(SLL, swap);
	return entry;
}

/**
 * Finds a free slot and counts its first user.
 * @kernel mm/swapfile.c:scan_swap_map
 * @locked swap_list_lock, swap_device_lock
 * @fidelity customised: the lowest free slot, without clusters
 */
export function* scan_swap_map(this: Kernel): Task<swp_entry> {
	for (let entry = 1; entry < SWAP_SLOTS; entry++) {
		if ((yield* load(at(swap_map, entry), swap)) !== 0) continue;
		yield* store(at(swap_map, entry), swap, 1);
		return entry;
	}
	return 0;
}

/**
 * Locks the device of an entry that is in use and returns 1, or locks nothing and returns 0.
 * @kernel mm/swapfile.c:swap_info_get
 * @locked none
 * @fidelity customised: one device, no priorities
 */
export function* swap_info_get(this: Kernel, entry: swp_entry): Task<number> {
	if (entry <= 0 || entry >= SWAP_SLOTS) return 0;
	if ((yield* load(at(swap_map, entry), swap)) === 0) return 0;
	yield* lock(SLL, swap);
	yield* lock(SDL, swap);
	return 1;
}

/**
 * Unlocks what swap_info_get() locked.
 * @kernel mm/swapfile.c:swap_info_put
 * @locked swap_list_lock, swap_device_lock
 * @fidelity followed
 */
export function* swap_info_put(this: Kernel): Task {
	yield* unlock(SDL, swap);
	yield* unlock(SLL, swap);
}

/**
 * Drops one user of a slot and returns how many are left.
 * @kernel mm/swapfile.c:swap_entry_free
 * @locked swap_list_lock, swap_device_lock
 * @fidelity customised: the count cannot overflow here, so there is no SWAP_MAP_MAX
 */
export function* swap_entry_free(this: Kernel, entry: swp_entry): Task<number> {
	const count = (yield* load(at(swap_map, entry), swap)) - 1;
	yield* store(at(swap_map, entry), swap, count);
	return count;
}

/**
 * Drops one user of a slot; the last one frees it.
 * @kernel mm/swapfile.c:swap_free
 * @locked any
 * @fidelity followed
 */
export function* swap_free(this: Kernel, entry: swp_entry): Task {
	if ((yield* this.swap_info_get(entry)) === 0) return;
	yield* this.swap_entry_free(entry);
	yield* this.swap_info_put();
}

/**
 * Adds a user to a slot that is in use and returns 1; returns 0 when it is not.
 * @kernel mm/swapfile.c:swap_duplicate
 * @locked any
 * @fidelity customised: the count cannot overflow here, so there is no SWAP_MAP_MAX
 */
export function* swap_duplicate(this: Kernel, entry: swp_entry): Task<number> {
	if (entry <= 0 || entry >= SWAP_SLOTS) return 0;
	yield* lock(SDL, swap);
	const count = yield* load(at(swap_map, entry), swap);
	if (count !== 0) yield* store(at(swap_map, entry), swap, count + 1);
	yield* unlock(SDL, swap);
	return count !== 0 ? 1 : 0;
}

/**
 * Whether the swap cache is the only user of the page's slot and the caller of the page.
 * @kernel mm/swapfile.c:exclusive_swap_page
 * @locked page
 * @fidelity followed
 */
export function* exclusive_swap_page(this: Kernel, page: page): Task<number> {
	const entry = yield* load(page_index, page);
	if ((yield* this.swap_info_get(entry)) === 0) return 0;
	let exclusive = 0;
	if ((yield* load(at(swap_map, entry), swap)) === 1) {
		yield* read_lock(TL, swapper_space);
		const count = yield* page_count(page);
		if (count - ((yield* PagePrivate(page)) ? 1 : 0) === 2) exclusive = 1;
		yield* read_unlock(TL, swapper_space);
	}
	yield* this.swap_info_put();
	return exclusive;
}

/**
 * Whether a write fault may reuse an anonymous page instead of copying it.
 * @kernel mm/swapfile.c:can_share_swap_page
 * @locked page
 * @fidelity followed
 */
export function* can_share_swap_page(this: Kernel, page: page): Task<number> {
	yield* BUG_ON(!(yield* PageLocked(page)), 'can_share_swap_page: !PageLocked(page)');
	const count = yield* page_count(page);
	if (count === 3 || count === 2) {
		if (count === 3 && !(yield* PagePrivate(page))) return 0;
		if (!(yield* PageSwapCache(page))) return 0;
		return yield* this.exclusive_swap_page(page);
	}
	if (count !== 1) return 0;
	return (yield* PageReserved(page)) ? 0 : 1;
}

/**
 * Takes a page out of the swap cache when nobody but the caller and the cache uses page and slot; it
 * is dirty then. Says whether it did.
 * @kernel mm/swapfile.c:remove_exclusive_swap_page
 * @locked page
 * @fidelity followed
 */
export function* remove_exclusive_swap_page(this: Kernel, page: page): Task<number> {
	yield* BUG_ON(yield* PagePrivate(page), 'remove_exclusive_swap_page: page_has_buffers(page)');
	yield* BUG_ON(!(yield* PageLocked(page)), 'remove_exclusive_swap_page: !PageLocked(page)');

	if (!(yield* PageSwapCache(page))) return 0;
	if (yield* PageWriteback(page)) return 0;
	if ((yield* page_count(page)) !== 2) return 0; // us and the cache

	const entry = yield* load(page_index, page);
	if ((yield* this.swap_info_get(entry)) === 0) return 0;

	let removed = 0;
	if ((yield* load(at(swap_map, entry), swap)) === 1) {
		yield* lock(TL, swapper_space);
		if ((yield* page_count(page)) === 2 && !(yield* PageWriteback(page))) {
			yield* this.__delete_from_swap_cache(page);
			yield* SetPageDirty(page);
			removed = 1;
		}
		yield* unlock(TL, swapper_space);
	}
	yield* this.swap_info_put();

	if (removed !== 0) {
		yield* this.swap_free(entry);
		yield* this.page_cache_release(page);
	}
	return removed;
}

/**
 * Drops the slot of a swap pte that is gone. If only the cache is left as its user, tries to free the
 * page of the cache too.
 * @kernel mm/swapfile.c:free_swap_and_cache
 * @locked any
 * @fidelity followed
 */
export function* free_swap_and_cache(this: Kernel, entry: swp_entry): Task {
	if ((yield* this.swap_info_get(entry)) === 0) return;
	let page: page = 0;
	if ((yield* this.swap_entry_free(entry)) === 1) {
		page = yield* this.find_trylock_page(swapper_space, entry);
	}
	yield* this.swap_info_put();
	if (page !== 0) yield* this.free_swap_and_cache_page(page);
}

/**
 * The part of free_swap_and_cache() that frees the page, which it got locked but without reference.
 * @part-of mm/swapfile.c:free_swap_and_cache
 * @locked page
 * @fidelity customised: swap counts as never half full, so only a page without other users is freed
 */
export function* free_swap_and_cache_page(this: Kernel, page: page): Task {
	yield* get_page(page);
	const one_user = (yield* page_count(page)) === 2;
	if (!(yield* PageWriteback(page)) && one_user) {
		yield* this.delete_from_swap_cache(page);
		yield* SetPageDirty(page);
	}
	yield* this.unlock_page(page);
	yield* this.page_cache_release(page);
}

/**
 * swapoff(): no new slots from here on, and every page that is swapped out comes back in.
 * @kernel mm/swapfile.c:sys_swapoff
 * @locked none
 * @fidelity customised: one device, which stays known and comes back after -ENOMEM
 */
export function* sys_swapoff(this: Kernel): Task<number> {
	yield* lock(SLL, swap);
	yield* store(swap_off, swap, 1);
	yield* unlock(SLL, swap);
	const err = yield* this.try_to_unuse();
	if (err !== 0) {
		yield* lock(SLL, swap);
		yield* store(swap_off, swap, 0);
		yield* unlock(SLL, swap);
	}
	return err;
}

/**
 * Frees every slot; goes round again as long as one is in use.
 * @kernel mm/swapfile.c:try_to_unuse
 * @locked none
 * @fidelity customised: cannot be interrupted by a signal
 */
export function* try_to_unuse(this: Kernel): Task<number> {
	let used = 0;
	for (let entry = 1; entry < SWAP_SLOTS; entry++) {
		const err = yield* this.try_to_unuse_entry(entry);
		if (err < 0) return err;
		used |= err;
	}
	if (used !== 0) return yield* become('try_to_unuse');
	return 0;
}

/**
 * Brings one slot's page in and maps it wherever the slot stood in a page table. Returns 1 when the
 * slot was in use, 0 when it was not, or -ENOMEM.
 * @part-of mm/swapfile.c:try_to_unuse
 * @locked none
 * @fidelity followed
 */
export function* try_to_unuse_entry(this: Kernel, entry: swp_entry): Task<number> {
	if ((yield* load(at(swap_map, entry), swap)) === 0) return 0;
	const page = yield* this.read_swap_cache_async(entry);
	if (page === 0) return (yield* load(at(swap_map, entry), swap)) === 0 ? 0 : -ENOMEM;

	yield* this.wait_on_page_locked(page);
	yield* this.wait_on_page_writeback(page);
	yield* this.lock_page(page);
	yield* this.wait_on_page_writeback(page);

	const error = yield* this.try_to_unuse_mms(entry, page);
	if (error !== 0) {
		yield* this.unlock_page(page);
		yield* this.page_cache_release(page);
		return error;
	}
	yield* this.try_to_unuse_finish(entry, page);
	return 1;
}

/**
 * Looks through the mms until the swap cache is the slot's only user. Each is kept by a reference until
 * the next one has been found; if its last task exits meanwhile, swapoff takes it down.
 * @part-of mm/swapfile.c:try_to_unuse
 * @locked page
 * @fidelity customised: always all mms, in order of their addresses; mmlist_lock is within one step
 */
export function* try_to_unuse_mms(this: Kernel, entry: swp_entry, page: page): Task<number> {
	let error = 0;
	let prev_mm: mm_struct = 0;
	while (error === 0 && (yield* load(at(swap_map, entry), swap)) > 1) {
		const mm = yield* atomic('mmlist_next', prev_mm);
		if (prev_mm !== 0) yield* this.mmput(prev_mm);
		prev_mm = mm;
		if (mm === 0) break;
		if ((yield* load(at(swap_map, entry), swap)) > 1) {
			error = yield* this.unuse_process(mm, entry, page);
		}
	}
	if (prev_mm !== 0) yield* this.mmput(prev_mm);
	return error;
}

/**
 * Takes the page out of the swap cache, after writing it if the slot still has users.
 * @part-of mm/swapfile.c:try_to_unuse
 * @locked page
 * @fidelity followed
 */
export function* try_to_unuse_finish(this: Kernel, entry: swp_entry, page: page): Task {
	if (
		(yield* load(at(swap_map, entry), swap)) > 1 &&
		(yield* PageDirty(page)) &&
		(yield* PageSwapCache(page))
	) {
		yield* this.swap_writepage(page);
		yield* this.lock_page(page);
		yield* this.wait_on_page_writeback(page);
	}
	if (yield* PageSwapCache(page)) yield* this.delete_from_swap_cache(page);
	// shrink_list() must write it: present ptes were not marked dirty
	yield* SetPageDirty(page);
	yield* this.unlock_page(page);
	yield* this.page_cache_release(page);
}

/**
 * Looks for a swap entry in all vmas of an mm, with one chain node, since there is one such pte at most. 0, or
 * -ENOMEM.
 * @kernel mm/swapfile.c:unuse_process
 * @locked page
 * @fidelity followed
 */
export function* unuse_process(
	this: Kernel,
	mm: mm_struct,
	entry: swp_entry,
	page: page,
): Task<number> {
	let pte_chain = yield* this.pte_chain_alloc(1);
	if (pte_chain === 0) return -ENOMEM;
	yield* lock(PTL, mm);
	let vma = yield* list_next(mm_mmap, mm, 0);
	while (vma !== 0) {
		const ptep = yield* this.unuse_vma(mm, vma, entry);
		if (ptep !== 0) {
			pte_chain = yield* this.unuse_pte(vma, ptep, entry, page, pte_chain);
			break;
		}
		vma = yield* list_next(mm_mmap, mm, vma);
	}
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	return 0;
}

/**
 * The pte of a vma that holds a swap entry, or 0.
 * @kernel mm/swapfile.c:unuse_vma
 * @locked page, page_table_lock
 * @fidelity customised: unuse_pgd and unuse_pmd are folded in; unuse_pte is left to the caller
 */
export function* unuse_vma(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	entry: swp_entry,
): Task<pte_addr> {
	const start = yield* load(vm_start, vma);
	const end = yield* load(vm_end, vma);
	yield* BUG_ON(start >= end, 'unuse_vma: start >= end');
	for (let address = start; address < end; address += PAGE_SIZE) {
		const ptep = yield* this.pte_offset_map(mm, address);
		if (ptep !== 0 && (yield* load(pte_word, ptep)) === swp_entry_to_pte(entry)) return ptep;
	}
	return 0;
}

/**
 * Maps the page where its swap entry stands; returns the chain node if it was not used.
 * @kernel mm/swapfile.c:unuse_pte
 * @locked page, page_table_lock
 * @fidelity followed
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
	const prot = vm_page_prot(yield* load(vm_flags, vma));
	yield* set_pte(ptep, pte_mkold(mk_pte(page, prot)));
	yield* SetPageAnon(page);
	const unused = yield* this.page_add_rmap(page, ptep, pte_chain);
	yield* this.swap_free(entry);
	return unused;
}
