/*
 * variants/thread/convert-v1-revalidate.ts - rmap: find_pte looks at the page directory again
 *
 * Dave McCracken, 2 April 2003: find_pte() copies the entries that lead to a page table, validates the copy,
 * uses it, and looks at the original once more. He claims that so a walk without page_table_lock is safe.
 *
 * Open: where the second look comes; after the pte was compared, as he says later that day. The pmd is folded
 * into the pgd here, whose second look Hugh calls vital and the other useless. The posted patch asks before it
 * compares the pfn whether pgd and pmd are present, and not, as here behind it, whether they are the same. On top of
 * convert-v1.
 */
import { load } from '../../harness/engine/operation.ts';
import { at } from '../../harness/engine/struct.ts';
import {
	mm_pgd,
	page_index,
	PAGE_SHIFT,
	page_to_pfn,
	pgd_index,
	pte_offset,
	pte_pfn,
	pte_present,
	pte_word,
	vm_end,
	vm_mm,
	vm_pgoff,
	vm_start,
	type page,
	type pte_addr,
	type Task,
	type vm_area_struct,
} from '../../harness/mm/mm_types.ts';
import type { Kernel } from '../../harness/mm/index.ts';
import { defineVariant, type Variant } from '../../harness/variant.ts';
import convertV1 from '../mail/convert-v1.ts';

/**
 * The pte at which a linear mapping of the page in this vma would be, if it does map the page; else 0.
 *
 * page_table_lock keeps the page tables as they are. It does not keep vm_start, vm_end and vm_pgoff:
 * split_vma() stores them one after the other without it (race E7), so this may read a mix of old and new.
 * @kernel mm/rmap.c:find_pte
 * @locked vma->vm_mm->page_table_lock in the base; nothing in earlier versions
 * @fidelity customised: returns no address, which only the cache and TLB flushes need
 */
function* find_pte(this: Kernel, vma: vm_area_struct, page: page): Task<pte_addr> {
	const mm = yield* load(vm_mm, vma);
	const loffset = yield* load(page_index, page);
	const start = yield* load(vm_start, vma);
	const pgoff = yield* load(vm_pgoff, vma);
	const address = start + (loffset - pgoff) * (1 << PAGE_SHIFT);
	if (address < start || address >= (yield* load(vm_end, vma))) return 0;

	const pgd = yield* load(at(mm_pgd, pgd_index(address)), mm);
	if (pgd === 0) return 0;
	const ptep = pte_offset(pgd, address);
	const pte = yield* load(pte_word, ptep);
	if (!pte_present(pte)) return 0;
	if (page_to_pfn(page) !== pte_pfn(pte)) return 0;
	// Is the page table still there?
	if ((yield* load(at(mm_pgd, pgd_index(address)), mm)) !== pgd) return 0;
	return ptep;
}

const variant: Variant = defineVariant({
	name: 'convert-v1-revalidate',
	subject: 'rmap: find_pte looks at the page directory again',
	from: 'Dave McCracken, 2 Apr 2003, "[PATCH 2.5.66-mm2] Fix page_convert_anon locking issues" <8910000.1049303582@baldur.austin.ibm.com>',
	date: '2003-04-02',
	base: convertV1,
	replaces: { find_pte },
	claims: {
		'stale rmap entry': 'never',
		'freed object used': 'never',
	},
});

export default variant;
