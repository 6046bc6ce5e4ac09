/*
 * mm/mincore.ts - what is in the page cache. Follows mm/mincore.c of 2.5.66, which asks by vm_pgoff and
 * is therefore wrong for nonlinear mappings.
 */
import { list_next, load, read_lock, read_unlock } from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	ENOMEM,
	mm_mmap,
	mmap_sem,
	PAGE_SHIFT,
	PageUptodate,
	vm_end,
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
 * mincore(): a bit mask, lowest page first, or -ENOMEM for anonymous memory and where a part is not mapped.
 * @kernel mm/mincore.c:sys_mincore
 * @locked none
 * @fidelity customised: the mask is returned as well as copied to the user; its page of kernel memory never fails
 */
export function* sys_mincore(
	this: Kernel,
	mm: mm_struct,
	start: number,
	len: number,
	vec: number = 0,
): Task<number> {
	yield* read_lock(mmap_sem, mm);
	const vma = yield* this.find_vma(mm, start);
	const mask = yield* this.mincore_from(mm, vma, start, start + len, vec);
	yield* read_unlock(mmap_sem, mm);
	return mask;
}

/**
 * sys_mincore()'s loop over vmas. A hole makes the answer -ENOMEM, but what lies behind it is looked at all the
 * same; anonymous memory ends it.
 * @part-of mm/mincore.c:sys_mincore
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* mincore_from(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	start: number,
	end: number,
	vec: number,
): Task<number> {
	if (vma === 0) return -ENOMEM;
	const vmStart = yield* load(vm_start, vma);
	const from = start < vmStart ? vmStart : start;
	const vmEnd = yield* load(vm_end, vma);
	let mask = 0;
	if (from < end) mask = yield* this.mincore_vma(mm, vma, from, end <= vmEnd ? end : vmEnd, vec);
	if (mask >= 0 && end > vmEnd) {
		const next = yield* list_next(mm_mmap, mm, vma);
		const rest = yield* this.mincore_from(mm, next, vmEnd, end, vec);
		mask = rest < 0 ? rest : mask | (rest << ((vmEnd - from) >>> PAGE_SHIFT));
	}
	return start < vmStart ? -ENOMEM : mask;
}

/**
 * mincore() on one vma. All vmas' answers go to the same page of the program, at `vec`.
 * @kernel mm/mincore.c:mincore_vma
 * @locked mmap_sem for read
 * @fidelity customised: the page that the answer is gathered in is always there
 */
export function* mincore_vma(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	start: number,
	end: number,
	vec: number,
): Task<number> {
	if ((yield* load(vm_file, vma)) === 0) return -ENOMEM;
	const vmStart = yield* load(vm_start, vma);
	const first = (yield* load(vm_pgoff, vma)) + ((start - vmStart) >>> PAGE_SHIFT);
	let mask = 0;
	for (let i = 0; i < (end - start) >>> PAGE_SHIFT; i++)
		mask |= (yield* this.mincore_page(vma, first + i)) << i;
	// Still under mmap_sem, which a fault takes again (mended by 2f77d107 in December 2006).
	const error = yield* this.copy_to_user(mm, vec);
	return error === 0 ? mask : error;
}
