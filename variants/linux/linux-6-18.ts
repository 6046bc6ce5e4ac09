/*
 * variants/linux/linux-6-18.ts - mm: what programs see of Linux 6.18, call by call
 *
 * A stack to hold against the recorded answers of a real 6.18 (harness/audit/recorded/): invalidate-lock, the
 * mlock() and mincore() of linux-3-14, and remap_file_pages() as a mmap (c8d78c18), which since 4.5 maps also what lies there
 * already and goes over vmas that adjoin and are alike. A write fault counts references again (09854ba94c6a, 5.9) where
 * the page is not exclusive (variants/mends-exclusive.ts), and reclaim leaves pinned pages alone (feb889fb40fa, 5.11):
 * both as 2.6.7 did, whose functions stand for them [M].
 *
 * Open: as linux-3-14, with folios, fault-around and per-vma locks, and the TLB of munmap(), which is flushed before
 * page_table_lock goes since 3.15 (1cf35d47), and before the page is uncounted since 6.2 (5df397de). The texts of these
 * functions are from memory [M]; the date is that of the release.
 */
import { list_next, load, lock, unlock } from '../../harness/engine/operation.ts';
import {
	EINVAL,
	mm_mmap,
	mmap_sem,
	vm_end,
	vm_file,
	vm_flags,
	VM_SHARED,
	vm_start,
	type mm_struct,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { can_share_swap_page } from '../../harness/mm/swapfile.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import { try_to_unmap_one } from '../mends.ts';
import {
	copy_one_present,
	copy_present_page,
	do_swap_page_map,
	do_wp_page_reuse,
	free_hot_page,
	get_user_page,
	lru_cache_add_active,
	unshare,
	unuse_pte,
} from '../mends-exclusive.ts';
import invalidateLock from './invalidate-lock.ts';
import {
	do_mlock_from,
	do_wp_page_shared,
	mincore_pte,
	mincore_vma,
	mlock_fixup,
	mm_populate,
	page_mkwrite,
	populate_vma,
	sys_mlock,
	sys_mlockall,
	vma_join,
	vma_join_neighbours,
	type Patched as Below,
} from './linux-3-14.ts';
import { remap_flags } from './mmap-emulation.ts';

type Patched = PatchedBy<
	typeof import('./linux-6-18.ts'),
	Below & Pick<typeof import('./mmap-emulation.ts'), 'remap_flags'>
>;

/**
 * remap_file_pages(): maps the range of the file there, as mmap() would.
 * @kernel mm/mmap.c:sys_remap_file_pages
 * @locked none
 * @fidelity recalled
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
	if (prot !== 0 || size <= 0) return -EINVAL;
	yield* lock(mmap_sem, mm);
	const vma = yield* this.find_vma(mm, start);
	let err = -EINVAL;
	if (vma !== 0 && (yield* this.is_remappable(mm, vma, start, start + size)) !== 0) {
		const how = yield* this.remap_flags(vma);
		const mapping = yield* load(vm_file, vma);
		err = yield* this.do_mmap_pgoff(mm, mapping, start, size, how, pgoff);
	}
	yield* unlock(mmap_sem, mm);
	if (err < 0) return err;
	if (nonblock === 0) yield* this.mm_populate(mm, start, start + size, 1);
	return 0;
}

/**
 * Whether shared vmas of one file, alike and without a hole, lie between two addresses, of which `vma` is the first.
 * @part-of mm/mmap.c:sys_remap_file_pages
 * @locked mmap_sem for write
 * @fidelity recalled
 */
export function* is_remappable(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	start: number,
	end: number,
): Task<number> {
	const flags = yield* load(vm_flags, vma);
	const mapping = yield* load(vm_file, vma);
	if (!(flags & VM_SHARED) || mapping === 0 || (yield* load(vm_start, vma)) > start) return 0;
	let each = vma;
	for (;;) {
		const upTo = yield* load(vm_end, each);
		if (end <= upTo) return 1;
		each = yield* list_next(mm_mmap, mm, each);
		if (each === 0 || (yield* load(vm_start, each)) !== upTo) return 0;
		if ((yield* load(vm_file, each)) !== mapping || (yield* load(vm_flags, each)) !== flags)
			return 0;
	}
}

const variant: Variant = defineVariant({
	name: 'linux-6-18',
	subject: 'mm: what programs see of Linux 6.18, call by call',
	from: 'Linux 6.18 from memory, held against its recorded answers',
	date: '2025-11-30',
	version: '2.6.23',
	base: invalidateLock,
	replaces: {
		do_mlock_from,
		mlock_fixup,
		sys_mlock,
		sys_mlockall,
		mincore_vma,
		sys_remap_file_pages,
		try_to_unmap_one,
		can_share_swap_page,
		lru_cache_add_active,
		free_hot_page,
		copy_one_present,
		get_user_page,
		unuse_pte,
	},
	adds: {
		page_mkwrite,
		do_wp_page_shared,
		vma_join_neighbours,
		vma_join,
		mm_populate,
		populate_vma,
		mincore_pte,
		is_remappable,
		remap_flags,
		do_swap_page_map,
		do_wp_page_reuse,
		copy_present_page,
		unshare,
	},
	claims: {
		'orphan page mapped': 'never',
		'access beyond EOF succeeds': 'never',
		'linear page instead of SIGBUS': 'never',
		'spurious SIGBUS': 'never',
	},
});

export default variant;
