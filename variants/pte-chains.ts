/*
 * variants/pte-chains.ts - rmap: pte_chains for every page (mainline 2.5.66)
 *
 * Control: mainline, where every mapped page has a chain and rmap needs no page->mapping. PageAnon means
 * "uses chains" in -mm, so setting it on every page that is mapped gives exactly that; install_page has
 * nothing to convert.
 */
import {
	type page,
	page_to_pfn,
	PageAnon,
	PageReserved,
	pfn_valid,
	type pte_addr,
	type pte_chain,
	SetPageAnon,
	type Task,
	type vm_area_struct,
} from '../harness/mm/mm_types.ts';
import type { Kernel } from '../harness/mm/index.ts';
import { defineVariant, type Variant } from '../harness/variant.ts';

/**
 * Records that a pte maps the page. The caller passes a chain node, which is used when needed, and
 * must free what comes back.
 * @kernel mm/rmap.c:page_add_rmap
 * @locked page_table_lock of the pte's mm
 * @fidelity followed
 */
function* page_add_rmap(
	this: Kernel,
	page: page,
	ptep: pte_addr,
	pte_chain: pte_chain,
): Task<pte_chain> {
	if (!pfn_valid(page_to_pfn(page))) return pte_chain;
	if (yield* PageReserved(page)) return pte_chain;

	yield* this.pte_chain_lock(page);
	yield* SetPageAnon(page);
	let unused = pte_chain;
	if (yield* PageAnon(page)) unused = yield* this.page_add_rmap_chain(page, ptep, pte_chain);
	else yield* this.page_add_rmap_obj(page);
	yield* this.pte_chain_unlock(page);
	return unused;
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

const variant: Variant = defineVariant({
	name: 'pte-chains',
	subject: 'rmap: pte_chains for every page (mainline 2.5.66)',
	from: 'Rik van Riel and others, Linux 2.5.66, 24 Mar 2003',
	date: '2003-03-24',
	replaces: { page_add_rmap, install_page_convert },
	claims: {
		'page not reachable by rmap': 'never',
		'kernel BUG': 'never',
	},
});

export default variant;
