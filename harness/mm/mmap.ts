/*
 * mm/mmap.ts - vmas. Follows mm/mmap.c of 2.5.66: the file lists are not sorted.
 */
import {
	add,
	alloc,
	free,
	list_add,
	list_del,
	list_next,
	load,
	lock,
	store,
	unlock,
} from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	EINVAL,
	ENOMEM,
	i_mmap,
	i_mmap_shared,
	mm_def_flags,
	mm_locked_vm,
	mm_map_count,
	mm_mmap,
	mm_rb,
	mm_total_vm,
	mmap_cache,
	PAGE_SHIFT,
	pgd_index,
	PTL,
	PTRS_PER_PGD,
	SS,
	TASK_SIZE,
	TASK_UNMAPPED_BASE,
	vm_end,
	vm_file,
	vm_flags,
	VM_LOCKED,
	VM_MAYSHARE,
	VM_MAYWRITE,
	vm_mm,
	vm_pgoff,
	VM_READ,
	VM_SHARED,
	vm_start,
	VM_WRITE,
	vmaPool,
	type address_space,
	type mm_struct,
	type Task,
	type vm_area_struct,
} from './mm_types.ts';

/**
 * The first vma that ends above `addr`, or 0. It need not contain `addr`.
 * @kernel mm/mmap.c:find_vma
 * @locked mmap_sem, or mm->page_table_lock
 * @fidelity customised: the tree is the list of the mm that mm->mm_rb names
 */
export function* find_vma(this: Kernel, mm: mm_struct, addr: number): Task<number> {
	const cached = yield* load(mmap_cache, mm);
	if (cached !== 0) {
		const end = yield* load(vm_end, cached);
		const start = yield* load(vm_start, cached);
		if (end > addr && start <= addr) return cached;
	}
	const tree = yield* load(mm_rb, mm);
	const vma = yield* this.find_vma_in(tree, addr, 0);
	if (vma !== 0) yield* store(mmap_cache, mm, vma);
	return vma;
}

/**
 * Walks the tree of an mm from behind `after` on.
 * @kernel mm/mmap.c:find_vma
 * @locked mmap_sem, or mm->page_table_lock
 * @fidelity customised: see find_vma
 */
export function* find_vma_in(
	this: Kernel,
	mm: mm_struct,
	addr: number,
	after: vm_area_struct,
): Task<number> {
	const vma = yield* list_next(mm_mmap, mm, after);
	if (vma === 0) return 0;
	if ((yield* load(vm_end, vma)) > addr) return vma;
	return yield* this.find_vma_in(mm, addr, vma);
}

/**
 * Lowest hole of `len` bytes, one page away from its neighbours.
 * @kernel mm/mmap.c:arch_get_unmapped_area
 * @locked mmap_sem for write
 * @fidelity customised: holes keep a page of distance, so that maps are told apart in traces
 */
export function* get_unmapped_area(this: Kernel, mm: mm_struct, len: number): Task<number> {
	let addr = TASK_UNMAPPED_BASE;
	let vma: vm_area_struct = 0;
	for (;;) {
		vma = yield* list_next(mm_mmap, mm, vma);
		if (vma === 0) break;
		const start = yield* load(vm_start, vma);
		if (addr + len + (1 << PAGE_SHIFT) <= start) break;
		const end = (yield* load(vm_end, vma)) + (1 << PAGE_SHIFT);
		if (end > addr) addr = end;
	}
	return addr + len > TASK_SIZE ? -ENOMEM : addr;
}

/**
 * Puts a vma on its file's list: VM_SHARED onto i_mmap_shared, else onto i_mmap, at the end.
 * @kernel mm/mmap.c:__vma_link_file
 * @locked mapping->i_shared_sem
 * @fidelity followed
 */
export function* __vma_link_file(this: Kernel, vma: vm_area_struct): Task {
	const mapping = yield* load(vm_file, vma);
	if (mapping === 0) return;
	const list = (yield* load(vm_flags, vma)) & VM_SHARED ? i_mmap_shared : i_mmap;
	yield* list_add(list, mapping, vma, 'tail');
}

/**
 * Puts a vma into its mm's list and tree.
 * @kernel mm/mmap.c:__vma_link
 * @locked mmap_sem for write, mm->page_table_lock
 * @fidelity customised: list and tree are one
 */
export function* __vma_link(this: Kernel, mm: mm_struct, vma: vm_area_struct): Task {
	const start = yield* load(vm_start, vma);
	const next = yield* this.find_vma_in(mm, start, 0);
	if (next === 0) yield* list_add(mm_mmap, mm, vma, 'tail');
	else yield* list_add(mm_mmap, mm, vma, 'before', next);
}

/**
 * Publishes a vma: i_shared_sem, then page_table_lock, then both lists.
 * @kernel mm/mmap.c:vma_link
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* vma_link(this: Kernel, mm: mm_struct, vma: vm_area_struct): Task {
	const mapping = yield* load(vm_file, vma);
	if (mapping !== 0) yield* lock(SS, mapping);
	yield* lock(PTL, mm);
	yield* this.__vma_link(mm, vma);
	yield* this.__vma_link_file(vma);
	yield* unlock(PTL, mm);
	if (mapping !== 0) yield* unlock(SS, mapping);
	yield* add(mm_map_count, mm, 1);
}

/**
 * Takes a vma off its file's list.
 * @kernel mm/mmap.c:remove_shared_vm_struct
 * @locked none
 * @fidelity followed
 */
export function* remove_shared_vm_struct(this: Kernel, vma: vm_area_struct): Task {
	const mapping = yield* load(vm_file, vma);
	if (mapping === 0) return;
	yield* lock(SS, mapping);
	const list = (yield* load(vm_flags, vma)) & VM_SHARED ? i_mmap_shared : i_mmap;
	yield* list_del(list, mapping, vma);
	yield* unlock(SS, mapping);
}

/**
 * Maps `len` bytes of a file from page `pgoff` on, or anonymous memory (mapping 0). `flags` are
 * MAP_SHARED 1, locked 2, populate 4, read-only 8, MAP_FIXED 16. Returns the address or -errno.
 * @kernel mm/mmap.c:do_mmap_pgoff
 * @locked mmap_sem for write
 * @fidelity customised: no limits, no merging of vmas; MAP_POPULATE does nothing for prot != 0, as in 2.5.66
 */
export function* do_mmap_pgoff(
	this: Kernel,
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
	}
	const old = yield* this.find_vma_in(mm, at, 0);
	if (old !== 0 && (yield* load(vm_start, old)) < at + len) {
		const error = yield* this.do_munmap(mm, at, len);
		if (error < 0) return error;
	}
	const vma = yield* alloc(vmaPool, 'GFP_KERNEL');
	if (vma === 0) return -ENOMEM;
	const def = yield* load(mm_def_flags, mm);
	const writes = flags & 8 ? 0 : VM_WRITE;
	const shares = flags & 1 ? VM_MAYSHARE | (writes ? VM_SHARED | VM_MAYWRITE : 0) : VM_MAYWRITE;
	const vmFlags = VM_READ | writes | shares | def | (flags & 2 ? VM_LOCKED : 0);
	yield* store(vm_mm, vma, mm);
	yield* store(vm_start, vma, at);
	yield* store(vm_end, vma, at + len);
	yield* store(vm_flags, vma, vmFlags);
	yield* store(vm_pgoff, vma, pgoff);
	yield* store(vm_file, vma, mapping);
	yield* this.vma_link(mm, vma);
	yield* add(mm_total_vm, mm, len >> PAGE_SHIFT);
	if (vmFlags & VM_LOCKED) {
		yield* add(mm_locked_vm, mm, len >> PAGE_SHIFT);
		yield* this.make_pages_present(vma, at, at + len);
	}
	return at;
}

/**
 * Splits a vma at an address. The old one's ends and vm_pgoff change with neither i_shared_sem nor
 * page_table_lock held, and the new part is on no file list until vma_link().
 * @kernel mm/mmap.c:split_vma
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* split_vma(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	addr: number,
	new_below: number,
): Task<number> {
	const fresh = yield* alloc(vmaPool, 'GFP_KERNEL');
	if (fresh === 0) return -ENOMEM;
	const start = yield* load(vm_start, vma);
	const end = yield* load(vm_end, vma);
	const pgoff = yield* load(vm_pgoff, vma);
	yield* store(vm_mm, fresh, mm);
	yield* store(vm_flags, fresh, yield* load(vm_flags, vma));
	yield* store(vm_file, fresh, yield* load(vm_file, vma));
	const here = pgoff + ((addr - start) >> PAGE_SHIFT);
	if (new_below) {
		yield* store(vm_start, fresh, start);
		yield* store(vm_end, fresh, addr);
		yield* store(vm_pgoff, fresh, pgoff);
		yield* store(vm_start, vma, addr);
		yield* store(vm_pgoff, vma, here);
	} else {
		yield* store(vm_end, vma, addr);
		yield* store(vm_start, fresh, addr);
		yield* store(vm_end, fresh, end);
		yield* store(vm_pgoff, fresh, here);
	}
	yield* this.vma_link(mm, fresh);
	return 0;
}

/**
 * Unmaps a range: splits at its edges, takes the vmas out of the mm, zaps, frees page tables, and only
 * then takes each vma off its file's list.
 * @kernel mm/mmap.c:do_munmap
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* do_munmap(this: Kernel, mm: mm_struct, start: number, len: number): Task<number> {
	if (len <= 0) return -EINVAL;
	const end = start + len;
	for (;;) {
		const vma = yield* this.find_vma_in(mm, start, 0);
		if (vma === 0 || (yield* load(vm_start, vma)) >= end) return 0;
		const error = yield* this.do_munmap_one(mm, vma, start, end);
		if (error !== 0) return error;
	}
}

/**
 * do_munmap() for the part of one vma inside the range.
 * @kernel mm/mmap.c:do_munmap
 * @locked mmap_sem for write
 * @fidelity customised: vma by vma instead of detaching all first
 */
export function* do_munmap_one(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	start: number,
	end: number,
): Task<number> {
	if ((yield* load(vm_start, vma)) < start) {
		const error = yield* this.split_vma(mm, vma, start, 1);
		if (error !== 0) return error;
	}
	if ((yield* load(vm_end, vma)) > end) {
		const error = yield* this.split_vma(mm, vma, end, 1);
		if (error !== 0) return error;
		// The lower part is the new vma.
		return yield* this.do_munmap_whole(mm, yield* this.find_vma_in(mm, start, 0));
	}
	return yield* this.do_munmap_whole(mm, vma);
}

/**
 * Unmaps one whole vma.
 * @kernel mm/mmap.c:do_munmap
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* do_munmap_whole(this: Kernel, mm: mm_struct, vma: vm_area_struct): Task<number> {
	yield* lock(PTL, mm);
	yield* list_del(mm_mmap, mm, vma);
	yield* store(mmap_cache, mm, 0);
	yield* this.unmap_region(mm, vma);
	yield* unlock(PTL, mm);
	yield* this.unmap_vma(mm, vma);
	return 0;
}

/**
 * Zaps a detached vma and frees the page tables that it alone used.
 * @kernel mm/mmap.c:unmap_region
 * @locked mmap_sem for write, mm->page_table_lock
 * @fidelity followed
 */
export function* unmap_region(this: Kernel, mm: mm_struct, vma: vm_area_struct): Task {
	const start = yield* load(vm_start, vma);
	const end = yield* load(vm_end, vma);
	yield* this.lru_add_drain();
	const tlb = yield* this.tlb_gather_mmu(mm);
	yield* this.unmap_vmas(tlb, mm, vma, start, end);
	yield* this.free_pgtables(mm, start, end);
	yield* this.tlb_finish_mmu(tlb);
}

/**
 * Frees the page tables of a range that no remaining vma reaches into.
 * @kernel mm/mmap.c:free_pgtables
 * @locked mmap_sem for write, mm->page_table_lock
 * @fidelity followed
 */
export function* free_pgtables(this: Kernel, mm: mm_struct, start: number, end: number): Task {
	for (let i = pgd_index(start); i <= pgd_index(end - 1); i++)
		yield* this.free_pgtable_unused(mm, i);
}

/**
 * Frees one page table unless a vma still lies in its range.
 * @kernel mm/mmap.c:free_pgtables
 * @locked mmap_sem for write, mm->page_table_lock
 * @fidelity followed
 */
export function* free_pgtable_unused(this: Kernel, mm: mm_struct, i: number): Task {
	const low = (TASK_SIZE / PTRS_PER_PGD) * i;
	const high = (TASK_SIZE / PTRS_PER_PGD) * (i + 1);
	const vma = yield* this.find_vma_in(mm, low, 0);
	if (vma !== 0 && (yield* load(vm_start, vma)) < high) return;
	yield* this.clear_page_tables(mm, i, 1);
}

/**
 * Accounts for a vma that is gone, takes it off its file's list and frees it.
 * @kernel mm/mmap.c:unmap_vma
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* unmap_vma(this: Kernel, mm: mm_struct, vma: vm_area_struct): Task {
	const pages = ((yield* load(vm_end, vma)) - (yield* load(vm_start, vma))) >> PAGE_SHIFT;
	yield* add(mm_total_vm, mm, -pages);
	if ((yield* load(vm_flags, vma)) & VM_LOCKED) yield* add(mm_locked_vm, mm, -pages);
	yield* this.remove_shared_vm_struct(vma);
	yield* add(mm_map_count, mm, -1);
	yield* free(vmaPool, vma);
}

/**
 * Takes the whole address space down at exit.
 * @kernel mm/mmap.c:exit_mmap
 * @locked none
 * @fidelity followed
 */
export function* exit_mmap(this: Kernel, mm: mm_struct): Task {
	yield* this.lru_add_drain();
	yield* lock(PTL, mm);
	const tlb = yield* this.tlb_gather_mmu(mm);
	yield* this.exit_unmap_from(tlb, mm, 0);
	yield* this.clear_page_tables(mm, 0, PTRS_PER_PGD);
	yield* this.tlb_finish_mmu(tlb);
	yield* unlock(PTL, mm);
	yield* this.exit_free_vmas(mm);
}

/**
 * exit_mmap() zaps all vmas, in order.
 * @kernel mm/mmap.c:exit_mmap
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* exit_unmap_from(
	this: Kernel,
	tlb: number,
	mm: mm_struct,
	after: vm_area_struct,
): Task {
	const vma = yield* list_next(mm_mmap, mm, after);
	if (vma === 0) return;
	yield* this.unmap_vmas(tlb, mm, vma, 0, TASK_SIZE);
	yield* this.exit_unmap_from(tlb, mm, vma);
}

/**
 * exit_mmap() frees all vmas, page_table_lock dropped.
 * @kernel mm/mmap.c:exit_mmap
 * @locked none
 * @fidelity followed
 */
export function* exit_free_vmas(this: Kernel, mm: mm_struct): Task {
	const vma = yield* list_next(mm_mmap, mm, 0);
	if (vma === 0) return;
	yield* list_del(mm_mmap, mm, vma);
	yield* this.unmap_vma(mm, vma);
	yield* this.exit_free_vmas(mm);
}
