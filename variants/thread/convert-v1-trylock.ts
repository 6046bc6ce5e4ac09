/*
 * variants/thread/convert-v1-trylock.ts - rmap: page_convert_anon tries page_table_lock and starts over
 *
 * Andrew Morton, 2 April 2003, "I am unable to convince myself that this is correct", of walking foreign page
 * tables without page_table_lock: take it by trylock, since the chain lock is held and comes after it, and
 * restart the whole operation when that fails. Never merged.
 *
 * Open: how much is held meanwhile. One page_table_lock at a time, while its vma is looked at; all that was
 * found and both other locks go when one fails. On top of convert-v1, whose allocation stays, and with it
 * the stale entries that it leaves: no claim on those.
 */
import {
	become,
	BUG_ON,
	list_next,
	load,
	lock,
	trylock,
	unlock,
} from '../../harness/engine/operation.ts';
import {
	i_mmap,
	i_mmap_shared,
	page_mapping,
	page_pte,
	PTL,
	SS,
	vm_mm,
	type address_space,
	type page,
	type pte_chain,
	type Task,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';
import convertV1, { CONVERTED } from '../mail/convert-v1.ts';
import type { Patched as Below } from '../mail/convert-v1.ts';

/** The kernel with the functions of convert-v1. */
type Patched = PatchedBy<typeof import('./convert-v1-trylock.ts'), Below>;

/**
 * Turns a counted file page into one with chains, from the start again as often as somebody holds a
 * page_table_lock. The mapping is read without any lock.
 * @kernel mm/rmap.c:page_convert_anon
 * @locked none
 * @fidelity followed
 */
export function* page_convert_anon(this: Patched, page: page): Task<number> {
	const mapping = yield* load(page_mapping, page);
	yield* lock(SS, mapping);
	yield* this.pte_chain_lock(page);
	const chain = yield* this.convert_allocate(mapping, page, 0, 0);
	if (chain < 0) return chain === CONVERTED ? 0 : chain;
	const mapcount = yield* load(page_pte, page);
	const found = mapcount === 0 ? 0 : yield* this.convert_collect(mapping, page, chain, mapcount);
	if (found < 0) {
		yield* this.pte_chain_unlock(page);
		yield* unlock(SS, mapping);
		yield* this.convert_free(chain);
		return yield* become('page_convert_anon', page);
	}
	const isWrong = mapcount === 1 ? found === 0 : found !== mapcount;
	yield* BUG_ON(isWrong, 'page_convert_anon: ptecount != mapcount');
	const excess = yield* this.convert_finish(page, chain, mapcount, found);
	yield* this.pte_chain_unlock(page);
	yield* unlock(SS, mapping);
	yield* this.convert_free(excess);
	return 0;
}

/**
 * Stores the pte addresses of the page into the chain, the head node being the partial one. Starts
 * again when there are more than the page's count; -1 when a page_table_lock was not to be had. Of a page that
 * is mapped once it returns the address itself, or 0.
 * @part-of mm/rmap.c:page_convert_anon
 * @locked i_shared_sem, chain
 * @fidelity followed
 */
export function* convert_collect(
	this: Patched,
	mapping: address_space,
	page: page,
	chain: pte_chain,
	mapcount: number,
): Task<number> {
	let found = 0;
	let only = 0;
	for (const list of [i_mmap, i_mmap_shared]) {
		let vma = yield* list_next(list, mapping, 0);
		while (vma !== 0) {
			const mm = yield* load(vm_mm, vma);
			if (!(yield* trylock(PTL, mm))) return -1;
			const ptep = yield* this.find_pte(vma, page);
			yield* unlock(PTL, mm);
			if (ptep !== 0) {
				found++;
				if (found > mapcount) {
					return yield* become('convert_collect', mapping, page, chain, mapcount);
				}
				only = ptep;
				if (mapcount > 1) yield* this.convert_store(chain, mapcount, found, ptep);
			}
			vma = yield* list_next(list, mapping, vma);
		}
	}
	return mapcount === 1 ? only : found;
}

const variant: Variant = defineVariant({
	name: 'convert-v1-trylock',
	subject: 'rmap: page_convert_anon tries page_table_lock and starts over',
	from: 'Andrew Morton, 2 Apr 2003, "Fix page_convert_anon locking issues" <20030402132939.647c74a6.akpm@digeo.com>',
	date: '2003-04-02',
	base: convertV1,
	replaces: { page_convert_anon },
	adds: { convert_collect },
	claims: {
		'kernel BUG': 'never',
	},
});

export default variant;
