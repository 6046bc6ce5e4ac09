/*
 * variants/mends.ts - functions of the base as they were mended between April 2003 and December 2006, for the
 * variants that stand for a later kernel and are about something else. variants/eras.ts has the commits and their dates.
 */
import {
	add,
	BUG_ON,
	flush_tlb_range,
	list_next,
	load,
	lock,
	read_lock,
	read_unlock,
	store,
	trylock,
	unlock,
	xchg,
} from '../harness/engine/operation.ts';
import { at } from '../harness/engine/struct.ts';
import type { Kernel } from '../harness/mm/index.ts';
import {
	EAGAIN,
	EBUSY,
	EINVAL,
	ENOMEM,
	get_page,
	i_size,
	IS,
	mapping_nrpages,
	mk_pte,
	mm_def_flags,
	mm_locked_vm,
	mm_mmap,
	mm_rss,
	mm_total_vm,
	mmap_sem,
	MREMAP_ELSEWHERE,
	MREMAP_FIXED,
	MREMAP_MAYMOVE,
	MSYNC_INVALIDATE,
	MSYNC_WAIT,
	NRPTE,
	page_contents,
	page_count,
	page_index,
	page_list,
	page_mapping,
	page_pte,
	PAGE_SHIFT,
	PAGE_SIZE,
	page_tree,
	PageDirect,
	PageReserved,
	PageSwapCache,
	pfn_valid,
	pgoff_to_pte,
	PL,
	pte_chain_next,
	pte_chain_ptes,
	pte_dirty,
	pte_file,
	pte_mkwrite_dirty,
	pte_mkyoung,
	pte_none,
	pte_page,
	pte_pfn,
	pte_present,
	pte_to_swp_entry,
	pte_word,
	PTL,
	set_pte,
	SetPageAnon,
	SWAP_AGAIN,
	SWAP_FAIL,
	SWAP_SUCCESS,
	swp_entry_to_pte,
	TASK_SIZE,
	vm_end,
	VM_FAULT_MAJOR,
	VM_FAULT_MINOR,
	VM_FAULT_OOM,
	vm_file,
	vm_flags,
	VM_LOCKED,
	VM_MAYSHARE,
	VM_MAYWRITE,
	vm_mm,
	vm_page_prot,
	vm_pgoff,
	VM_READ,
	VM_SHARED,
	vm_start,
	VM_WRITE,
	type Task,
	type address_space,
	type mm_struct,
	type page,
	type pte_addr,
	type pte_chain,
	type swp_entry,
	type vm_area_struct,
} from '../harness/mm/mm_types.ts';
import type { PatchedBy } from '../harness/variant.ts';

/** The kernel with the functions that stand here and are new. */
type Patched = PatchedBy<typeof import('./mends.ts')>;

/**
 * Takes a page out of its mapping. A page may be dirty by then: who zaps a pte sets PG_dirty without the page lock
 * (5c6efcad).
 * @kernel mm/filemap.c:__remove_from_page_cache
 * @locked page, mapping->page_lock for write
 * @fidelity followed
 */
export function* __remove_from_page_cache(this: Kernel, page: page): Task {
	const mapping = yield* load(page_mapping, page);
	const index = yield* load(page_index, page);
	yield* store(at(page_tree, index), mapping, 0);
	yield* store(page_list, page, 0);
	yield* store(page_mapping, page, 0);
	yield* add(mapping_nrpages, mapping, -1);
}

/**
 * Empties a pte; says whether it was present. Nobody stores through a translation any more when the page is made dirty and
 * given back (7dd60849: ptep_clear_flush).
 * @kernel mm/fremap.c:zap_pte
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* zap_pte(
	this: Kernel,
	mm: mm_struct,
	_vma: vm_area_struct,
	addr: number,
	ptep: pte_addr,
): Task<number> {
	const pte = yield* load(pte_word, ptep);
	if (pte_none(pte)) return 0;
	if (pte_present(pte)) {
		const old = yield* xchg(pte_word, ptep, 0);
		yield* flush_tlb_range(mm, addr, addr + PAGE_SIZE);
		if (pfn_valid(pte_pfn(old))) {
			const page = pte_page(old);
			if (!(yield* PageReserved(page))) {
				if (pte_dirty(old)) yield* this.set_page_dirty(page);
				yield* this.page_remove_rmap(page, ptep);
				yield* this.page_cache_release(page);
				yield* add(mm_rss, mm, -1);
			}
		}
		return 1;
	}
	if (!pte_file(pte)) yield* this.free_swap_and_cache(pte_to_swp_entry(pte));
	yield* set_pte(ptep, 0);
	return 0;
}

/**
 * Write fault on a write-protected page: the page is reused when nobody else can see it, else copied. Without
 * memory for the copy page_table_lock, which is not held then, is left alone (4a241b84).
 * @kernel mm/memory.c:do_wp_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity followed
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
	if (yield* trylock(PL, old_page)) {
		const reuse = yield* this.can_share_swap_page(old_page);
		yield* this.unlock_page(old_page);
		if (reuse !== 0) {
			yield* set_pte(ptep, pte_mkyoung(pte_mkwrite_dirty(pte)));
			yield* unlock(PTL, mm);
			return VM_FAULT_MINOR;
		}
	}
	return yield* this.do_wp_page_copy(mm, vma, address, pte, old_page);
}

/**
 * do_wp_page() when the page cannot be reused.
 * @part-of mm/memory.c:do_wp_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity customised: a chain node for the copy, which 2.6.7 does not have
 */
export function* do_wp_page_copy(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	pte: number,
	old_page: page,
): Task<number> {
	if (!(yield* PageReserved(old_page))) yield* get_page(old_page);
	yield* unlock(PTL, mm);

	let pte_chain = yield* this.pte_chain_alloc(1);
	const new_page = pte_chain === 0 ? 0 : yield* this.alloc_page(1);
	if (new_page === 0) {
		yield* this.page_cache_release(old_page);
		yield* this.pte_chain_free(pte_chain);
		return VM_FAULT_OOM;
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
		yield* SetPageAnon(new_page);
		pte_chain = yield* this.page_add_rmap(new_page, now, pte_chain);
		yield* this.lru_cache_add_active(new_page);
		unused = old_page;
	}
	yield* this.page_cache_release(unused);
	yield* this.page_cache_release(old_page);
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	return VM_FAULT_MINOR;
}

/**
 * Fault on a swap pte. It allocates nothing in 2.6.7; where a chain node is wanting here, it is out of memory
 * and the page given back.
 * @kernel mm/memory.c:do_swap_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity customised: a chain node, which 2.6.7 does not have; vm_swap_full is never true; no readahead
 */
export function* do_swap_page(
	this: Patched,
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
	const isCached = page !== 0;
	if (!isCached) {
		page = yield* this.read_swap_cache_async(entry);
		if (page === 0) return yield* this.do_swap_page_gone(mm, address, orig_pte);
	}
	yield* this.mark_page_accessed(page);
	let pte_chain = yield* this.pte_chain_alloc(1);
	if (pte_chain === 0) {
		yield* this.page_cache_release(page);
		return VM_FAULT_OOM;
	}
	yield* this.lock_page(page);
	yield* lock(PTL, mm);
	if ((yield* load(pte_word, ptep)) !== orig_pte) {
		yield* unlock(PTL, mm);
		yield* this.unlock_page(page);
		yield* this.page_cache_release(page);
		yield* this.pte_chain_free(pte_chain);
		return VM_FAULT_MINOR;
	}
	pte_chain = yield* this.do_swap_page_map(vma, ptep, entry, page, write, pte_chain);
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	return isCached ? VM_FAULT_MINOR : VM_FAULT_MAJOR;
}

/**
 * Maps the page that do_swap_page() has brought, and unlocks it. Returns the unused chain node.
 * @part-of mm/memory.c:do_swap_page
 * @locked page, page_table_lock
 * @fidelity followed
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
	if (write && (yield* this.can_share_swap_page(page)) !== 0) pte = pte_mkwrite_dirty(pte);
	yield* this.unlock_page(page);
	yield* set_pte(ptep, pte);
	yield* SetPageAnon(page);
	return yield* this.page_add_rmap(page, ptep, pte_chain);
}

/**
 * Unmaps the page at one pte of its chain and leaves there what brings the page back: a swap pte, or
 * a file-pte for a nonlinear position. What get_user_pages() holds stays: a write fault would take the additional
 * reference for another user, and copy (6b886e92).
 * @kernel mm/rmap.c:try_to_unmap_one
 * @locked page, chain; looks the vma up without mmap_sem
 * @fidelity customised: no cache and TLB flush, which the simulated MMU does not need
 */
export function* try_to_unmap_one(this: Patched, page: page, ptep: pte_addr): Task<number> {
	const address = yield* this.ptep_to_address(ptep);
	const mm = yield* this.ptep_to_mm(ptep);
	yield* BUG_ON(mm === 0, 'try_to_unmap_one: !mm');

	if (!(yield* trylock(PTL, mm))) return SWAP_AGAIN;

	const vma = yield* this.find_vma(mm, address);
	if (vma === 0 || ((yield* load(vm_flags, vma)) & VM_LOCKED) !== 0) {
		yield* unlock(PTL, mm);
		return SWAP_FAIL;
	}
	if (yield* PageSwapCache(page)) {
		// Of the swap cache, and of reclaim that took the page off the LRU.
		if ((yield* page_count(page)) !== (yield* this.page_mapcount(page)) + 2) {
			yield* unlock(PTL, mm);
			return SWAP_FAIL;
		}
	}

	const pte = yield* xchg(pte_word, ptep, 0);
	if (yield* PageSwapCache(page)) {
		const entry = yield* load(page_index, page);
		yield* this.swap_duplicate(entry);
		yield* set_pte(ptep, swp_entry_to_pte(entry));
		yield* BUG_ON(pte_file(yield* load(pte_word, ptep)), 'try_to_unmap_one: pte_file(*ptep)');
	} else {
		yield* this.try_to_unmap_one_file(page, vma, ptep, address);
	}

	if (pte_dirty(pte)) yield* this.set_page_dirty(page);

	yield* add(mm_rss, mm, -1);
	yield* this.page_cache_release(page);
	yield* unlock(PTL, mm);
	return SWAP_SUCCESS;
}

/**
 * How many ptes map an anonymous page.
 * @kernel include/linux/mm.h:page_mapcount
 * @locked chain
 * @fidelity customised: counts the chain; 2.6.7 has the number in page->mapcount
 */
export function* page_mapcount(this: Kernel, page: page): Task<number> {
	const head = yield* load(page_pte, page);
	if (yield* PageDirect(page)) return head === 0 ? 0 : 1;
	let count = 0;
	for (let pc: pte_chain = head; pc !== 0; pc = yield* load(pte_chain_next, pc)) {
		for (let i = 0; i < NRPTE; i++) {
			if ((yield* load(at(pte_chain_ptes, i), pc)) !== 0) count++;
		}
	}
	return count;
}

/**
 * Gives the part of a vma between two addresses the flags `newflags`. Locking faults its pages in, and says so
 * when it could not (3a85d5d0).
 * @kernel mm/mlock.c:mlock_fixup
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* mlock_fixup(
	this: Kernel,
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
	const locks = (newflags & VM_LOCKED) !== 0;
	const error = locks ? yield* this.make_pages_present(vma, start, end) : 0;
	yield* add(
		mm_locked_vm,
		mm,
		locks ? (end - start) >>> PAGE_SHIFT : -((end - start) >>> PAGE_SHIFT),
	);
	return error;
}

/**
 * Faults in every page of a range of a vma. 0, -errno when there is not even the first, -1 when a later one is
 * wanting (3a85d5d0).
 * @kernel mm/memory.c:make_pages_present
 * @locked mmap_sem
 * @fidelity customised: the BUGs of the base
 */
export function* make_pages_present(
	this: Kernel,
	vma: vm_area_struct,
	addr: number,
	end: number,
): Task<number> {
	yield* BUG_ON(addr >= end, 'make_pages_present: addr >= end');
	yield* BUG_ON(end > (yield* load(vm_end, vma)), 'make_pages_present: end > vma->vm_end');
	const write = (yield* load(vm_flags, vma)) & VM_WRITE ? 1 : 0;
	const mm = yield* load(vm_mm, vma);
	const len = (end - addr) >>> PAGE_SHIFT;
	const done = yield* this.get_user_pages(mm, vma, addr, len, write);
	if (done < 0) return done;
	return done === len ? 0 : -1;
}

/**
 * Maps `len` bytes of a file from page `pgoff` on, or anonymous memory (mapping 0). `flags` are
 * MAP_SHARED 1, locked 2, populate 4, PROT_READ alone 8, MAP_FIXED 16, a file opened for reading only 32, PROT_NONE 64.
 * Returns the address or -errno.
 * @kernel mm/mmap.c:do_mmap_pgoff
 * @locked mmap_sem for write
 * @fidelity customised: no limits; shared anonymous memory has no tmpfs file behind it
 */
export function* do_mmap_pgoff(
	this: Patched,
	mm: mm_struct,
	mapping: address_space,
	addr: number,
	len: number,
	flags: number,
	pgoff: number,
): Task<number> {
	let at = addr;
	if (!(flags & 16)) {
		at = yield* this.get_unmapped_area(mm, len);
		if (at < 0) return at;
	} else if (at < 0 || at > TASK_SIZE - len) {
		return -ENOMEM;
	}
	const old = yield* this.find_vma_in(mm, at, 0);
	if (old !== 0 && (yield* load(vm_start, old)) < at + len) {
		const error = yield* this.do_munmap(mm, at, len);
		if (error < 0) return error;
	}
	const def = yield* load(mm_def_flags, mm);
	const reads = flags & 64 ? 0 : VM_READ;
	const writes = flags & (8 | 64) ? 0 : VM_WRITE;
	const mayWrite = flags & 32 ? 0 : VM_SHARED | VM_MAYWRITE;
	const shares = flags & 1 ? VM_MAYSHARE | mayWrite : VM_MAYWRITE;
	const vmFlags = reads | writes | shares | def | (flags & 2 ? VM_LOCKED : 0);
	const vma = yield* this.place_vma(mm, at, at + len, vmFlags, mapping, pgoff);
	if (vma === 0) return -ENOMEM;
	yield* add(mm_total_vm, mm, len >>> PAGE_SHIFT);
	if (vmFlags & VM_LOCKED) {
		yield* add(mm_locked_vm, mm, len >>> PAGE_SHIFT);
		yield* this.make_pages_present(vma, at, at + len);
	}
	if (flags & 4) yield* this.mmap_populate(mm, at, len, pgoff);
	return at;
}

/**
 * MAP_POPULATE, whatever the protection (7af5971b). What remap_file_pages() cannot do, of private mappings or
 * beyond the end, nobody hears of.
 * @part-of mm/mmap.c:do_mmap_pgoff
 * @locked mmap_sem for write, dropped in between
 * @fidelity followed
 */
export function* mmap_populate(
	this: Kernel,
	mm: mm_struct,
	at: number,
	len: number,
	pgoff: number,
): Task {
	yield* unlock(mmap_sem, mm);
	yield* this.sys_remap_file_pages(mm, at, len, 0, pgoff, 0);
	yield* lock(mmap_sem, mm);
}

/**
 * Body of filemap_populate()'s loop. Where a page is not cached and may not be waited for, a file-pte says what
 * to bring later (760b0756), unless the place is the linear one: there the old pte stays (until 512f426b).
 * @part-of mm/filemap.c:filemap_populate
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* filemap_populate_one(
	this: Patched,
	vma: vm_area_struct,
	addr: number,
	len: number,
	prot: number,
	pgoff: number,
	nonblock: number,
): Task<number> {
	const mapping = yield* load(vm_file, vma);
	const size = ((yield* load(i_size, mapping)) + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	if (pgoff + (len >>> PAGE_SHIFT) > size) return -EINVAL;
	const mm = yield* load(vm_mm, vma);
	const page = yield* this.filemap_getpage(mapping, pgoff, nonblock);
	if (page !== 0) {
		const error = yield* this.install_page(mm, vma, addr, page, prot);
		if (error !== 0) yield* this.page_cache_release(page);
		return error;
	}
	if (!nonblock) return -ENOMEM;
	const start = yield* load(vm_start, vma);
	const linear = ((addr - start) >>> PAGE_SHIFT) + (yield* load(vm_pgoff, vma));
	return pgoff === linear ? 0 : yield* this.install_file_pte(mm, vma, addr, pgoff);
}

/**
 * Writes a file-pte over whatever was there.
 * @kernel mm/fremap.c:install_file_pte
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* install_file_pte(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	addr: number,
	pgoff: number,
): Task<number> {
	yield* lock(PTL, mm);
	const ptep = yield* this.pte_alloc_map(mm, addr);
	if (ptep === 0) {
		yield* unlock(PTL, mm);
		return -ENOMEM;
	}
	yield* this.zap_pte(mm, vma, addr, ptep);
	yield* set_pte(ptep, pgoff_to_pte(pgoff));
	yield* unlock(PTL, mm);
	return 0;
}

/**
 * mremap(): a new size of no page is refused (33ed4171 of January 2004, CVE-2003-0985; an old one duplicates, since
 * d20d497c as before). A fixed place is unmapped first, and what is too much behind; where that fails, so does the
 * call (8d842ee3 of February 2004, CVE-2004-0077).
 * @kernel mm/mremap.c:do_mremap
 * @locked mmap_sem for write
 * @fidelity customised: no limits; one may also ask for another place without naming it
 */
export function* do_mremap(
	this: Kernel,
	mm: mm_struct,
	addr: number,
	old_len: number,
	new_len: number,
	flags: number,
	new_addr: number,
): Task<number> {
	if (new_len === 0) return -EINVAL;
	if (flags & MREMAP_ELSEWHERE)
		return yield* this.do_mremap_grow(mm, addr, old_len, new_len, flags, 0);
	if (flags & MREMAP_FIXED) {
		if (!(flags & MREMAP_MAYMOVE)) return -EINVAL;
		if (new_len > TASK_SIZE || new_addr < 0 || new_addr > TASK_SIZE - new_len) return -EINVAL;
		if (new_addr <= addr && new_addr + new_len > addr) return -EINVAL;
		if (addr <= new_addr && addr + old_len > new_addr) return -EINVAL;
		const error = yield* this.do_munmap(mm, new_addr, new_len);
		if (error !== 0) return error;
	}
	if (old_len < new_len)
		return yield* this.do_mremap_grow(mm, addr, old_len, new_len, flags, new_addr);
	const error = yield* this.do_munmap(mm, addr + new_len, old_len - new_len);
	if (error !== 0 && old_len !== new_len) return error;
	if (!(flags & MREMAP_FIXED) || new_addr === addr) return addr;
	return yield* this.do_mremap_grow(mm, addr, new_len, new_len, flags, new_addr);
}

/**
 * Marks a page dirty. page->mapping is read once, so that one that goes meanwhile is no NULL pointer (770071c5).
 * @kernel include/linux/mm.h:set_page_dirty
 * @locked none
 * @fidelity customised: page_mapping() is one load, as page->mapping says what is in the swap cache
 */
export function* set_page_dirty(this: Kernel, page: page): Task {
	const mapping = yield* load(page_mapping, page);
	const isSwap = mapping !== 0 && (yield* this.mapping_a_ops(mapping)) === 1;
	if (isSwap) yield* this.__set_page_dirty_nobuffers(page);
	else yield* this.__set_page_dirty_buffers(page);
}

/**
 * mlockall(): MCL_CURRENT (1) locks all there is and MCL_FUTURE (2) what will be mapped from now on. For
 * MCL_FUTURE alone what there is stays as it is (b1f90fba).
 * @kernel mm/mlock.c:do_mlockall
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* do_mlockall(this: Kernel, mm: mm_struct, flags: number): Task<number> {
	yield* store(mm_def_flags, mm, flags & 2 ? VM_LOCKED : 0);
	if (flags === 2) return 0;
	let vma = yield* list_next(mm_mmap, mm, 0);
	while (vma !== 0) {
		const had = yield* load(vm_flags, vma);
		const start = yield* load(vm_start, vma);
		const newflags = flags & 1 ? had | VM_LOCKED : had & ~VM_LOCKED;
		yield* this.mlock_fixup(mm, vma, start, yield* load(vm_end, vma), newflags);
		vma = yield* list_next(mm_mmap, mm, vma);
	}
	return 0;
}

/**
 * mincore(): vma by vma, each part of the answer copied when mmap_sem is free again, so that the copy may fault
 * (2f77d107). A hole, or anonymous memory, is -ENOMEM at once.
 * @kernel mm/mincore.c:sys_mincore
 * @locked none
 * @fidelity recalled: do_mincore() stands in the loop; the mask is returned as well as copied to the user
 */
export function* sys_mincore(
	this: Kernel,
	mm: mm_struct,
	start: number,
	len: number,
	vec: number = 0,
): Task<number> {
	let mask = 0;
	let addr = start;
	while (addr < start + len) {
		const from = addr;
		let part = -ENOMEM;
		yield* read_lock(mmap_sem, mm);
		const vma = yield* this.find_vma(mm, from);
		if (vma !== 0 && (yield* load(vm_start, vma)) <= from) {
			addr = Math.min(start + len, yield* load(vm_end, vma));
			part = yield* this.mincore_vma(mm, vma, from, addr, 0); // 0: it copies nothing
		}
		yield* read_unlock(mmap_sem, mm);
		if (part < 0) return part;
		mask |= part << ((from - start) >>> PAGE_SHIFT);
		const error = yield* this.copy_to_user(mm, vec);
		if (error !== 0) return error;
	}
	return mask;
}

/**
 * One vma's part: a shared file mapping moves its dirty bits, and MS_SYNC writes the whole file and waits for it.
 * MS_ASYNC starts no I/O (727f68b6). MS_INVALIDATE fails where memory is locked, and does nothing else.
 * @kernel mm/msync.c:msync_interval
 * @locked mmap_sem for read
 * @fidelity customised: no fsync of the file's metadata
 */
export function* msync_interval(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	start: number,
	end: number,
	flags: number,
): Task<number> {
	const vmFlags = yield* load(vm_flags, vma);
	if (flags & MSYNC_INVALIDATE && vmFlags & VM_LOCKED) return -EBUSY;
	const mapping = yield* load(vm_file, vma);
	if (mapping === 0 || !(vmFlags & VM_SHARED)) return 0;
	yield* this.filemap_sync(mm, vma, start, end - start);
	if (!(flags & MSYNC_WAIT)) return 0;
	yield* lock(IS, mapping);
	const error = yield* this.filemap_fdatawrite(mapping);
	const waited = yield* this.filemap_fdatawait(mapping);
	yield* unlock(IS, mapping);
	return error === 0 ? waited : error;
}
