/*
 * kernel/fork.ts - copying and ending address spaces. Follows kernel/fork.c of 2.5.66.
 */
import {
	add,
	alloc,
	free,
	list_add,
	list_next,
	load,
	lock,
	store,
	unlock,
	xadd,
} from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	ENOMEM,
	i_mmap,
	i_mmap_shared,
	mm_map_count,
	mm_mmap,
	mm_rb,
	mm_total_vm,
	mm_users,
	mmap_cache,
	mmap_sem,
	mmPool,
	PTL,
	SS,
	vm_end,
	vm_file,
	vm_flags,
	VM_LOCKED,
	vm_mm,
	vm_pgoff,
	VM_SHARED,
	vm_start,
	vmaPool,
	type mm_struct,
	type Task,
	type vm_area_struct,
} from './mm_types.ts';

/**
 * Copies one vma: onto the file's list directly before its parent, although the comment there says
 * after; i_shared_sem is released before the ptes are copied.
 * @part-of kernel/fork.c:dup_mmap
 * @locked parent's mmap_sem for write
 * @fidelity followed
 */
export function* dup_one_vma(
	this: Kernel,
	mm: mm_struct,
	oldmm: mm_struct,
	mpnt: vm_area_struct,
): Task<number> {
	const tmp = yield* alloc(vmaPool, 'GFP_KERNEL');
	if (tmp === 0) return -ENOMEM;
	const flags = (yield* load(vm_flags, mpnt)) & ~VM_LOCKED;
	const mapping = yield* load(vm_file, mpnt);
	yield* store(vm_mm, tmp, mm);
	yield* store(vm_start, tmp, yield* load(vm_start, mpnt));
	yield* store(vm_end, tmp, yield* load(vm_end, mpnt));
	yield* store(vm_flags, tmp, flags);
	yield* store(vm_pgoff, tmp, yield* load(vm_pgoff, mpnt));
	yield* store(vm_file, tmp, mapping);
	if (mapping !== 0) {
		yield* lock(SS, mapping);
		yield* list_add(flags & VM_SHARED ? i_mmap_shared : i_mmap, mapping, tmp, 'before', mpnt);
		yield* unlock(SS, mapping);
	}
	// Link in the new vma even if an error occurred, so that it is found and freed.
	yield* lock(PTL, mm);
	yield* list_add(mm_mmap, mm, tmp, 'tail');
	yield* add(mm_map_count, mm, 1);
	const error = yield* this.copy_page_range(mm, oldmm, tmp);
	yield* unlock(PTL, mm);
	return error;
}

/**
 * Copies an address space. Until the end the child's tree is still the parent's, as the structure was
 * copied whole.
 * @kernel kernel/fork.c:dup_mmap
 * @locked none
 * @fidelity followed
 */
export function* dup_mmap(this: Kernel, mm: mm_struct, oldmm: mm_struct): Task<number> {
	yield* lock(mmap_sem, oldmm);
	yield* store(mmap_cache, mm, 0);
	// From here on it is on mmlist, too.
	yield* store(mm_users, mm, 1);
	const error = yield* this.dup_vmas_from(mm, oldmm, 0);
	if (error === 0) yield* this.build_mmap_rb(mm);
	yield* unlock(mmap_sem, oldmm);
	return error;
}

/**
 * dup_mmap()'s loop.
 * @part-of kernel/fork.c:dup_mmap
 * @locked parent's mmap_sem for write
 * @fidelity followed
 */
export function* dup_vmas_from(
	this: Kernel,
	mm: mm_struct,
	oldmm: mm_struct,
	after: vm_area_struct,
): Task<number> {
	const mpnt = yield* list_next(mm_mmap, oldmm, after);
	if (mpnt === 0) return 0;
	const error = yield* this.dup_one_vma(mm, oldmm, mpnt);
	if (error !== 0) return error;
	return yield* this.dup_vmas_from(mm, oldmm, mpnt);
}

/**
 * Gives the child a tree of its own. What find_vma() cached meanwhile is still a vma of the parent.
 * @kernel mm/mmap.c:build_mmap_rb
 * @locked parent's mmap_sem for write
 * @fidelity customised: the tree is a name, see find_vma
 */
export function* build_mmap_rb(this: Kernel, mm: mm_struct): Task {
	yield* store(mm_rb, mm, mm);
}

/**
 * fork(), as far as memory goes: the structure is copied whole, unlocked, then its vmas. Returns the
 * child's mm, or -ENOMEM with nothing left behind.
 * @kernel kernel/fork.c:copy_mm
 * @locked none
 * @fidelity followed
 */
export function* copy_mm(this: Kernel, oldmm: mm_struct): Task<number> {
	const mm = yield* alloc(mmPool, 'GFP_KERNEL');
	if (mm === 0) return -ENOMEM;
	yield* store(mm_rb, mm, yield* load(mm_rb, oldmm));
	yield* store(mm_total_vm, mm, yield* load(mm_total_vm, oldmm));
	const error = yield* this.dup_mmap(mm, oldmm);
	if (error === 0) return mm;
	yield* this.mmput(mm);
	return error;
}

/**
 * Drops one user of an address space, which goes with its last one.
 * @kernel kernel/fork.c:mmput
 * @locked none
 * @fidelity customised: an mm without users is on no list, so mmlist_lock is within one step
 */
export function* mmput(this: Kernel, mm: mm_struct): Task {
	if ((yield* xadd(mm_users, mm, -1)) !== 0) return;
	yield* this.exit_mmap(mm);
	yield* free(mmPool, mm);
}
