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
	add,
	alloc,
	become,
	BUG_ON,
	free,
	list_add,
	list_del,
	list_next,
	load,
	lock,
	store,
	unlock,
	xadd,
} from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import { at, field, type Field } from '../../harness/engine/struct.ts';
import {
	ENOMEM,
	FILE_PAGES_MAX,
	i_mmap,
	i_mmap_nonlinear,
	i_mmap_shared,
	i_size,
	mm_locked_vm,
	mm_map_count,
	mm_mmap,
	mm_total_vm,
	mmap_cache,
	page_index,
	page_mapped,
	page_mapping,
	PAGE_SHIFT,
	PAGE_SIZE,
	pagevec_pages,
	PAGEVEC_SIZE,
	PTL,
	SS,
	truncate_count,
	vm_end,
	vm_file,
	vm_flags,
	VM_LOCKED,
	vm_mm,
	vm_pgoff,
	VM_SHARED,
	vm_start,
	vmaPool,
	vmaStruct,
	type address_space,
	type mm_struct,
	type page,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { VM_NONLINEAR } from '../mail/nonlinear-aware.ts';
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
 * Unmaps the pages from `first` to `last` of a file, and private copies of them if `even_cows` says so. `last` is
 * `first`, or nothing lies behind it.
 * @kernel mm/memory.c:unmap_mapping_range
 * @locked none
 * @fidelity followed
 */
export function* unmap_mapping_range(
	this: Patched,
	mapping: address_space,
	first: number,
	last: number,
	even_cows: number,
): Task {
	yield* lock(SS, mapping);
	const count = yield* xadd(truncate_count, mapping, 1);
	yield* this.unmap_mapping_range_list(mapping, 0, first, last, even_cows, count);
	yield* this.unmap_mapping_range_list(mapping, 1, first, last, even_cows, count);
	const details = last === first ? -first - 1 : first + 1;
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
	even_cows: number,
	count: number,
): Task {
	const list = shared ? i_mmap_shared : i_mmap;
	let vma = yield* list_next(list, mapping, 0);
	while (vma !== 0) {
		if ((yield* load(vm_truncate_count, vma)) !== count) {
			const start = yield* load(vm_start, vma);
			const end = yield* load(vm_end, vma);
			const pgoff = yield* load(vm_pgoff, vma);
			const behind = pgoff + ((end - start) >>> PAGE_SHIFT);
			if (first < behind && last >= pgoff) {
				const from = first < pgoff ? pgoff : first;
				const to = last + 1 < behind ? last + 1 : behind;
				const broke = yield* this.unmap_mapping_range_vma(
					mapping,
					vma,
					start + ((from - pgoff) << PAGE_SHIFT),
					start + ((to - pgoff) << PAGE_SHIFT),
					even_cows,
					count,
				);
				if (broke) {
					yield* become('unmap_mapping_range_list', mapping, shared, first, last, even_cows, count);
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
	even_cows: number,
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
	const next = start + PAGE_SIZE;
	if (even_cows) yield* this.zap_page_range(vma, start, PAGE_SIZE, 0);
	else yield* this.unmap_file_from_vma(mapping, vma, start, next);
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
	yield* this.unmap_mapping_range(mapping, index, index, 0);
}

/**
 * Unmaps every page of the file from every vma.
 * @part-of mm/memory.c:unmap_mapping_range
 * @locked inode->i_sem
 * @fidelity followed
 */
export function* unmap_mapping_file(this: Patched, mapping: address_space): Task {
	yield* this.unmap_mapping_range(mapping, 0, FILE_PAGES_MAX, 0);
}

/**
 * Removes all pages. The first that is mapped has all from it to the end unmapped, and others behind it that were
 * mapped again since only themselves. None may be mapped then.
 * @kernel mm/truncate.c:invalidate_inode_pages2_range as invalidate_inode_pages2
 * @locked none
 * @fidelity customised: of the whole file only; launder_page is left out, and a page that stays is no error
 */
export function* invalidate_inode_pages2(this: Patched, mapping: address_space): Task<number> {
	const pvec = yield* this.pagevec_init();
	let next = 0;
	let did_range_unmap = false;
	for (;;) {
		const got = yield* this.pagevec_lookup(pvec, mapping, next, PAGEVEC_SIZE);
		if (got === 0) break;
		for (let i = 0; i < got; i++) {
			const page = yield* load(at(pagevec_pages, i), pvec);
			yield* this.lock_page(page);
			next++;
			if ((yield* load(page_mapping, page)) === mapping) {
				yield* this.wait_on_page_writeback(page);
				const index = yield* load(page_index, page);
				next = index + 1;
				if (yield* page_mapped(page)) {
					const last = did_range_unmap ? index : FILE_PAGES_MAX;
					yield* this.unmap_mapping_range(mapping, index, last, 0);
					did_range_unmap = true;
				}
				const isMapped = yield* page_mapped(page);
				yield* BUG_ON(isMapped, 'invalidate_inode_pages2: page_mapped(page)');
				yield* this.invalidate_complete_page(mapping, page);
			}
			yield* this.unlock_page(page);
		}
		yield* this.pagevec_release(pvec);
	}
	yield* this.pagevec_free(pvec);
	return 0;
}

/**
 * Publishes a vma. An unmapping under way need not look at it: what it is to find there comes later.
 * @kernel mm/mmap.c:vma_link
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* vma_link(this: Kernel, mm: mm_struct, vma: vm_area_struct): Task {
	const mapping = yield* load(vm_file, vma);
	if (mapping !== 0) {
		yield* lock(SS, mapping);
		yield* store(vm_truncate_count, vma, yield* load(truncate_count, mapping));
	}
	yield* lock(PTL, mm);
	yield* this.__vma_link(mm, vma);
	yield* this.__vma_link_file(vma);
	yield* unlock(PTL, mm);
	if (mapping !== 0) yield* unlock(SS, mapping);
	yield* add(mm_map_count, mm, 1);
}

/**
 * Copies one vma: onto the file's list directly after its parent, so that an unmapping comes to it later; how far
 * that came in the parent counts for the child, too.
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
		yield* store(vm_truncate_count, tmp, yield* load(vm_truncate_count, mpnt));
		const linear = flags & VM_SHARED ? i_mmap_shared : i_mmap;
		yield* list_add(flags & VM_NONLINEAR ? i_mmap_nonlinear : linear, mapping, tmp, 'after', mpnt);
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

/**
 * vma_merge() into the vma before; `pgoff` is where the new range ends. If it then meets the vma behind,
 * that one goes. An unmapping that has not come as far in both looks at all again.
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
		const came = yield* load(vm_truncate_count, prev);
		if ((yield* load(vm_truncate_count, next)) !== came) yield* store(vm_truncate_count, prev, 0);
		yield* store(vm_end, prev, yield* load(vm_end, next));
		yield* list_del(mm_mmap, mm, next);
		if ((yield* load(mmap_cache, mm)) === next) yield* store(mmap_cache, mm, prev);
		if (isSameFile) yield* list_del(flags & VM_SHARED ? i_mmap_shared : i_mmap, mapping, next);
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
 * Splits a vma at an address, in split-vma-sem's one hold of both locks. How far an unmapping came in it counts for
 * both parts.
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
	yield* store(vm_truncate_count, fresh, yield* load(vm_truncate_count, vma));
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

/**
 * Moves a part of a vma: the new vma is published first, then the ptes move, which truncation must not
 * see half way, then the old part is unmapped. An unmapping that came further in the new vma than in the old one
 * looks at all of it again. Of what is VM_LOCKED only what was added is faulted in (b1f0c4b9): the rest came along.
 * @kernel mm/mremap.c:move_vma
 * @locked mmap_sem for write
 * @fidelity customised: no merging with neighbours; the lock is held over all pages, there for each
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
	if (mapping !== 0) {
		yield* lock(SS, mapping);
		const came = yield* load(vm_truncate_count, fresh);
		if (came !== 0 && came !== (yield* load(vm_truncate_count, vma))) {
			yield* store(vm_truncate_count, fresh, 0);
		}
	}
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
	const pgoff = (offset + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	yield* this.unmap_mapping_range(mapping, pgoff, FILE_PAGES_MAX, 1);
	yield* this.truncate_inode_pages(mapping, offset);
	yield* this.unmap_mapping_range(mapping, pgoff, FILE_PAGES_MAX, 1);
	yield* this.truncate_blocks(mapping, pgoff);
	return 0;
}

const variant: Variant = defineVariant({
	name: 'unmap-restart',
	subject: 'mm: unmapping a range may drop its lock and go on where it stopped',
	from: 'Linux 2.6.11, 7 Jan 2005 (commits 16e2fee4, e19d8ad3, 5efa1de0, a89c7876), on 2.6.23',
	date: '2005-01-07',
	version: '2.6.23',
	base: faultBoth,
	replaces: {
		vmtruncate,
		invalidate_inode_pages2,
		vma_link,
		dup_one_vma,
		vma_merge_prev,
		split_vma,
		move_vma,
	},
	adds: {
		unmap_mapping_range,
		unmap_mapping_range_list,
		unmap_mapping_range_vma,
		unmap_mapping_page,
		unmap_mapping_file,
	},
	claims: {
		'orphan page mapped': 'never',
		'kernel BUG': 'never',
		livelock: 'never',
		deadlock: 'never',
	},
});

export default variant;
