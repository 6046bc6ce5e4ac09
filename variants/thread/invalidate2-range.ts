/*
 * variants/thread/invalidate2-range.ts - truncate: invalidate_inode_pages2 unmaps by address first
 *
 * Andrew Morton, 7 January 2005 (1528cec1), Linux 2.6.11: while a page is mapped, invalidation calls
 * unmap_mapping_range() for it, with the page locked, and then takes it out of the cache. A fault learns of
 * it by truncate_count, which unmap_mapping_range() counts up.
 *
 * On top of nonlinear-aware. Open: what becomes of a dirty page; it stays. Private copies stay, as
 * unmap_mapping_range() is told (even_cows = 0). The claims are a reading: what a "mmap coherency fix"
 * is to bring.
 */
import { add, list_next, load, lock, unlock } from '../../harness/engine/operation.ts';
import {
	i_mmap,
	i_mmap_nonlinear,
	i_mmap_shared,
	page_index,
	page_mapped,
	page_mapping,
	PTL,
	SS,
	truncate_count,
	vm_end,
	vm_mm,
	vm_start,
	type address_space,
	type page,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import nonlinearAware from '../mail/nonlinear-aware.ts';
import type { Patched as Below } from '../mail/nonlinear-aware.ts';

/** The kernel with the details of nonlinear-aware. */
export type Patched = PatchedBy<typeof import('./invalidate2-range.ts'), Below>;

/**
 * Body of invalidate_inode_pages2()'s loop: a mapped page is unmapped, as often as it takes; a
 * dirty one stays.
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
		while (yield* page_mapped(page)) yield* this.unmap_mapping_page(mapping, page);
		yield* this.invalidate_complete_page(mapping, page);
	}
	yield* this.unlock_page(page);
	return after;
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
	base: nonlinearAware,
	replaces: { invalidate2_one_page },
	adds: { unmap_mapping_page, unmap_page_from_vma },
	claims: {
		'two copies of one file page': 'never',
		'lost dirty data': 'never',
	},
});

export default variant;
