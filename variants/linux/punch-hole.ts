/*
 * variants/linux/punch-hole.ts - mm: madvise(MADV_REMOVE) takes pages out of the middle of a file
 *
 * Linux 2.6.16: vmtruncate_range() unmaps, removes the pages, and has the file system free what is behind
 * them. shmem_truncate_range() removes the pages once more, for those that came in meanwhile, but nobody
 * unmaps once more:
 * > disconnected pages (freed from pagecache while still mapped in userspace)
 *
 * On top of invalidate2-range. The order is that of the text of 2.6.16. Open: a file plays the tmpfs object, its
 * blocks the swap entries. Private copies go, as unmap_mapping_range() takes them; a nonlinear vma is searched once
 * for each page. unmap_mapping_range() does not drop its lock (see unmap-restart). Claims are what the call is meant
 * to do, and none on BUGs: what it stands on may unmap for as long as a fault maps the page again.
 */
import {
	add,
	become,
	list_next,
	load,
	lock,
	store,
	unlock,
} from '../../harness/engine/operation.ts';
import { at } from '../../harness/engine/struct.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	diskBlock,
	i_mmap,
	i_mmap_nonlinear,
	i_mmap_shared,
	IS,
	mapping_nrpages,
	page_index,
	PAGE_SHIFT,
	pagevec_pages,
	PAGEVEC_SIZE,
	SS,
	truncate_count,
	vm_end,
	vm_pgoff,
	vm_start,
	type address_space,
	type pagevec,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import invalidate2Range from '../thread/invalidate2-range.ts';
import type { Patched as Below } from '../thread/invalidate2-range.ts';

/** The kernel that has holes, with the details of nonlinear-aware. */
export type Patched = PatchedBy<typeof import('./punch-hole.ts'), Below>;

/**
 * Punches a hole: the pages from `first` to `last` are gone, the size stays.
 * @kernel mm/memory.c:vmtruncate_range as madvise_remove
 * @locked none
 * @fidelity customised: the tests of madvise_remove() and i_alloc_sem are left out
 */
export function* madvise_remove(
	this: Patched,
	mapping: address_space,
	first: number,
	last: number,
): Task<number> {
	yield* lock(IS, mapping);
	yield* this.unmap_mapping_range(mapping, first, last);
	yield* this.truncate_inode_pages_range(mapping, first, last);
	yield* this.shmem_truncate_range(mapping, first, last);
	yield* unlock(IS, mapping);
	return 0;
}

/**
 * Unmaps the pages from `first` to `last` of a file, private copies with them.
 * @kernel mm/memory.c:unmap_mapping_range
 * @locked none
 * @fidelity followed
 */
export function* unmap_mapping_range(
	this: Patched,
	mapping: address_space,
	first: number,
	last: number,
): Task {
	yield* lock(SS, mapping);
	yield* add(truncate_count, mapping, 1); // tells do_no_page()
	for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			yield* this.unmap_range_of_vma(vma, first, last);
			vma = yield* list_next(list, mapping, vma);
		}
	}
	let swept = yield* list_next(i_mmap_nonlinear, mapping, 0);
	while (swept !== 0) {
		const start = yield* load(vm_start, swept);
		const len = (yield* load(vm_end, swept)) - start;
		for (let index = first; index <= last; index++) {
			yield* this.zap_page_range(swept, start, len, -index - 1);
		}
		swept = yield* list_next(i_mmap_nonlinear, mapping, swept);
	}
	yield* unlock(SS, mapping);
}

/**
 * Body of unmap_mapping_range_tree()'s loop: what the vma shows of the range, by vm_pgoff.
 * @part-of mm/memory.c:unmap_mapping_range_tree
 * @locked mapping->i_shared_sem
 * @fidelity followed
 */
export function* unmap_range_of_vma(
	this: Patched,
	vma: vm_area_struct,
	first: number,
	last: number,
): Task {
	const start = yield* load(vm_start, vma);
	const pages = ((yield* load(vm_end, vma)) - start) >>> PAGE_SHIFT;
	const pgoff = yield* load(vm_pgoff, vma);
	const from = first < pgoff ? 0 : first - pgoff;
	const to = last + 1 - pgoff < pages ? last + 1 - pgoff : pages;
	if (from >= to) return;
	yield* this.zap_page_range(vma, start + (from << PAGE_SHIFT), (to - from) << PAGE_SHIFT, 0);
}

/**
 * Removes the cached pages from `first` to `last`: those that nobody holds locked, then, waiting, all
 * others. A page behind the hole ends it.
 * @kernel mm/truncate.c:truncate_inode_pages_range
 * @locked inode->i_sem
 * @fidelity customised: whole pages only
 */
export function* truncate_inode_pages_range(
	this: Patched,
	mapping: address_space,
	first: number,
	last: number,
): Task {
	if ((yield* load(mapping_nrpages, mapping)) === 0) return;

	const pvec = yield* this.pagevec_init();
	yield* this.truncate_range_unless_locked(mapping, first, last, pvec);
	yield* this.truncate_range_waiting(mapping, first, last, pvec);
	yield* this.pagevec_free(pvec);
}

/**
 * truncate_inode_pages_range()'s first loop, which leaves what is locked or under writeback.
 * @part-of mm/truncate.c:truncate_inode_pages_range
 * @locked inode->i_sem
 * @fidelity followed
 */
export function* truncate_range_unless_locked(
	this: Kernel,
	mapping: address_space,
	first: number,
	last: number,
	pvec: pagevec,
): Task {
	let next = first;
	while (next <= last) {
		const got = yield* this.pagevec_lookup(pvec, mapping, next, PAGEVEC_SIZE);
		if (got === 0) break;
		for (let i = 0; i < got && next <= last; i++) {
			const page = yield* load(at(pagevec_pages, i), pvec);
			if ((yield* load(page_index, page)) > last) next = last + 1;
			else next = yield* this.truncate_page_unless_locked(mapping, page, next);
		}
		yield* this.pagevec_release(pvec);
	}
}

/**
 * truncate_inode_pages_range()'s second loop, which waits for locks. It begins anew until it finds
 * nothing: pages may be brought in as fast as it removes them.
 * @part-of mm/truncate.c:truncate_inode_pages_range
 * @locked inode->i_sem
 * @fidelity followed
 */
export function* truncate_range_waiting(
	this: Kernel,
	mapping: address_space,
	first: number,
	last: number,
	pvec: pagevec,
): Task {
	let next = first;
	for (;;) {
		const got = yield* this.pagevec_lookup(pvec, mapping, next, PAGEVEC_SIZE);
		if (got === 0) break;
		let done = 0;
		while (done < got) {
			const page = yield* load(at(pagevec_pages, done), pvec);
			if ((yield* load(page_index, page)) > last) break;
			next = yield* this.truncate_page_waiting(mapping, page, next);
			done++;
		}
		yield* this.pagevec_release(pvec);
		if (done === 0) return; // what comes is behind the hole
	}
	if (next !== first) yield* become('truncate_range_waiting', mapping, first, last, pvec);
}

/**
 * i_op->truncate_range: frees what is behind the pages, and removes those that came in meanwhile.
 * @kernel mm/shmem.c:shmem_truncate_range
 * @locked inode->i_sem
 * @fidelity customised: one value a block; always as if SHMEM_PAGEIN were set
 */
export function* shmem_truncate_range(
	this: Patched,
	mapping: address_space,
	first: number,
	last: number,
): Task {
	for (let i = first; i <= last; i++) yield* store(at(diskBlock, i), mapping, 0);
	yield* this.truncate_inode_pages_range(mapping, first, last);
}

const variant: Variant = defineVariant({
	name: 'punch-hole',
	subject: 'mm: madvise(MADV_REMOVE) takes pages out of the middle of a file',
	from: 'Linux 2.6.16 (what commit 16a10019 mends); the date is that of the release, from memory',
	date: '2006-03-20',
	version: '2.6.11',
	base: invalidate2Range,
	replaces: { madvise_remove },
	adds: {
		unmap_mapping_range,
		unmap_range_of_vma,
		truncate_inode_pages_range,
		truncate_range_unless_locked,
		truncate_range_waiting,
		shmem_truncate_range,
	},
	claims: {
		'orphan page mapped': 'never',
		'two copies of one file page': 'never',
		'spurious SIGBUS': 'never',
		deadlock: 'never',
	},
});

export default variant;
