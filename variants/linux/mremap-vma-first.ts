/*
 * variants/linux/mremap-vma-first.ts - mremap: the new vma is listed first, and ptes move under i_shared_sem
 *
 * Linux 2.6.6: e01346d8 and 699417d2 ("move_vma fixes and cleanup", 11 April 2004) list the new vma first, and
 * 10ccd509 (17 April) takes i_shared_sem. While 2.5.66 moves ptes they lie under no vma that is on a list:
 * > During mremap, it's possible pages are not in a VMA.
 *
 * So truncation walks past them (race E6, "Subtle point from Rajesh"). With the new vma listed before and
 * i_shared_sem held while the ptes move, a walk finds each of them at the one place or at the other.
 *
 * In between there was no lock: ptes moved upwards, in the order in which truncation comes to the two vmas on the
 * list, and vma_relink_file() turned that order round where they had to move back.
 *
 * do_mremap() is that of the day, too, with 33ed4171 and 8d842ee3 of January and February 2004.
 *
 * Open: nothing. 10ccd509 holds the lock over all pages; it is taken for each page since acf23ce3 (22 May 2004). The
 * claim is a reading: page_table_lock nests in i_shared_sem as it does in truncation.
 */
import { add, alloc, load, lock, store, unlock } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	ENOMEM,
	mm_locked_vm,
	mm_total_vm,
	PAGE_SHIFT,
	SS,
	vm_end,
	vm_file,
	vm_flags,
	VM_LOCKED,
	vm_mm,
	vm_pgoff,
	vm_start,
	vmaPool,
	type mm_struct,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';
import { do_mremap } from '../mends.ts';

/**
 * Moves a part of a vma: the new vma is published first, then the ptes move, which truncation must not
 * see half way, then the old part is unmapped. Of what is VM_LOCKED only what was added is faulted in (b1f0c4b9):
 * the rest came along.
 * @kernel mm/mremap.c:move_vma
 * @locked mmap_sem for write
 * @fidelity customised: no merging with neighbours; from the end downwards, there upwards
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
	const flags = yield* load(vm_flags, vma);
	const start = yield* load(vm_start, vma);
	yield* store(vm_mm, fresh, mm);
	yield* store(vm_start, fresh, new_addr);
	yield* store(vm_end, fresh, new_addr + new_len);
	yield* store(vm_flags, fresh, flags);
	yield* store(vm_pgoff, fresh, (yield* load(vm_pgoff, vma)) + ((addr - start) >>> PAGE_SHIFT));
	yield* store(vm_file, fresh, yield* load(vm_file, vma));
	yield* this.insert_vm_struct(mm, fresh);
	yield* add(mm_total_vm, mm, new_len >>> PAGE_SHIFT);
	if (flags & VM_LOCKED) yield* add(mm_locked_vm, mm, new_len >>> PAGE_SHIFT);
	const mapping = yield* load(vm_file, vma);
	if (mapping !== 0) yield* lock(SS, mapping);
	const error = yield* this.move_page_tables(vma, new_addr, addr, old_len);
	if (mapping !== 0) yield* unlock(SS, mapping);
	if (error !== 0) {
		yield* this.do_munmap(mm, new_addr, new_len);
		return -ENOMEM;
	}
	yield* this.do_munmap(mm, addr, old_len);
	if (flags & VM_LOCKED && new_len > old_len) {
		const added = yield* this.find_vma(mm, new_addr + old_len);
		yield* this.make_pages_present(added, new_addr + old_len, new_addr + new_len);
	}
	return new_addr;
}

const variant: Variant = defineVariant({
	name: 'mremap-vma-first',
	subject: 'mremap: the new vma is listed first, and ptes move under i_shared_sem',
	from: 'Linux 2.6.6, 11 and 17 Apr 2004 (commits e01346d8, 699417d2, 10ccd509)',
	date: '2004-04-17',
	replaces: { do_mremap, move_vma },
	claims: {
		deadlock: 'never',
	},
});

export default variant;
