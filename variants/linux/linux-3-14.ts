/*
 * variants/linux/linux-3-14.ts - mm: what programs see of Linux 3.14, call by call
 *
 * A stack to hold against the recorded answers of a real 3.14.65 (harness/audit/recorded/): the faults, remaps
 * and holes of punch-extents, and the mlock() of Michel Lespinasse (bebeb3d6, 3.9), which marks all vmas first
 * and then brings their pages in, as far as it comes; a write fault waits for the page lock before it decides whether to
 * copy (ab967d86, 2.6.29).
 *
 * Open: what no recorded call tells from 2.6.23 is that of 2.6.23: PG_mlocked and the unevictable list, the
 * anon_vma, fault-around, a MAP_LOCKED mapping that brings its pages in after mmap_sem was let go.
 * mincore() asks the page tables since 2.6.21 [M], so that anonymous memory has an answer (mincore03 of LTP).
 * The texts of these functions are from memory [M]; the date is that of the release.
 */
import {
	add,
	free,
	list_del,
	list_next,
	load,
	lock,
	read_lock,
	read_unlock,
	store,
	unlock,
} from '../../harness/engine/operation.ts';
import {
	EAGAIN,
	EFAULT,
	ENOMEM,
	get_page,
	i_mmap,
	i_mmap_nonlinear,
	i_mmap_shared,
	mm_locked_vm,
	mm_map_count,
	mm_mmap,
	mmap_cache,
	mmap_sem,
	page_mapping,
	PAGE_SHIFT,
	pte_file,
	pte_mkwrite_dirty,
	pte_mkyoung,
	pte_page,
	pte_present,
	pte_to_pgoff,
	pte_word,
	PTL,
	set_pte,
	SS,
	TASK_SIZE,
	vm_end,
	VM_FAULT_MINOR,
	vm_file,
	vm_flags,
	VM_LOCKED,
	vm_mm,
	vm_pgoff,
	VM_SHARED,
	vm_start,
	VM_WRITE,
	vmaPool,
	type mm_struct,
	type page,
	type pte_addr,
	type pte_t,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import { VM_NONLINEAR } from '../mail/nonlinear-aware.ts';
import { do_wp_page } from '../mends-swap.ts';
import punchExtents from './punch-extents.ts';
import type { Patched as Below } from './punch-extents.ts';

export type Patched = PatchedBy<typeof import('./linux-3-14.ts'), Below>;

/**
 * do_mlock()'s loop. A vma that has become like its neighbours is joined to them.
 * @part-of mm/mlock.c:do_mlock
 * @locked mmap_sem for write
 * @fidelity recalled
 */
export function* do_mlock_from(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	start: number,
	end: number,
	on: number,
): Task<number> {
	const flags = yield* load(vm_flags, vma);
	const newflags = on ? flags | VM_LOCKED : flags & ~VM_LOCKED;
	const vmEnd = yield* load(vm_end, vma);
	const upTo = vmEnd < end ? vmEnd : end;
	const error = yield* this.mlock_fixup(mm, vma, start, upTo, newflags);
	if (error !== 0) return error;
	const joined = yield* this.vma_join_neighbours(mm, start);
	const done = yield* load(vm_end, joined);
	if (done >= end) return 0;
	const next = yield* list_next(mm_mmap, mm, joined);
	if (next === 0 || (yield* load(vm_start, next)) !== done) return -ENOMEM;
	return yield* this.do_mlock_from(mm, next, done, end, on);
}

/**
 * Gives the part of a vma between two addresses the flags `newflags`. Nothing is faulted in.
 * @kernel mm/mlock.c:mlock_fixup
 * @locked mmap_sem for write
 * @fidelity recalled: the vmas are joined by the caller, behind; PG_mlocked is left out
 */
export function* mlock_fixup(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	start: number,
	end: number,
	newflags: number,
): Task<number> {
	if (newflags === (yield* load(vm_flags, vma))) return 0;
	if (start !== (yield* load(vm_start, vma))) {
		if ((yield* this.split_vma(mm, vma, start, 1)) !== 0) return -EAGAIN;
	}
	if (end !== (yield* load(vm_end, vma))) {
		if ((yield* this.split_vma(mm, vma, end, 0)) !== 0) return -EAGAIN;
	}
	const pages = (end - start) >>> PAGE_SHIFT;
	yield* add(mm_locked_vm, mm, newflags & VM_LOCKED ? pages : -pages);
	yield* store(vm_flags, vma, newflags);
	return 0;
}

/**
 * Joins the vma at an address to the one before and the one behind, as far as they are alike; the one that is left.
 * @kernel mm/mmap.c:vma_merge as vma_join_neighbours
 * @locked mmap_sem for write
 * @fidelity recalled: vma_merge() moves the bounds of neighbours instead of splitting first and joining then
 */
export function* vma_join_neighbours(this: Patched, mm: mm_struct, addr: number): Task<number> {
	const vma = yield* this.find_vma(mm, addr);
	const prev = yield* this.find_vma_prev_in(mm, yield* load(vm_start, vma), 0);
	const first = prev !== 0 && (yield* this.vma_join(mm, prev, vma)) !== 0 ? prev : vma;
	const next = yield* list_next(mm_mmap, mm, first);
	if (next !== 0) yield* this.vma_join(mm, first, next);
	return first;
}

/**
 * Lets a vma swallow the next one, if it goes on where it ends and has the same properties. Says whether it did.
 * @kernel mm/mmap.c:vma_adjust as vma_join
 * @locked mmap_sem for write
 * @fidelity recalled
 */
export function* vma_join(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	next: vm_area_struct,
): Task<number> {
	if ((yield* load(vm_end, vma)) !== (yield* load(vm_start, next))) return 0;
	const flags = yield* load(vm_flags, next);
	const mapping = yield* load(vm_file, next);
	const pgoff = yield* load(vm_pgoff, next);
	if ((yield* this.can_vma_merge_after(vma, flags, mapping, pgoff)) === 0) return 0;
	if (mapping !== 0) yield* lock(SS, mapping);
	yield* lock(PTL, mm);
	yield* store(vm_end, vma, yield* load(vm_end, next));
	yield* list_del(mm_mmap, mm, next);
	if ((yield* load(mmap_cache, mm)) === next) yield* store(mmap_cache, mm, vma);
	const list = flags & VM_NONLINEAR ? i_mmap_nonlinear : flags & VM_SHARED ? i_mmap_shared : i_mmap;
	if (mapping !== 0) yield* list_del(list, mapping, next);
	yield* unlock(PTL, mm);
	if (mapping !== 0) yield* unlock(SS, mapping);
	yield* add(mm_map_count, mm, -1);
	yield* free(vmaPool, next);
	return 1;
}

/**
 * mlock(): all vmas are marked first.
 * @kernel mm/mlock.c:sys_mlock
 * @locked none
 * @fidelity recalled: no rlimit
 */
export function* sys_mlock(this: Patched, mm: mm_struct, start: number, len: number): Task<number> {
	yield* lock(mmap_sem, mm);
	const error = yield* this.do_mlock(mm, start, len, 1);
	yield* unlock(mmap_sem, mm);
	return error !== 0 ? error : yield* this.mm_populate(mm, start, start + len, 0);
}

/**
 * mlockall(): MCL_CURRENT (1) locks all there is and brings it in, as far as that works.
 * @kernel mm/mlock.c:sys_mlockall
 * @locked none
 * @fidelity recalled: no rlimit
 */
export function* sys_mlockall(this: Patched, mm: mm_struct, flags: number): Task<number> {
	yield* lock(mmap_sem, mm);
	const error = yield* this.do_mlockall(mm, flags);
	yield* unlock(mmap_sem, mm);
	if (error === 0 && flags & 1) yield* this.mm_populate(mm, 0, TASK_SIZE, 1);
	return error;
}

/**
 * Brings in what is mapped between two addresses. The first page that cannot be had is an error, unless they are
 * ignored: then the next vma's turn comes.
 * @kernel mm/mlock.c:__mm_populate as mm_populate
 * @locked none
 * @fidelity recalled
 */
export function* mm_populate(
	this: Patched,
	mm: mm_struct,
	start: number,
	end: number,
	ignoreErrors: number,
): Task<number> {
	yield* read_lock(mmap_sem, mm);
	let vma = yield* this.find_vma(mm, start);
	let error = 0;
	while (vma !== 0 && error === 0) {
		const from = yield* load(vm_start, vma);
		if (from >= end) break;
		const done = yield* this.populate_vma(vma, from < start ? start : from, end);
		if (!ignoreErrors) error = done;
		vma = yield* list_next(mm_mmap, mm, vma);
	}
	yield* read_unlock(mmap_sem, mm);
	return error === -EFAULT ? -ENOMEM : error === -ENOMEM ? -EAGAIN : error;
}

/**
 * Brings in the part of a vma between two addresses. What is private and may be written to is copied at once.
 * @kernel mm/mlock.c:__mlock_vma_pages_range as populate_vma
 * @locked mmap_sem for read
 * @fidelity recalled
 */
export function* populate_vma(
	this: Patched,
	vma: vm_area_struct,
	start: number,
	end: number,
): Task<number> {
	const vmEnd = yield* load(vm_end, vma);
	const write = ((yield* load(vm_flags, vma)) & (VM_WRITE | VM_SHARED)) === VM_WRITE ? 1 : 0;
	const mm = yield* load(vm_mm, vma);
	const pages = ((vmEnd < end ? vmEnd : end) - start) >>> PAGE_SHIFT;
	const done = yield* this.get_user_pages(mm, vma, start, pages, write);
	if (done < 0 || done === pages) return done < 0 ? done : 0;
	// It begins again with the page that it did not get, to hear why.
	const again = yield* this.get_user_pages(mm, vma, start + (done << PAGE_SHIFT), 1, write);
	return again < 0 ? again : 0;
}

/**
 * mincore() on one vma, pte by pte.
 * @kernel mm/mincore.c:do_mincore as mincore_vma
 * @locked mmap_sem for read
 * @fidelity recalled
 */
export function* mincore_vma(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	start: number,
	end: number,
): Task<number> {
	let mask = 0;
	yield* lock(PTL, mm);
	for (let i = 0; i < (end - start) >>> PAGE_SHIFT; i++)
		mask |= (yield* this.mincore_pte(mm, vma, start + (i << PAGE_SHIFT))) << i;
	yield* unlock(PTL, mm);
	return mask;
}

/**
 * Whether a page is there: mapped, or in the cache that its pte leads to.
 * @kernel mm/mincore.c:mincore_pte_range as mincore_pte
 * @locked mm->page_table_lock
 * @fidelity recalled: a page that is swapped out is not looked for in the swap cache
 */
export function* mincore_pte(
	this: Patched,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
): Task<number> {
	const ptep = yield* this.pte_offset_map(mm, address);
	const pte = ptep === 0 ? 0 : yield* load(pte_word, ptep);
	if (pte_present(pte)) return 1;
	if (pte_file(pte)) return yield* this.mincore_page(vma, pte_to_pgoff(pte));
	if (pte !== 0 || (yield* load(vm_file, vma)) === 0) return 0;
	const linear = (address - (yield* load(vm_start, vma))) >>> PAGE_SHIFT;
	return yield* this.mincore_page(vma, (yield* load(vm_pgoff, vma)) + linear);
}

/**
 * A page is dirty before a shared pte becomes writable (14da9200, 3.7, for what has no function of its own).
 * @kernel mm/filemap.c:filemap_page_mkwrite as page_mkwrite
 * @locked page
 * @fidelity recalled: locks the page itself there; waits for no freeze
 */
export function* page_mkwrite(this: Patched, page: page): Task {
	yield* this.set_page_dirty(page);
}

/**
 * do_wp_page() of a shared mapping: page_mkwrite() is asked with the page locked, and it stays so until the pte is set
 * (b827e496, 2.6.30).
 * @part-of mm/memory.c:do_wp_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity recalled: no balance_dirty_pages
 */
export function* do_wp_page_shared(
	this: Patched,
	mm: mm_struct,
	address: number,
	_ptep: pte_addr,
	pte: pte_t,
): Task<number> {
	const page = pte_page(pte);
	yield* get_page(page);
	yield* unlock(PTL, mm);
	yield* this.lock_page(page);
	if ((yield* load(page_mapping, page)) !== 0) {
		yield* this.page_mkwrite(page);
		yield* lock(PTL, mm);
		const ptep = yield* this.pte_offset_map(mm, address);
		const isSame = ptep !== 0 && (yield* load(pte_word, ptep)) === pte;
		if (isSame) yield* set_pte(ptep, pte_mkyoung(pte_mkwrite_dirty(pte)));
		yield* unlock(PTL, mm);
		if (isSame) yield* this.set_page_dirty(page);
	}
	yield* this.unlock_page(page);
	yield* this.page_cache_release(page);
	return VM_FAULT_MINOR;
}

const variant: Variant = defineVariant({
	name: 'linux-3-14',
	subject: 'mm: what programs see of Linux 3.14, call by call',
	from: 'Linux 3.14 from memory, held against the recorded answers of 3.14.65',
	date: '2014-03-30',
	version: '2.6.23',
	base: punchExtents,
	replaces: { do_mlock_from, mlock_fixup, sys_mlock, sys_mlockall, mincore_vma, do_wp_page },
	adds: {
		page_mkwrite,
		do_wp_page_shared,
		vma_join_neighbours,
		vma_join,
		mm_populate,
		populate_vma,
		mincore_pte,
	},
	claims: {
		'orphan page mapped': 'never',
		'access beyond EOF succeeds': 'never',
		'linear page instead of SIGBUS': 'never',
		'spurious SIGBUS': 'never',
	},
});

export default variant;
