/*
 * mm/fremap.ts - explicit pagetable population and nonlinear mappings. Follows mm/fremap.c of
 * 2.5.66-mm3 with objfix-2.5.66-mm3-3.
 */
import { add, load, lock, read_lock, read_unlock, unlock, xchg } from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	LINEAR,
	EINVAL,
	ENOMEM,
	mk_pte,
	mm_rss,
	mmap_sem,
	page_index,
	PAGE_SHIFT,
	PageAnon,
	PageReserved,
	pfn_valid,
	pte_dirty,
	pte_file,
	pte_none,
	pte_page,
	pte_pfn,
	pte_present,
	pte_to_swp_entry,
	pte_word,
	PTL,
	set_pte,
	vm_end,
	vm_file,
	vm_flags,
	vm_page_prot,
	vm_pgoff,
	VM_SHARED,
	vm_start,
	type mm_struct,
	type page,
	type pte_addr,
	type Task,
	type vm_area_struct,
} from './mm_types.ts';

/**
 * Empties a pte for another page. Says whether a page was there. The reference goes before the TLB is
 * flushed.
 * @kernel mm/fremap.c:zap_pte
 * @locked mm->page_table_lock
 * @fidelity followed
 */
export function* zap_pte(
	this: Kernel,
	mm: mm_struct,
	_vma: vm_area_struct,
	_addr: number,
	ptep: pte_addr,
): Task<number> {
	const pte = yield* load(pte_word, ptep);
	if (pte_none(pte)) return 0;
	if (pte_present(pte)) {
		const old = yield* xchg(pte_word, ptep, 0);
		if (pfn_valid(pte_pfn(old))) {
			const page = pte_page(old);
			if (!(yield* PageReserved(page))) {
				if (pte_dirty(old)) yield* this.set_page_dirty(page);
				yield* this.page_remove_rmap(page, ptep);
				yield* this.page_cache_release(page);
				yield* add(mm_rss, mm, -1);
			}
		}
		return 1;
	}
	if (!pte_file(pte)) yield* this.free_swap_and_cache(pte_to_swp_entry(pte));
	yield* set_pte(ptep, 0);
	return 0;
}

/**
 * Installs a file page at an address, over whatever was there. A page that does not belong there
 * linearly is converted first, under the page lock; what truncation does after that lock is dropped,
 * nobody looks at.
 * @kernel mm/fremap.c:install_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* install_page(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	addr: number,
	page: page,
	prot: number,
): Task<number> {
	let pte_chain = yield* this.pte_chain_alloc(1);
	if (pte_chain === 0) return -ENOMEM;

	// Convert this page to anon for objrmap if it's nonlinear.
	let err = yield* this.install_page_convert(vma, addr, page);
	if (err < 0) {
		yield* this.pte_chain_free(pte_chain);
		return err;
	}

	yield* lock(PTL, mm);
	const ptep = yield* this.pte_alloc_map(mm, addr);
	if (ptep === 0) {
		// Behind a conversion err holds 0, so the caller takes this for success.
		yield* unlock(PTL, mm);
		yield* this.pte_chain_free(pte_chain);
		return err === LINEAR ? -ENOMEM : err;
	}
	yield* this.zap_pte(mm, vma, addr, ptep);
	yield* add(mm_rss, mm, 1);
	yield* set_pte(ptep, mk_pte(page, prot));
	pte_chain = yield* this.page_add_rmap(page, ptep, pte_chain);
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	err = 0;
	return err;
}

/**
 * The part of install_page that tells a nonlinear page: unlocked reads of the flag and of page->index.
 * @part-of mm/fremap.c:install_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* install_page_convert(
	this: Kernel,
	vma: vm_area_struct,
	addr: number,
	page: page,
): Task<number> {
	const start = yield* load(vm_start, vma);
	const pgidx = ((addr - start) >>> PAGE_SHIFT) + (yield* load(vm_pgoff, vma));
	if (yield* PageAnon(page)) return LINEAR;
	if ((yield* load(page_index, page)) === pgidx) return LINEAR;
	yield* this.lock_page(page);
	const err = yield* this.page_convert_anon(page);
	yield* this.unlock_page(page);
	return err;
}

/**
 * remap_file_pages(): shows other pages of the file in a part of one shared mapping. Nothing on the vma
 * records it.
 * @kernel mm/fremap.c:sys_remap_file_pages
 * @locked none
 * @fidelity followed
 */
export function* sys_remap_file_pages(
	this: Kernel,
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
	yield* read_lock(mmap_sem, mm);
	const vma = yield* this.find_vma(mm, start);
	if (vma !== 0) err = yield* this.remap_in_vma(vma, start, size, pgoff, nonblock);
	yield* read_unlock(mmap_sem, mm);
	return err;
}

/**
 * The tests of sys_remap_file_pages() on the vma that it found, and populate.
 * @part-of mm/fremap.c:sys_remap_file_pages
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* remap_in_vma(
	this: Kernel,
	vma: vm_area_struct,
	start: number,
	size: number,
	pgoff: number,
	nonblock: number,
): Task<number> {
	const flags = yield* load(vm_flags, vma);
	if (!(flags & VM_SHARED)) return -EINVAL;
	if ((yield* load(vm_file, vma)) === 0) return -EINVAL;
	if (start < (yield* load(vm_start, vma))) return -EINVAL;
	if (start + size > (yield* load(vm_end, vma))) return -EINVAL;
	return yield* this.filemap_populate(vma, start, size, vm_page_prot(flags), pgoff, nonblock);
}
