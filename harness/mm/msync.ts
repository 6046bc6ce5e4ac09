/*
 * mm/msync.ts - writing mapped data back. Follows mm/msync.c of 2.5.66.
 */
import { load, lock, read_lock, read_unlock, store, unlock } from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	IS,
	mmap_sem,
	PAGE_SIZE,
	PageReserved,
	pfn_valid,
	pte_dirty,
	pte_mkclean,
	pte_page,
	pte_pfn,
	pte_present,
	pte_word,
	PTL,
	vm_file,
	type mm_struct,
	type Task,
	type vm_area_struct,
} from './mm_types.ts';

/**
 * Moves one pte's dirty bit to its page.
 * @kernel mm/msync.c:filemap_sync_pte
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* filemap_sync_pte(this: Kernel, mm: mm_struct, address: number): Task {
	const ptep = yield* this.pte_offset_map(mm, address);
	if (ptep === 0) return;
	const pte = yield* load(pte_word, ptep);
	if (!pte_present(pte) || !pte_dirty(pte) || !pfn_valid(pte_pfn(pte))) return;
	const page = pte_page(pte);
	if (yield* PageReserved(page)) return;
	yield* store(pte_word, ptep, pte_mkclean(pte));
	yield* this.set_page_dirty(page);
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
 * msync(): MS_ASYNC only moves the dirty bits, MS_SYNC (`wait`) writes and waits under i_sem.
 * @kernel mm/msync.c:sys_msync
 * @locked none
 * @fidelity customised: within one vma
 */
export function* sys_msync(
	this: Kernel,
	mm: mm_struct,
	start: number,
	len: number,
	wait: number,
): Task<number> {
	yield* read_lock(mmap_sem, mm);
	const vma = yield* this.find_vma(mm, start);
	const mapping = vma === 0 ? 0 : yield* load(vm_file, vma);
	if (mapping !== 0) {
		yield* this.filemap_sync(mm, vma, start, len);
		if (wait) {
			yield* lock(IS, mapping);
			yield* this.filemap_fdatawrite(mapping);
			yield* this.filemap_fdatawait(mapping);
			yield* unlock(IS, mapping);
		}
	}
	yield* read_unlock(mmap_sem, mm);
	return 0;
}
