/*
 * mm/mremap.ts - moving mappings. Follows mm/mremap.c of 2.5.66: while ptes move they lie under no vma.
 */
import {
	add,
	alloc,
	free,
	list_next,
	load,
	lock,
	store,
	unlock,
	xchg,
} from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	EFAULT,
	EINVAL,
	ENOMEM,
	mm_mmap,
	mm_locked_vm,
	mm_total_vm,
	MREMAP_ELSEWHERE,
	MREMAP_FIXED,
	MREMAP_MAYMOVE,
	PAGE_SHIFT,
	PAGE_SIZE,
	pfn_valid,
	pte_none,
	pte_page,
	pte_pfn,
	pte_present,
	pte_word,
	PTL,
	set_pte,
	TASK_SIZE,
	vm_end,
	vm_file,
	vm_flags,
	VM_LOCKED,
	vm_mm,
	vm_pgoff,
	vm_start,
	vmaPool,
	type mm_struct,
	type pte_addr,
	type Task,
	type vm_area_struct,
} from './mm_types.ts';

/**
 * Moves one pte: uncount, clear, set, count, the opposite order of a fault. Without a destination it is
 * put back where it was. Returns the chain node if it was not used.
 * @kernel mm/mremap.c:copy_one_pte
 * @locked mm->page_table_lock
 * @fidelity customised: without CONFIG_HIGHPTE, with which src may be NULL
 */
export function* copy_one_pte(
	this: Kernel,
	src: pte_addr,
	dst: pte_addr,
	pte_chain: number,
): Task<number> {
	const pte = yield* load(pte_word, src);
	if (pte_none(pte)) return pte_chain;
	const counted = pte_present(pte) && pfn_valid(pte_pfn(pte));
	if (counted) yield* this.page_remove_rmap(pte_page(pte), src);
	const moved = yield* xchg(pte_word, src, 0);
	const to = dst === 0 ? src : dst;
	yield* set_pte(to, moved);
	if (!counted) return pte_chain;
	return yield* this.page_add_rmap(pte_page(pte), to, pte_chain);
}

/**
 * Moves one page. Finding the new page table may drop page_table_lock; the pte is read again behind it.
 * @kernel mm/mremap.c:move_one_page
 * @locked mmap_sem for write
 * @fidelity customised: without CONFIG_HIGHPTE, with which src may be NULL at copy_one_pte()
 */
export function* move_one_page(
	this: Kernel,
	mm: mm_struct,
	old_addr: number,
	new_addr: number,
): Task<number> {
	let pte_chain = yield* this.pte_chain_alloc(1);
	if (pte_chain === 0) return -ENOMEM;
	let error = 0;
	yield* lock(PTL, mm);
	const src = yield* this.pte_offset_map(mm, old_addr);
	if (src !== 0 && !pte_none(yield* load(pte_word, src))) {
		const dst = yield* this.pte_alloc_map(mm, new_addr);
		pte_chain = yield* this.copy_one_pte(src, dst, pte_chain);
		// Reclaim may have taken it meanwhile: then nothing was left to move.
		if (dst === 0 && !pte_none(yield* load(pte_word, src))) error = -ENOMEM;
	}
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	return error;
}

/**
 * Moves a range of ptes from its end downwards; after a failure it moves them back. The zap that follows
 * finds nothing: the new range lies outside of the vma.
 * @kernel mm/mremap.c:move_page_tables
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* move_page_tables(
	this: Kernel,
	vma: vm_area_struct,
	new_addr: number,
	old_addr: number,
	len: number,
): Task<number> {
	const mm = yield* load(vm_mm, vma);
	for (let offset = len - PAGE_SIZE; offset >= 0; offset -= PAGE_SIZE) {
		const error = yield* this.move_one_page(mm, old_addr + offset, new_addr + offset);
		if (error === 0) continue;
		for (let back = offset + PAGE_SIZE; back < len; back += PAGE_SIZE)
			yield* this.move_one_page(mm, new_addr + back, old_addr + back);
		yield* this.zap_page_range(vma, new_addr, len);
		return error;
	}
	return 0;
}

/**
 * Moves a part of a vma: ptes first, then the new vma is published, then the old part is unmapped. What is
 * VM_LOCKED is then faulted in as a whole; 2.6.7 does that with what was added only.
 * @kernel mm/mremap.c:move_vma
 * @locked mmap_sem for write
 * @fidelity customised: no merging with neighbours
 */
export function* move_vma(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	addr: number,
	old_len: number,
	new_len: number,
	new_addr: number,
): Task<number> {
	const fresh = yield* alloc(vmaPool, 'GFP_KERNEL');
	if (fresh === 0) return -ENOMEM;
	if ((yield* this.move_page_tables(vma, new_addr, addr, old_len)) !== 0) {
		yield* free(vmaPool, fresh);
		return -ENOMEM;
	}
	const flags = yield* load(vm_flags, vma);
	const start = yield* load(vm_start, vma);
	yield* store(vm_mm, fresh, mm);
	yield* store(vm_start, fresh, new_addr);
	yield* store(vm_end, fresh, new_addr + new_len);
	yield* store(vm_flags, fresh, flags);
	yield* store(vm_pgoff, fresh, (yield* load(vm_pgoff, vma)) + ((addr - start) >>> PAGE_SHIFT));
	yield* store(vm_file, fresh, yield* load(vm_file, vma));
	yield* this.insert_vm_struct(mm, fresh);
	yield* this.do_munmap(mm, addr, old_len);
	yield* add(mm_total_vm, mm, new_len >>> PAGE_SHIFT);
	if (flags & VM_LOCKED) {
		yield* add(mm_locked_vm, mm, new_len >>> PAGE_SHIFT);
		// Looked up anew: do_munmap() may have invalidated what was inserted.
		const moved = yield* this.find_vma(mm, new_addr);
		yield* this.make_pages_present(moved, new_addr, new_addr + new_len);
	}
	return new_addr;
}

/**
 * mremap(): a fixed place is unmapped first and what is too much behind it, and nobody looks whether that worked.
 * Sizes are not asked whether they are any.
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
	if (flags & MREMAP_ELSEWHERE)
		return yield* this.do_mremap_grow(mm, addr, old_len, new_len, flags, 0);
	if (flags & MREMAP_FIXED) {
		if (!(flags & MREMAP_MAYMOVE)) return -EINVAL;
		if (new_len > TASK_SIZE || new_addr < 0 || new_addr > TASK_SIZE - new_len) return -EINVAL;
		if (new_addr <= addr && new_addr + new_len > addr) return -EINVAL;
		if (addr <= new_addr && addr + old_len > new_addr) return -EINVAL;
		yield* this.do_munmap(mm, new_addr, new_len);
	}
	if (old_len < new_len)
		return yield* this.do_mremap_grow(mm, addr, old_len, new_len, flags, new_addr);
	yield* this.do_munmap(mm, addr + new_len, old_len - new_len);
	if (!(flags & MREMAP_FIXED) || new_addr === addr) return addr;
	return yield* this.do_mremap_grow(mm, addr, new_len, new_len, flags, new_addr);
}

/**
 * do_mremap() from where it grows the mapping or puts it somewhere else: in place if the vma ends here and nothing
 * is behind it, else by moving, if it may.
 * @part-of mm/mremap.c:do_mremap
 * @locked mmap_sem for write
 * @fidelity customised: no limits, no VM_DONTEXPAND
 */
export function* do_mremap_grow(
	this: Kernel,
	mm: mm_struct,
	addr: number,
	old_len: number,
	new_len: number,
	flags: number,
	new_addr: number,
): Task<number> {
	const vma = yield* this.find_vma(mm, addr);
	if (vma === 0 || (yield* load(vm_start, vma)) > addr) return -EFAULT;
	const end = yield* load(vm_end, vma);
	if (addr + old_len > end) return -EFAULT;
	const moves = flags & (MREMAP_FIXED | MREMAP_ELSEWHERE);
	if (addr + old_len === end && !moves && (old_len !== new_len || !(flags & MREMAP_MAYMOVE))) {
		if (yield* this.do_mremap_in_place(mm, vma, addr, old_len, new_len)) return addr;
	}
	if (!(flags & (MREMAP_MAYMOVE | MREMAP_ELSEWHERE))) return -ENOMEM;
	let to = new_addr;
	if (!(flags & MREMAP_FIXED)) {
		to = yield* this.get_unmapped_area(mm, new_len);
		if (to < 0) return to;
	}
	return yield* this.move_vma(mm, vma, addr, old_len, new_len, to);
}

/**
 * do_mremap() where the vma can just become longer; 0 if it cannot. What is VM_LOCKED is faulted in.
 * @part-of mm/mremap.c:do_mremap
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* do_mremap_in_place(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	addr: number,
	old_len: number,
	new_len: number,
): Task<number> {
	const next = yield* list_next(mm_mmap, mm, vma);
	const most = next === 0 ? TASK_SIZE : yield* load(vm_start, next);
	if (most - addr < new_len) return 0;
	yield* lock(PTL, mm);
	yield* store(vm_end, vma, addr + new_len);
	yield* unlock(PTL, mm);
	const pages = (new_len - old_len) >>> PAGE_SHIFT;
	yield* add(mm_total_vm, mm, pages);
	if ((yield* load(vm_flags, vma)) & VM_LOCKED) {
		yield* add(mm_locked_vm, mm, pages);
		yield* this.make_pages_present(vma, addr + old_len, addr + new_len);
	}
	return 1;
}
