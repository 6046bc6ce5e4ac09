/*
 * variants/linux/unmap-restart.ts - mm: unmapping a range may drop its lock and go on where it stopped
 *
 * Linux 2.6.11, 7 January 2005 (16e2fee4, e19d8ad3, 5efa1de0, a89c7876): so that a long truncation does not
 * hold the lock of i_mmap all the time, unmap_mapping_range() leaves in vma->vm_truncate_count how far it
 * came in a vma, drops the lock, and starts over; what it has finished carries the count of this call.
 *
 * Open: when it drops the lock; here after every page, as if somebody always waited. Whoever comes in
 * between, or nobody, is up to the schedule. Nonlinear vmas are done whole, as a search for one index has to
 * be. On top of fault-both, where two unmaps meet without i_sem: Miklos Szeredi, 20 Jan 2011, hit the
 * BUG_ON() of mm/truncate.c:475 that is here too. Claims are what the commits are meant to keep.
 *
 * Two that meet may also overwrite each other's mark for ever. Other schedules lead out of that, so it is no
 * livelock as the word is used here; harness/cell/endless.test.ts looks for it.
 */
import {
	become,
	BUG_ON,
	list_next,
	load,
	lock,
	store,
	unlock,
	xadd,
} from '../../harness/engine/operation.ts';
import { field, type Field } from '../../harness/engine/struct.ts';
import {
	FILE_PAGES_MAX,
	i_mmap,
	i_mmap_nonlinear,
	i_mmap_shared,
	i_size,
	page_index,
	page_mapped,
	page_mapping,
	PAGE_SHIFT,
	PAGE_SIZE,
	SS,
	truncate_count,
	vm_end,
	vm_pgoff,
	vm_start,
	vmaStruct,
	type address_space,
	type page,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import faultBoth from './fault-both.ts';
import type { Patched as Below } from './fault-both.ts';

/** How far an unmapping has come in a vma: an address, or the count of the call that is done with it. */
const vm_truncate_count: Field<vm_area_struct> = field(vmaStruct, 'vm_truncate_count');

/** The kernel with the unmapping of invalidate2-range and the details of nonlinear-aware. */
export type Patched = PatchedBy<typeof import('./unmap-restart.ts'), Below>;

/** An address, as opposed to a count: what is not that small. */
const is_restart_addr = (vm_truncate_count: number): boolean => vm_truncate_count >= PAGE_SIZE;

/**
 * Unmaps the pages from `first` to `last` of a file. With `only`, which is one of them and locked, private
 * copies stay.
 * @kernel mm/memory.c:unmap_mapping_range
 * @locked none
 * @fidelity followed
 */
export function* unmap_mapping_range(
	this: Patched,
	mapping: address_space,
	first: number,
	last: number,
	only: page,
): Task {
	yield* lock(SS, mapping);
	const count = yield* xadd(truncate_count, mapping, 1);
	yield* this.unmap_mapping_range_list(mapping, 0, first, last, only, count);
	yield* this.unmap_mapping_range_list(mapping, 1, first, last, only, count);
	const details = only === 0 ? first + 1 : -first - 1;
	let vma = yield* list_next(i_mmap_nonlinear, mapping, 0);
	while (vma !== 0) {
		const start = yield* load(vm_start, vma);
		yield* this.zap_page_range(vma, start, (yield* load(vm_end, vma)) - start, details);
		vma = yield* list_next(i_mmap_nonlinear, mapping, vma);
	}
	yield* unlock(SS, mapping);
}

/**
 * The vmas of one list, from the start again each time the lock was dropped; those that carry `count` are
 * done.
 * @part-of mm/memory.c:unmap_mapping_range_tree
 * @locked mapping->i_shared_sem, dropped in between
 * @fidelity followed
 */
export function* unmap_mapping_range_list(
	this: Patched,
	mapping: address_space,
	shared: number,
	first: number,
	last: number,
	only: page,
	count: number,
): Task {
	const list = shared ? i_mmap_shared : i_mmap;
	let vma = yield* list_next(list, mapping, 0);
	while (vma !== 0) {
		if ((yield* load(vm_truncate_count, vma)) !== count) {
			const start = yield* load(vm_start, vma);
			const end = yield* load(vm_end, vma);
			const pgoff = yield* load(vm_pgoff, vma);
			const behind = pgoff + ((end - start) >> PAGE_SHIFT);
			if (first < behind && last >= pgoff) {
				const from = first < pgoff ? pgoff : first;
				const to = last + 1 < behind ? last + 1 : behind;
				const broke = yield* this.unmap_mapping_range_vma(
					mapping,
					vma,
					start + ((from - pgoff) << PAGE_SHIFT),
					start + ((to - pgoff) << PAGE_SHIFT),
					only,
					count,
				);
				if (broke) {
					yield* become('unmap_mapping_range_list', mapping, shared, first, last, only, count);
					return;
				}
			}
		}
		vma = yield* list_next(list, mapping, vma);
	}
}

/**
 * One page of one vma, from where the last one stopped, and the lock dropped. Says whether it was: the list
 * may be another one by then.
 * @kernel mm/memory.c:unmap_mapping_range_vma
 * @locked mapping->i_shared_sem, dropped
 * @fidelity customised: a zap goes one page far
 */
export function* unmap_mapping_range_vma(
	this: Patched,
	mapping: address_space,
	vma: vm_area_struct,
	from: number,
	to: number,
	only: page,
	count: number,
): Task<number> {
	let start = from;
	const restart = yield* load(vm_truncate_count, vma);
	if (is_restart_addr(restart) && start < restart) {
		start = restart;
		if (start >= to) {
			// Top of vma has been split off since last time
			yield* store(vm_truncate_count, vma, count);
			return 0;
		}
	}
	if (only === 0) yield* this.zap_page_range(vma, start, PAGE_SIZE, 0);
	else yield* this.unmap_page_from_vma(vma, only);
	const next = start + PAGE_SIZE;
	yield* store(vm_truncate_count, vma, next >= to ? count : next);
	yield* unlock(SS, mapping);
	yield* lock(SS, mapping);
	return 1;
}

/**
 * Unmaps one page from every vma of the file.
 * @part-of mm/memory.c:unmap_mapping_range
 * @locked page
 * @fidelity followed
 */
export function* unmap_mapping_page(this: Patched, mapping: address_space, page: page): Task {
	const index = yield* load(page_index, page);
	yield* this.unmap_mapping_range(mapping, index, index, page);
}

/**
 * Body of invalidate_inode_pages2()'s loop: a mapped page is unmapped, and must not be mapped then.
 * @part-of mm/truncate.c:invalidate_inode_pages2
 * @locked none
 * @fidelity followed
 */
export function* invalidate2_one_page(
	this: Patched,
	mapping: address_space,
	page: page,
	next: number,
): Task<number> {
	yield* this.lock_page(page);
	let after = next + 1;
	if ((yield* load(page_mapping, page)) === mapping) {
		yield* this.wait_on_page_writeback(page);
		after = (yield* load(page_index, page)) + 1;
		if (yield* page_mapped(page)) yield* this.unmap_mapping_page(mapping, page);
		yield* BUG_ON(yield* page_mapped(page), 'invalidate_inode_pages2: page_mapped(page)');
		yield* this.invalidate_complete_page(mapping, page);
	}
	yield* this.unlock_page(page);
	return after;
}

/**
 * Sets a new size. Shrinking unmaps, removes the pages, and unmaps again what was copied from them
 * in between.
 * @kernel mm/memory.c:vmtruncate
 * @locked inode->i_sem
 * @fidelity customised: no limits on growing; i_op->truncate frees nothing that is modelled but disk blocks
 */
export function* vmtruncate(this: Patched, mapping: address_space, offset: number): Task<number> {
	const size = yield* load(i_size, mapping);
	yield* store(i_size, mapping, offset);
	if (size < offset) return 0;
	const pgoff = (offset + PAGE_SIZE - 1) >> PAGE_SHIFT;
	yield* this.unmap_mapping_range(mapping, pgoff, FILE_PAGES_MAX, 0);
	yield* this.truncate_inode_pages(mapping, offset);
	yield* this.unmap_mapping_range(mapping, pgoff, FILE_PAGES_MAX, 0);
	yield* this.truncate_blocks(mapping, pgoff);
	return 0;
}

const variant: Variant = defineVariant({
	name: 'unmap-restart',
	subject: 'mm: unmapping a range may drop its lock and go on where it stopped',
	from: 'Linux 2.6.11, 7 Jan 2005 (commits 16e2fee4, e19d8ad3, 5efa1de0, a89c7876), on 2.6.23',
	date: '2005-01-07',
	base: faultBoth,
	replaces: { vmtruncate, invalidate2_one_page },
	adds: {
		unmap_mapping_range,
		unmap_mapping_range_list,
		unmap_mapping_range_vma,
		unmap_mapping_page,
	},
	claims: {
		'orphan page mapped': 'never',
		'kernel BUG': 'never',
		livelock: 'never',
		deadlock: 'never',
	},
});

export default variant;
