/*
 * variants/mail/convert-v2a.ts - rmap: page_convert_anon sets PageAnon first (objfix-2.5.66-mm3-1)
 *
 * First of three versions of that evening. SetPageLocked sets the bit and waits for nobody,
 * ClearPageLocked clears it and wakes nobody, and running out of memory returns 1.
 */
import { add, list_next, load, lock, store, unlock } from '../../harness/engine/operation.ts';
import {
	ClearPageLocked,
	i_mmap,
	i_mmap_shared,
	mm_zone,
	nr_mapped,
	type page,
	page_mapping,
	page_pte,
	PageAnon,
	type pte_chain,
	SetPageAnon,
	SetPageLocked,
	SS,
	type Task,
} from '../../harness/mm/mm_types.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import { install_page_convert } from './convert-v1.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';

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

	yield* lock(SS, mapping);
	if ((yield* this.page_convert_anon_begin(page)) === 0) {
		yield* ClearPageLocked(page);
		yield* unlock(SS, mapping);
		return 0;
	}

	let pte_chain: pte_chain = 0;
	let err = 0;
	walk: for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			const left = yield* this.page_convert_anon_one(vma, page, pte_chain);
			if (left < 0) {
				pte_chain = 0;
				err = 1; // taken for success by install_page()
				break walk;
			}
			pte_chain = left;
			vma = yield* list_next(list, mapping, vma);
		}
	}

	yield* this.pte_chain_free(pte_chain);
	yield* ClearPageLocked(page);
	yield* unlock(SS, mapping);
	return err;
}

/**
 * The part of page_convert_anon() under the chain lock: empties the union and marks the page. Says
 * whether there are ptes to be found.
 * @part-of mm/rmap.c:page_convert_anon
 * @locked page, i_shared_sem
 * @fidelity followed
 */
function* page_convert_anon_begin(this: Kernel, page: page): Task<number> {
	yield* this.pte_chain_lock(page);
	yield* SetPageLocked(page);
	if (yield* PageAnon(page)) {
		yield* this.pte_chain_unlock(page);
		return 0;
	}
	yield* SetPageAnon(page);
	if ((yield* load(page_pte, page)) === 0) {
		yield* this.pte_chain_unlock(page);
		return 0;
	}
	yield* add(nr_mapped, mm_zone, -1); // page_add_rmap() will count it again
	yield* store(page_pte, page, 0);
	yield* this.pte_chain_unlock(page);
	return 1;
}

const variant: Variant = defineVariant({
	name: 'convert-v2a',
	subject: 'rmap: page_convert_anon sets PageAnon first (objfix-2.5.66-mm3-1)',
	from: 'Dave McCracken, 3 Apr 2003 21:28 UTC, "[PATCH 2.5.66-mm3] New page_convert_anon"',
	date: '2003-04-03',
	replaces: { install_page_convert, page_convert_anon, page_convert_anon_begin },
	claims: {
		'kernel BUG': 'never',
		'orphan page mapped': 'never',
		'page not reachable by rmap': 'never',
	},
});

export default variant;
