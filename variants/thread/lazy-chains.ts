/*
 * variants/thread/lazy-chains.ts - vmscan: build the pte_chain of a page when it reaches the tail of the LRU
 *
 * Andrew Morton, 4 April 2003 19:24 PST: objrmap looks at every vma of the file for every page, and looks
 * again each time; so build the chain when a page comes to the end of the inactive list, and use the vmas
 * where memory is short.
 *
 * Open: by what means. shrink_list has the page locked, as page_convert_anon wants it; what fails there for
 * want of memory is left as it is left there. Nothing turns a chain into a count again.
 */
import { load } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import {
	page_mapped,
	page_mapping,
	PageAnon,
	PagePrivate,
	SWAP_FAIL,
	SWAP_SUCCESS,
	UNMAP_ACTIVATE,
	UNMAP_KEEP,
	type address_space,
	type page,
	type Task,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

/**
 * What shrink_list() does under the chain lock: was the page used, and can it be unmapped? An
 * orphan, mapped but without mapping, gets swap space here. Returns page->mapping as the rest of
 * shrink_list() goes on with it, UNMAP_ACTIVATE or UNMAP_KEEP.
 * @part-of mm/vmscan.c:shrink_list
 * @locked page
 * @fidelity followed
 */
function* shrink_page_unmap(this: Kernel, page: page): Task<number> {
	if ((yield* page_mapped(page)) && !(yield* PageAnon(page))) yield* this.page_convert_anon(page);
	yield* this.pte_chain_lock(page);
	if ((yield* this.page_referenced(page)) !== 0) {
		if ((yield* this.page_mapping_inuse(page)) !== 0) {
			yield* this.pte_chain_unlock(page);
			return UNMAP_ACTIVATE;
		}
	}

	let mapping: address_space = yield* load(page_mapping, page);

	if ((yield* page_mapped(page)) && mapping === 0 && !(yield* PagePrivate(page))) {
		yield* this.pte_chain_unlock(page);
		if ((yield* this.add_to_swap(page)) === 0) return UNMAP_ACTIVATE;
		yield* this.pte_chain_lock(page);
		mapping = yield* load(page_mapping, page);
	}

	if ((yield* page_mapped(page)) && mapping !== 0) {
		const unmapped = yield* this.try_to_unmap(page);
		if (unmapped !== SWAP_SUCCESS) {
			yield* this.pte_chain_unlock(page);
			return unmapped === SWAP_FAIL ? UNMAP_ACTIVATE : UNMAP_KEEP;
		}
	}
	yield* this.pte_chain_unlock(page);
	return mapping;
}

const variant: Variant = defineVariant({
	name: 'lazy-chains',
	subject: 'vmscan: build the pte_chain of a page when it reaches the tail of the LRU',
	from: 'Andrew Morton, 4 Apr 2003 19:24 PST, "objrmap and vmtruncate" <20030404192401.03292293.akpm@digeo.com>',
	date: '2003-04-04',
	replaces: { shrink_page_unmap },
	claims: {
		'unreclaimable page': 'never',
		'kernel BUG': 'never',
	},
	refines: ['lock-page-convert'],
});

export default variant;
