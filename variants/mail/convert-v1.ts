/*
 * variants/mail/convert-v1.ts - rmap: page_convert_anon counts ptes under the chain lock (2.5.66-mm2, -mm3)
 *
 * The version that the mail's base replaced. It holds the chain lock for the whole walk, finds ptes
 * without page_table_lock, starts again when it finds more than the page's count, and BUGs when it
 * finds fewer. Reconstructed from the lines that Dave's three patches of 3 April removed. Where the count
 * shrinks while it allocates, a node that is used goes on pointing to those that it frees, so that stale entries
 * are no claim.
 */
import {
	become,
	BUG_ON,
	list_next,
	load,
	lock,
	store,
	unlock,
} from '../../harness/engine/operation.ts';
import { at } from '../../harness/engine/struct.ts';
import {
	LINEAR,
	type address_space,
	ENOMEM,
	i_mmap,
	i_mmap_shared,
	NRPTE,
	type page,
	page_index,
	page_mapping,
	page_pte,
	PAGE_SHIFT,
	PageAnon,
	type pte_addr,
	type pte_chain,
	pte_chain_next,
	pte_chain_ptes,
	SetPageAnon,
	SetPageDirect,
	SS,
	type Task,
	type vm_area_struct,
	vm_pgoff,
	vm_start,
} from '../../harness/mm/mm_types.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import { defineVariant, type PatchedBy, type Variant } from '../../harness/variant.ts';

/** The kernel with the functions that this patch adds. */
export type Patched = PatchedBy<typeof import('./convert-v1.ts')>;

/**
 * The part of install_page that tells a nonlinear page: unlocked reads of the flag and of page->index.
 * @part-of mm/fremap.c:install_page
 * @locked mmap_sem for read
 * @fidelity followed
 */
export function* install_page_convert(
	this: Kernel,
	vma: vm_area_struct,
	addr: number,
	page: page,
): Task<number> {
	const start = yield* load(vm_start, vma);
	const pgidx = ((addr - start) >>> PAGE_SHIFT) + (yield* load(vm_pgoff, vma));
	if (yield* PageAnon(page)) return LINEAR;
	if ((yield* load(page_index, page)) === pgidx) return LINEAR;
	return yield* this.page_convert_anon(page);
}

/**
 * Turns a counted file page into one with chains. The mapping is read without any lock.
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
	const isWrong = mapcount === 1 ? found === 0 : found !== mapcount;
	yield* BUG_ON(isWrong, 'page_convert_anon: ptecount != mapcount');
	const excess = yield* this.convert_finish(page, chain, mapcount, found);
	yield* this.pte_chain_unlock(page);
	yield* unlock(SS, mapping);
	yield* this.convert_free(excess);
	return 0;
}

/** What convert_allocate() returns where somebody else was faster. */
export const CONVERTED = -1;

/**
 * Allocates the nodes that the page's count needs if it is mapped more than once, all of them with both locks
 * dropped, and looks at the count again. Returns the first node, or 0 where none is needed, with both locks
 * held; CONVERTED or -ENOMEM with none held.
 * @part-of mm/rmap.c:page_convert_anon
 * @locked i_shared_sem, chain
 * @fidelity followed
 */
export function* convert_allocate(
	this: Patched,
	mapping: address_space,
	page: page,
	chain: pte_chain,
	nodes: number,
): Task<number> {
	const isDone = yield* PageAnon(page);
	const mapcount = isDone ? 0 : yield* load(page_pte, page);
	const needed = mapcount > 1 ? Math.ceil(mapcount / NRPTE) : 0;
	if (!isDone && nodes >= needed) return chain;
	yield* this.pte_chain_unlock(page);
	yield* unlock(SS, mapping);
	let head = chain;
	for (let n = nodes; n < needed; n++) {
		const node = yield* this.pte_chain_alloc(1);
		if (node === 0) {
			yield* this.convert_free(head);
			return -ENOMEM;
		}
		yield* store(pte_chain_next, node, head);
		head = node;
	}
	if (isDone) {
		yield* this.convert_free(head);
		return CONVERTED;
	}
	yield* lock(SS, mapping);
	yield* this.pte_chain_lock(page);
	return yield* become('convert_allocate', mapping, page, head, needed);
}

/**
 * Stores the pte addresses of the page into the chain, the head node being the partial one. Starts
 * again when there are more than the page's count. Returns how many there are; of a page that is mapped once
 * the address itself, or 0.
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
			// No page_table_lock: what would we do when a trylock fails?
			const ptep = yield* this.find_pte(vma, page);
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

/**
 * Puts the n-th pte address into its slot.
 * @part-of mm/rmap.c:page_convert_anon
 * @locked i_shared_sem, chain
 * @fidelity followed
 */
export function* convert_store(
	this: Patched,
	chain: pte_chain,
	mapcount: number,
	n: number,
	ptep: pte_addr,
): Task {
	const slot = Math.ceil(mapcount / NRPTE) * NRPTE - mapcount + n - 1;
	let node = chain;
	for (let i = 0; i < Math.floor(slot / NRPTE); i++) node = yield* load(pte_chain_next, node);
	yield* store(at(pte_chain_ptes, slot % NRPTE), node, ptep);
}

/**
 * Hangs the chain into the page, or the one pte directly, and sets PageAnon. Returns the nodes that are too many
 * since the count shrank. The last one that is used still points to them.
 * @part-of mm/rmap.c:page_convert_anon
 * @locked i_shared_sem, chain
 * @fidelity followed
 */
export function* convert_finish(
	this: Patched,
	page: page,
	chain: pte_chain,
	mapcount: number,
	found: number,
): Task<number> {
	let excess = chain;
	if (mapcount === 1) {
		yield* store(page_pte, page, found);
		yield* SetPageDirect(page);
	} else if (mapcount > 1) {
		yield* store(page_pte, page, chain);
		for (let n = 0; n < mapcount; n += NRPTE) excess = yield* load(pte_chain_next, excess);
	}
	yield* SetPageAnon(page);
	return excess;
}

/**
 * Frees a list of nodes.
 * @part-of mm/rmap.c:page_convert_anon
 * @locked any
 * @fidelity followed
 */
export function* convert_free(this: Patched, chain: pte_chain): Task {
	if (chain === 0) return;
	const next = yield* load(pte_chain_next, chain);
	yield* this.pte_chain_free(chain);
	yield* this.convert_free(next);
}

const variant: Variant = defineVariant({
	name: 'convert-v1',
	subject: 'rmap: page_convert_anon counts ptes under the chain lock (2.5.66-mm2, -mm3)',
	from: 'Hugh Dickins, 1 Apr 2003, page_convert_anon-locking-fix in 2.5.66-mm2',
	date: '2003-04-01',
	replaces: { install_page_convert, page_convert_anon },
	adds: { convert_allocate, convert_collect, convert_store, convert_finish, convert_free },
	claims: {
		'kernel BUG': 'never',
		livelock: 'never',
	},
});

export default variant;
