/*
 * mm/msync.ts - writing mapped data back. Follows mm/msync.c of 2.5.66.
 */
import { list_next, load, lock, read_lock, read_unlock, unlock } from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	EBUSY,
	ENOMEM,
	IS,
	mm_mmap,
	mmap_sem,
	MSYNC_INVALIDATE,
	MSYNC_NEITHER,
	MSYNC_WAIT,
	PAGE_SIZE,
	PageReserved,
	pfn_valid,
	pte_page,
	pte_pfn,
	pte_present,
	pte_word,
	ptep_test_and_clear_dirty,
	PTL,
	vm_end,
	vm_file,
	vm_flags,
	VM_LOCKED,
	VM_SHARED,
	vm_start,
	type mm_struct,
	type Task,
	type vm_area_struct,
} from './mm_types.ts';

/**
 * Moves one pte's dirty bit to its page. The processor may set the bit at any time, hence the one step.
 * @kernel mm/msync.c:filemap_sync_pte
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* filemap_sync_pte(this: Kernel, mm: mm_struct, address: number): Task {
	const ptep = yield* this.pte_offset_map(mm, address);
	if (ptep === 0) return;
	const pte = yield* load(pte_word, ptep);
	if (!pte_present(pte) || !pfn_valid(pte_pfn(pte))) return;
	const page = pte_page(pte);
	if (yield* PageReserved(page)) return;
	if (yield* ptep_test_and_clear_dirty(ptep)) yield* this.set_page_dirty(page);
}

/**
 * Moves the dirty bits of a range to its pages.
 * @kernel mm/msync.c:filemap_sync
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* filemap_sync(
	this: Kernel,
	mm: mm_struct,
	_vma: vm_area_struct,
	address: number,
	size: number,
): Task {
	yield* lock(PTL, mm);
	for (let done = 0; done < size; done += PAGE_SIZE)
		yield* this.filemap_sync_pte(mm, address + done);
	yield* unlock(PTL, mm);
}

/**
 * One vma's part: a shared file mapping moves its dirty bits and starts I/O on the whole file, and MS_SYNC
 * waits for it. MS_INVALIDATE fails where memory is locked, and does nothing else. Only from 2.5.68 on does MS_ASYNC
 * leave the I/O to others. Returns the first error.
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
	if (flags & MSYNC_INVALIDATE && (yield* load(vm_flags, vma)) & VM_LOCKED) return -EBUSY;
	const mapping = yield* load(vm_file, vma);
	if (mapping === 0 || !((yield* load(vm_flags, vma)) & VM_SHARED)) return 0;
	yield* this.filemap_sync(mm, vma, start, end - start);
	if (flags & MSYNC_NEITHER) return 0;
	yield* lock(IS, mapping);
	let error = yield* this.filemap_fdatawrite(mapping);
	if (flags & MSYNC_WAIT) {
		const waited = yield* this.filemap_fdatawait(mapping);
		if (error === 0) error = waited;
	}
	yield* unlock(IS, mapping);
	return error;
}

/**
 * sys_msync()'s loop over the vmas of a range, from `vma` on. An error of a vma ends it and is returned; holes are
 * skipped and come to -ENOMEM in the end.
 * @part-of mm/msync.c:sys_msync
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* msync_from(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	start: number,
	end: number,
	flags: number,
): Task<number> {
	if (vma === 0) return -ENOMEM;
	const vmStart = yield* load(vm_start, vma);
	const vmEnd = yield* load(vm_end, vma);
	const from = start < vmStart ? vmStart : start;
	const isHole = start < vmStart;
	if (end <= vmEnd) {
		const last = from < end ? yield* this.msync_interval(mm, vma, from, end, flags) : 0;
		return last === 0 && isHole ? -ENOMEM : last;
	}
	const error = yield* this.msync_interval(mm, vma, from, vmEnd, flags);
	if (error !== 0) return error;
	const next = yield* list_next(mm_mmap, mm, vma);
	const behind = yield* this.msync_from(mm, next, vmEnd, end, flags);
	return behind === 0 && isHole ? -ENOMEM : behind;
}

/**
 * msync(); flags are MSYNC_x.
 * @kernel mm/msync.c:sys_msync
 * @locked none
 * @fidelity followed
 */
export function* sys_msync(
	this: Kernel,
	mm: mm_struct,
	start: number,
	len: number,
	flags: number,
): Task<number> {
	yield* read_lock(mmap_sem, mm);
	const vma = yield* this.find_vma(mm, start);
	const error = yield* this.msync_from(mm, vma, start, start + len, flags);
	yield* read_unlock(mmap_sem, mm);
	return error;
}
