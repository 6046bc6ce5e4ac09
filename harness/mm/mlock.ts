/*
 * mm/mlock.ts - VM_LOCKED. Follows mm/mlock.c of 2.5.66: a flag on the vma and nothing on the pages.
 */
import { add, list_next, load, lock, store, unlock } from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	EAGAIN,
	ENOMEM,
	mm_def_flags,
	mm_locked_vm,
	mm_mmap,
	mmap_sem,
	PAGE_SHIFT,
	PTL,
	vm_end,
	vm_flags,
	VM_LOCKED,
	vm_start,
	type mm_struct,
	type Task,
	type vm_area_struct,
} from './mm_types.ts';

/**
 * Gives the part of a vma between two addresses the flags `newflags`; locking faults its pages in, and
 * nobody asks whether that worked.
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
	const pages = (end - start) >>> PAGE_SHIFT;
	if (newflags & VM_LOCKED) {
		yield* this.make_pages_present(vma, start, end);
		yield* add(mm_locked_vm, mm, pages);
	} else {
		yield* add(mm_locked_vm, mm, -pages);
	}
	return 0;
}

/**
 * Locks or unlocks a range that must be mapped throughout.
 * @kernel mm/mlock.c:do_mlock
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* do_mlock(
	this: Kernel,
	mm: mm_struct,
	start: number,
	len: number,
	on: number,
): Task<number> {
	if (len === 0) return 0;
	const vma = yield* this.find_vma(mm, start);
	if (vma === 0 || (yield* load(vm_start, vma)) > start) return -ENOMEM;
	return yield* this.do_mlock_from(mm, vma, start, start + len, on);
}

/**
 * do_mlock()'s loop. The vma behind is looked up before a split can put another one there.
 * @part-of mm/mlock.c:do_mlock
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* do_mlock_from(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	start: number,
	end: number,
	on: number,
): Task<number> {
	const flags = yield* load(vm_flags, vma);
	const newflags = on ? flags | VM_LOCKED : flags & ~VM_LOCKED;
	const vmEnd = yield* load(vm_end, vma);
	if (vmEnd >= end) return yield* this.mlock_fixup(mm, vma, start, end, newflags);
	const next = yield* list_next(mm_mmap, mm, vma);
	const error = yield* this.mlock_fixup(mm, vma, start, vmEnd, newflags);
	if (error !== 0) return error;
	if (next === 0 || (yield* load(vm_start, next)) !== vmEnd) return -ENOMEM;
	return yield* this.do_mlock_from(mm, next, vmEnd, end, on);
}

/**
 * mlock().
 * @kernel mm/mlock.c:sys_mlock
 * @locked none
 * @fidelity customised: no rlimit
 */
export function* sys_mlock(this: Kernel, mm: mm_struct, start: number, len: number): Task<number> {
	yield* lock(mmap_sem, mm);
	const error = yield* this.do_mlock(mm, start, len, 1);
	yield* unlock(mmap_sem, mm);
	return error;
}

/**
 * munlock().
 * @kernel mm/mlock.c:sys_munlock
 * @locked none
 * @fidelity followed
 */
export function* sys_munlock(
	this: Kernel,
	mm: mm_struct,
	start: number,
	len: number,
): Task<number> {
	yield* lock(mmap_sem, mm);
	const error = yield* this.do_mlock(mm, start, len, 0);
	yield* unlock(mmap_sem, mm);
	return error;
}

/**
 * mlockall(): MCL_CURRENT (1) locks all there is and MCL_FUTURE (2) what will be mapped from now on. What is not
 * asked for is unlocked; 2.5.66 unlocks all there is for MCL_FUTURE alone.
 * @kernel mm/mlock.c:do_mlockall
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* do_mlockall(this: Kernel, mm: mm_struct, flags: number): Task<number> {
	yield* store(mm_def_flags, mm, flags & 2 ? VM_LOCKED : 0);
	let vma: vm_area_struct = 0;
	for (;;) {
		vma = yield* list_next(mm_mmap, mm, vma);
		if (vma === 0) return 0;
		const had = yield* load(vm_flags, vma);
		const newflags = flags & 1 ? had | VM_LOCKED : had & ~VM_LOCKED;
		yield* this.mlock_fixup(
			mm,
			vma,
			yield* load(vm_start, vma),
			yield* load(vm_end, vma),
			newflags,
		);
	}
}

/**
 * mlockall().
 * @kernel mm/mlock.c:sys_mlockall
 * @locked none
 * @fidelity customised: no rlimit
 */
export function* sys_mlockall(this: Kernel, mm: mm_struct, flags: number): Task<number> {
	yield* lock(mmap_sem, mm);
	const error = yield* this.do_mlockall(mm, flags);
	yield* unlock(mmap_sem, mm);
	return error;
}

/**
 * munlockall().
 * @kernel mm/mlock.c:sys_munlockall
 * @locked none
 * @fidelity followed
 */
export function* sys_munlockall(this: Kernel, mm: mm_struct): Task<number> {
	yield* lock(mmap_sem, mm);
	const error = yield* this.do_mlockall(mm, 0);
	yield* unlock(mmap_sem, mm);
	return error;
}
