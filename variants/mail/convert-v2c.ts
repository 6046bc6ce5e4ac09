/*
 * variants/mail/convert-v2c.ts - rmap: page_convert_anon locks the page itself (objfix-2.5.66-mm3-2)
 *
 * > I see you're going for locking the page around page_convert_anon,
 * > to guard page->mapping against truncation. Nice thought,
 *
 * The second version: lock_page inside page_convert_anon, but page->mapping is read before it, so a
 * truncation that wins the lock leaves a stale pointer behind.
 */
import { list_next, load, lock, unlock } from '../../harness/engine/operation.ts';
import {
	i_mmap,
	i_mmap_shared,
	type page,
	page_mapping,
	type pte_chain,
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
	yield* this.lock_page(page);

	yield* lock(SS, mapping);
	if ((yield* this.page_convert_anon_begin(page)) === 0) {
		yield* unlock(SS, mapping);
		yield* this.unlock_page(page);
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
	yield* unlock(SS, mapping);
	yield* this.unlock_page(page);
	return err;
}

const variant: Variant = defineVariant({
	name: 'convert-v2c',
	subject: 'rmap: page_convert_anon locks the page itself (objfix-2.5.66-mm3-2)',
	from: 'Dave McCracken, 3 Apr 2003 22:12 UTC, "Re: [PATCH 2.5.66-mm3] New page_convert_anon"',
	date: '2003-04-03',
	replaces: { install_page_convert, page_convert_anon },
	claims: {
		'kernel BUG': 'never',
		'orphan page mapped': 'never',
		'page not reachable by rmap': 'never',
		'NULL dereference': 'never',
	},
});

export default variant;
