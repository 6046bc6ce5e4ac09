/*
 * variants/thread/sorted-vmas.ts - rmap: the vmas of a file sorted by their first page
 *
 * Dave McCracken, 2 April 2003, as Hugh Dickins repaired it on 8 April ("fix obj vma sorting"): i_mmap and
 * i_mmap_shared are kept in order of vm_pgoff, so that a walk for one page may stop at the first vma behind
 * it. In 2.5.66-mm3 private vmas came onto the wrong list, and what moved vm_pgoff did not move the vma.
 *
 * Open: nothing. Sorting takes i_shared_sem and page_table_lock where a vma's start moves, which was its cost.
 */
import {
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
} from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	ENOMEM,
	i_mmap,
	i_mmap_shared,
	mm_mmap,
	page_index,
	page_mapping,
	page_pte,
	PAGE_SHIFT,
	PTL,
	PageSwapCache,
	SS,
	SWAP_AGAIN,
	SWAP_FAIL,
	vm_end,
	vm_file,
	vm_flags,
	vm_mm,
	vm_pgoff,
	VM_SHARED,
	vm_start,
	vmaPool,
	type address_space,
	type mm_struct,
	type page,
	type pte_chain,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';

/** The kernel with the function that this patch adds. */
type Patched = PatchedBy<typeof import('./sorted-vmas.ts')>;

/**
 * Puts a vma on its file's list, before the first that begins at or behind its first page.
 * @kernel mm/mmap.c:__vma_link_file
 * @locked mapping->i_shared_sem
 * @fidelity followed
 */
export function* __vma_link_file(this: Kernel, vma: vm_area_struct): Task {
	const mapping = yield* load(vm_file, vma);
	if (mapping === 0) return;
	const list = (yield* load(vm_flags, vma)) & VM_SHARED ? i_mmap_shared : i_mmap;
	const pgoff = yield* load(vm_pgoff, vma);
	let there = yield* list_next(list, mapping, 0);
	while (there !== 0 && (yield* load(vm_pgoff, there)) < pgoff) {
		there = yield* list_next(list, mapping, there);
	}
	if (there === 0) yield* list_add(list, mapping, vma, 'tail');
	else yield* list_add(list, mapping, vma, 'before', there);
}

/**
 * Moves the start of a vma that is on its file's list, and its place there with it. It may move down, into a hole
 * that a new map fills: the one place where the C counts pages in a signed long.
 * @kernel mm/mmap.c:move_vma_start
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* move_vma_start(this: Kernel, vma: vm_area_struct, addr: number): Task {
	const mapping = yield* load(vm_file, vma);
	const mm = yield* load(vm_mm, vma);
	const list = (yield* load(vm_flags, vma)) & VM_SHARED ? i_mmap_shared : i_mmap;
	if (mapping !== 0) yield* lock(SS, mapping);
	yield* lock(PTL, mm);
	if (mapping !== 0) yield* list_del(list, mapping, vma);
	const start = yield* load(vm_start, vma);
	const up = addr > start ? (addr - start) >>> PAGE_SHIFT : 0;
	const down = addr < start ? (start - addr) >>> PAGE_SHIFT : 0;
	yield* store(vm_pgoff, vma, (yield* load(vm_pgoff, vma)) + up - down);
	yield* store(vm_start, vma, addr);
	if (mapping !== 0) yield* this.__vma_link_file(vma);
	yield* unlock(PTL, mm);
	if (mapping !== 0) yield* unlock(SS, mapping);
}

/**
 * Lets a neighbour grow over a new range instead of making a vma: the one before, perhaps swallowing
 * the one behind as well, or the one behind. Returns it, or 0. i_shared_sem is held where a vma goes
 * and where the one behind begins earlier.
 * @kernel mm/mmap.c:vma_merge
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* vma_merge(
	this: Patched,
	mm: mm_struct,
	prev: vm_area_struct,
	addr: number,
	end: number,
	flags: number,
	mapping: address_space,
	pgoff: number,
): Task<number> {
	const pages = (end - addr) >>> PAGE_SHIFT;
	const next = yield* list_next(mm_mmap, mm, prev);
	if (
		prev !== 0 &&
		(yield* load(vm_end, prev)) === addr &&
		(yield* this.can_vma_merge_after(prev, flags, mapping, pgoff)) !== 0
	) {
		return yield* this.vma_merge_prev(mm, prev, next, end, flags, mapping, pgoff + pages);
	}
	if (next === 0) return 0;
	if ((yield* this.can_vma_merge_before(next, flags, mapping, pgoff, pages)) === 0) return 0;
	if ((yield* load(vm_start, next)) !== end) return 0;
	yield* this.move_vma_start(next, addr);
	return next;
}

/**
 * Splits a vma at an address. The start of the old one moves under both locks, its end changes under neither, and
 * the new part is on no file list until vma_link().
 * @kernel mm/mmap.c:split_vma
 * @locked mmap_sem for write
 * @fidelity followed
 */
export function* split_vma(
	this: Patched,
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
	if (new_below) {
		yield* store(vm_start, fresh, start);
		yield* store(vm_end, fresh, addr);
		yield* store(vm_pgoff, fresh, pgoff);
		yield* this.move_vma_start(vma, addr);
	} else {
		yield* store(vm_end, vma, addr);
		yield* store(vm_start, fresh, addr);
		yield* store(vm_end, fresh, end);
		yield* store(vm_pgoff, fresh, here);
	}
	yield* this.insert_vm_struct(mm, fresh);
	return 0;
}

/**
 * Whether any vma of the page's file referenced it. Refill comes here without the page lock, so
 * page->mapping may change at every read.
 * @kernel mm/rmap.c:page_referenced_obj
 * @locked chain
 * @fidelity customised: says whether, not how often; no caller looks at the number
 */
export function* page_referenced_obj(this: Kernel, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);

	if ((yield* load(page_pte, page)) === 0) return 0;

	yield* BUG_ON(mapping === 0, 'page_referenced_obj: !mapping');
	yield* BUG_ON(yield* PageSwapCache(page), 'page_referenced_obj: PageSwapCache(page)');

	if (!(yield* trylock(SS, mapping))) return 1;

	const index = yield* load(page_index, page);
	let referenced = 0;
	for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0 && (yield* load(vm_pgoff, vma)) <= index) {
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
export function* try_to_unmap_obj(this: Kernel, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);

	yield* BUG_ON(mapping === 0, 'try_to_unmap_obj: !mapping');
	yield* BUG_ON(yield* PageSwapCache(page), 'try_to_unmap_obj: PageSwapCache(page)');

	if (!(yield* trylock(SS, mapping))) return SWAP_AGAIN;

	const index = yield* load(page_index, page);
	let ret = SWAP_AGAIN;
	walk: for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0 && (yield* load(vm_pgoff, vma)) <= index) {
			ret = yield* this.try_to_unmap_obj_one(vma, page);
			if (ret === SWAP_FAIL) break walk;
			if ((yield* load(page_pte, page)) === 0) break walk;
			vma = yield* list_next(list, mapping, vma);
		}
	}
	yield* unlock(SS, mapping);
	return ret;
}

/**
 * Turns a counted file page into one with chains, because it is about to be mapped nonlinearly. From
 * SetPageAnon until the last vma was visited the chain is incomplete; the page lock keeps
 * try_to_unmap() away. After -ENOMEM it stays incomplete for good.
 * @kernel mm/rmap.c:page_convert_anon
 * @locked page
 * @fidelity followed
 */
export function* page_convert_anon(this: Kernel, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);
	if (mapping === 0) return 0; // truncate won the lock_page() race

	yield* lock(SS, mapping);
	if ((yield* this.page_convert_anon_begin(page)) === 0) {
		yield* unlock(SS, mapping);
		return 0;
	}

	const index = yield* load(page_index, page);
	let pte_chain: pte_chain = 0;
	let err = 0;
	walk: for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0 && (yield* load(vm_pgoff, vma)) <= index) {
			const left = yield* this.page_convert_anon_one(vma, page, pte_chain);
			if (left < 0) {
				pte_chain = 0;
				err = left;
				break walk;
			}
			pte_chain = left;
			vma = yield* list_next(list, mapping, vma);
		}
	}

	yield* this.pte_chain_free(pte_chain);
	yield* unlock(SS, mapping);
	return err;
}

const variant: Variant = defineVariant({
	name: 'sorted-vmas',
	subject: 'rmap: the vmas of a file sorted by their first page',
	from: 'Dave McCracken, 2 Apr 2003, "[PATCH 2.5.66-mm2] Optimizaction for object-based rmap", and Hugh Dickins, 8 Apr 2003, "[PATCH] fix obj vma sorting"',
	date: '2003-04-08',
	replaces: {
		__vma_link_file,
		vma_merge,
		split_vma,
		page_referenced_obj,
		try_to_unmap_obj,
		page_convert_anon,
	},
	adds: { move_vma_start },
	claims: {
		'page not reachable by rmap': 'never',
		'list corruption': 'never',
		deadlock: 'never',
	},
	refines: ['lock-page-convert'],
});

export default variant;
