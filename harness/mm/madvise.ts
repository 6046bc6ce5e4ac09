/*
 * mm/madvise.ts - MADV_DONTNEED. Follows mm/madvise.c of 2.5.66.
 */
import { list_next, load, lock, unlock } from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	EINVAL,
	ENOMEM,
	mm_mmap,
	mmap_sem,
	vm_end,
	vm_flags,
	VM_LOCKED,
	vm_start,
	type address_space,
	type mm_struct,
	type Task,
	type vm_area_struct,
} from './mm_types.ts';

/**
 * Drops the pages of a part of a vma; a locked vma refuses. File ptes are lost as in every zap.
 * @kernel mm/madvise.c:madvise_dontneed
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* madvise_dontneed(
	this: Kernel,
	vma: vm_area_struct,
	start: number,
	end: number,
): Task<number> {
	if ((yield* load(vm_flags, vma)) & VM_LOCKED) return -EINVAL;
	yield* this.zap_page_range(vma, start, end - start);
	return 0;
}

/**
 * sys_madvise()'s loop over the vmas of a range, from `vma` on; holes are skipped and end in -ENOMEM.
 * @part-of mm/madvise.c:sys_madvise
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* madvise_from(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	start: number,
	end: number,
): Task<number> {
	if (vma === 0) return -ENOMEM;
	const vmStart = yield* load(vm_start, vma);
	const vmEnd = yield* load(vm_end, vma);
	const from = start < vmStart ? vmStart : start;
	const hole = start < vmStart ? -ENOMEM : 0;
	const to = end < vmEnd ? end : vmEnd;
	const error = from < to ? yield* this.madvise_dontneed(vma, from, to) : 0;
	if (error !== 0 || end <= vmEnd) return error === 0 ? hole : error;
	const next = yield* list_next(mm_mmap, mm, vma);
	const rest = yield* this.madvise_from(mm, next, vmEnd, end);
	return rest === 0 ? hole : rest;
}

/**
 * madvise(MADV_DONTNEED).
 * @kernel mm/madvise.c:sys_madvise
 * @locked none
 * @fidelity customised: no other advice
 */
export function* sys_madvise(
	this: Kernel,
	mm: mm_struct,
	start: number,
	len: number,
): Task<number> {
	yield* lock(mmap_sem, mm);
	const vma = yield* this.find_vma(mm, start);
	const error = yield* this.madvise_from(mm, vma, start, start + len);
	yield* unlock(mmap_sem, mm);
	return error;
}

/**
 * MADV_REMOVE: takes the pages `first` to `last` out of a file. 2.5.66 does not know this advice, and says
 * what it says to any that it does not know; 2.6.16 brings it.
 * @kernel mm/madvise.c:madvise_remove
 * @locked none
 * @fidelity customised: 2.5.66 has none
 */
export function* madvise_remove(
	this: Kernel,
	_mapping: address_space,
	_first: number,
	_last: number,
): Task<number> {
	return -EINVAL;
}
