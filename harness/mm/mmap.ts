/*
 * mm/mmap.ts - vmas. Follows mm/mmap.c of 2.5.66: the file lists are not sorted.
 */
import {
	add,
	alloc,
	BUG_ON,
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
	mm_rss,
	mm_total_vm,
	mmap_cache,
	mmap_sem,
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
	vm_next,
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
	if (
		cached !== 0 &&
		(yield* load(vm_end, cached)) > addr &&
		(yield* load(vm_start, cached)) <= addr
	) {
		return cached;
	}
	const tree = yield* load(mm_rb, mm);
	const vma = yield* this.find_vma_in(tree, addr, 0);
	if (vma !== 0) yield* store(mmap_cache, mm, vma);
	return vma;
}

/**
 * Walks the tree of an mm from behind `after` on.
 * @part-of mm/mmap.c:find_vma
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
 * The last vma that ends at or below `addr`, looking from `after` on; `after` when there is none.
 * @part-of mm/mmap.c:find_vma_prepare
 * @locked mmap_sem for write
 * @fidelity customised: see find_vma
 */
export function* find_vma_prev_in(
	this: Kernel,
	mm: mm_struct,
	addr: number,
	after: vm_area_struct,
): Task<number> {
	const vma = yield* list_next(mm_mmap, mm, after);
	if (vma === 0 || (yield* load(vm_end, vma)) > addr) return after;
	return yield* this.find_vma_prev_in(mm, addr, vma);
}

/**
 * Lowest hole of `len` bytes, one page away from its neighbours.
 * @kernel mm/mmap.c:arch_get_unmapped_area as get_unmapped_area
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
 * vma_link() for callers who know that nothing is in the way.
 * @kernel mm/mmap.c:insert_vm_struct
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* insert_vm_struct(this: Kernel, mm: mm_struct, vma: vm_area_struct): Task {
	const start = yield* load(vm_start, vma);
	const there = yield* this.find_vma_in(mm, start, 0);
	const overlaps = there !== 0 && (yield* load(vm_start, there)) < (yield* load(vm_end, vma));
	yield* BUG_ON(overlaps, 'insert_vm_struct: __vma && __vma->vm_start < vma->vm_end');
	yield* this.vma_link(mm, vma);
}

/**
 * Whether a range with these properties can be added behind a vma.
 * @kernel mm/mmap.c:can_vma_merge_after
 * @locked mmap_sem for write
 * @fidelity customised: the mapping is compared, there the struct file, of which each open() makes one
 */
export function* can_vma_merge_after(
	this: Kernel,
	vma: vm_area_struct,
	flags: number,
	mapping: address_space,
	pgoff: number,
): Task<number> {
	if ((yield* load(vm_file, vma)) !== mapping) return 0;
	if ((yield* load(vm_flags, vma)) !== flags) return 0;
	if (mapping === 0) return 1;
	const pages = ((yield* load(vm_end, vma)) - (yield* load(vm_start, vma))) >>> PAGE_SHIFT;
	return (yield* load(vm_pgoff, vma)) + pages === pgoff ? 1 : 0;
}

/**
 * Whether a range of `pages` with these properties can be added in front of a vma.
 * @kernel mm/mmap.c:can_vma_merge_before
 * @locked mmap_sem for write
 * @fidelity customised: the mapping is compared, there the struct file, of which each open() makes one
 */
export function* can_vma_merge_before(
	this: Kernel,
	vma: vm_area_struct,
	flags: number,
	mapping: address_space,
	pgoff: number,
	pages: number,
): Task<number> {
	if ((yield* load(vm_file, vma)) !== mapping) return 0;
	if ((yield* load(vm_flags, vma)) !== flags) return 0;
	if (mapping === 0) return 1;
	return (yield* load(vm_pgoff, vma)) === pgoff + pages ? 1 : 0;
}

/**
 * Lets a neighbour grow over a new range instead of making a vma: the one before, perhaps swallowing
 * the one behind as well, or the one behind. Returns it, or 0. i_shared_sem is held only where a vma
 * goes: vm_start and vm_pgoff of the one behind change one after the other under page_table_lock alone.
 * @kernel mm/mmap.c:vma_merge
 * @locked mmap_sem for write
 * @fidelity customised: the mapping is compared, there the struct file, of which each open() makes one
 */
export function* vma_merge(
	this: Kernel,
	mm: mm_struct,
	prev: vm_area_struct,
	addr: number,
	end: number,
	flags: number,
	mapping: address_space,
	pgoff: number,
): Task<number> {
	const pages = (end - addr) >>> PAGE_SHIFT;
	const next = yield* list_next(mm_mmap, mm, prev);
	if (
		prev !== 0 &&
		(yield* load(vm_end, prev)) === addr &&
		(yield* this.can_vma_merge_after(prev, flags, mapping, pgoff)) !== 0
	) {
		return yield* this.vma_merge_prev(mm, prev, next, end, flags, mapping, pgoff + pages);
	}
	if (next === 0) return 0;
	if ((yield* this.can_vma_merge_before(next, flags, mapping, pgoff, pages)) === 0) return 0;
	if ((yield* load(vm_start, next)) !== end) return 0;
	yield* lock(PTL, mm);
	yield* store(vm_start, next, addr);
	yield* store(vm_pgoff, next, (yield* load(vm_pgoff, next)) - pages);
	yield* unlock(PTL, mm);
	return next;
}

/**
 * vma_merge() into the vma before; `pgoff` is where the new range ends. If it then meets the vma behind,
 * that one goes.
 * @part-of mm/mmap.c:vma_merge
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* vma_merge_prev(
	this: Kernel,
	mm: mm_struct,
	prev: vm_area_struct,
	next: vm_area_struct,
	end: number,
	flags: number,
	mapping: address_space,
	pgoff: number,
): Task<number> {
	const isSameFile = mapping !== 0 && next !== 0 && (yield* load(vm_file, next)) === mapping;
	if (isSameFile) yield* lock(SS, mapping);
	yield* lock(PTL, mm);
	yield* store(vm_end, prev, end);
	const swallows =
		next !== 0 &&
		(yield* load(vm_start, next)) === end &&
		(yield* this.can_vma_merge_before(next, flags, mapping, pgoff, 0)) !== 0;
	if (swallows) {
		yield* store(vm_end, prev, yield* load(vm_end, next));
		yield* list_del(mm_mmap, mm, next);
		if ((yield* load(mmap_cache, mm)) === next) yield* store(mmap_cache, mm, prev);
		if (isSameFile) yield* list_del(flags & VM_SHARED ? i_mmap_shared : i_mmap, mapping, next);
	}
	yield* unlock(PTL, mm);
	if (isSameFile) yield* unlock(SS, mapping);
	if (swallows) {
		yield* add(mm_map_count, mm, -1);
		yield* free(vmaPool, next);
	}
	return prev;
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
 * MAP_SHARED 1, locked 2, populate 4, PROT_READ alone 8, MAP_FIXED 16, a file opened for reading only 32, PROT_NONE 64.
 * Returns the address or -errno.
 * @kernel mm/mmap.c:do_mmap_pgoff
 * @locked mmap_sem for write
 * @fidelity customised: no limits; shared anonymous memory has no tmpfs file behind it; the mapping is compared
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
	if (flags & 4) {
		// With prot != 0 this is -EINVAL, which nobody looks at: MAP_POPULATE does nothing.
		yield* unlock(mmap_sem, mm);
		const prot = writes ? 3 : reads ? 1 : 0;
		yield* this.sys_remap_file_pages(mm, at, len, prot, pgoff, 0);
		yield* lock(mmap_sem, mm);
	}
	return at;
}

/**
 * The vma of a new mapping: anonymous private memory may grow a neighbour at once, a file mapping is
 * made first and then perhaps not needed. 0 when there is no memory.
 * @part-of mm/mmap.c:do_mmap_pgoff
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* place_vma(
	this: Kernel,
	mm: mm_struct,
	start: number,
	end: number,
	flags: number,
	mapping: address_space,
	pgoff: number,
): Task<number> {
	const prev = yield* this.find_vma_prev_in(mm, start, 0);
	if (mapping === 0 && !(flags & VM_SHARED)) {
		const grown = yield* this.vma_merge(mm, prev, start, end, flags, 0, 0);
		if (grown !== 0) return grown;
	}
	const vma = yield* alloc(vmaPool, 'GFP_KERNEL');
	if (vma === 0) return 0;
	yield* store(vm_mm, vma, mm);
	yield* store(vm_start, vma, start);
	yield* store(vm_end, vma, end);
	yield* store(vm_flags, vma, flags);
	yield* store(vm_pgoff, vma, pgoff);
	yield* store(vm_file, vma, mapping);
	if (mapping !== 0) {
		const grown = yield* this.vma_merge(mm, prev, start, end, flags, mapping, pgoff);
		if (grown !== 0) {
			yield* free(vmaPool, vma);
			return grown;
		}
	}
	yield* this.vma_link(mm, vma);
	return vma;
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
	const here = pgoff + ((addr - start) >>> PAGE_SHIFT);
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
	yield* this.insert_vm_struct(mm, fresh);
	return 0;
}

/**
 * Unmaps a range: splits at its edges, detaches all vmas inside from the mm, zaps them, frees page tables,
 * and only then, page_table_lock dropped, takes each vma off its file's list.
 * @kernel mm/mmap.c:do_munmap
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* do_munmap(this: Kernel, mm: mm_struct, start: number, len: number): Task<number> {
	if (start < 0 || start > TASK_SIZE || len <= 0 || len > TASK_SIZE - start) return -EINVAL;
	const end = start + len;
	const first = yield* this.find_vma_in(mm, start, 0);
	if (first === 0 || (yield* load(vm_start, first)) >= end) return 0;
	const error = yield* this.split_at_edges(mm, first, start, end);
	if (error !== 0) return error;
	yield* lock(PTL, mm);
	const vmas = yield* this.detach_vmas_to_be_unmapped(mm, start, end);
	yield* this.unmap_region(mm, vmas, start, end);
	yield* unlock(PTL, mm);
	yield* this.unmap_vma_list(mm, vmas);
	return 0;
}

/**
 * Splits what reaches out of a range. The parts outside stay with the old vmas: at the lower edge the new
 * vma is above, at the upper edge below.
 * @part-of mm/mmap.c:do_munmap
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* split_at_edges(
	this: Kernel,
	mm: mm_struct,
	first: vm_area_struct,
	start: number,
	end: number,
): Task<number> {
	if (start > (yield* load(vm_start, first))) {
		if ((yield* this.split_vma(mm, first, start, 0)) !== 0) return -ENOMEM;
	}
	const last = yield* this.find_vma(mm, end);
	if (last === 0 || end <= (yield* load(vm_start, last))) return 0;
	return (yield* this.split_vma(mm, last, end, 1)) === 0 ? 0 : -ENOMEM;
}

/**
 * Takes the vmas of a range out of list and tree; returns the first, the others follow by vm_next.
 * @kernel mm/mmap.c:detach_vmas_to_be_unmapped
 * @locked mmap_sem for write, mm->page_table_lock
 * @fidelity followed
 */
export function* detach_vmas_to_be_unmapped(
	this: Kernel,
	mm: mm_struct,
	start: number,
	end: number,
): Task<number> {
	const vma = yield* this.find_vma_in(mm, start, 0);
	if (vma === 0 || (yield* load(vm_start, vma)) >= end) {
		yield* store(mmap_cache, mm, 0);
		return 0;
	}
	yield* list_del(mm_mmap, mm, vma);
	yield* add(mm_map_count, mm, -1);
	yield* store(vm_next, vma, yield* this.detach_vmas_to_be_unmapped(mm, start, end));
	return vma;
}

/**
 * Zaps detached vmas and frees the page tables that only they used.
 * @kernel mm/mmap.c:unmap_region
 * @locked mmap_sem for write, mm->page_table_lock
 * @fidelity followed
 */
export function* unmap_region(
	this: Kernel,
	mm: mm_struct,
	vmas: vm_area_struct,
	start: number,
	end: number,
): Task {
	yield* this.lru_add_drain();
	const tlb = yield* this.tlb_gather_mmu(mm);
	yield* this.unmap_detached(tlb, mm, vmas, start, end);
	yield* this.free_pgtables(mm, start, end);
	yield* this.tlb_finish_mmu(tlb);
}

/**
 * unmap_vmas() on a chain of detached vmas.
 * @part-of mm/memory.c:unmap_vmas
 * @locked mmap_sem for write, mm->page_table_lock
 * @fidelity customised: page_table_lock is never dropped in between
 */
export function* unmap_detached(
	this: Kernel,
	tlb: number,
	mm: mm_struct,
	vma: vm_area_struct,
	start: number,
	end: number,
): Task {
	if (vma === 0) return;
	yield* this.unmap_vmas(tlb, mm, vma, start, end);
	yield* this.unmap_detached(tlb, mm, yield* load(vm_next, vma), start, end);
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
 * @part-of mm/mmap.c:free_pgtables
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
	const pages = ((yield* load(vm_end, vma)) - (yield* load(vm_start, vma))) >>> PAGE_SHIFT;
	yield* add(mm_total_vm, mm, -pages);
	if ((yield* load(vm_flags, vma)) & VM_LOCKED) yield* add(mm_locked_vm, mm, -pages);
	yield* this.remove_shared_vm_struct(vma);
	yield* free(vmaPool, vma);
}

/**
 * unmap_vma() for a chain of detached vmas.
 * @kernel mm/mmap.c:unmap_vma_list
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* unmap_vma_list(this: Kernel, mm: mm_struct, vma: vm_area_struct): Task {
	if (vma === 0) return;
	const next = yield* load(vm_next, vma);
	yield* this.unmap_vma(mm, vma);
	yield* this.unmap_vma_list(mm, next);
}

/**
 * Takes the whole address space down at exit. mmap_sem is not taken: nobody else uses the mm.
 * @kernel mm/mmap.c:exit_mmap
 * @locked none
 * @fidelity followed
 */
export function* exit_mmap(this: Kernel, mm: mm_struct): Task {
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
 * exit_mmap() zaps all vmas, in order, and counts them off.
 * @part-of mm/mmap.c:exit_mmap
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
	yield* add(mm_map_count, mm, -1);
	yield* this.exit_unmap_from(tlb, mm, vma);
}

/**
 * exit_mmap() empties list and tree; returns the first vma, the others follow by vm_next.
 * @part-of mm/mmap.c:exit_mmap
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* exit_detach(this: Kernel, mm: mm_struct): Task<number> {
	const vma = yield* list_next(mm_mmap, mm, 0);
	if (vma === 0) return 0;
	yield* list_del(mm_mmap, mm, vma);
	yield* store(vm_next, vma, yield* this.exit_detach(mm));
	return vma;
}

/**
 * exit_mmap() closes and frees all vmas, page_table_lock dropped.
 * @part-of mm/mmap.c:exit_mmap
 * @locked none
 * @fidelity followed
 */
export function* exit_free_vmas(this: Kernel, vma: vm_area_struct): Task {
	if (vma === 0) return;
	const next = yield* load(vm_next, vma);
	yield* this.remove_shared_vm_struct(vma);
	yield* free(vmaPool, vma);
	yield* this.exit_free_vmas(next);
}
