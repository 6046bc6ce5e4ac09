/*
 * variants/linux/fork-vma-order.ts - fork: a child's vma stands behind its parent's on the file's list
 *
 * Linux 2.6.6, 11 April 2004 (4b518756, "fork vma ordering during fork"). dup_mmap() puts the child's vma
 * before the parent's, although it means to put it behind:
 * > 2.5.6 did exactly the reverse
 *
 * Whoever walks the list and unmaps then comes to the child first, finds nothing there yet, and takes from
 * the parent what fork has copied meanwhile. Behind the parent, the child is visited after its ptes were
 * copied, or else there was nothing left to copy.
 *
 * Open: nothing. The claim is a reading: no lock is taken.
 */
import { add, alloc, list_add, load, lock, store, unlock } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	ENOMEM,
	i_mmap,
	i_mmap_shared,
	mm_map_count,
	mm_mmap,
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
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

/**
 * Copies one vma: onto the file's list directly after its parent, so that truncation comes to it later;
 * i_shared_sem is released before the ptes are copied.
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
		yield* list_add(flags & VM_SHARED ? i_mmap_shared : i_mmap, mapping, tmp, 'after', mpnt);
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

const variant: Variant = defineVariant({
	name: 'fork-vma-order',
	subject: "fork: a child's vma stands behind its parent's on the file's list",
	from: 'Linux 2.6.6, 11 Apr 2004 (commit 4b518756)',
	date: '2004-04-11',
	replaces: { dup_one_vma },
	claims: {
		deadlock: 'never',
	},
});

export default variant;
