/*
 * mm/mprotect.ts - what a mapping may be used for. Follows mm/mprotect.c of 2.5.66: ptes change under
 * page_table_lock, and a page that nobody may use stays mapped (_PAGE_PROTNONE).
 */
import {
	add,
	BUG_ON,
	free,
	list_del,
	list_next,
	load,
	lock,
	store,
	unlock,
	xchg,
} from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	EACCES,
	EINVAL,
	ENOMEM,
	mm_map_count,
	mm_mmap,
	mmap_cache,
	mmap_sem,
	PAGE_SIZE,
	pte_modify,
	pte_present,
	pte_word,
	PTL,
	set_pte,
	TASK_SIZE,
	vm_end,
	vm_file,
	vm_flags,
	VM_MAYWRITE,
	vm_mm,
	vm_page_prot,
	VM_READ,
	VM_SHARED,
	vm_start,
	VM_WRITE,
	vmaPool,
	type mm_struct,
	type Task,
	type vm_area_struct,
} from './mm_types.ts';

/**
 * Gives one pte another protection: it is emptied in between, so that no bit that the processor sets is lost.
 * @kernel mm/mprotect.c:change_pte_range
 * @locked mm->page_table_lock
 * @fidelity customised: one pte
 */
export function* change_pte_range(
	this: Kernel,
	mm: mm_struct,
	address: number,
	newprot: number,
): Task {
	const ptep = yield* this.pte_offset_map(mm, address);
	if (ptep === 0 || !pte_present(yield* load(pte_word, ptep))) return;
	const entry = yield* xchg(pte_word, ptep, 0);
	yield* set_pte(ptep, pte_modify(entry, newprot));
}

/**
 * Gives the present ptes of a range another protection.
 * @kernel mm/mprotect.c:change_protection
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* change_protection(
	this: Kernel,
	vma: vm_area_struct,
	start: number,
	end: number,
	newprot: number,
): Task {
	const mm = yield* load(vm_mm, vma);
	yield* BUG_ON(start >= end, 'change_protection: start >= end');
	yield* lock(PTL, mm);
	for (let address = start; address < end; address += PAGE_SIZE)
		yield* this.change_pte_range(mm, address, newprot);
	yield* unlock(PTL, mm);
}

/**
 * Lets anonymous memory grow over what gets its flags; 1 if that was done. Of the rest of a vma only the border moves.
 * @kernel mm/mprotect.c:mprotect_attempt_merge
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* mprotect_attempt_merge(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	prev: vm_area_struct,
	end: number,
	newflags: number,
): Task<number> {
	if (prev === 0 || (yield* load(vm_end, prev)) !== (yield* load(vm_start, vma))) return 0;
	if ((yield* load(vm_file, prev)) !== 0 || (yield* load(vm_flags, prev)) !== newflags) return 0;
	if ((yield* load(vm_file, vma)) !== 0 || (yield* load(vm_flags, vma)) & VM_SHARED) return 0;
	if (end === (yield* load(vm_end, vma))) {
		yield* this.mprotect_swallow(mm, prev, vma, end);
		return 1;
	}
	yield* lock(PTL, mm);
	yield* store(vm_end, prev, end);
	yield* store(vm_start, vma, end);
	yield* unlock(PTL, mm);
	return 1;
}

/**
 * A vma grows over the one behind it, which goes.
 * @part-of mm/mprotect.c:mprotect_attempt_merge
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* mprotect_swallow(
	this: Kernel,
	mm: mm_struct,
	prev: vm_area_struct,
	vma: vm_area_struct,
	end: number,
): Task {
	yield* lock(PTL, mm);
	yield* store(vm_end, prev, end);
	yield* list_del(mm_mmap, mm, vma);
	if ((yield* load(mmap_cache, mm)) === vma) yield* store(mmap_cache, mm, prev);
	yield* unlock(PTL, mm);
	yield* free(vmaPool, vma);
	yield* add(mm_map_count, mm, -1);
}

/**
 * Gives a part of a vma other flags, in a vma of its own; returns the vma that has them now, or an error.
 * @kernel mm/mprotect.c:mprotect_fixup
 * @locked mmap_sem for write
 * @fidelity customised: no commit charge
 */
export function* mprotect_fixup(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	prev: vm_area_struct,
	start: number,
	end: number,
	newflags: number,
): Task<number> {
	if (newflags === (yield* load(vm_flags, vma))) return vma;
	if (start === (yield* load(vm_start, vma))) {
		if (yield* this.mprotect_attempt_merge(mm, vma, prev, end, newflags)) {
			yield* this.change_protection(prev, start, end, vm_page_prot(newflags));
			return prev;
		}
	} else if ((yield* this.split_vma(mm, vma, start, 1)) !== 0) return -ENOMEM;
	if (end !== (yield* load(vm_end, vma))) {
		if ((yield* this.split_vma(mm, vma, end, 0)) !== 0) return -ENOMEM;
	}
	yield* lock(PTL, mm);
	yield* store(vm_flags, vma, newflags);
	yield* unlock(PTL, mm);
	yield* this.change_protection(vma, start, end, vm_page_prot(newflags));
	return vma;
}

/**
 * sys_mprotect()'s loop: what was changed before a hole or a refusal stays changed. `prot` is VM_READ, VM_WRITE.
 * @part-of mm/mprotect.c:sys_mprotect
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* mprotect_from(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	prev: vm_area_struct,
	start: number,
	end: number,
	prot: number,
): Task<number> {
	const flags = yield* load(vm_flags, vma);
	if (prot & VM_WRITE && !(flags & VM_MAYWRITE)) return -EACCES;
	const newflags = prot | (flags & ~(VM_READ | VM_WRITE));
	const vmEnd = yield* load(vm_end, vma);
	if (vmEnd > end) {
		const changed = yield* this.mprotect_fixup(mm, vma, prev, start, end, newflags);
		return changed < 0 ? changed : 0;
	}
	const next = yield* list_next(mm_mmap, mm, vma);
	const last = yield* this.mprotect_fixup(mm, vma, prev, start, vmEnd, newflags);
	if (last < 0) return last;
	if (vmEnd === end) {
		yield* this.mprotect_merge_next(mm, last, next);
		return 0;
	}
	if (next === 0 || (yield* load(vm_start, next)) !== vmEnd) return -ENOMEM;
	return yield* this.mprotect_from(mm, next, last, vmEnd, end, prot);
}

/**
 * Where the last vma became like the one behind it, that one goes.
 * @part-of mm/mprotect.c:sys_mprotect
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* mprotect_merge_next(
	this: Kernel,
	mm: mm_struct,
	prev: vm_area_struct,
	next: vm_area_struct,
): Task {
	if (next === 0 || (yield* load(vm_end, prev)) !== (yield* load(vm_start, next))) return;
	const flags = yield* load(vm_flags, prev);
	if ((yield* load(vm_file, next)) !== 0 || (yield* load(vm_flags, next)) !== flags) return;
	if ((yield* load(vm_file, prev)) !== 0 || flags & VM_SHARED) return;
	yield* this.mprotect_swallow(mm, prev, next, yield* load(vm_end, next));
}

/**
 * mprotect() with VM_READ and VM_WRITE as PROT_READ and PROT_WRITE.
 * @kernel mm/mprotect.c:sys_mprotect
 * @locked none
 * @fidelity customised: find_vma_prev as two walks
 */
export function* sys_mprotect(
	this: Kernel,
	mm: mm_struct,
	start: number,
	len: number,
	prot: number,
): Task<number> {
	if (start < 0 || start > TASK_SIZE || len > TASK_SIZE - start) return -EINVAL;
	if (len === 0) return 0;
	yield* lock(mmap_sem, mm);
	const vma = yield* this.find_vma_in(mm, start, 0);
	let error = -ENOMEM;
	if (vma !== 0 && (yield* load(vm_start, vma)) <= start) {
		const prev = yield* this.find_vma_prev_in(mm, start, 0);
		error = yield* this.mprotect_from(mm, vma, prev, start, start + len, prot);
	}
	yield* unlock(mmap_sem, mm);
	return error;
}
