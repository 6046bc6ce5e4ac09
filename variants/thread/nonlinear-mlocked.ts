/*
 * variants/thread/nonlinear-mlocked.ts - fremap: nonlinear mappings are treated as being mlocked
 *
 * > treating the nonlinear mappings as being mlocked is a great simplification
 *
 * Andrew Morton, 5 April 2003. What reclaim need not find needs no chains: the first
 * remap_file_pages() makes its vma VM_LOCKED, nothing is converted, and every file page is counted.
 *
 * Open: what truncation does, which is what the base does, and whether munlock() undoes it, which
 * it does. The whole vma is locked as mlock() would lock it: accounted as locked_vm and faulted in.
 * Claims are what the simplification takes away.
 */
import { add, load, lock, store, unlock } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	ENOMEM,
	mk_pte,
	mm_locked_vm,
	mm_rss,
	PAGE_SHIFT,
	PTL,
	set_pte,
	vm_end,
	vm_flags,
	VM_LOCKED,
	vm_mm,
	vm_start,
	type mm_struct,
	type page,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { remap_in_vma, sys_remap_file_pages } from './nonlinear-anon.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

/**
 * Locks a vma that shows pages out of place, as mlock() would.
 * @part-of mm/fremap.c:sys_remap_file_pages
 * @locked mmap_sem for write
 * @fidelity followed
 */
function* vma_remapped(this: Kernel, vma: vm_area_struct, flags: number): Task {
	if (flags & VM_LOCKED) return;
	const mm = yield* load(vm_mm, vma);
	const first = yield* load(vm_start, vma);
	const end = yield* load(vm_end, vma);
	yield* lock(PTL, mm);
	yield* store(vm_flags, vma, flags | VM_LOCKED);
	yield* unlock(PTL, mm);
	yield* add(mm_locked_vm, mm, (end - first) >>> PAGE_SHIFT);
	yield* this.make_pages_present(vma, first, end);
}

/**
 * Installs a file page at an address, over whatever was there. A page that does not belong there
 * linearly is only counted: nobody has to find it there.
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

	yield* lock(PTL, mm);
	const ptep = yield* this.pte_alloc_map(mm, addr);
	if (ptep === 0) {
		yield* unlock(PTL, mm);
		yield* this.pte_chain_free(pte_chain);
		return -ENOMEM;
	}
	yield* this.zap_pte(mm, vma, addr, ptep);
	yield* add(mm_rss, mm, 1);
	yield* set_pte(ptep, mk_pte(page, prot));
	pte_chain = yield* this.page_add_rmap(page, ptep, pte_chain);
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	return 0;
}

const variant: Variant = defineVariant({
	name: 'nonlinear-mlocked',
	subject: 'fremap: nonlinear mappings are treated as being mlocked',
	from: 'Andrew Morton, 5 Apr 2003 14:31 PST, "objrmap and vmtruncate"',
	date: '2003-04-05',
	replaces: { sys_remap_file_pages, remap_in_vma, install_page },
	adds: { vma_remapped },
	claims: {
		'kernel BUG': 'never',
		'type confusion of page->pte': 'never',
		'unreclaimable page': 'never',
	},
});

export default variant;
