/*
 * harness/check/word-values.ts - what a word of the simulated kernel holds, in the words of who reads it.
 */
import type { AnyField } from '../engine/struct.ts';
import {
	pte_dirty,
	pte_file,
	pte_none,
	pte_page,
	pte_present,
	pte_to_pgoff,
	pte_to_swp_entry,
	pte_word,
	pte_write,
	pte_young,
	PG_active,
	PG_anon,
	PG_chainlock,
	PG_direct,
	PG_dirty,
	PG_error,
	PG_locked,
	PG_lru,
	PG_mappedtodisk,
	PG_private,
	PG_reclaim,
	PG_referenced,
	PG_reserved,
	PG_uptodate,
	PG_writeback,
} from '../mm/mm_types.ts';

type NameOf = (address: number) => string;

/** Fields whose values are addresses of objects. */
const pointers: ReadonlySet<string> = new Set([
	'mapping',
	'page_tree',
	'mmap',
	'i_mmap',
	'i_mmap_shared',
	'i_mmap_nonlinear',
	'active_list',
	'inactive_list',
	'mm_rb',
	'mmap_cache',
	'pgd',
	'mm',
	'vm_mm',
	'vm_file',
	'pages',
	'next',
]);

/** Bits of vm_flags, called as in /proc/pid/smaps; nl is that of Linux 3. */
const vmFlags: readonly (readonly [bit: number, name: string])[] = [
	[0x1, 'rd'],
	[0x2, 'wr'],
	[0x8, 'sh'],
	[0x20, 'mw'],
	[0x80, 'ms'],
	[0x2000, 'lo'],
	[0x4000, 'io'],
	[0x2_0000, 'dc'],
	[0x8_0000, 'rr'],
	[0x10_0000, 'ac'],
	[0x80_0000, 'nl'],
];

/** Bits of page->flags, called as the kernel does without their PG_. */
const pageFlags: readonly (readonly [bit: number, name: string])[] = [
	PG_locked,
	PG_error,
	PG_referenced,
	PG_uptodate,
	PG_dirty,
	PG_lru,
	PG_active,
	PG_reserved,
	PG_private,
	PG_writeback,
	PG_chainlock,
	PG_direct,
	PG_mappedtodisk,
	PG_reclaim,
	PG_anon,
].map(({ bit, name }) => [1 << bit, name.replace('PG_', '')]);

/** Above these bits of page->flags the engine notes who sleeps. */
const flagBits = 0xff_ffff;

/** Lists of a mapping, by page->list (PAGES_CLEAN..PAGES_IO); 0 is none. */
const pageLists = ['none', 'clean_pages', 'dirty_pages', 'locked_pages', 'io_pages'];

/** What a list of a mapping is called by what page->list holds. */
export const pageListName = (list: number): string => pageLists[list] ?? `${list}`;

/** What a field is called behind its object: a pte is a word of its own, and needs no name. */
export function placeOf(object: string, field: AnyField | null): string {
	return field === null || field.struct === pte_word.struct ? object : wordOf(object, field.name);
}

/** The field of an object. The simulated zone keeps a counter that the kernel has per cpu, in no zone. */
export function wordOf(object: string, field: string): string {
	const name = `${object}.${field}`;
	return name === 'zone.nr_mapped' ? 'page_states.nr_mapped' : name;
}

/** The name by which wordValue() knows the field of an operation. */
export function fieldName(field: AnyField | null): string {
	return field?.struct === pte_word.struct ? 'pte[]' : (field?.name ?? '');
}

/**
 * A word's value as its field means it.
 * @example wordValue('mapping', 40, () => 'f') === 'f'; wordValue('vm_flags', 0x2001, nameOf) === 'rd lo'
 */
export function wordValue(field: string, value: number, nameOf: NameOf): string {
	const name = field.replace(/\[.*/, '');
	if (pointers.has(name) && value >= 16) return nameOf(value);
	if (field.startsWith('pte[')) return pteText(value, nameOf);
	// Of a page: how often it is mapped, or where its chain is.
	if (field === 'pte' && value >= 16) return nameOf(value);
	if (name === 'ptes' && value >= 16) return nameOf(value);
	if (field === 'vm_flags') return flagsText(value, vmFlags);
	if (field === 'list') return pageListName(value);
	if (field === 'flags') return flagsText(value & flagBits, pageFlags);
	return `${value}`;
}

/** 'f[1] rw acc dirty', 'pgoff 3', 'swap 2' or 'none'. */
function pteText(pte: number, nameOf: NameOf): string {
	if (pte_none(pte)) return 'none';
	if (pte_file(pte)) return `pgoff ${pte_to_pgoff(pte)}`;
	if (!pte_present(pte)) return `swap ${pte_to_swp_entry(pte)}`;
	const bits = [
		pte_write(pte) ? 'rw' : 'ro',
		...(pte_young(pte) ? ['acc'] : []),
		...(pte_dirty(pte) ? ['dirty'] : []),
	];
	return `${nameOf(pte_page(pte))} ${bits.join(' ')}`;
}

function flagsText(
	flags: number,
	names: readonly (readonly [bit: number, name: string])[],
): string {
	const named = names.filter(([bit]) => (flags & bit) !== 0);
	const rest = named.reduce((left, [bit]) => left & ~bit, flags);
	const words = named.map(([, name]) => name);
	if (rest !== 0) words.push(`0x${rest.toString(16)}`);
	return words.length === 0 ? '0' : words.join(' ');
}
