/*
 * variants/linux/mmap-emulation.ts - fremap: remap_file_pages is a mmap
 *
 * Kirill Shutemov, Linux 4.0 (c8d78c18): the system call maps the range anew, shared and fixed, so
 * that every vma is linear, and vmtruncate_list() may believe vm_pgoff. Until 4.5 it does nothing where
 * the range begins with the page that is there anyway.
 *
 * Open: nothing of the call's; it populates after mmap_sem was taken for reading, unless told not
 * to block, and what is beyond the end of the file is no error until it is touched. The rest is the
 * base, not Linux 4.0: faults still race with truncation, split_vma() moves vm_pgoff without
 * i_shared_sem. No page is nonlinear, so nothing is converted any more. The claims are what a kernel
 * without nonlinear pages is meant to have; the day of the release is from memory [M].
 */
import { load, lock, read_lock, read_unlock, unlock } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	EINVAL,
	mmap_sem,
	PAGE_SHIFT,
	vm_end,
	vm_file,
	vm_flags,
	VM_LOCKED,
	vm_mm,
	vm_pgoff,
	VM_READ,
	VM_SHARED,
	vm_start,
	VM_WRITE,
	type mm_struct,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';

type Patched = PatchedBy<typeof import('./mmap-emulation.ts')>;

/**
 * remap_file_pages(): maps the range of the file there, as mmap() would.
 * @kernel mm/mmap.c:sys_remap_file_pages
 * @locked none
 * @fidelity followed
 */
export function* sys_remap_file_pages(
	this: Patched,
	mm: mm_struct,
	start: number,
	size: number,
	prot: number,
	pgoff: number,
	nonblock: number,
): Task<number> {
	if (prot !== 0) return -EINVAL;
	if (size <= 0) return -EINVAL;
	let err = -EINVAL;
	yield* lock(mmap_sem, mm);
	const vma = yield* this.find_vma(mm, start);
	if (vma !== 0) err = yield* this.remap_in_vma(vma, start, size, pgoff, nonblock);
	yield* unlock(mmap_sem, mm);
	if (err <= 0) return err;
	if (nonblock !== 0) return 0;

	yield* read_lock(mmap_sem, mm);
	const mapped = yield* this.find_vma(mm, start);
	if (mapped !== 0) yield* this.remap_populate(mapped, start, size);
	yield* read_unlock(mmap_sem, mm);
	return 0;
}

/**
 * The tests of sys_remap_file_pages() on the vma that it found, and mmap. 1 when something was mapped; 0 when the
 * page was the one that is there anyway.
 * @part-of mm/mmap.c:sys_remap_file_pages
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* remap_in_vma(
	this: Patched,
	vma: vm_area_struct,
	start: number,
	size: number,
	pgoff: number,
	_nonblock: number,
): Task<number> {
	const flags = yield* load(vm_flags, vma);
	if (!(flags & VM_SHARED)) return -EINVAL;
	const mapping = yield* load(vm_file, vma);
	if (mapping === 0) return -EINVAL;
	if (start < (yield* load(vm_start, vma))) return -EINVAL;
	if (start + size > (yield* load(vm_end, vma))) return -EINVAL;
	const linear =
		((start - (yield* load(vm_start, vma))) >>> PAGE_SHIFT) + (yield* load(vm_pgoff, vma));
	if (pgoff === linear) return 0;
	const mm = yield* load(vm_mm, vma);
	const how = yield* this.remap_flags(vma);
	const at = yield* this.do_mmap_pgoff(mm, mapping, start, size, how, pgoff);
	return at < 0 ? at : 1;
}

/**
 * How a range of a vma is mapped anew, as do_mmap_pgoff() takes it: shared and fixed, with the protection that the vma
 * has, and locked if it is.
 * @part-of mm/mmap.c:sys_remap_file_pages
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* remap_flags(this: Kernel, vma: vm_area_struct): Task<number> {
	const flags = yield* load(vm_flags, vma);
	const protection = flags & VM_WRITE ? 0 : flags & VM_READ ? 8 : 64;
	return 1 | 16 | protection | (flags & VM_LOCKED ? 2 : 0);
}

/**
 * mm_populate() of what was mapped, as far as it is still there; callers ignore its errors.
 * @part-of mm/mlock.c:__mm_populate
 * @locked mmap_sem for read
 * @fidelity customised: the first vma of the range only
 */
export function* remap_populate(
	this: Kernel,
	vma: vm_area_struct,
	start: number,
	size: number,
): Task {
	if ((yield* load(vm_start, vma)) > start) return;
	const end = yield* load(vm_end, vma);
	yield* this.make_pages_present(vma, start, end < start + size ? end : start + size);
}

const variant: Variant = defineVariant({
	name: 'mmap-emulation',
	subject: 'fremap: remap_file_pages is a mmap',
	from: 'Kirill Shutemov, Linux 4.0 (commit c8d78c18)',
	date: '2015-04-12',
	replaces: { sys_remap_file_pages, remap_in_vma },
	adds: { remap_flags, remap_populate },
	claims: {
		'linear page instead of SIGBUS': 'never',
		'lost placement of a nonlinear page': 'never',
		'VM_LOCKED page unmapped inside EOF': 'never',
		'type confusion of page->pte': 'never',
	},
});

export default variant;
