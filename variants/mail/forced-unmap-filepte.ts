/*
 * variants/mail/forced-unmap-filepte.ts - truncate: unmap by rmap and leave file ptes
 *
 * > But truncate_inode_pages should check page_mapped, and if so
 * > try_to_unmap with a force flag to attack even VM_LOCKED vmas.
 *
 * On top of forced-unmap: a truncated page that was mapped nonlinearly leaves its file pte, which is what
 * try_to_unmap_one does of its own accord. The next touch goes through populate and meets the end of file.
 */
import { add, BUG_ON, load, trylock, unlock, xchg } from '../../harness/engine/operation.ts';
import {
	mm_rss,
	type page,
	page_index,
	PageSwapCache,
	type pte_addr,
	pte_dirty,
	pte_file,
	pte_word,
	PTL,
	set_pte,
	SWAP_AGAIN,
	SWAP_FAIL,
	SWAP_SUCCESS,
	swp_entry_to_pte,
	type Task,
	vm_flags,
	VM_LOCKED,
} from '../../harness/mm/mm_types.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';
import forcedUnmap from './forced-unmap.ts';
import type { Patched } from './forced-unmap.ts';

/**
 * Unmaps the page at one pte of its chain and leaves there what brings the page back: a swap pte, or
 * a file-pte for a nonlinear position. The dirty bit moves to the page last, before the reference.
 * @kernel mm/rmap.c:try_to_unmap_one
 * @locked page, chain; looks the vma up without mmap_sem
 * @fidelity customised: no cache and TLB flush, which the simulated MMU does not need
 */
function* try_to_unmap_one(
	this: Patched,
	page: page,
	ptep: pte_addr,
	force: number = 0,
): Task<number> {
	const address = yield* this.ptep_to_address(ptep);
	const mm = yield* this.ptep_to_mm(ptep);
	yield* BUG_ON(mm === 0, 'try_to_unmap_one: !mm');

	if (!(yield* trylock(PTL, mm))) return SWAP_AGAIN;

	const vma = yield* this.find_vma(mm, address);
	if (vma === 0) {
		yield* unlock(PTL, mm);
		return SWAP_FAIL;
	}
	if (((yield* load(vm_flags, vma)) & VM_LOCKED) !== 0 && force === 0) {
		yield* unlock(PTL, mm);
		return SWAP_FAIL;
	}

	const pte = yield* xchg(pte_word, ptep, 0);
	if (yield* PageSwapCache(page)) {
		const entry = yield* load(page_index, page);
		yield* this.swap_duplicate(entry);
		yield* set_pte(ptep, swp_entry_to_pte(entry));
		yield* BUG_ON(pte_file(yield* load(pte_word, ptep)), 'try_to_unmap_one: pte_file(*ptep)');
	} else {
		yield* this.try_to_unmap_one_file(page, vma, ptep, address);
	}

	if (pte_dirty(pte)) yield* this.set_page_dirty(page);

	yield* add(mm_rss, mm, -1);
	yield* this.page_cache_release(page);
	yield* unlock(PTL, mm);
	return SWAP_SUCCESS;
}

const variant: Variant = defineVariant({
	name: 'forced-unmap-filepte',
	subject: 'truncate: unmap by rmap and leave file ptes',
	from: 'Hugh Dickins, 4 Apr 2003, "objrmap and vmtruncate"',
	date: '2003-04-04',
	base: forcedUnmap,
	replaces: { try_to_unmap_one },
	claims: {
		'orphan page mapped': 'sometimes',
		'page not reachable by rmap': 'sometimes',
		'unreclaimable page': 'sometimes',
		'linear page instead of SIGBUS': 'never',
	},
});

export default variant;
