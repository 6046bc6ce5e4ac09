/*
 * variants/mends.ts - functions of the base as they were mended between April 2003 and December 2006, for the
 * variants that stand for a later kernel and are about something else. variants/eras.ts has the commits and their dates.
 */
import {
	add,
	BUG_ON,
	list_next,
	load,
	lock,
	read_lock,
	read_unlock,
	store,
	trylock,
	unlock,
} from '../harness/engine/operation.ts';
import type { Kernel } from '../harness/mm/index.ts';
import {
	EAGAIN,
	EINVAL,
	ENOMEM,
	get_page,
	i_size,
	mk_pte,
	mm_def_flags,
	mm_locked_vm,
	mm_mmap,
	mm_rss,
	mm_total_vm,
	mmap_sem,
	page_contents,
	page_mapping,
	PAGE_SHIFT,
	PAGE_SIZE,
	PageReserved,
	pfn_valid,
	pgoff_to_pte,
	PL,
	pte_mkwrite_dirty,
	pte_mkyoung,
	pte_page,
	pte_pfn,
	pte_to_swp_entry,
	pte_word,
	PTL,
	set_pte,
	SetPageAnon,
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
	type address_space,
	type mm_struct,
	type page,
	type pte_addr,
	type Task,
	type vm_area_struct,
} from '../harness/mm/mm_types.ts';
import type { PatchedBy } from '../harness/variant.ts';

/** The kernel with the functions that stand here and are new. */
type Patched = PatchedBy<typeof import('./mends.ts')>;

/**
 * Write fault on a write-protected page: the page is reused when nobody else can see it, else copied. Without
 * memory for the copy page_table_lock, which is not held then, is left alone (4a241b84).
 * @kernel mm/memory.c:do_wp_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity customised: a chain node for the copy, which 2.6.7 does not have
 */
export function* do_wp_page(
	this: Kernel,
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
	yield* this.swap_free(entry);
	yield* add(mm_rss, mm, 1);
	const flags = yield* load(vm_flags, vma);
	let pte = mk_pte(page, vm_page_prot(flags));
	if (write && (yield* this.can_share_swap_page(page)) !== 0) pte = pte_mkwrite_dirty(pte);
	yield* this.unlock_page(page);
	yield* set_pte(ptep, pte);
	yield* SetPageAnon(page);
	pte_chain = yield* this.page_add_rmap(page, ptep, pte_chain);
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	return isCached ? VM_FAULT_MINOR : VM_FAULT_MAJOR;
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
 * to bring later, unless the place is the linear one: there the old pte stays (until 512f426b).
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
 * Marks a page dirty. page->mapping is read once, so that one that goes meanwhile is no NULL pointer (48631e3c).
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
