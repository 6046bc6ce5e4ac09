/*
 * variants/linux/known-good.ts - mm: what 2.5.66-mm3 needs to pass every litmus test
 *
 * A control, at the other end from the base: the smallest stack of what Linux did later that shows nothing on
 * any litmus test. docs/known-good.md says what each part is there for, and what goes wrong without it.
 *
 * Every part is a variant of its own: mmap-emulation, fault-page-lock-linear, vmtruncate-twice,
 * invalidate-lock-linear, split-vma-sem, mremap-vma-first, fork-vma-order, get-page-testone, convert-v3-tweak. They
 * meet in vmtruncate() only. Open: nothing of theirs. No kernel was ever all this and 2.5.66 for the rest.
 */
import { load, lock, store, unlock } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	i_size,
	PAGE_SHIFT,
	PAGE_SIZE,
	SS,
	type address_space,
	type Task,
} from '../../harness/mm/mm_types.ts';
import { do_no_page, unmap_mapping_page, unmap_page_from_vma } from './fault-page-lock-linear.ts';
import {
	do_no_page_early_cow,
	filemap_nopage_at,
	invalidate2_one_page,
	truncate_complete_page,
} from './fault-page-lock-once.ts';
import { page_remove_rmap } from '../mail/convert-v3-tweak.ts';
import { dup_one_vma } from './fork-vma-order.ts';
import { refill_inactive_take, shrink_cache_take } from './get-page-testone.ts';
import {
	filemap_find_or_read,
	filemap_make_uptodate,
	find_or_read_locked,
	generic_file_read_new,
	IL,
} from './invalidate-lock.ts';
import {
	remap_flags,
	remap_in_vma,
	remap_populate,
	sys_remap_file_pages,
} from './mmap-emulation.ts';
import { move_vma } from './mremap-vma-first.ts';
import { split_vma, vma_merge } from './split-vma-sem.ts';
import { do_mremap } from '../mends.ts';
import { generic_file_read_sized } from '../thread/invalidate2-range.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

/**
 * Sets a new size. Shrinking unmaps, removes the pages, and unmaps again what was copied from them
 * in between; nothing is brought in before the blocks are gone.
 * @kernel fs/ext4/inode.c:ext4_setattr as vmtruncate
 * @locked inode->i_sem
 * @fidelity customised: no limits on growing; one value a block
 */
function* vmtruncate(this: Kernel, mapping: address_space, offset: number): Task<number> {
	yield* lock(IL, mapping);
	const size = yield* load(i_size, mapping);
	yield* store(i_size, mapping, offset);
	if (size < offset) {
		yield* unlock(IL, mapping);
		return 0;
	}
	yield* lock(SS, mapping);
	const pgoff = (offset + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	yield* this.vmtruncate_list(mapping, 0, pgoff);
	yield* this.vmtruncate_list(mapping, 1, pgoff);
	yield* unlock(SS, mapping);
	yield* this.truncate_inode_pages(mapping, offset);
	yield* lock(SS, mapping); // for private copies made in between
	yield* this.vmtruncate_list(mapping, 0, pgoff);
	yield* this.vmtruncate_list(mapping, 1, pgoff);
	yield* unlock(SS, mapping);
	yield* this.truncate_blocks(mapping, pgoff);
	yield* unlock(IL, mapping);
	return 0;
}

const variant: Variant = defineVariant({
	name: 'known-good',
	subject: 'mm: what 2.5.66-mm3 needs to pass every litmus test',
	from: 'Linux 2.5.68 to 5.15, a commit for each cause (see its parts), put together here',
	date: '2021-10-31',
	replaces: {
		sys_remap_file_pages,
		remap_in_vma,
		do_no_page,
		do_no_page_early_cow,
		filemap_nopage_at,
		filemap_find_or_read,
		filemap_make_uptodate,
		generic_file_read_new,
		truncate_complete_page,
		invalidate2_one_page,
		vmtruncate,
		vma_merge,
		split_vma,
		dup_one_vma,
		do_mremap,
		move_vma,
		shrink_cache_take,
		refill_inactive_take,
		page_remove_rmap,
	},
	adds: {
		remap_flags,
		remap_populate,
		unmap_mapping_page,
		unmap_page_from_vma,
		find_or_read_locked,
		generic_file_read_sized,
	},
	claims: {
		'orphan page mapped': 'never',
		'access beyond EOF succeeds': 'never',
		'linear page instead of SIGBUS': 'never',
		'spurious SIGBUS': 'never',
		'lost placement of a nonlinear page': 'never',
		'VM_LOCKED page unmapped inside EOF': 'never',
		'two copies of one file page': 'never',
		'lost dirty data': 'never',
		'page not reachable by rmap': 'never',
		'unreclaimable page': 'never',
		'freed object used': 'never',
		'kernel BUG': 'never',
		livelock: 'never',
		deadlock: 'never',
	},
});

export default variant;
