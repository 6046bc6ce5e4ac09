/*
 * mm/madvise.ts - MADV_DONTNEED. Follows mm/madvise.c of 2.5.66.
 */
import { load, lock, unlock } from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	EINVAL,
	ENOMEM,
	mmap_sem,
	vm_flags,
	VM_LOCKED,
	type mm_struct,
	type Task,
} from './mm_types.ts';

/**
 * Drops the pages of a range; a locked vma refuses. File ptes are lost as in every zap.
 * @kernel mm/madvise.c:madvise_dontneed
 * @locked none
 * @fidelity customised: within one vma
 */
export function* madvise_dontneed(
	this: Kernel,
	mm: mm_struct,
	start: number,
	len: number,
): Task<number> {
	yield* lock(mmap_sem, mm);
	const vma = yield* this.find_vma(mm, start);
	let error = 0;
	if (vma === 0) error = -ENOMEM;
	else if ((yield* load(vm_flags, vma)) & VM_LOCKED) error = -EINVAL;
	else yield* this.zap_page_range(vma, start, len);
	yield* unlock(mmap_sem, mm);
	return error;
}
