/*
 * variants/linux/mlock-unevictable.ts - mlock: pages of VM_LOCKED vmas carry a flag and leave the LRU
 *
 * Linux 2.6.28, b291f000393f, with e6c509f85455 of 3.7: mlock() sets PG_mlocked, reclaim sets it where it
 * comes across a page of a VM_LOCKED vma, munlock() and the last unmapping clear it. A nonlinear VM_LOCKED
 * vma is swept like others, to set the flag on each page that it maps, of which one only is locked:
 * that was CVE-2014-3122.
 *
 * Open: the text of these functions, which is given here from general knowledge. They stand on 2.6.7's
 * memory manager: anonymous pages have no page->mapping there, so mlock leaves them alone; and mlock()
 * holds mmap_sem for write while it faults pages in, so that a sweep of that time does not learn of
 * VM_LOCKED. In 2.6.28 it holds it for read by then, and the same takes a sweep that began before.
 */
import {
	add,
	become,
	BUG_ON,
	list_add,
	list_del,
	list_empty,
	list_next,
	load,
	lock,
	set_bit,
	store,
	test_and_clear_bit,
	test_and_set_bit,
	test_bit,
	trylock,
	unlock,
	xchg,
} from '../../harness/engine/operation.ts';
import { at, type Bit } from '../../harness/engine/struct.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	active_list,
	ClearPageAnon,
	ClearPageDirty,
	EAGAIN,
	EBUSY,
	EINVAL,
	FREE_ACTIVATE,
	FREE_DONE,
	get_page,
	i_mmap,
	i_mmap_nonlinear,
	i_mmap_shared,
	inactive_list,
	LRU,
	mm_locked_vm,
	mm_map_count,
	mm_mmap,
	mm_rb,
	mm_rss,
	mm_total_vm,
	mm_zone,
	mmap_cache,
	mmap_sem,
	nr_mapped,
	page_count,
	page_count_field,
	page_mapped,
	page_mapping,
	page_pte,
	PAGE_SHIFT,
	PAGE_SIZE,
	PageActive,
	PageAnon,
	PageDirty,
	PageLocked,
	PageLRU,
	PagePrivate,
	PageReserved,
	pagevec_nr,
	pagevec_pages,
	PageWriteback,
	pfn_valid,
	PL,
	pte_dirty,
	pte_page,
	pte_pfn,
	pte_present,
	pte_word,
	PTL,
	PTRS_PER_PGD,
	SetPageActive,
	SS,
	SWAP_AGAIN,
	SWAP_FAIL,
	TASK_SIZE,
	TestClearPageActive,
	TestClearPageLRU,
	TestSetPageLRU,
	UNMAP_ACTIVATE,
	vm_end,
	vm_file,
	vm_flags,
	VM_LOCKED,
	vm_mm,
	vm_page_prot,
	vm_pgoff,
	VM_SHARED,
	vm_start,
	VM_WRITE,
	pageFlag,
	WRITE_KEEP,
	WRITE_STARTED,
	type address_space,
	type mm_struct,
	type page,
	type pagevec,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import nonlinearAware, { VM_NONLINEAR } from '../mail/nonlinear-aware.ts';
import type { Patched as Below } from '../mail/nonlinear-aware.ts';

/** The page is in a VM_LOCKED vma. */
const PG_mlocked: Bit<page> = pageFlag(22, 'PG_mlocked');
/** The page is on neither LRU list: the flag stands for a list that nobody walks. */
const PG_unevictable: Bit<page> = pageFlag(23, 'PG_unevictable');
const PageMlocked = (page: page): Task<boolean> => test_bit(PG_mlocked, page);
export const TestSetPageMlocked = (page: page): Task<boolean> => test_and_set_bit(PG_mlocked, page);
const TestClearPageMlocked = (page: page): Task<boolean> => test_and_clear_bit(PG_mlocked, page);
const SetPageUnevictable = (page: page): Task => set_bit(PG_unevictable, page);
const TestClearPageUnevictable = (page: page): Task<boolean> =>
	test_and_clear_bit(PG_unevictable, page);

/** What rmap says of a page that a VM_LOCKED vma maps, and that carries the flag now. */
const SWAP_MLOCK = 3;

export type Patched = PatchedBy<typeof import('./mlock-unevictable.ts'), Below>;

/**
 * Takes a page off the LRU, with a reference. -EBUSY: somebody else has it.
 * @kernel mm/vmscan.c:isolate_lru_page
 * @locked none
 * @fidelity recalled
 */
export function* isolate_lru_page(this: Kernel, page: page): Task<number> {
	let ret = -EBUSY;
	yield* lock(LRU, mm_zone);
	if (yield* TestClearPageUnevictable(page)) {
		yield* get_page(page);
		ret = 0;
	} else if (yield* TestClearPageLRU(page)) {
		const list = (yield* PageActive(page)) ? active_list : inactive_list;
		yield* list_del(list, mm_zone, page);
		yield* get_page(page);
		ret = 0;
	}
	yield* unlock(LRU, mm_zone);
	return ret;
}

/**
 * Puts an isolated page where PG_mlocked says, and drops the reference. If the flag goes meanwhile, whoever
 * cleared it found the page isolated and left it, so it is looked at again.
 * @kernel mm/vmscan.c:putback_lru_page
 * @locked none
 * @fidelity recalled
 */
export function* putback_lru_page(this: Patched, page: page): Task {
	const active = yield* TestClearPageActive(page);
	if (!(yield* PageMlocked(page))) {
		if (active) yield* this.lru_cache_add_active(page);
		else yield* this.lru_cache_add(page);
		yield* this.page_cache_release(page);
		return;
	}
	yield* lock(LRU, mm_zone);
	yield* SetPageUnevictable(page);
	yield* unlock(LRU, mm_zone);
	const stranded = !(yield* PageMlocked(page)) && (yield* this.isolate_lru_page(page)) === 0;
	yield* this.page_cache_release(page);
	if (stranded) yield* become('putback_lru_page', page);
}

/**
 * Puts a page that reclaim had taken where nobody walks, if mlock has set its flag meanwhile. Who clears
 * the flag isolates the page afterwards, under the same lock.
 * @part-of mm/vmscan.c:putback_lru_page
 * @locked zone->lru_lock
 * @fidelity customised: under the lock that its callers hold anyway
 */
export function* cull_mlocked(this: Kernel, page: page): Task<number> {
	if (!(yield* PageMlocked(page))) return 0;
	yield* TestClearPageActive(page);
	yield* SetPageUnevictable(page);
	return 1;
}

/**
 * Sets the flag and takes the page off the LRU.
 * @kernel mm/mlock.c:mlock_vma_page
 * @locked page
 * @fidelity recalled
 */
export function* mlock_vma_page(this: Patched, page: page): Task {
	yield* BUG_ON(!(yield* PageLocked(page)), 'mlock_vma_page: !PageLocked(page)');
	if (yield* TestSetPageMlocked(page)) return;
	if ((yield* this.isolate_lru_page(page)) === 0) yield* this.putback_lru_page(page);
}

/**
 * Clears the flag, unless another VM_LOCKED vma maps the page.
 * @kernel mm/mlock.c:munlock_vma_page
 * @locked page
 * @fidelity recalled
 */
export function* munlock_vma_page(this: Patched, page: page): Task {
	yield* BUG_ON(!(yield* PageLocked(page)), 'munlock_vma_page: !PageLocked(page)');
	if (!(yield* TestClearPageMlocked(page))) return;
	if ((yield* this.isolate_lru_page(page)) !== 0) return;
	if (!(yield* PageAnon(page)) && (yield* load(page_pte, page)) > 1) {
		yield* this.try_to_munlock(page);
	}
	yield* this.putback_lru_page(page);
}

/**
 * Clears the flag of a page that has lost its last pte.
 * @kernel mm/mlock.c:clear_page_mlock
 * @locked page_table_lock of the pte's mm
 * @fidelity recalled
 */
export function* clear_page_mlock(this: Patched, page: page): Task {
	if (!(yield* TestClearPageMlocked(page))) return;
	if ((yield* this.isolate_lru_page(page)) === 0) yield* this.putback_lru_page(page);
}

/**
 * Faults in every page of a range of a VM_LOCKED vma and sets its flag. 0, -errno when there is not even the first, -1
 * when a later one is wanting (3a85d5d0).
 * @kernel mm/memory.c:make_pages_present
 * @locked mmap_sem
 * @fidelity recalled
 */
export function* make_pages_present(
	this: Patched,
	vma: vm_area_struct,
	addr: number,
	end: number,
): Task<number> {
	yield* BUG_ON(addr >= end, 'make_pages_present: addr >= end');
	yield* BUG_ON(end > (yield* load(vm_end, vma)), 'make_pages_present: end > vma->vm_end');
	const flags = yield* load(vm_flags, vma);
	const mm = yield* load(vm_mm, vma);
	const len = (end - addr) >>> PAGE_SHIFT;
	const done = yield* this.get_user_pages(mm, vma, addr, len, flags & VM_WRITE ? 1 : 0);
	if (flags & VM_LOCKED) {
		for (let address = addr; address < end; address += PAGE_SIZE)
			yield* this.follow_page_mlock(mm, address);
	}
	if (done < 0) return done;
	return done === len ? 0 : -1;
}

/**
 * Sets the flag of the page at an address. A page that somebody has locked is left to reclaim.
 * @part-of mm/memory.c:follow_page
 * @locked mmap_sem
 * @fidelity customised: after get_user_pages() instead of inside
 */
export function* follow_page_mlock(this: Patched, mm: mm_struct, address: number): Task {
	yield* lock(PTL, mm);
	const page = yield* this.follow_page(mm, address, 0);
	if (page !== 0 && (yield* load(page_mapping, page)) !== 0 && (yield* trylock(PL, page))) {
		yield* this.mlock_vma_page(page);
		yield* this.unlock_page(page);
	}
	yield* unlock(PTL, mm);
}

/**
 * Clears the flags of a range, whose vma is VM_LOCKED no more.
 * @kernel mm/mlock.c:munlock_vma_pages_range
 * @locked mmap_sem for write
 * @fidelity recalled
 */
export function* munlock_vma_pages_range(
	this: Patched,
	mm: mm_struct,
	start: number,
	end: number,
): Task {
	for (let address = start; address < end; address += PAGE_SIZE)
		yield* this.follow_page_munlock(mm, address);
}

/**
 * Body of munlock_vma_pages_range()'s loop.
 * @part-of mm/mlock.c:munlock_vma_pages_range
 * @locked mmap_sem for write
 * @fidelity recalled
 */
export function* follow_page_munlock(this: Patched, mm: mm_struct, address: number): Task {
	yield* lock(PTL, mm);
	const page = yield* this.follow_page(mm, address, 0);
	if (page !== 0) yield* get_page(page);
	yield* unlock(PTL, mm);
	if (page === 0) return;
	yield* this.lock_page(page);
	yield* this.munlock_vma_page(page);
	yield* this.unlock_page(page);
	yield* this.page_cache_release(page);
}

/**
 * Unlocks the VM_LOCKED vmas behind `after` in a range that is about to go.
 * @part-of mm/mmap.c:do_munmap
 * @locked mmap_sem for write
 * @fidelity recalled
 */
export function* munlock_vmas(
	this: Patched,
	mm: mm_struct,
	after: vm_area_struct,
	start: number,
	end: number,
): Task {
	const vma = yield* list_next(mm_mmap, mm, after);
	if (vma === 0) return;
	const from = yield* load(vm_start, vma);
	const to = yield* load(vm_end, vma);
	const flags = yield* load(vm_flags, vma);
	if (flags & VM_LOCKED && from >= start && to <= end) {
		yield* add(mm_locked_vm, mm, -((to - from) >>> PAGE_SHIFT));
		yield* lock(PTL, mm);
		yield* store(vm_flags, vma, flags & ~VM_LOCKED);
		yield* unlock(PTL, mm);
		yield* this.munlock_vma_pages_range(mm, from, to);
	}
	yield* this.munlock_vmas(mm, vma, start, end);
}

/**
 * Gives the part of a vma between two addresses the flags `newflags`. Locking faults its pages in, and says so when
 * it could not (3a85d5d0).
 * @kernel mm/mlock.c:mlock_fixup
 * @locked mmap_sem for write
 * @fidelity recalled
 */
export function* mlock_fixup(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	start: number,
	end: number,
	newflags: number,
): Task<number> {
	if (newflags === (yield* load(vm_flags, vma))) return 0;
	if (start !== (yield* load(vm_start, vma))) {
		if ((yield* this.split_vma(mm, vma, start, 1)) !== 0) return -EAGAIN;
	}
	if (end !== (yield* load(vm_end, vma))) {
		if ((yield* this.split_vma(mm, vma, end, 0)) !== 0) return -EAGAIN;
	}
	yield* lock(PTL, mm);
	yield* store(vm_flags, vma, newflags);
	yield* unlock(PTL, mm);
	const pages = (end - start) >>> PAGE_SHIFT;
	if (newflags & VM_LOCKED) {
		yield* add(mm_locked_vm, mm, pages);
		return yield* this.make_pages_present(vma, start, end);
	}
	yield* add(mm_locked_vm, mm, -pages);
	yield* this.munlock_vma_pages_range(mm, start, end);
	return 0;
}

/**
 * Unmaps a range: splits at its edges, unlocks and detaches all vmas inside, zaps them, frees page tables,
 * and only then, page_table_lock dropped, takes each vma off its file's list.
 * @kernel mm/mmap.c:do_munmap
 * @locked mmap_sem for write
 * @fidelity recalled
 */
export function* do_munmap(this: Patched, mm: mm_struct, start: number, len: number): Task<number> {
	if (start < 0 || start > TASK_SIZE || len <= 0 || len > TASK_SIZE - start) return -EINVAL;
	const end = start + len;
	const first = yield* this.find_vma_in(mm, start, 0);
	if (first === 0 || (yield* load(vm_start, first)) >= end) return 0;
	const error = yield* this.split_at_edges(mm, first, start, end);
	if (error !== 0) return error;
	if ((yield* load(mm_locked_vm, mm)) !== 0) yield* this.munlock_vmas(mm, 0, start, end);
	yield* lock(PTL, mm);
	const vmas = yield* this.detach_vmas_to_be_unmapped(mm, start, end);
	yield* this.unmap_region(mm, vmas, start, end);
	yield* unlock(PTL, mm);
	yield* this.unmap_vma_list(mm, vmas);
	return 0;
}

/**
 * Takes the whole address space down at exit. mmap_sem is not taken: nobody else uses the mm.
 * @kernel mm/mmap.c:exit_mmap
 * @locked none
 * @fidelity recalled
 */
export function* exit_mmap(this: Patched, mm: mm_struct): Task {
	if ((yield* load(mm_locked_vm, mm)) !== 0) yield* this.munlock_vmas(mm, 0, 0, TASK_SIZE);
	yield* this.lru_add_drain();
	yield* lock(PTL, mm);
	const tlb = yield* this.tlb_gather_mmu(mm);
	yield* this.exit_unmap_from(tlb, mm, 0);
	yield* BUG_ON((yield* load(mm_map_count, mm)) !== 0, 'exit_mmap: mm->map_count');
	yield* this.clear_page_tables(mm, 0, PTRS_PER_PGD);
	yield* this.tlb_finish_mmu(tlb);
	const vmas = yield* this.exit_detach(mm);
	yield* store(mmap_cache, mm, 0);
	yield* store(mm_rb, mm, mm);
	yield* store(mm_rss, mm, 0);
	yield* store(mm_total_vm, mm, 0);
	yield* store(mm_locked_vm, mm, 0);
	yield* unlock(PTL, mm);
	yield* this.exit_free_vmas(vmas);
}

/**
 * The tests of sys_remap_file_pages() on the vma that it found, and populate. What is mapped over in a
 * VM_LOCKED vma loses its flag.
 * @part-of mm/fremap.c:sys_remap_file_pages
 * @locked mmap_sem for write
 * @fidelity recalled
 */
export function* remap_in_vma(
	this: Patched,
	vma: vm_area_struct,
	start: number,
	size: number,
	pgoff: number,
	nonblock: number,
): Task<number> {
	const flags = yield* load(vm_flags, vma);
	if (!(flags & VM_SHARED)) return -EINVAL;
	if ((yield* load(vm_file, vma)) === 0) return -EINVAL;
	if (start < (yield* load(vm_start, vma))) return -EINVAL;
	if (start + size > (yield* load(vm_end, vma))) return -EINVAL;
	const linear =
		((start - (yield* load(vm_start, vma))) >>> PAGE_SHIFT) + (yield* load(vm_pgoff, vma));
	if (pgoff !== linear && !(flags & VM_NONLINEAR)) yield* this.vma_nonlinear(vma);
	if (flags & VM_LOCKED)
		yield* this.munlock_vma_pages_range(yield* load(vm_mm, vma), start, start + size);
	return yield* this.filemap_populate(vma, start, size, vm_page_prot(flags), pgoff, nonblock);
}

/**
 * page_remove_rmap() of a counted page.
 * @part-of mm/rmap.c:page_remove_rmap
 * @locked page_table_lock of the pte's mm, chain
 * @fidelity recalled
 */
export function* page_remove_rmap_obj(this: Patched, page: page): Task {
	const mapcount = yield* load(page_pte, page);
	yield* BUG_ON(mapcount === 0, 'page_remove_rmap: !page->pte.mapcount');
	yield* store(page_pte, page, mapcount - 1);
	if (mapcount !== 1) return;
	yield* add(nr_mapped, mm_zone, -1);
	if (yield* PageMlocked(page)) yield* this.clear_page_mlock(page);
}

/**
 * Sets the flag of a page that a VM_LOCKED vma maps, if it still is. SWAP_MLOCK: it is set.
 * @kernel mm/rmap.c:try_to_mlock_page
 * @locked page
 * @fidelity customised: mmap_sem is tried for write, so that a fault in that mm makes it fail as well
 */
export function* try_to_mlock_page(this: Patched, vma: vm_area_struct, page: page): Task<number> {
	const mm = yield* load(vm_mm, vma);
	if (!(yield* trylock(mmap_sem, mm))) return SWAP_AGAIN;
	let ret = SWAP_AGAIN;
	if ((yield* load(vm_flags, vma)) & VM_LOCKED) {
		yield* this.mlock_vma_page(page);
		ret = SWAP_MLOCK;
	}
	yield* unlock(mmap_sem, mm);
	return ret;
}

/**
 * Looks for another VM_LOCKED vma of a page that was just unlocked. Nonlinear ones are left to reclaim.
 * @kernel mm/rmap.c:try_to_munlock
 * @locked page
 * @fidelity recalled
 */
export function* try_to_munlock(this: Patched, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);
	if (mapping === 0) return SWAP_AGAIN;
	let ret = SWAP_AGAIN;
	yield* lock(SS, mapping);
	walk: for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			ret = yield* this.try_to_munlock_one(vma, page);
			if (ret === SWAP_MLOCK) break walk;
			vma = yield* list_next(list, mapping, vma);
		}
	}
	yield* unlock(SS, mapping);
	return ret;
}

/**
 * try_to_munlock() in one vma.
 * @part-of mm/rmap.c:try_to_unmap_one
 * @locked page, i_shared_sem
 * @fidelity recalled
 */
export function* try_to_munlock_one(this: Patched, vma: vm_area_struct, page: page): Task<number> {
	const mm = yield* load(vm_mm, vma);
	yield* lock(PTL, mm);
	const ptep = yield* this.find_pte(vma, page);
	const flags = yield* load(vm_flags, vma);
	yield* unlock(PTL, mm);
	if (ptep === 0 || !(flags & VM_LOCKED)) return SWAP_AGAIN;
	return yield* this.try_to_mlock_page(vma, page);
}

/**
 * Unmaps the page from one vma of its file. SWAP_AGAIN also means that there was nothing to unmap,
 * SWAP_MLOCK that the vma is VM_LOCKED.
 * @kernel mm/rmap.c:try_to_unmap_one as try_to_unmap_obj_one
 * @locked page, chain, i_shared_sem
 * @fidelity customised: no cache and TLB flush, which the simulated MMU does not need
 */
export function* try_to_unmap_obj_one(
	this: Patched,
	vma: vm_area_struct,
	page: page,
): Task<number> {
	const mm = yield* load(vm_mm, vma);
	if (!(yield* trylock(PTL, mm))) return SWAP_AGAIN;

	const ptep = yield* this.find_pte(vma, page);
	if (ptep === 0) {
		yield* unlock(PTL, mm);
		return SWAP_AGAIN;
	}
	if (((yield* load(vm_flags, vma)) & VM_LOCKED) !== 0) {
		yield* unlock(PTL, mm);
		return yield* this.try_to_mlock_page(vma, page);
	}

	const pte = yield* xchg(pte_word, ptep, 0);
	if (pte_dirty(pte)) yield* this.set_page_dirty(page);
	yield* this.page_remove_rmap_obj(page);
	yield* add(mm_rss, mm, -1);
	yield* this.page_cache_release(page);
	yield* unlock(PTL, mm);
	return SWAP_AGAIN;
}

/**
 * Unmaps a counted page from every linear vma of its file until the count is zero or a vma is locked.
 * Nonlinear vmas are then swept for any page, with the chain lock dropped.
 * @kernel mm/rmap.c:try_to_unmap_file as try_to_unmap_obj
 * @locked page, chain
 * @fidelity recalled
 */
export function* try_to_unmap_obj(this: Patched, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);

	yield* BUG_ON(mapping === 0, 'try_to_unmap_obj: !mapping');

	if (!(yield* trylock(SS, mapping))) return SWAP_AGAIN;

	let ret = SWAP_AGAIN;
	walk: for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			ret = yield* this.try_to_unmap_obj_one(vma, page);
			if (ret === SWAP_FAIL || ret === SWAP_MLOCK) break walk;
			if ((yield* load(page_pte, page)) === 0) break walk;
			vma = yield* list_next(list, mapping, vma);
		}
	}
	const left = yield* load(page_pte, page);
	if (ret === SWAP_AGAIN && left !== 0 && !(yield* list_empty(i_mmap_nonlinear, mapping))) {
		yield* this.pte_chain_unlock(page);
		ret = yield* this.try_to_unmap_nonlinear(mapping, left, page);
		yield* this.pte_chain_lock(page);
	}
	yield* unlock(SS, mapping);
	return ret;
}

/**
 * Sweeps nonlinear vmas, unmapping whatever page was not used, until as many ptes are gone as the page
 * had that it was called for. VM_LOCKED ones are swept too, to set the flag.
 * @part-of mm/rmap.c:try_to_unmap_file
 * @locked page, i_shared_sem
 * @fidelity customised: a cluster of 32 ptes is a whole vma here, so there is no cursor
 */
export function* try_to_unmap_nonlinear(
	this: Patched,
	mapping: address_space,
	mapcount: number,
	page: page,
): Task<number> {
	let left = mapcount;
	let ret = SWAP_AGAIN;
	let vma: vm_area_struct = 0;
	while (left > 0) {
		vma = yield* list_next(i_mmap_nonlinear, mapping, vma);
		if (vma === 0) break;
		const gone = yield* this.try_to_unmap_cluster(vma, page);
		if (gone < 0) ret = SWAP_MLOCK;
		else left -= gone;
	}
	return ret;
}

/**
 * Sweeps one nonlinear vma; returns how many ptes it took away, or -1 when it is VM_LOCKED and maps the
 * page. Whether it is VM_LOCKED is only known when mmap_sem could be had; if not, its pages go.
 * @kernel mm/rmap.c:try_to_unmap_cluster
 * @locked page, i_shared_sem
 * @fidelity customised: mmap_sem is tried for write, so that a fault in that mm makes it fail as well
 */
export function* try_to_unmap_cluster(
	this: Patched,
	vma: vm_area_struct,
	page: page,
): Task<number> {
	const mm = yield* load(vm_mm, vma);
	const start = yield* load(vm_start, vma);
	const end = yield* load(vm_end, vma);
	if (yield* trylock(mmap_sem, mm)) {
		const locked = (yield* load(vm_flags, vma)) & VM_LOCKED;
		const found = locked ? yield* this.mlock_cluster(mm, start, end, page) : 0;
		yield* unlock(mmap_sem, mm);
		if (locked) return found;
	}
	if (!(yield* trylock(PTL, mm))) return 0;
	const pgoff = yield* load(vm_pgoff, vma);
	let gone = 0;
	for (let address = start; address < end; address += PAGE_SIZE) {
		const linear = pgoff + ((address - start) >>> PAGE_SHIFT);
		gone += yield* this.try_to_unmap_swept(mm, address, linear);
	}
	yield* unlock(PTL, mm);
	return gone;
}

/**
 * try_to_unmap_cluster() of a VM_LOCKED vma; -1 when it maps the page that reclaim wants, else 0.
 * @part-of mm/rmap.c:try_to_unmap_cluster
 * @locked page, i_shared_sem, mmap_sem
 * @fidelity recalled
 */
export function* mlock_cluster(
	this: Patched,
	mm: mm_struct,
	start: number,
	end: number,
	page: page,
): Task<number> {
	if (!(yield* trylock(PTL, mm))) return 0;
	let found = 0;
	for (let address = start; address < end; address += PAGE_SIZE)
		found |= yield* this.mlock_swept(mm, address, page);
	yield* unlock(PTL, mm);
	return found ? -1 : 0;
}

/**
 * Body of try_to_unmap_cluster()'s loop in a VM_LOCKED vma. Says whether this is the page.
 * @part-of mm/rmap.c:try_to_unmap_cluster
 * @locked i_shared_sem, mmap_sem, page_table_lock
 * @fidelity recalled
 */
export function* mlock_swept(
	this: Patched,
	mm: mm_struct,
	address: number,
	page: page,
): Task<number> {
	const ptep = yield* this.pte_offset_map(mm, address);
	if (ptep === 0) return 0;
	const pte = yield* load(pte_word, ptep);
	if (!pte_present(pte) || !pfn_valid(pte_pfn(pte))) return 0;
	const there = pte_page(pte);
	if (yield* PageReserved(there)) return 0;
	yield* this.mlock_swept_page(there, page);
	return there === page ? 1 : 0;
}

/**
 * Sets the flag of a page of the cluster, which its caller has locked only if it is `check_page`.
 * @part-of mm/rmap.c:try_to_unmap_cluster
 * @locked i_shared_sem, mmap_sem, page_table_lock
 * @fidelity recalled
 */
export function* mlock_swept_page(this: Patched, page: page, _check_page: page): Task {
	yield* this.mlock_vma_page(page);
}

/**
 * Body of shrink_list()'s loop. Says whether the page was freed.
 * @part-of mm/vmscan.c:shrink_list
 * @locked none
 * @fidelity customised: the count of mapped pages that only sets the pressure on slab is left out
 */
export function* shrink_page(this: Kernel, page: page): Task<number> {
	if (!(yield* trylock(PL, page))) return 0;

	yield* BUG_ON(yield* PageActive(page), 'shrink_list: PageActive(page)');
	if ((yield* PageMlocked(page)) || (yield* PageWriteback(page))) {
		yield* this.unlock_page(page);
		return 0;
	}

	const mapping = yield* this.shrink_page_unmap(page);
	if (mapping === UNMAP_ACTIVATE) yield* SetPageActive(page);
	// both UNMAP_ results are negative, no address_space is
	if (mapping < 0) {
		yield* this.unlock_page(page);
		return 0;
	}

	if (yield* PageDirty(page)) {
		const written = yield* this.shrink_page_write(page, mapping);
		if (written === WRITE_STARTED) return 0; // writepage unlocked it
		if (written === WRITE_KEEP) {
			yield* this.unlock_page(page);
			return 0;
		}
	}

	const freeable = yield* this.shrink_page_free(page, mapping);
	if (freeable === FREE_ACTIVATE) yield* SetPageActive(page);
	yield* this.unlock_page(page);
	if (freeable !== FREE_DONE) return 0;
	yield* this.page_cache_release(page); // shrink_cache's reference, the last one
	return 1;
}

/**
 * Puts one page back on the list that PG_active names, or on none.
 * @part-of mm/vmscan.c:shrink_cache
 * @locked zone->lru_lock
 * @fidelity recalled
 */
export function* shrink_cache_put_back_one(this: Patched, page: page): Task {
	if ((yield* this.cull_mlocked(page)) !== 0) return;
	yield* BUG_ON(yield* TestSetPageLRU(page), 'shrink_cache: TestSetPageLRU(page)');
	const list = (yield* PageActive(page)) ? active_list : inactive_list;
	yield* list_add(list, mm_zone, page, 'tail');
}

/**
 * Puts one page of a pagevec back on the inactive or the active list, or on none, and counts it for
 * release.
 * @part-of mm/vmscan.c:refill_inactive_zone
 * @locked zone->lru_lock
 * @fidelity recalled
 */
export function* refill_inactive_put(
	this: Patched,
	pvec: pagevec,
	slot: number,
	active: number,
): Task {
	const page = yield* load(at(pagevec_pages, slot), pvec);
	if (page === 0) return;
	if ((yield* this.cull_mlocked(page)) === 0) {
		yield* BUG_ON(yield* TestSetPageLRU(page), 'refill_inactive_zone: TestSetPageLRU(page)');
		if (active === 0) yield* TestClearPageActive(page);
		yield* list_add(active === 0 ? inactive_list : active_list, mm_zone, page, 'tail');
	}
	const nr = yield* load(pagevec_nr, pvec);
	yield* store(at(pagevec_pages, nr), pvec, page);
	yield* store(pagevec_nr, pvec, nr + 1);
}

/**
 * The last reference is gone: off the LRU and back to the allocator.
 * @kernel mm/swap.c:__page_cache_release
 * @locked none
 * @fidelity recalled
 */
export function* __page_cache_release(this: Kernel, page: page): Task {
	yield* lock(LRU, mm_zone);
	if (yield* TestClearPageLRU(page)) {
		if (yield* TestClearPageActive(page)) yield* list_del(active_list, mm_zone, page);
		else yield* list_del(inactive_list, mm_zone, page);
	}
	yield* TestClearPageUnevictable(page);
	const count = yield* page_count(page);
	yield* unlock(LRU, mm_zone);
	if (count === 0) yield* this.free_hot_page(page);
}

/**
 * What a page must be when it goes back to the allocator; anything else is bad_page().
 * @kernel mm/page_alloc.c:free_pages_check
 * @locked none
 * @fidelity customised: bad_page() ends the run as a BUG() does, where 2.5.66 complains and mends the page; PG_reclaim
 *   is not tested
 */
export function* free_pages_check(this: Kernel, page: page): Task {
	yield* BUG_ON(yield* page_mapped(page), 'free_pages_check: bad_page, page_mapped');
	yield* BUG_ON(
		(yield* load(page_mapping, page)) !== 0,
		'free_pages_check: bad_page, page->mapping != NULL',
	);
	yield* BUG_ON(
		(yield* load(page_count_field, page)) !== 0,
		'free_pages_check: bad_page, page_count != 0',
	);
	yield* BUG_ON(yield* PageLRU(page), 'free_pages_check: bad_page, PG_lru');
	yield* BUG_ON(yield* PagePrivate(page), 'free_pages_check: bad_page, PG_private');
	yield* BUG_ON(yield* PageLocked(page), 'free_pages_check: bad_page, PG_locked');
	yield* BUG_ON(yield* PageActive(page), 'free_pages_check: bad_page, PG_active');
	yield* BUG_ON(yield* PageWriteback(page), 'free_pages_check: bad_page, PG_writeback');
	yield* BUG_ON(yield* PageMlocked(page), 'free_pages_check: bad_page, PG_mlocked');
	yield* ClearPageDirty(page);
	yield* ClearPageAnon(page);
}

const variant: Variant = defineVariant({
	name: 'mlock-unevictable',
	subject: 'mlock: pages of VM_LOCKED vmas carry a flag and leave the LRU',
	from: 'Linux 2.6.28 (commit b291f000393f) and 3.7 (commit e6c509f85455), on 2.6.7',
	date: '2008-10-18',
	version: '2.6.7',
	base: nonlinearAware,
	replaces: {
		make_pages_present,
		mlock_fixup,
		do_munmap,
		exit_mmap,
		remap_in_vma,
		page_remove_rmap_obj,
		try_to_unmap_obj_one,
		try_to_unmap_obj,
		shrink_page,
		shrink_cache_put_back_one,
		refill_inactive_put,
		__page_cache_release,
		free_pages_check,
	},
	adds: {
		isolate_lru_page,
		putback_lru_page,
		cull_mlocked,
		mlock_vma_page,
		munlock_vma_page,
		clear_page_mlock,
		follow_page_mlock,
		munlock_vma_pages_range,
		follow_page_munlock,
		munlock_vmas,
		try_to_mlock_page,
		try_to_munlock,
		try_to_munlock_one,
		try_to_unmap_nonlinear,
		try_to_unmap_cluster,
		mlock_cluster,
		mlock_swept,
		mlock_swept_page,
	},
	claims: {
		'kernel BUG': 'never',
		'VM_LOCKED page unmapped inside EOF': 'never',
		deadlock: 'never',
	},
});

export default variant;
