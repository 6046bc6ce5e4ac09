/*
 * mm/mincore.ts - what is in the page cache. Follows mm/mincore.c of 2.5.66, which asks by vm_pgoff and
 * is therefore wrong for nonlinear mappings.
 */
import { load, read_lock, read_unlock } from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	mmap_sem,
	PAGE_SHIFT,
	PageUptodate,
	vm_file,
	vm_pgoff,
	vm_start,
	type mm_struct,
	type Task,
	type vm_area_struct,
} from './mm_types.ts';

/**
 * Whether the page at a linear position is cached and uptodate: 0 or 1.
 * @kernel mm/mincore.c:mincore_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* mincore_page(this: Kernel, vma: vm_area_struct, pgoff: number): Task<number> {
	const mapping = yield* load(vm_file, vma);
	const page = yield* this.find_get_page(mapping, pgoff);
	if (page === 0) return 0;
	const present = yield* PageUptodate(page);
	yield* this.page_cache_release(page);
	return present ? 1 : 0;
}

/**
 * mincore(): a bit mask, lowest page first.
 * @kernel mm/mincore.c:sys_mincore
 * @locked none
 * @fidelity customised: within one file vma
 */
export function* sys_mincore(
	this: Kernel,
	mm: mm_struct,
	start: number,
	len: number,
): Task<number> {
	yield* read_lock(mmap_sem, mm);
	let mask = 0;
	const vma = yield* this.find_vma(mm, start);
	if (vma !== 0 && (yield* load(vm_file, vma)) !== 0) {
		const first =
			(yield* load(vm_pgoff, vma)) + ((start - (yield* load(vm_start, vma))) >> PAGE_SHIFT);
		for (let i = 0; i < len >> PAGE_SHIFT; i++)
			mask |= (yield* this.mincore_page(vma, first + i)) << i;
	}
	yield* read_unlock(mmap_sem, mm);
	return mask;
}
