/*
 * harness/mm/include/pgtable.ts - ptes and page tables (asm-i386/pgtable.h, 2-level).
 */
import { store, type Task, test_and_clear_bit } from '../../engine/operation.ts';
import { type Bit, field, type Field } from '../../engine/struct.ts';
import { tablesBase } from '../layout.ts';
import { VM_READ, VM_SHARED, VM_WRITE } from './mm.ts';
import { page_to_pfn, pfn_to_page } from './page.ts';
import { PAGE_SHIFT, PGDIR_SHIFT, PTRS_PER_PTE } from './sizes.ts';
import {
	type mm_struct,
	type page,
	type pte_addr,
	type pte_t,
	type pte_table,
	pteTableFirst,
	pteTableStruct,
	pteWordStruct,
	type swp_entry,
} from './structs.ts';

export const _PAGE_PRESENT = 0x1;
export const _PAGE_RW = 0x2;
export const _PAGE_ACCESSED = 0x20;
export const _PAGE_DIRTY = 0x40;
/** Present to the kernel, and not to the processor. */
export const _PAGE_PROTNONE = 0x80;
/** Same bit as DIRTY; meaningful only when not present. */
export const _PAGE_FILE = 0x40;

/** The word that a pte address points to. */
export const pte_word: Field<pte_addr, pte_t> = field(pteWordStruct, 'value');

export const pte_none = (pte: pte_t): boolean => pte === 0;
export const pte_present = (pte: pte_t): boolean => (pte & (_PAGE_PRESENT | _PAGE_PROTNONE)) !== 0;
export const pte_file = (pte: pte_t): boolean => !pte_present(pte) && (pte & _PAGE_FILE) !== 0;
export const pte_dirty = (pte: pte_t): boolean => (pte & _PAGE_DIRTY) !== 0;
export const pte_young = (pte: pte_t): boolean => (pte & _PAGE_ACCESSED) !== 0;
export const pte_write = (pte: pte_t): boolean => (pte & _PAGE_RW) !== 0;
export const pte_pfn = (pte: pte_t): number => pte >>> PAGE_SHIFT;
export const pte_mkdirty = (pte: pte_t): pte_t => pte | _PAGE_DIRTY;
export const pte_mkclean = (pte: pte_t): pte_t => pte & ~_PAGE_DIRTY;
export const pte_mkyoung = (pte: pte_t): pte_t => pte | _PAGE_ACCESSED;
export const pte_mkold = (pte: pte_t): pte_t => pte & ~_PAGE_ACCESSED;
export const pte_mkwrite = (pte: pte_t): pte_t => pte | _PAGE_RW;
/** What maybe_mkwrite(pte_mkdirty(pte)) gives in a writable vma. */
export const pte_mkwrite_dirty = (pte: pte_t): pte_t => pte_mkwrite(pte_mkdirty(pte));
export const pte_wrprotect = (pte: pte_t): pte_t => pte & ~_PAGE_RW;
/** Another protection; the page, and what the processor noted of it, stay. */
export const pte_modify = (pte: pte_t, prot: number): pte_t =>
	(pte & (-1 << PAGE_SHIFT)) | (pte & (_PAGE_ACCESSED | _PAGE_DIRTY)) | prot;
export const pgoff_to_pte = (pgoff: number): pte_t => (pgoff << 8) | _PAGE_FILE;
export const pte_to_pgoff = (pte: pte_t): number => pte >>> 8;
export const swp_entry_to_pte = (entry: swp_entry): pte_t => entry << 8;
export const pte_to_swp_entry = (pte: pte_t): swp_entry => pte >>> 8;

/** Protection of new ptes, from the vma's flags (protection_map[]). */
export const vm_page_prot = (vm_flags: number): number => {
	if (!(vm_flags & (VM_READ | VM_WRITE))) return _PAGE_PROTNONE | _PAGE_ACCESSED;
	const writes = vm_flags & VM_SHARED && vm_flags & VM_WRITE;
	return _PAGE_PRESENT | _PAGE_ACCESSED | (writes ? _PAGE_RW : 0);
};
export const mk_pte = (page: page, prot: number): pte_t =>
	(page_to_pfn(page) << PAGE_SHIFT) | prot | (prot & _PAGE_PROTNONE ? 0 : _PAGE_PRESENT);
/** The page that a present pte maps. */
export const pte_page = (pte: pte_t): page => pfn_to_page(pte_pfn(pte));

/** pgtable_add_rmap(): page->mapping of the table's page. */
export const pte_table_mm: Field<pte_table, mm_struct> = field(pteTableStruct, 'mm');
/** page->index of the table's page: first user address that it maps. */
export const pte_table_address: Field<pte_table> = field(pteTableStruct, 'address');

const pteTableWords = pteTableStruct.words + 1;
export const pgd_index = (address: number): number => address >>> PGDIR_SHIFT;
export const pte_index = (address: number): number => (address >>> PAGE_SHIFT) & (PTRS_PER_PTE - 1);
export const pte_offset = (table: pte_table, address: number): pte_addr =>
	table + pteTableFirst + pte_index(address);
/** kmap_atomic_to_page(ptep): the table that a pte lies in. */
export const pte_to_table = (pte: pte_addr): pte_table =>
	pte - ((pte - tablesBase) % pteTableWords);
export const pte_slot = (pte: pte_addr): number => pte - pte_to_table(pte) - pteTableFirst;

/** Clears the accessed bit of a pte, in one step with looking at it. */
export const ptep_test_and_clear_young = (ptep: pte_addr): Task<boolean> =>
	test_and_clear_bit({ field: pte_word, bit: 5, name: '_PAGE_ACCESSED' }, ptep);
/** What ptep_set_wrprotect() clears, in one step. */
export const _PAGE_BIT_RW: Bit<pte_addr> = { field: pte_word, bit: 1, name: '_PAGE_RW' };
/** Clears the dirty bit of a pte, in one step with looking at it. */
export const ptep_test_and_clear_dirty = (ptep: pte_addr): Task<boolean> =>
	test_and_clear_bit({ field: pte_word, bit: 6, name: '_PAGE_DIRTY' }, ptep);
/** Writes a pte. No TLB needs to be flushed. */
export const set_pte = (ptep: pte_addr, pte: pte_t): Task => store(pte_word, ptep, pte);
