/*
 * variants/thread/objrmap-1.ts - objrmap: install_page sets PageAnon in a MAP_NONLINEAR vma (2.5.62)
 *
 * Dave McCracken's first object-based rmap, before there was a page_convert_anon(). mmap() had a
 * flag MAP_NONLINEAR, remap_file_pages() was refused without it, and install_page() called
 * SetPageAnon in such a vma.
 *
 * Open: programs here cannot say MAP_NONLINEAR. Whoever calls remap_file_pages() is taken to have
 * said it, and install_page() is reached from there and from file-ptes alone, so it need not look.
 * The rest is the base: the two differ in where a page's union changes its meaning. His 2.5.62 counted without the
 * chain lock, and its try_to_unmap_obj() had a BUG() when the count was not 0 behind the walk of all vmas: neither
 * is here. That its author saw no harm is taken for his claims.
 */
import { add, lock, unlock } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	ENOMEM,
	mk_pte,
	mm_rss,
	PTL,
	set_pte,
	SetPageAnon,
	type mm_struct,
	type page,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

/**
 * Installs a file page at an address, over whatever was there. A page that does not belong there
 * linearly is not converted: the flag alone says that its union now holds chains.
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
	yield* SetPageAnon(page); // VM_NONLINEAR, whatever the union holds
	pte_chain = yield* this.page_add_rmap(page, ptep, pte_chain);
	yield* unlock(PTL, mm);
	yield* this.pte_chain_free(pte_chain);
	return 0;
}

const variant: Variant = defineVariant({
	name: 'objrmap-1',
	subject: 'objrmap: install_page sets PageAnon in a MAP_NONLINEAR vma (2.5.62)',
	from: 'Dave McCracken, 20 Feb 2003, "[PATCH 2.5.62] Full updated partial object-based rmap"',
	date: '2003-02-20',
	replaces: { install_page },
	claims: {
		'kernel BUG': 'never',
		'type confusion of page->pte': 'never',
		'page not reachable by rmap': 'never',
	},
});

export default variant;
