/*
 * variants/thread/mm3-lists.ts - rmap: the vmas of a file sorted as 2.5.66-mm3 sorts them
 *
 * > It occurred to me that a simple way to improve objrmap performance would be
 * > to sort the vma chains off address_space by offset.
 *
 * Dave McCracken, 2 April 2003 (race R19). A new vma comes behind the first that begins at or behind its first
 * page, not before it; the list that is searched is i_mmap_shared for private vmas, too, and there they end up;
 * and what moves vm_pgoff does not move the vma. A walk stops at the first vma that begins behind its page all the
 * same, and passes over others that map it.
 *
 * What the mail's base was in truth: 2.5.66-mm3 had this. Open: nothing. sorted-vmas has Hugh's repair.
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
} from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	ENOMEM,
	i_mmap_shared,
	mm_map_count,
	mm_mmap,
	mmap_cache,
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
	type address_space,
	type mm_struct,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';
import { page_convert_anon, page_referenced_obj, try_to_unmap_obj } from './sorted-vmas.ts';

/**
 * Puts a vma onto i_mmap_shared, of whichever kind it is: behind the first that begins at or behind its first
 * page. Where there is none, a shared one comes last and a private one first.
 * @kernel mm/mmap.c:__vma_link_file
 * @locked mapping->i_shared_sem
 * @fidelity followed
 */
export function* __vma_link_file(this: Kernel, vma: vm_area_struct): Task {
	const mapping = yield* load(vm_file, vma);
	if (mapping === 0) return;
	const isShared = ((yield* load(vm_flags, vma)) & VM_SHARED) !== 0;
	const pgoff = yield* load(vm_pgoff, vma);
	let there = yield* list_next(i_mmap_shared, mapping, 0);
	while (there !== 0 && (yield* load(vm_pgoff, there)) < pgoff) {
		there = yield* list_next(i_mmap_shared, mapping, there);
	}
	if (there !== 0) yield* list_add(i_mmap_shared, mapping, vma, 'after', there);
	else yield* list_add(i_mmap_shared, mapping, vma, isShared ? 'tail' : 'head');
}

/**
 * Takes a vma off the list that all are on.
 * @kernel mm/mmap.c:remove_shared_vm_struct
 * @locked none
 * @fidelity followed
 */
export function* remove_shared_vm_struct(this: Kernel, vma: vm_area_struct): Task {
	const mapping = yield* load(vm_file, vma);
	if (mapping === 0) return;
	yield* lock(SS, mapping);
	yield* list_del(i_mmap_shared, mapping, vma);
	yield* unlock(SS, mapping);
}

/**
 * vma_merge() into the vma before; `pgoff` is where the new range ends. If it then meets the vma behind,
 * that one goes, off the list that all are on.
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
		if (isSameFile) yield* list_del(i_mmap_shared, mapping, next);
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
 * Copies one vma: onto its parent's list, before the parent. i_shared_sem is released before the ptes are copied.
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
		yield* list_add(i_mmap_shared, mapping, tmp, 'before', mpnt);
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
	name: 'mm3-lists',
	subject: 'rmap: the vmas of a file sorted as 2.5.66-mm3 sorts them',
	from: 'Dave McCracken, 2 Apr 2003, "[PATCH 2.5.66-mm2] Optimizaction for object-based rmap" <9770000.1049303903@baldur.austin.ibm.com>',
	date: '2003-04-02',
	replaces: {
		__vma_link_file,
		remove_shared_vm_struct,
		vma_merge_prev,
		dup_one_vma,
		page_referenced_obj,
		try_to_unmap_obj,
		page_convert_anon,
	},
	claims: {
		'list corruption': 'never',
		deadlock: 'never',
	},
});

export default variant;
