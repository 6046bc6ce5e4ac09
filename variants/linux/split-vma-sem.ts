/*
 * variants/linux/split-vma-sem.ts - mmap: a vma that is on its file's list changes under i_shared_sem
 *
 * V. Rajesh, 3 October 2003, <Pine.LNX.4.44.0310032353070.26794-100000@cello.eecs.umich.edu>, in
 * 2.6.0-test9 (069e0155):
 * > it is racy to update the vm_start, vm_end, and vm_pgoff
 * > members of the vma without holding the mapping's i_shared_sem.
 *
 * A walk of the list reads a mix of old and new, or finds a part of the range in no vma, as the new vma is
 * not listed yet. The ends change under page_table_lock, too, and the new vma is linked in the same hold. Where vma_merge() swallows the vma behind it holds i_shared_sem already.
 *
 * Open: nothing. The claim is a reading: vma_link() nests the locks in that order too.
 */
import {
	add,
	alloc,
	list_next,
	load,
	lock,
	store,
	unlock,
} from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	ENOMEM,
	mm_map_count,
	mm_mmap,
	PAGE_SHIFT,
	PTL,
	SS,
	vm_end,
	vm_file,
	vm_flags,
	vm_mm,
	vm_pgoff,
	vm_start,
	vmaPool,
	type address_space,
	type mm_struct,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

/**
 * Lets a neighbour grow over a new range instead of making a vma: the one before, perhaps swallowing
 * the one behind as well, or the one behind. Returns it, or 0. i_shared_sem is held where a vma goes and
 * where vm_start and vm_pgoff of the one behind change.
 * @kernel mm/mmap.c:vma_merge
 * @locked mmap_sem for write
 * @fidelity followed
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
	if (mapping !== 0) yield* lock(SS, mapping);
	yield* lock(PTL, mm);
	yield* store(vm_start, next, addr);
	yield* store(vm_pgoff, next, (yield* load(vm_pgoff, next)) - pages);
	yield* unlock(PTL, mm);
	if (mapping !== 0) yield* unlock(SS, mapping);
	return next;
}

/**
 * Splits a vma at an address. The old one's ends and vm_pgoff change, and the new part becomes known to the mm
 * and to the file, under one hold of i_shared_sem and page_table_lock. Reclaim looks its vma up under the
 * latter alone, and must find an address of the old vma in one of the two.
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
	yield* store(vm_start, fresh, new_below ? start : addr);
	yield* store(vm_end, fresh, new_below ? addr : end);
	yield* store(vm_pgoff, fresh, new_below ? pgoff : here);
	const mapping = yield* load(vm_file, vma);
	if (mapping !== 0) yield* lock(SS, mapping);
	yield* lock(PTL, mm);
	if (new_below) {
		yield* store(vm_start, vma, addr);
		yield* store(vm_pgoff, vma, here);
	} else {
		yield* store(vm_end, vma, addr);
	}
	yield* this.__vma_link(mm, fresh);
	yield* this.__vma_link_file(fresh);
	yield* add(mm_map_count, mm, 1);
	yield* unlock(PTL, mm);
	if (mapping !== 0) yield* unlock(SS, mapping);
	return 0;
}

const variant: Variant = defineVariant({
	name: 'split-vma-sem',
	subject: "mmap: a vma that is on its file's list changes under i_shared_sem",
	from: 'V. Rajesh, 3 Oct 2003, Linux 2.6.0-test9 (commit 069e0155)',
	date: '2003-10-03',
	replaces: { vma_merge, split_vma },
	claims: {
		deadlock: 'never',
	},
});

export default variant;
