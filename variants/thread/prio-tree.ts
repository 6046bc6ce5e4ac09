/*
 * variants/thread/prio-tree.ts - rmap: a priority search tree of the vmas of a file
 *
 * Rajesh Venkatasubramanian, 21 March 2004: the vmas of a file in a radix priority search tree on their
 * first and last page, so that those which contain one page are found in O(log n + m).
 *
 * Open: the tree itself. Its lookup is one step here, under i_shared_sem as it was, and visits the vmas that
 * contain the page and no others; what the nodes on the way cost is not counted.
 */
import { BUG_ON, load, lock, trylock, unlock } from '../../harness/engine/operation.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import { vma_prio_tree_next } from '../../harness/mm/prio_tree.ts';
import {
	page_index,
	page_mapping,
	page_pte,
	PageSwapCache,
	SS,
	SWAP_AGAIN,
	SWAP_FAIL,
	type page,
	type pte_chain,
	type Task,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

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

	yield* BUG_ON(mapping === 0, 'page_referenced_obj: !mapping');
	yield* BUG_ON(yield* PageSwapCache(page), 'page_referenced_obj: PageSwapCache(page)');

	if (!(yield* trylock(SS, mapping))) return 1;

	const index = yield* load(page_index, page);
	let referenced = 0;
	for (const shared of [0, 1]) {
		let vma = yield* vma_prio_tree_next(mapping, shared, 0, index);
		while (vma !== 0) {
			referenced |= yield* this.page_referenced_obj_one(vma, page);
			vma = yield* vma_prio_tree_next(mapping, shared, vma, index);
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
function* try_to_unmap_obj(this: Kernel, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);

	yield* BUG_ON(mapping === 0, 'try_to_unmap_obj: !mapping');
	yield* BUG_ON(yield* PageSwapCache(page), 'try_to_unmap_obj: PageSwapCache(page)');

	if (!(yield* trylock(SS, mapping))) return SWAP_AGAIN;

	const index = yield* load(page_index, page);
	let ret = SWAP_AGAIN;
	walk: for (const shared of [0, 1]) {
		let vma = yield* vma_prio_tree_next(mapping, shared, 0, index);
		while (vma !== 0) {
			ret = yield* this.try_to_unmap_obj_one(vma, page);
			if (ret === SWAP_FAIL) break walk;
			if ((yield* load(page_pte, page)) === 0) break walk;
			vma = yield* vma_prio_tree_next(mapping, shared, vma, index);
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
function* page_convert_anon(this: Kernel, page: page): Task<number> {
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
	walk: for (const shared of [0, 1]) {
		let vma = yield* vma_prio_tree_next(mapping, shared, 0, index);
		while (vma !== 0) {
			const left = yield* this.page_convert_anon_one(vma, page, pte_chain);
			if (left < 0) {
				pte_chain = 0;
				err = left;
				break walk;
			}
			pte_chain = left;
			vma = yield* vma_prio_tree_next(mapping, shared, vma, index);
		}
	}

	yield* this.pte_chain_free(pte_chain);
	yield* unlock(SS, mapping);
	return err;
}

const variant: Variant = defineVariant({
	name: 'prio-tree',
	subject: 'rmap: a priority search tree of the vmas of a file',
	from: 'Rajesh Venkatasubramanian, 21 Mar 2004',
	date: '2004-03-21',
	replaces: { page_referenced_obj, try_to_unmap_obj, page_convert_anon },
	claims: {
		'page not reachable by rmap': 'never',
		'unreclaimable page': 'never',
	},
	refines: ['lock-page-convert'],
});

export default variant;
