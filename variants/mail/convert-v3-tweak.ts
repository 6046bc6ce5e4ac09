/*
 * variants/mail/convert-v3-tweak.ts - rmap: test page_mapped under the chain lock
 *
 * Two hours after the mail: page_remove_rmap is now called for ptes that may be in no chain, so both
 * its tests of page_mapped move inside the chain lock, and nr_mapped stays right.
 */
import { add, BUG_ON, load, store } from '../../harness/engine/operation.ts';
import {
	ClearPageDirect,
	mm_zone,
	nr_mapped,
	type page,
	page_mapped,
	page_pte,
	page_to_pfn,
	PageAnon,
	PageDirect,
	PageReserved,
	pfn_valid,
	type pte_addr,
	type Task,
} from '../../harness/mm/mm_types.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

/**
 * Forgets that a pte maps the page. A pte that is in no chain is passed over in silence. Whether the
 * page is mapped at all is tested under the chain lock, before and after; so it is in 2.5.68 (8e7cf65b).
 * @kernel mm/rmap.c:page_remove_rmap
 * @locked page_table_lock of the pte's mm
 * @fidelity followed
 */
export function* page_remove_rmap(this: Kernel, page: page, ptep: pte_addr): Task {
	yield* BUG_ON(page === 0 || ptep === 0, 'page_remove_rmap: !page || !ptep');
	if (!pfn_valid(page_to_pfn(page))) return;
	if (yield* PageReserved(page)) return;
	yield* this.pte_chain_lock(page);
	if (!(yield* page_mapped(page))) {
		yield* this.pte_chain_unlock(page);
		return; // remap_page_range() from a driver?
	}
	if (!(yield* PageAnon(page))) {
		yield* this.page_remove_rmap_obj(page);
		yield* this.pte_chain_unlock(page);
		return;
	}
	if (!(yield* PageDirect(page))) {
		yield* this.page_remove_rmap_chain(page, ptep);
	} else if ((yield* load(page_pte, page)) === ptep) {
		yield* store(page_pte, page, 0);
		yield* ClearPageDirect(page);
	}
	if (!(yield* page_mapped(page))) yield* add(nr_mapped, mm_zone, -1);
	yield* this.pte_chain_unlock(page);
}

const variant: Variant = defineVariant({
	name: 'convert-v3-tweak',
	subject: 'rmap: test page_mapped under the chain lock',
	from: 'Hugh Dickins, 4 Apr 2003 16:41 UTC, "[PATCH] tweaks for page_convert_anon"',
	date: '2003-04-04',
	replaces: { page_remove_rmap },
	claims: {
		'nr_mapped wrong': 'never',
	},
	refines: ['lock-page-convert'],
});

export default variant;
