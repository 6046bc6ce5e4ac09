/*
 * What a word of the simulated kernel is called in traces and diagrams.
 */
import { expect, test } from 'vitest';
import { memMap, tablesBase } from '../mm/layout.ts';
import {
	mk_pte,
	pgoff_to_pte,
	pte_mkwrite_dirty,
	pte_word,
	swp_entry_to_pte,
} from '../mm/include/pgtable.ts';
import { vm_flags } from '../mm/include/mm.ts';
import { outcomeValue } from '../mm/bookkeeping.ts';
import { fieldName, placeOf, wordValue } from './word-values.ts';

const nameOf = (address: number): string => (address === memMap ? 'f[1]' : `@${address}`);
const said = (field: string, value: number): string => wordValue(field, value, nameOf);

test('a pte says what it maps, or where it will be found', () => {
	expect(said('pte[3]', 0)).toBe('none');
	expect(said('pte[3]', mk_pte(memMap, 0x20))).toBe('f[1] ro acc');
	expect(said('pte[3]', pte_mkwrite_dirty(mk_pte(memMap, 0)))).toBe('f[1] rw dirty');
	expect(said('pte[3]', pgoff_to_pte(2))).toBe('pgoff 2');
	expect(said('pte[3]', swp_entry_to_pte(5))).toBe('swap 5');
});

test('page->pte is no pte, and the result of an access is none either', () => {
	expect(said('pte', 3)).toBe('3');
	expect(said(fieldName(outcomeValue), 0x3023)).toBe('12323');
});

test('a word of its own has no field behind it', () => {
	expect(placeOf('pte_table#1.pte[2]', pte_word)).toBe('pte_table#1.pte[2]');
	expect(placeOf('vma', vm_flags)).toBe('vma.vm_flags');
	expect(placeOf('vma', null)).toBe('vma');
	expect(said('mapping', tablesBase)).toBe(`@${tablesBase}`);
	expect(said('mapping', 0)).toBe('0');
});

test('vm_flags are called as smaps calls them, and no bit gets lost', () => {
	expect(said('vm_flags', 0x2003)).toBe('rd wr lo');
	expect(said('vm_flags', 0x4_0001)).toBe('rd 0x40000');
	expect(said('vm_flags', 0)).toBe('0');
});
