/*
 * variants/nonlinear-aware.ts - mm: VM_NONLINEAR, zap with details, file ptes (2.6.7)
 *
 * Control: what Linux did. A vma is marked when it becomes nonlinear and moves to a list of its own, under
 * i_shared_sem and mmap_sem for writing, before it is populated. Truncation reads the pages of such vmas,
 * not their addresses, and leaves file ptes. Faults compare truncate_count under page_table_lock,
 * install_page looks at mapping and i_size, nothing is converted, and reclaim sweeps nonlinear vmas.
 */
import {
	add,
	alloc,
	BUG_ON,
	list_add,
	list_del,
	list_next,
	load,
	lock,
	store,
	trylock,
	unlock,
} from '../harness/engine/operation.ts';
import {
	type address_space,
	EINVAL,
	ENOMEM,
	i_mmap,
	i_mmap_nonlinear,
	i_mmap_shared,
	i_size,
	mk_pte,
	mm_map_count,
	mm_mmap,
	mm_rss,
	type mm_struct,
	mm_zone,
	mmap_sem,
	type mmu_gather,
	NOPAGE_OOM,
	NOPAGE_SIGBUS,
	nr_mapped,
	type page,
	page_index,
	page_mapping,
	page_pte,
	PAGE_SHIFT,
	PAGE_SIZE,
	page_to_pfn,
	PageSwapCache,
	pfn_valid,
	pgoff_to_pte,
	type pte_addr,
	pte_dirty,
	pte_mkwrite_dirty,
	pte_none,
	pte_page,
	pte_pfn,
	pte_present,
	pte_word,
	PTL,
	set_pte,
	SS,
	SWAP_AGAIN,
	SWAP_FAIL,
	type Task,
	truncate_count,
	type vm_area_struct,
	vm_end,
	VM_FAULT_MAJOR,
	VM_FAULT_MINOR,
	VM_FAULT_OOM,
	VM_FAULT_SIGBUS,
	vm_file,
	vm_flags,
	VM_LOCKED,
	vm_mm,
	VM_NONLINEAR,
	vm_page_prot,
	vm_pgoff,
	VM_SHARED,
	vm_start,
	vmaPool,
} from '../harness/mm/mm_types.ts';
import type { Kernel } from '../harness/mm/index.ts';
import { defineVariant, type Variant } from '../harness/variant.ts';

/** The kernel with the functions that these patches add. */
type Patched = Kernel & {
	make_nonlinear(vma: vm_area_struct): Task;
	vmtruncate_nonlinear(mapping: address_space, pgoff: number, after: vm_area_struct): Task;
	zap_nonlinear_pte(
		tlb: mmu_gather,
		vma: vm_area_struct,
		address: number,
		mapping: address_space,
		pgoff: number,
	): Task;
	try_to_unmap_nonlinear(mapping: address_space, page: page, after: vm_area_struct): Task<number>;
	try_to_unmap_nonlinear_one(vma: vm_area_struct, page: page, address: number): Task;
};

/**
 * Puts a vma on its file's list: VM_SHARED onto i_mmap_shared, else onto i_mmap, at the end.
 * @kernel mm/mmap.c:__vma_link_file
 * @locked mapping->i_shared_sem
 * @fidelity followed
 */
function* __vma_link_file(this: Kernel, vma: vm_area_struct): Task {
	const mapping = yield* load(vm_file, vma);
	if (mapping === 0) return;
	const flags = yield* load(vm_flags, vma);
	const list = flags & VM_NONLINEAR ? i_mmap_nonlinear : flags & VM_SHARED ? i_mmap_shared : i_mmap;
	yield* list_add(list, mapping, vma, 'tail');
}

/**
 * Takes a vma off its file's list.
 * @kernel mm/mmap.c:remove_shared_vm_struct
 * @locked none
 * @fidelity followed
 */
function* remove_shared_vm_struct(this: Kernel, vma: vm_area_struct): Task {
	const mapping = yield* load(vm_file, vma);
	if (mapping === 0) return;
	yield* lock(SS, mapping);
	const flags = yield* load(vm_flags, vma);
	const list = flags & VM_NONLINEAR ? i_mmap_nonlinear : flags & VM_SHARED ? i_mmap_shared : i_mmap;
	yield* list_del(list, mapping, vma);
	yield* unlock(SS, mapping);
}

/**
 * Copies one vma: onto the file's list directly before its parent, although the comment there says
 * after; i_shared_sem is released before the ptes are copied.
 * @kernel kernel/fork.c:dup_mmap
 * @locked parent's mmap_sem for write
 * @fidelity followed
 */
function* dup_one_vma(
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
		const list =
			flags & VM_NONLINEAR ? i_mmap_nonlinear : flags & VM_SHARED ? i_mmap_shared : i_mmap;
		yield* list_add(list, mapping, tmp, 'after', mpnt);
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
 * remap_file_pages(): shows other pages of the file in a part of one shared mapping. Nothing on the vma
 * records it.
 * @kernel mm/fremap.c:sys_remap_file_pages
 * @locked none
 * @fidelity followed
 */
function* sys_remap_file_pages(
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
	yield* lock(mmap_sem, mm);
	const vma = yield* this.find_vma(mm, start);
	if (vma !== 0) err = yield* this.remap_in_vma(vma, start, size, pgoff, nonblock);
	yield* unlock(mmap_sem, mm);
	return err;
}

/**
 * The tests of sys_remap_file_pages() on the vma that it found, and populate.
 * @kernel mm/fremap.c:sys_remap_file_pages
 * @locked mmap_sem for read
 * @fidelity followed
 */
function* remap_in_vma(
	this: Patched,
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
	const linear =
		(yield* load(vm_pgoff, vma)) + ((start - (yield* load(vm_start, vma))) >> PAGE_SHIFT);
	if (pgoff !== linear && !(flags & VM_NONLINEAR)) yield* this.make_nonlinear(vma);
	return yield* this.filemap_populate(vma, start, size, vm_page_prot(flags), pgoff, nonblock);
}

/**
 * Marks a vma nonlinear and moves it to the list of such vmas.
 * @kernel mm/fremap.c:sys_remap_file_pages
 * @locked mmap_sem for write
 * @fidelity followed
 */
function* make_nonlinear(this: Kernel, vma: vm_area_struct): Task {
	const mapping = yield* load(vm_file, vma);
	yield* lock(SS, mapping);
	yield* list_del(i_mmap_shared, mapping, vma);
	yield* store(vm_flags, vma, (yield* load(vm_flags, vma)) | VM_NONLINEAR);
	yield* list_add(i_mmap_nonlinear, mapping, vma, 'tail');
	yield* unlock(SS, mapping);
}

/**
 * The part of install_page that tells a nonlinear page: unlocked reads of the flag and of page->index.
 * @kernel mm/fremap.c:install_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
function* install_page_convert(
	this: Kernel,
	vma: vm_area_struct,
	addr: number,
	page: page,
): Task<number> {
	void [vma, addr, page]; // nothing to convert
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
function* install_page(
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
		// err still holds 0, so the caller takes this for success.
		yield* unlock(PTL, mm);
		yield* this.pte_chain_free(pte_chain);
		return err;
	}
	const mapping = yield* load(vm_file, vma);
	const size = ((yield* load(i_size, mapping)) + PAGE_SIZE - 1) >> PAGE_SHIFT;
	if ((yield* load(page_mapping, page)) === 0 || (yield* load(page_index, page)) >= size) {
		yield* unlock(PTL, mm);
		yield* this.pte_chain_free(pte_chain);
		return -EINVAL;
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
 * Maps a page where there was none. After nopage nobody looks at page->mapping or i_size again: a page
 * that was truncated meanwhile is mapped all the same.
 * @kernel mm/memory.c:do_no_page
 * @locked mm->page_table_lock, mmap_sem for read; drops page_table_lock
 * @fidelity followed
 */
function* do_no_page(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	write: number,
	ptep: pte_addr,
): Task<number> {
	const mapping = yield* load(vm_file, vma);
	if (mapping === 0) return yield* this.do_anonymous_page(mm, vma, address, write, ptep);
	yield* unlock(PTL, mm);

	const sequence = yield* load(truncate_count, mapping);
	let new_page = yield* this.filemap_nopage(vma, address);
	if (new_page === NOPAGE_SIGBUS) return VM_FAULT_SIGBUS;
	if (new_page === NOPAGE_OOM) return VM_FAULT_OOM;

	let pte_chain = yield* this.pte_chain_alloc(1);
	if (pte_chain === 0) return VM_FAULT_OOM;

	// -mm: drivers' nopage pages never have a mapping.
	yield* this.do_no_page_anon(new_page);

	const flags = yield* load(vm_flags, vma);
	if (write && !(flags & VM_SHARED)) {
		const page = yield* this.do_no_page_early_cow(new_page);
		if (page === 0) {
			yield* this.pte_chain_free(pte_chain);
			return VM_FAULT_OOM;
		}
		new_page = page;
	}

	yield* lock(PTL, mm);
	const page_table = yield* this.pte_offset_map(mm, address);
	if (
		page_table !== 0 &&
		(yield* load(truncate_count, mapping)) === sequence &&
		pte_none(yield* load(pte_word, page_table))
	) {
		yield* add(mm_rss, mm, 1);
		let entry = mk_pte(new_page, vm_page_prot(flags));
		if (write) entry = pte_mkwrite_dirty(entry);
		yield* set_pte(page_table, entry);
		pte_chain = yield* this.page_add_rmap(new_page, page_table, pte_chain);
	} else {
		yield* this.page_cache_release(new_page);
		yield* unlock(PTL, mm);
		yield* this.pte_chain_free(pte_chain);
		return VM_FAULT_MINOR;
	}
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	return VM_FAULT_MAJOR;
}

/**
 * Sets a new size. Shrinking unmaps by address first, then removes the pages: the two steps are not
 * done under any one lock.
 * @kernel mm/memory.c:vmtruncate
 * @locked inode->i_sem
 * @fidelity customised: no limits on growing; i_op->truncate frees nothing that is modelled but disk blocks
 */
function* vmtruncate(this: Patched, mapping: address_space, offset: number): Task<number> {
	const size = yield* load(i_size, mapping);
	yield* store(i_size, mapping, offset);
	if (size < offset) return 0;
	yield* lock(SS, mapping);
	yield* add(truncate_count, mapping, 1);
	const pgoff = (offset + PAGE_SIZE - 1) >> PAGE_SHIFT;
	yield* this.vmtruncate_list(mapping, 0, pgoff);
	yield* this.vmtruncate_list(mapping, 1, pgoff);
	yield* this.vmtruncate_nonlinear(mapping, pgoff, 0);
	yield* unlock(SS, mapping);
	yield* this.truncate_inode_pages(mapping, offset);
	yield* this.truncate_blocks(mapping, pgoff);
	return 0;
}

/**
 * Unmaps truncated pages from the nonlinear vmas behind `after`.
 * @kernel mm/memory.c:unmap_mapping_range
 * @locked mapping->i_shared_sem
 * @fidelity followed
 */
function* vmtruncate_nonlinear(
	this: Patched,
	mapping: address_space,
	pgoff: number,
	after: vm_area_struct,
): Task {
	const vma = yield* list_next(i_mmap_nonlinear, mapping, after);
	if (vma === 0) return;
	const mm = yield* load(vm_mm, vma);
	yield* lock(PTL, mm);
	const tlb = yield* this.tlb_gather_mmu(mm);
	const end = yield* load(vm_end, vma);
	for (let address = yield* load(vm_start, vma); address < end; address += PAGE_SIZE) {
		yield* this.zap_nonlinear_pte(tlb, vma, address, mapping, pgoff);
	}
	yield* this.tlb_finish_mmu(tlb);
	yield* unlock(PTL, mm);
	yield* this.vmtruncate_nonlinear(mapping, pgoff, vma);
}

/**
 * zap_pte_range() with details: only a page of this file from `pgoff` on goes, and a file pte stays
 * unless the position is linear.
 * @kernel mm/memory.c:zap_pte_range
 * @locked mm->page_table_lock
 * @fidelity followed
 */
function* zap_nonlinear_pte(
	this: Kernel,
	tlb: mmu_gather,
	vma: vm_area_struct,
	address: number,
	mapping: address_space,
	pgoff: number,
): Task {
	const ptep = yield* this.pte_offset_map(yield* load(vm_mm, vma), address);
	if (ptep === 0) return;
	const pte = yield* load(pte_word, ptep);
	if (!pte_present(pte) || !pfn_valid(pte_pfn(pte))) return;
	const page = pte_page(pte);
	if ((yield* load(page_mapping, page)) !== mapping) return;
	const index = yield* load(page_index, page);
	if (index < pgoff) return;
	yield* this.zap_one_pte(tlb, vma, ptep, address);
	const linear =
		((address - (yield* load(vm_start, vma))) >> PAGE_SHIFT) + (yield* load(vm_pgoff, vma));
	if (index !== linear) yield* set_pte(ptep, pgoff_to_pte(index));
}

/**
 * page_add_rmap() of a counted page.
 * @kernel mm/rmap.c:page_add_rmap
 * @locked page_table_lock of the pte's mm, chain
 * @fidelity followed
 */
function* page_add_rmap_obj(this: Kernel, page: page): Task {
	yield* BUG_ON(yield* PageSwapCache(page), 'page_add_rmap: PageSwapCache(page)');
	const mapcount = yield* load(page_pte, page);
	if (mapcount === 0) yield* add(nr_mapped, mm_zone, 1);
	yield* store(page_pte, page, mapcount + 1);
}

/**
 * page_remove_rmap() of a counted page.
 * @kernel mm/rmap.c:page_remove_rmap
 * @locked page_table_lock of the pte's mm, chain
 * @fidelity followed
 */
function* page_remove_rmap_obj(this: Kernel, page: page): Task {
	yield* BUG_ON(yield* PageSwapCache(page), 'page_remove_rmap: PageSwapCache(page)');
	const mapcount = yield* load(page_pte, page);
	yield* BUG_ON(mapcount === 0, 'page_remove_rmap: !page->pte.mapcount');
	yield* store(page_pte, page, mapcount - 1);
	if (mapcount === 1) yield* add(nr_mapped, mm_zone, -1);
}

/**
 * Whether any vma of the page's file referenced it. Refill comes here without the page lock, so
 * page->mapping may change at every read.
 * @kernel mm/rmap.c:page_referenced_obj
 * @locked chain
 * @fidelity customised: says whether, not how often; no caller looks at the number
 */
function* page_referenced_obj(this: Kernel, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);

	if ((yield* load(page_pte, page)) === 0) return 0;

	if (mapping === 0) return 0; // truncated
	yield* BUG_ON(yield* PageSwapCache(page), 'page_referenced_obj: PageSwapCache(page)');

	if (!(yield* trylock(SS, mapping))) return 1;

	let referenced = 0;
	for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			referenced |= yield* this.page_referenced_obj_one(vma, page);
			vma = yield* list_next(list, mapping, vma);
		}
	}
	yield* unlock(SS, mapping);
	return referenced;
}

/**
 * Unmaps a counted page from every vma of its file until the count is zero or a vma is locked.
 * @kernel mm/rmap.c:try_to_unmap_obj
 * @locked page, chain
 * @fidelity followed
 */
function* try_to_unmap_obj(this: Patched, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);

	yield* BUG_ON(mapping === 0, 'try_to_unmap_obj: !mapping');
	yield* BUG_ON(yield* PageSwapCache(page), 'try_to_unmap_obj: PageSwapCache(page)');

	if (!(yield* trylock(SS, mapping))) return SWAP_AGAIN;

	let ret = SWAP_AGAIN;
	walk: for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			ret = yield* this.try_to_unmap_obj_one(vma, page);
			if (ret === SWAP_FAIL) break walk;
			if ((yield* load(page_pte, page)) === 0) break walk;
			vma = yield* list_next(list, mapping, vma);
		}
	}
	if (ret !== SWAP_FAIL && (yield* load(page_pte, page)) !== 0) {
		ret = yield* this.try_to_unmap_nonlinear(mapping, page, 0);
	}
	yield* unlock(SS, mapping);
	return ret;
}

/**
 * Sweeps the nonlinear vmas behind `after` for a page; VM_LOCKED ones are passed over.
 * @kernel mm/rmap.c:try_to_unmap_file
 * @locked page, chain, i_shared_sem
 * @fidelity customised: looks for the one page instead of clearing clusters of 32 ptes
 */
function* try_to_unmap_nonlinear(
	this: Patched,
	mapping: address_space,
	page: page,
	after: vm_area_struct,
): Task<number> {
	const vma = yield* list_next(i_mmap_nonlinear, mapping, after);
	if (vma === 0) return SWAP_AGAIN;
	const mm = yield* load(vm_mm, vma);
	if (((yield* load(vm_flags, vma)) & VM_LOCKED) === 0 && (yield* trylock(PTL, mm))) {
		const end = yield* load(vm_end, vma);
		for (let address = yield* load(vm_start, vma); address < end; address += PAGE_SIZE) {
			yield* this.try_to_unmap_nonlinear_one(vma, page, address);
		}
		yield* unlock(PTL, mm);
	}
	return yield* this.try_to_unmap_nonlinear(mapping, page, vma);
}

/**
 * Unmaps the page at one address if it is there, leaving a file pte.
 * @kernel mm/rmap.c:try_to_unmap_cluster
 * @locked page, chain, i_shared_sem, mm->page_table_lock
 * @fidelity customised: see try_to_unmap_nonlinear
 */
function* try_to_unmap_nonlinear_one(
	this: Kernel,
	vma: vm_area_struct,
	page: page,
	address: number,
): Task {
	const mm = yield* load(vm_mm, vma);
	const ptep = yield* this.pte_offset_map(mm, address);
	if (ptep === 0) return;
	const pte = yield* load(pte_word, ptep);
	if (!pte_present(pte) || pte_pfn(pte) !== page_to_pfn(page)) return;
	yield* set_pte(ptep, pgoff_to_pte(yield* load(page_index, page)));
	if (pte_dirty(pte)) yield* this.set_page_dirty(page);
	yield* add(mm_rss, mm, -1);
	yield* store(page_pte, page, (yield* load(page_pte, page)) - 1);
	yield* this.page_cache_release(page);
}

const variant: Variant = defineVariant({
	name: 'nonlinear-aware',
	subject: 'mm: VM_NONLINEAR, zap with details, file ptes (2.6.7)',
	from: 'Hugh Dickins and others, Linux 2.6.6-rc2 .. 2.6.8 (66d25df0, 79603666, 59ecc0be, 53b6fb60)',
	date: '2004-06-16',
	replaces: {
		__vma_link_file,
		remove_shared_vm_struct,
		dup_one_vma,
		sys_remap_file_pages,
		remap_in_vma,
		install_page_convert,
		install_page,
		do_no_page,
		vmtruncate,
		page_add_rmap_obj,
		page_remove_rmap_obj,
		page_referenced_obj,
		try_to_unmap_obj,
	},
	adds: {
		make_nonlinear,
		vmtruncate_nonlinear,
		zap_nonlinear_pte,
		try_to_unmap_nonlinear,
		try_to_unmap_nonlinear_one,
	},
	claims: {
		'orphan page mapped': 'never',
		'kernel BUG': 'never',
		'linear page instead of SIGBUS': 'never',
		'VM_LOCKED page unmapped inside EOF': 'never',
		'lost placement of a nonlinear page': 'never',
	},
});

export default variant;
