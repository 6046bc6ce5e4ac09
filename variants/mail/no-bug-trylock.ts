/*
 * variants/mail/no-bug-trylock.ts - rmap: page_referenced tries the page lock
 *
 * > Various places in rmap.c where !page->mapping is considered a
 * > BUG(), but you've now drawn attention to the fact it may get
 * > vmtruncated at any moment. Easy to remove those BUG()s.
 *
 * akpm: "Well not really", page_referenced_obj would still use a mapping that goes away; lock pages in
 * refill_inactive_zone, or trylock in page_referenced_obj. On top of no-bug: refill says that it holds no
 * page lock, and a page that is locked by somebody counts as referenced. 2.6.9 has this form.
 */
import { BUG_ON, list_next, load, trylock, unlock } from '../../harness/engine/operation.ts';
import {
	i_mmap,
	i_mmap_shared,
	type page,
	page_mapped,
	page_mapping,
	page_pte,
	PageAnon,
	PageDirect,
	PageSwapCache,
	PL,
	ptep_test_and_clear_young,
	SS,
	type Task,
	TestClearPageReferenced,
} from '../../harness/mm/mm_types.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import noBug from './no-bug.ts';

/** The kernel with what this patch adds. */
type Patched = PatchedBy<typeof import('./no-bug-trylock.ts')>;

/**
 * Whether the page was used since the last call; clears the evidence. A chain of one entry becomes a
 * direct pte address.
 * @kernel mm/rmap.c:page_referenced
 * @locked chain
 * @fidelity customised: says whether, not how often; no caller looks at the number
 */
export function* page_referenced(this: Patched, page: page, is_locked: number = 1): Task<number> {
	let referenced = 0;
	if (yield* TestClearPageReferenced(page)) referenced = 1;

	if (!(yield* PageAnon(page))) {
		if (is_locked !== 0) return referenced | (yield* this.page_referenced_obj(page));
		return referenced | (yield* this.page_referenced_trylock(page));
	}
	if (yield* PageDirect(page)) {
		if (yield* ptep_test_and_clear_young(yield* load(page_pte, page))) referenced = 1;
		return referenced;
	}
	return referenced | (yield* this.page_referenced_chain(page));
}

/**
 * page_referenced_obj() for a caller that does not hold the page lock.
 * @part-of mm/rmap.c:page_referenced
 * @locked chain
 * @fidelity followed
 */
export function* page_referenced_trylock(this: Kernel, page: page): Task<number> {
	if (!(yield* trylock(PL, page))) return 1;
	const referenced = yield* this.page_referenced_obj(page);
	yield* this.unlock_page(page);
	return referenced;
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

	if (mapping === 0) return 0; // truncated
	yield* BUG_ON(yield* PageSwapCache(page), 'page_referenced_obj: PageSwapCache(page)');

	if (!(yield* trylock(SS, mapping))) return 1;

	let referenced = 0;
	for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			referenced |= yield* this.page_referenced_obj_one(vma, page);
			vma = yield* list_next(list, mapping, vma);
		}
	}
	yield* unlock(SS, mapping);
	return referenced;
}

/**
 * Whether the page is mapped and was used. Nothing but the chain lock is held: page->mapping may go
 * while page_referenced() works with it.
 * @part-of mm/vmscan.c:refill_inactive_zone
 * @locked none
 * @fidelity customised: there is always swap, so pages without mapping are not kept for lack of it
 */
export function* refill_inactive_used(this: Patched, page: page): Task<number> {
	if (!(yield* page_mapped(page))) return 0;
	yield* this.pte_chain_lock(page);
	let used = 0;
	if (yield* page_mapped(page)) used = yield* this.page_referenced(page, 0);
	yield* this.pte_chain_unlock(page);
	return used;
}

const variant: Variant = defineVariant({
	name: 'no-bug-trylock',
	subject: 'rmap: page_referenced tries the page lock',
	from: 'Andrew Morton, 4 Apr 2003 18:54 UTC, "Re: objrmap and vmtruncate"',
	date: '2003-04-04',
	base: noBug,
	replaces: { page_referenced, page_referenced_obj, refill_inactive_used },
	adds: { page_referenced_trylock },
	claims: {
		'kernel BUG': 'never',
		'NULL dereference': 'never',
	},
});

export default variant;
