/*
 * variants/mends-dirty.ts - how Linux learns since 2.6.19 that a program stores through a shared mapping (d08b3851): its
 * ptes are read-only until then, and again when the page goes to the disk. So a page that a pte makes dirty is dirty
 * itself, and fsync() and msync(), which looks at no ptes any more (204ec841), find it.
 */
import {
	BUG_ON,
	list_next,
	load,
	lock,
	read_lock,
	read_unlock,
	store,
	trylock,
	unlock,
	xchg,
} from '../harness/engine/operation.ts';
import type { Kernel } from '../harness/mm/index.ts';
import {
	ClearPageReclaim,
	EBUSY,
	ENOMEM,
	get_page,
	i_mmap_shared,
	IS,
	mm_mmap,
	mmap_sem,
	MSYNC_INVALIDATE,
	MSYNC_WAIT,
	page_list,
	page_mapped,
	page_mapping,
	PageAnon,
	PageDirty,
	PageLocked,
	PAGES_LOCKED,
	PageWriteback,
	pfn_valid,
	PL,
	pte_dirty,
	pte_mkclean,
	pte_mkwrite_dirty,
	pte_mkyoung,
	pte_page,
	pte_pfn,
	pte_word,
	pte_write,
	pte_wrprotect,
	PTL,
	set_pte,
	SetPageReclaim,
	SS,
	swapper_space,
	TestClearPageDirty,
	TL,
	vm_end,
	VM_FAULT_MINOR,
	VM_FAULT_OOM,
	vm_file,
	vm_flags,
	VM_LOCKED,
	vm_mm,
	vm_page_prot,
	VM_SHARED,
	vm_start,
	VM_WRITE,
	WRITE_CLEAN,
	WRITE_KEEP,
	WRITE_STARTED,
	type address_space,
	type mm_struct,
	type page,
	type pte_addr,
	type pte_t,
	type Task,
	type vm_area_struct,
} from '../harness/mm/mm_types.ts';
import type { PatchedBy } from '../harness/variant.ts';

export type Patched = PatchedBy<
	typeof import('./mends-dirty.ts') & Pick<typeof import('./mends.ts'), 'do_wp_page_copy'>
>;

/** Whether a program can store in the file through a vma with these flags. */
export const isSharedWritable = (flags: number): boolean =>
	(flags & (VM_SHARED | VM_WRITE)) === (VM_SHARED | VM_WRITE);

/**
 * Protection of a pte of a file that a fault sets: a shared one waits for the first store.
 * @part-of mm/mmap.c:vma_wants_writenotify
 * @locked none
 * @fidelity customised: asked in faults, since no vma has its protection written down; mprotect(), MAP_POPULATE and
 *   remap_file_pages() make ptes writable at once
 */
export function* file_page_prot(this: Kernel, flags: number): Task<number> {
	return vm_page_prot(isSharedWritable(flags) ? flags & ~VM_SHARED : flags);
}

/**
 * Asks the filesystem before a shared pte becomes writable.
 * @part-of mm/memory.c:__do_fault
 * @locked page
 * @fidelity customised: no file has page_mkwrite(), as in ext2 and ext3 of 2.6.23
 */
export function* page_mkwrite(this: Kernel, _page: page): Task {}

/**
 * What was stored through a shared pte is told to the page, whose reference was taken with page_table_lock.
 * @kernel mm/page-writeback.c:set_page_dirty_balance as set_page_dirty_fault
 * @locked mmap_sem for read
 * @fidelity customised: drops the reference, too; no balance_dirty_pages
 */
export function* set_page_dirty_fault(this: Kernel, page: page): Task {
	yield* this.set_page_dirty(page);
	yield* this.page_cache_release(page);
}

/**
 * Write fault on a write-protected page: an anonymous one is reused when nobody else can see it, else copied; a
 * shared one of a file becomes dirty.
 * @kernel mm/memory.c:do_wp_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity followed
 */
export function* do_wp_page(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	ptep: pte_addr,
	pte: pte_t,
): Task<number> {
	if (!pfn_valid(pte_pfn(pte))) {
		yield* unlock(PTL, mm);
		return VM_FAULT_OOM;
	}
	const old_page = pte_page(pte);
	let reuse = 0;
	if (yield* PageAnon(old_page)) {
		reuse = yield* this.do_wp_page_reuse(old_page);
	} else if (isSharedWritable(yield* load(vm_flags, vma))) {
		return yield* this.do_wp_page_shared(mm, address, ptep, pte);
	}
	if (reuse === 0) return yield* this.do_wp_page_copy(mm, vma, address, pte, old_page);
	yield* set_pte(ptep, pte_mkyoung(pte_mkwrite_dirty(pte)));
	yield* unlock(PTL, mm);
	return VM_FAULT_MINOR;
}

/**
 * Whether a write fault may reuse an anonymous page.
 * @part-of mm/memory.c:do_wp_page
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* do_wp_page_reuse(this: Kernel, old_page: page): Task<number> {
	if (!(yield* trylock(PL, old_page))) return 0;
	const reuse = yield* this.can_share_swap_page(old_page);
	yield* this.unlock_page(old_page);
	return reuse;
}

/**
 * do_wp_page() of a shared mapping. Who writes the page back has its lock from before it cleans ptes: the page
 * is made dirty behind that.
 * @part-of mm/memory.c:do_wp_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity customised: no file has page_mkwrite(); no balance_dirty_pages
 */
export function* do_wp_page_shared(
	this: Patched,
	mm: mm_struct,
	_address: number,
	ptep: pte_addr,
	pte: pte_t,
): Task<number> {
	const dirty_page = pte_page(pte);
	yield* get_page(dirty_page);
	yield* set_pte(ptep, pte_mkyoung(pte_mkwrite_dirty(pte)));
	yield* unlock(PTL, mm);
	yield* this.wait_on_page_locked(dirty_page);
	yield* this.set_page_dirty_fault(dirty_page);
	return VM_FAULT_MINOR;
}

/**
 * Clears PG_dirty of a page that is to be written; says whether it was set. Ptes through which it was dirtied
 * are made clean and read-only first.
 * @kernel mm/page-writeback.c:clear_page_dirty_for_io
 * @locked page
 * @fidelity customised: the mapping tells whether it accounts for dirty pages, as all files do; nr_dirty is not kept
 */
export function* clear_page_dirty_for_io(this: Patched, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);
	yield* BUG_ON(!(yield* PageLocked(page)), 'clear_page_dirty_for_io: !PageLocked(page)');
	yield* ClearPageReclaim(page);
	if (mapping !== 0 && mapping !== swapper_space) {
		if ((yield* this.page_mkclean(page)) !== 0) yield* this.set_page_dirty(page);
	}
	return (yield* TestClearPageDirty(page)) ? 1 : 0;
}

/**
 * Makes the ptes of shared mappings clean and read-only; says whether one was not so.
 * @kernel mm/rmap.c:page_mkclean
 * @locked page
 * @fidelity followed
 */
export function* page_mkclean(this: Patched, page: page): Task<number> {
	yield* BUG_ON(!(yield* PageLocked(page)), 'page_mkclean: !PageLocked(page)');
	if (!(yield* page_mapped(page))) return 0;
	const mapping = yield* load(page_mapping, page);
	if (mapping === 0) return 0;
	yield* lock(SS, mapping);
	let ret = 0;
	let vma = yield* list_next(i_mmap_shared, mapping, 0);
	while (vma !== 0) {
		ret |= yield* this.page_mkclean_one(vma, page);
		vma = yield* list_next(i_mmap_shared, mapping, vma);
	}
	yield* unlock(SS, mapping);
	return ret;
}

/**
 * One vma's part.
 * @kernel mm/rmap.c:page_mkclean_one
 * @locked page, i_shared_sem
 * @fidelity followed
 */
export function* page_mkclean_one(this: Kernel, vma: vm_area_struct, page: page): Task<number> {
	const mm = yield* load(vm_mm, vma);
	let ret = 0;
	yield* lock(PTL, mm);
	const ptep = yield* this.find_pte(vma, page);
	const pte = ptep === 0 ? 0 : yield* load(pte_word, ptep);
	if (pte_dirty(pte) || pte_write(pte)) {
		const entry = yield* xchg(pte_word, ptep, 0);
		yield* set_pte(ptep, pte_mkclean(pte_wrprotect(entry)));
		ret = 1;
	}
	yield* unlock(PTL, mm);
	return ret;
}

/**
 * mpage_writepages() with a page that has just come onto locked_pages. Whatever became of it while nobody had its
 * lock, it is written if it is this mapping's and dirty.
 * @part-of fs/mpage.c:mpage_writepages
 * @locked none
 * @fidelity followed
 */
export function* mpage_writepages_one(
	this: Patched,
	mapping: address_space,
	page: page,
): Task<number> {
	yield* this.lock_page(page);
	yield* this.wait_on_page_writeback(page);
	if (
		(yield* load(page_mapping, page)) === mapping &&
		!(yield* PageWriteback(page)) &&
		(yield* this.clear_page_dirty_for_io(page)) !== 0
	) {
		return yield* this.writepage(mapping, page);
	}
	yield* this.unlock_page(page);
	return 0;
}

/**
 * Writes a dirty page to its file or to swap, so that a later pass may free it. Unlocks it where it says WRITE_STARTED.
 * @kernel mm/vmscan.c:pageout as shrink_page_write
 * @locked page
 * @fidelity customised: the page comes onto locked_pages where 2.6.19 drops its tag in set_page_writeback()
 */
export function* shrink_page_write(
	this: Patched,
	page: page,
	mapping: address_space,
): Task<number> {
	if ((yield* this.is_page_cache_freeable(page)) === 0) return WRITE_KEEP;
	if (mapping === 0) return WRITE_KEEP;
	if ((yield* this.clear_page_dirty_for_io(page)) === 0) return WRITE_CLEAN;

	yield* SetPageReclaim(page);
	yield* lock(TL, mapping);
	if (!(yield* PageDirty(page))) yield* store(page_list, page, PAGES_LOCKED);
	yield* unlock(TL, mapping);
	if (mapping === swapper_space) yield* this.swap_writepage(page);
	else yield* this.writepage(mapping, page);
	if (!(yield* PageWriteback(page))) yield* ClearPageReclaim(page);
	return WRITE_STARTED;
}

/**
 * msync(); flags are MSYNC_x. Only MS_SYNC does something: it writes the file, without mmap_sem.
 * @kernel mm/msync.c:sys_msync
 * @locked none
 * @fidelity followed
 */
export function* sys_msync(
	this: Patched,
	mm: mm_struct,
	start: number,
	len: number,
	flags: number,
): Task<number> {
	yield* read_lock(mmap_sem, mm);
	const vma = yield* this.find_vma(mm, start);
	return yield* this.msync_on(mm, vma, start, start + len, flags, 0);
}

/**
 * sys_msync()'s loop over the vmas of a range, from `vma` on. `hole` is the error of a hole before, or 0.
 * @part-of mm/msync.c:sys_msync
 * @locked mmap_sem for read; drops it
 * @fidelity customised: carries over what ptes alone know, which is nothing but where file_page_prot says
 */
export function* msync_on(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	start: number,
	end: number,
	flags: number,
	hole: number,
): Task<number> {
	const vmStart = vma === 0 ? end : yield* load(vm_start, vma);
	if (vmStart >= end) {
		yield* read_unlock(mmap_sem, mm);
		return -ENOMEM;
	}
	const from = start < vmStart ? vmStart : start;
	const error = start < vmStart ? -ENOMEM : hole;
	const vmFlags = yield* load(vm_flags, vma);
	if (flags & MSYNC_INVALIDATE && vmFlags & VM_LOCKED) {
		yield* read_unlock(mmap_sem, mm);
		return -EBUSY;
	}
	const mapping = yield* load(vm_file, vma);
	const next = yield* load(vm_end, vma);
	if (!(flags & MSYNC_WAIT) || mapping === 0 || !(vmFlags & VM_SHARED)) {
		if (next < end) {
			const behind = yield* list_next(mm_mmap, mm, vma);
			return yield* this.msync_on(mm, behind, next, end, flags, error);
		}
		yield* read_unlock(mmap_sem, mm);
		return error;
	}
	yield* this.filemap_sync(mm, vma, from, (next < end ? next : end) - from);
	yield* read_unlock(mmap_sem, mm);
	const failed = yield* this.do_fsync(mapping);
	if (failed !== 0 || next >= end) return failed === 0 ? error : failed;
	yield* read_lock(mmap_sem, mm);
	const behind = yield* this.find_vma(mm, next);
	return yield* this.msync_on(mm, behind, next, end, flags, error);
}

/**
 * Writes a file to the disk and waits for it.
 * @kernel fs/sync.c:do_fsync
 * @locked none
 * @fidelity customised: no fsync of the file's metadata; i_sem is held over all of it, since dirty pages stand in lists
 *   here and not in tags of the radix tree
 */
export function* do_fsync(this: Kernel, mapping: address_space): Task<number> {
	yield* lock(IS, mapping);
	const error = yield* this.filemap_fdatawrite(mapping);
	const waited = yield* this.filemap_fdatawait(mapping);
	yield* unlock(IS, mapping);
	return error === 0 ? waited : error;
}
