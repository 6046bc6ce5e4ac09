/*
 * variants/thread/invalidate2-range.ts - truncate: invalidate_inode_pages2 unmaps by address first
 *
 * Andrew Morton, 7 January 2005 (1528cec1), Linux 2.6.11: while a page is mapped, invalidation calls
 * unmap_mapping_range() for it, with the page locked, and then takes it out of the cache. A fault learns of
 * it by truncate_count, which unmap_mapping_range() counts up.
 *
 * The other half of the commit: an O_DIRECT write unmaps the whole file before it writes back, lest stores that
 * only ptes know of go over its data later; and invalidation takes dirty pages out, too.
 *
 * On top of nonlinear-aware, with what was mended since (variants/eras.ts). Private copies stay, as
 * unmap_mapping_range() is told (even_cows = 0). The claim is a reading: what a "mmap coherency fix" is to bring.
 * No claim on dirty data: what is stored between writing back and invalidation is thrown away.
 */
import {
	add,
	become,
	list_empty,
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
	EEXIST,
	EINVAL,
	EIO,
	ENOMEM,
	i_mmap,
	i_mmap_nonlinear,
	i_mmap_shared,
	i_size,
	mapping_nrpages,
	page_index,
	page_mapped,
	page_mapping,
	PAGE_SHIFT,
	PAGE_SIZE,
	pagevec_pages,
	PAGEVEC_SIZE,
	PageUptodate,
	pfn_valid,
	pte_page,
	pte_pfn,
	pte_present,
	pte_word,
	PTL,
	READ_EOF,
	SS,
	truncate_count,
	TRUNCATED,
	vm_end,
	vm_file,
	vm_mm,
	vm_start,
	type address_space,
	type page,
	type pagevec,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import { do_mlockall } from '../mends.ts';
import nonlinearAware from '../mail/nonlinear-aware.ts';
import type { Patched as Below } from '../mail/nonlinear-aware.ts';

/** The kernel with the details of nonlinear-aware. */
export type Patched = PatchedBy<typeof import('./invalidate2-range.ts'), Below>;

/**
 * O_DIRECT write of one page under i_sem. What is mapped is unmapped first, so that stores that only ptes know of
 * are written before the data, and not over it afterwards. It fails, with the data written, when a page stays.
 * @kernel mm/filemap.c:generic_file_direct_IO
 * @locked inode->i_sem
 * @fidelity followed
 */
export function* generic_file_direct_IO(
	this: Patched,
	mapping: address_space,
	index: number,
	value: number,
): Task<number> {
	if (yield* this.mapping_mapped(mapping)) yield* this.unmap_mapping_file(mapping);
	if ((yield* load(mapping_nrpages, mapping)) !== 0) {
		let error = yield* this.filemap_fdatawrite(mapping);
		if (error === 0) error = yield* this.filemap_fdatawait(mapping);
		if (error !== 0) return error;
	}
	yield* store(at(diskBlock, index), mapping, value);
	if ((yield* load(mapping_nrpages, mapping)) === 0) return 0;
	return yield* this.invalidate_inode_pages2(mapping);
}

/**
 * Body of filemap_populate()'s loop. Where a page is not cached and may not be waited for, a file-pte says what
 * to bring later, at its linear place too (512f426b).
 * @part-of mm/filemap.c:filemap_populate
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* filemap_populate_one(
	this: Patched,
	vma: vm_area_struct,
	addr: number,
	len: number,
	prot: number,
	pgoff: number,
	nonblock: number,
): Task<number> {
	const mapping = yield* load(vm_file, vma);
	const size = ((yield* load(i_size, mapping)) + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	if (pgoff + (len >>> PAGE_SHIFT) > size) return -EINVAL;
	const mm = yield* load(vm_mm, vma);
	const page = yield* this.filemap_getpage(mapping, pgoff, nonblock);
	if (page === 0 && !nonblock) return -ENOMEM;
	if (page === 0) return yield* this.install_file_pte(mm, vma, addr, pgoff);
	const error = yield* this.install_page(mm, vma, addr, page, prot);
	if (error !== 0) yield* this.page_cache_release(page);
	return error;
}

/**
 * read() of one page: its contents, READ_EOF beyond the end, or -errno. It may have to begin again as often as
 * somebody takes the page out of the file.
 * @kernel mm/filemap.c:do_generic_mapping_read as generic_file_read
 * @locked none
 * @fidelity customised: one whole page
 */
export function* generic_file_read(
	this: Kernel,
	mapping: address_space,
	index: number,
): Task<number> {
	const size = ((yield* load(i_size, mapping)) + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	if (index >= size) return READ_EOF;
	return yield* become('generic_file_read_find', mapping, index);
}

/**
 * generic_file_read() from its label find_page on. A page that went before it could be read is looked for again,
 * from the size on; and i_size is asked again behind the read (a3f5c84c).
 * @part-of mm/filemap.c:do_generic_mapping_read
 * @locked none
 * @fidelity followed
 */
export function* generic_file_read_find(
	this: Patched,
	mapping: address_space,
	index: number,
): Task<number> {
	const page = yield* this.find_get_page(mapping, index);
	if (page === 0) return yield* become('generic_file_read_new', mapping, index);
	if (yield* PageUptodate(page)) return yield* this.generic_file_read_actor(page);
	const state = yield* this.filemap_make_uptodate(mapping, page);
	if (state === 0) return yield* this.generic_file_read_sized(mapping, index, page);
	const isGone = state === TRUNCATED || (yield* load(page_mapping, page)) === 0;
	yield* this.page_cache_release(page);
	return isGone ? yield* become('generic_file_read', mapping, index) : -EIO;
}

/**
 * no_cached_page: reads a page of our own. When it was invalidated since, it is looked for again, and no error
 * (3cca3028, a2e92a75).
 * @part-of mm/filemap.c:do_generic_mapping_read
 * @locked none
 * @fidelity customised: a page that somebody else was faster with is given back at once, not kept for later
 */
export function* generic_file_read_new(
	this: Patched,
	mapping: address_space,
	index: number,
): Task<number> {
	const page = yield* this.alloc_page(1);
	if (page === 0) return -ENOMEM;
	const error = yield* this.add_to_page_cache_lru(page, mapping, index);
	if (error !== 0) {
		yield* this.page_cache_release(page);
		if (error !== -EEXIST) return error;
		return yield* become('generic_file_read_find', mapping, index);
	}
	let isGone = false;
	if ((yield* this.readpage(mapping, page)) === 0) {
		yield* this.lock_page(page);
		const isRead = yield* PageUptodate(page);
		isGone = (yield* load(page_mapping, page)) === 0;
		yield* this.unlock_page(page);
		if (isRead) return yield* this.generic_file_read_sized(mapping, index, page);
	}
	yield* this.page_cache_release(page);
	return isGone ? yield* become('generic_file_read', mapping, index) : -EIO;
}

/**
 * What was read behind the end of the file is not shown.
 * @part-of mm/filemap.c:do_generic_mapping_read
 * @locked none
 * @fidelity followed
 */
export function* generic_file_read_sized(
	this: Kernel,
	mapping: address_space,
	index: number,
	page: page,
): Task<number> {
	const size = ((yield* load(i_size, mapping)) + PAGE_SIZE - 1) >>> PAGE_SHIFT;
	if (index < size) return yield* this.generic_file_read_actor(page);
	yield* this.page_cache_release(page);
	return READ_EOF;
}

/**
 * Whether any vma maps the file.
 * @kernel include/linux/fs.h:mapping_mapped
 * @locked none
 * @fidelity followed
 */
export function* mapping_mapped(this: Kernel, mapping: address_space): Task<boolean> {
	if (!(yield* list_empty(i_mmap, mapping))) return true;
	if (!(yield* list_empty(i_mmap_shared, mapping))) return true;
	return !(yield* list_empty(i_mmap_nonlinear, mapping));
}

/**
 * invalidate_inode_pages2()'s loop, which ends at the first page that stays.
 * @part-of mm/truncate.c:invalidate_inode_pages2
 * @locked none
 * @fidelity followed
 */
export function* invalidate2_pages_from(
	this: Kernel,
	mapping: address_space,
	pvec: pagevec,
	from: number,
): Task<number> {
	const got = yield* this.pagevec_lookup(pvec, mapping, from, PAGEVEC_SIZE);
	if (got === 0) return 0;
	let next = from;
	for (let i = 0; next >= 0 && i < got; i++) {
		const page = yield* load(at(pagevec_pages, i), pvec);
		next = yield* this.invalidate2_one_page(mapping, page, next);
	}
	yield* this.pagevec_release(pvec);
	if (next < 0) return next;
	return yield* become('invalidate2_pages_from', mapping, pvec, next);
}

/**
 * Takes a page that is not mapped any more out of the file. That it was dirty does not keep it there; when
 * something else does, it is -EIO.
 * @part-of mm/truncate.c:invalidate_inode_pages2
 * @locked page
 * @fidelity followed
 */
export function* invalidate2_remove(
	this: Kernel,
	mapping: address_space,
	page: page,
): Task<number> {
	const wasDirty = (yield* this.test_clear_page_dirty(page)) !== 0;
	if ((yield* this.invalidate_complete_page(mapping, page)) !== 0) return 0;
	if (wasDirty) yield* this.set_page_dirty(page);
	return -EIO;
}

/**
 * Unmaps a page as long as somebody maps it.
 * @part-of mm/truncate.c:invalidate_inode_pages2
 * @locked page
 * @fidelity followed
 */
export function* invalidate2_unmap(
	this: Patched,
	mapping: address_space,
	page: page,
): Task<number> {
	if (!(yield* page_mapped(page))) return 0;
	yield* this.unmap_mapping_page(mapping, page);
	return yield* become('invalidate2_unmap', mapping, page);
}

/**
 * Body of invalidate_inode_pages2()'s loop: a mapped page is unmapped, as often as it takes. Returns the next
 * index, or -EIO.
 * @part-of mm/truncate.c:invalidate_inode_pages2
 * @locked none
 * @fidelity customised: only the page is unmapped, there all from it to the end at first, then index + 1 pages
 */
export function* invalidate2_one_page(
	this: Patched,
	mapping: address_space,
	page: page,
	next: number,
): Task<number> {
	yield* this.lock_page(page);
	let after = next;
	if ((yield* load(page_mapping, page)) === mapping) {
		yield* this.wait_on_page_writeback(page);
		after = (yield* load(page_index, page)) + 1;
		yield* this.invalidate2_unmap(mapping, page);
		const error = yield* this.invalidate2_remove(mapping, page);
		if (error !== 0) after = error;
	}
	yield* this.unlock_page(page);
	return after;
}

/**
 * Tells faults of an unmapping.
 * @part-of mm/memory.c:unmap_mapping_range
 * @locked i_shared_sem
 * @fidelity followed
 */
export function* unmap_mapping_count(this: Kernel, mapping: address_space): Task {
	yield* add(truncate_count, mapping, 1); // tells do_no_page()
}

/**
 * Unmaps every page of the file from every vma. File-ptes stay in nonlinear vmas, and private copies.
 * @part-of mm/memory.c:unmap_mapping_range
 * @locked inode->i_sem
 * @fidelity followed
 */
export function* unmap_mapping_file(this: Patched, mapping: address_space): Task {
	yield* lock(SS, mapping);
	yield* this.unmap_mapping_count(mapping);
	for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			const start = yield* load(vm_start, vma);
			yield* this.unmap_file_from_vma(mapping, vma, start, yield* load(vm_end, vma));
			vma = yield* list_next(list, mapping, vma);
		}
	}
	let swept = yield* list_next(i_mmap_nonlinear, mapping, 0);
	while (swept !== 0) {
		const start = yield* load(vm_start, swept);
		yield* this.zap_page_range(swept, start, (yield* load(vm_end, swept)) - start, 1);
		swept = yield* list_next(i_mmap_nonlinear, mapping, swept);
	}
	yield* unlock(SS, mapping);
}

/**
 * Unmaps the pages of the file from a range of a linear vma. A page of another mapping or of none is a private
 * copy, and what is not present is none of the file's.
 * @part-of mm/memory.c:zap_pte_range
 * @locked i_shared_sem
 * @fidelity followed
 */
export function* unmap_file_from_vma(
	this: Patched,
	mapping: address_space,
	vma: vm_area_struct,
	start: number,
	end: number,
): Task {
	const mm = yield* load(vm_mm, vma);
	yield* lock(PTL, mm);
	const tlb = yield* this.tlb_gather_mmu(mm);
	for (let address = start; address < end; address += PAGE_SIZE) {
		const ptep = yield* this.pte_offset_map(mm, address);
		if (ptep === 0) continue;
		const pte = yield* load(pte_word, ptep);
		if (!pte_present(pte) || !pfn_valid(pte_pfn(pte))) continue;
		if ((yield* load(page_mapping, pte_page(pte))) !== mapping) continue;
		yield* this.zap_one_pte(tlb, vma, ptep, address, 0);
	}
	yield* this.tlb_finish_mmu(tlb);
	yield* unlock(PTL, mm);
}

/**
 * Unmaps one page from every vma of the file. A nonlinear vma is searched for it, and a file-pte stays
 * where it was. Private copies stay.
 * @part-of mm/memory.c:unmap_mapping_range
 * @locked page
 * @fidelity followed
 */
export function* unmap_mapping_page(this: Patched, mapping: address_space, page: page): Task {
	const index = yield* load(page_index, page);
	yield* lock(SS, mapping);
	yield* add(truncate_count, mapping, 1); // tells do_no_page()
	for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			yield* this.unmap_page_from_vma(vma, page);
			vma = yield* list_next(list, mapping, vma);
		}
	}
	let swept = yield* list_next(i_mmap_nonlinear, mapping, 0);
	while (swept !== 0) {
		const start = yield* load(vm_start, swept);
		yield* this.zap_page_range(swept, start, (yield* load(vm_end, swept)) - start, -index - 1);
		swept = yield* list_next(i_mmap_nonlinear, mapping, swept);
	}
	yield* unlock(SS, mapping);
}

/**
 * Unmaps the page from one linear vma.
 * @part-of mm/memory.c:unmap_mapping_range_vma
 * @locked page, i_shared_sem
 * @fidelity followed
 */
export function* unmap_page_from_vma(this: Patched, vma: vm_area_struct, page: page): Task {
	const mm = yield* load(vm_mm, vma);
	yield* lock(PTL, mm);
	const ptep = yield* this.find_pte(vma, page);
	if (ptep !== 0) {
		const tlb = yield* this.tlb_gather_mmu(mm);
		yield* this.zap_one_pte(tlb, vma, ptep, 0, 0);
		yield* this.tlb_finish_mmu(tlb);
	}
	yield* unlock(PTL, mm);
}

const variant: Variant = defineVariant({
	name: 'invalidate2-range',
	subject: 'truncate: invalidate_inode_pages2 unmaps by address first',
	from: 'Andrew Morton, 7 Jan 2005, Linux 2.6.11 (commit 1528cec1)',
	date: '2005-01-07',
	version: '2.6.11',
	base: nonlinearAware,
	replaces: {
		generic_file_direct_IO,
		generic_file_read,
		generic_file_read_find,
		generic_file_read_new,
		invalidate2_one_page,
		invalidate2_pages_from,
		filemap_populate_one,
		do_mlockall,
	},
	adds: {
		generic_file_read_sized,
		mapping_mapped,
		invalidate2_unmap,
		invalidate2_remove,
		unmap_mapping_count,
		unmap_mapping_file,
		unmap_file_from_vma,
		unmap_mapping_page,
		unmap_page_from_vma,
	},
	claims: {
		'two copies of one file page': 'never',
	},
});

export default variant;
