/*
 * mm_types.ts - the structures of 2.5.66 (include/linux/mm.h, fs.h, swap.h, asm-i386/pgtable.h) that
 * the simulated kernel works on, and the macros that the headers put around them.
 *
 * Names in snake_case are the kernel's. Where a structure is smaller or flatter here than there, the
 * comment says how: page tables have 8 ptes, a radix tree is an array of slots, the i386 mem_map has
 * 48 frames. A page also carries `contents`, one value that stands for its 4096 bytes.
 */
import {
	add,
	BUG_ON,
	clear_bit,
	load,
	set_bit,
	store,
	test_and_clear_bit,
	test_and_set_bit,
	test_bit,
	trylock,
	xadd,
	type Pool,
	type Task,
} from '../engine/operation.ts';
import { extended, LayoutBuilder, type Layout } from '../engine/layout.ts';
import {
	defineStruct,
	field,
	type Bit,
	type Field,
	type ListField,
	listWords,
	type Lock,
	type Ptr,
} from '../engine/struct.ts';

export type { Task } from '../engine/operation.ts';

export type page = Ptr<'page'>;
export type pte_chain = Ptr<'pte_chain'>;
export type pte_table = Ptr<'pte_table'>;
/** Address of one pte word inside a page table. */
export type pte_addr = Ptr<'pte'>;
export type mm_struct = Ptr<'mm_struct'>;
export type vm_area_struct = Ptr<'vm_area_struct'>;
export type address_space = Ptr<'address_space'>;
export type inode = Ptr<'inode'>;
export type zone = Ptr<'zone'>;
export type pagevec = Ptr<'pagevec'>;
export type mmu_gather = Ptr<'mmu_gather'>;
export type swap_info = Ptr<'swap_info'>;
/** Value of a pte word. */
export type pte_t = number;
/** A swap entry: the slot number, from 1. */
export type swp_entry = number;

// ---- sizes -----------------------------------------------------------------------------------

export const PAGE_SHIFT = 12;
export const PAGE_SIZE: number = 1 << PAGE_SHIFT;
/** Ptes in a page table: 8 here, 1024 on i386. */
export const PTRS_PER_PTE = 8;
/** Page tables of an mm: 8 here, 768 for user space on i386. */
export const PTRS_PER_PGD = 8;
export const PGDIR_SHIFT: number = PAGE_SHIFT + 3;
/** End of user space. */
export const TASK_SIZE: number = (PTRS_PER_PGD * PTRS_PER_PTE) << PAGE_SHIFT;
export const TASK_UNMAPPED_BASE: number = 8 << PAGE_SHIFT;
/** Pages of a file at most. */
export const FILE_PAGES_MAX = 16;
/** Slots of a pte_chain node: 3, as with the 16-byte cache lines of a 486. */
export const NRPTE = 3;
export const PAGEVEC_SIZE = 16;
export const SWAP_SLOTS = 8;

// ---- struct page -----------------------------------------------------------------------------

export const pageStruct: ReturnType<typeof defineStruct> = defineStruct(
	'page',
	['flags', 'count', 'list', 'mapping', 'index', 'pte', 'private', 'contents'],
	'persistent',
);
const page_flags: Field<page> = field(pageStruct, 'flags');
export const page_count_field: Field<page> = field(pageStruct, 'count');
/** Which list of its mapping the page is on (a tag: see PAGES_CLEAN..PAGES_IO); 0 none. */
export const page_list: Field<page> = field(pageStruct, 'list');
export const page_mapping: Field<page, address_space> = field(pageStruct, 'mapping');
export const page_index: Field<page> = field(pageStruct, 'index');
/** The union pte: pte_chain pointer, direct pte address, or (-mm, !PageAnon) a count. */
export const page_pte: Field<page> = field(pageStruct, 'pte');
export const page_private: Field<page> = field(pageStruct, 'private');
/** Stands for the page's bytes. */
export const page_contents: Field<page> = field(pageStruct, 'contents');

export const PAGES_CLEAN = 1;
export const PAGES_DIRTY = 2;
export const PAGES_LOCKED = 3;
export const PAGES_IO = 4;

/** A bit of page->flags. From 21 on they are free for patches. */
export const pageFlag = (bit: number, name: string): Bit<page> => ({
	field: page_flags,
	bit,
	name,
});
export const PG_locked: Bit<page> = pageFlag(0, 'PG_locked');
export const PG_error: Bit<page> = pageFlag(1, 'PG_error');
export const PG_referenced: Bit<page> = pageFlag(2, 'PG_referenced');
export const PG_uptodate: Bit<page> = pageFlag(3, 'PG_uptodate');
export const PG_dirty: Bit<page> = pageFlag(4, 'PG_dirty');
export const PG_lru: Bit<page> = pageFlag(5, 'PG_lru');
export const PG_active: Bit<page> = pageFlag(6, 'PG_active');
export const PG_reserved: Bit<page> = pageFlag(11, 'PG_reserved');
export const PG_private: Bit<page> = pageFlag(12, 'PG_private');
export const PG_writeback: Bit<page> = pageFlag(13, 'PG_writeback');
export const PG_chainlock: Bit<page> = pageFlag(15, 'PG_chainlock');
export const PG_direct: Bit<page> = pageFlag(16, 'PG_direct');
export const PG_mappedtodisk: Bit<page> = pageFlag(17, 'PG_mappedtodisk');
export const PG_reclaim: Bit<page> = pageFlag(18, 'PG_reclaim');
/** -mm only: "uses pte_chains" (Dave: should be renamed to PageChain). */
export const PG_anon: Bit<page> = pageFlag(20, 'PG_anon');

/** The page lock. */
export const PL: Lock<page> = { field: page_flags, bit: 0, kind: 'bit-sleep', name: 'PL' };
/** pte_chain_lock. */
export const CL: Lock<page> = { field: page_flags, bit: 15, kind: 'bit-spin', name: 'CL' };

export const PageLocked = (page: page): Task<boolean> => test_bit(PG_locked, page);
export const TestSetPageLockedFails = function* (page: page): Task<boolean> {
	return !(yield* trylock(PL, page));
};
/** Bare set_bit: takes nothing, waits for nobody. */
export const SetPageLocked = (page: page): Task => set_bit(PG_locked, page);
/** Bare clear_bit: wakes nobody. */
export const ClearPageLocked = (page: page): Task => clear_bit(PG_locked, page);
export const PageError = (page: page): Task<boolean> => test_bit(PG_error, page);
export const ClearPageError = (page: page): Task => clear_bit(PG_error, page);
export const SetPageError = (page: page): Task => set_bit(PG_error, page);
export const PageReferenced = (page: page): Task<boolean> => test_bit(PG_referenced, page);
export const SetPageReferenced = (page: page): Task => set_bit(PG_referenced, page);
export const ClearPageReferenced = (page: page): Task => clear_bit(PG_referenced, page);
export const TestClearPageReferenced = (page: page): Task<boolean> =>
	test_and_clear_bit(PG_referenced, page);
export const PageUptodate = (page: page): Task<boolean> => test_bit(PG_uptodate, page);
export const SetPageUptodate = (page: page): Task => set_bit(PG_uptodate, page);
export const ClearPageUptodate = (page: page): Task => clear_bit(PG_uptodate, page);
export const PageDirty = (page: page): Task<boolean> => test_bit(PG_dirty, page);
export const SetPageDirty = (page: page): Task => set_bit(PG_dirty, page);
export const ClearPageDirty = (page: page): Task => clear_bit(PG_dirty, page);
export const TestSetPageDirty = (page: page): Task<boolean> => test_and_set_bit(PG_dirty, page);
export const TestClearPageDirty = (page: page): Task<boolean> => test_and_clear_bit(PG_dirty, page);
export const PageLRU = (page: page): Task<boolean> => test_bit(PG_lru, page);
export const SetPageLRU = (page: page): Task => set_bit(PG_lru, page);
export const TestSetPageLRU = (page: page): Task<boolean> => test_and_set_bit(PG_lru, page);
export const ClearPageLRU = (page: page): Task => clear_bit(PG_lru, page);
export const TestClearPageLRU = (page: page): Task<boolean> => test_and_clear_bit(PG_lru, page);
export const PageActive = (page: page): Task<boolean> => test_bit(PG_active, page);
export const SetPageActive = (page: page): Task => set_bit(PG_active, page);
export const TestSetPageActive = (page: page): Task<boolean> => test_and_set_bit(PG_active, page);
export const ClearPageActive = (page: page): Task => clear_bit(PG_active, page);
export const TestClearPageActive = (page: page): Task<boolean> =>
	test_and_clear_bit(PG_active, page);
export const PageReserved = (page: page): Task<boolean> => test_bit(PG_reserved, page);
export const PagePrivate = (page: page): Task<boolean> => test_bit(PG_private, page);
export const SetPagePrivate = (page: page): Task => set_bit(PG_private, page);
export const ClearPagePrivate = (page: page): Task => clear_bit(PG_private, page);
export const PageWriteback = (page: page): Task<boolean> => test_bit(PG_writeback, page);
export const SetPageWriteback = (page: page): Task => set_bit(PG_writeback, page);
export const ClearPageWriteback = (page: page): Task => clear_bit(PG_writeback, page);
export const PageDirect = (page: page): Task<boolean> => test_bit(PG_direct, page);
export const SetPageDirect = (page: page): Task => set_bit(PG_direct, page);
export const ClearPageDirect = (page: page): Task => clear_bit(PG_direct, page);
export const ClearPageMappedToDisk = (page: page): Task => clear_bit(PG_mappedtodisk, page);
export const SetPageReclaim = (page: page): Task => set_bit(PG_reclaim, page);
export const ClearPageReclaim = (page: page): Task => clear_bit(PG_reclaim, page);
export const PageAnon = (page: page): Task<boolean> => test_bit(PG_anon, page);
export const SetPageAnon = (page: page): Task => set_bit(PG_anon, page);
export const ClearPageAnon = (page: page): Task => clear_bit(PG_anon, page);

/** page_mapped(): the union is not zero, whatever it means. */
export function* page_mapped(page: page): Task<boolean> {
	return (yield* load(page_pte, page)) !== 0;
}
/** PageSwapCache() is no flag but a read of page->mapping. */
export function* PageSwapCache(page: page): Task<boolean> {
	return (yield* load(page_mapping, page)) === swapper_space;
}
export const page_count = (page: page): Task<number> => load(page_count_field, page);
export const get_page = (page: page): Task => add(page_count_field, page, 1);
export const page_cache_get: typeof get_page = get_page;
/** atomic_dec_and_test of the count, with the BUG_ON of include/linux/mm.h. */
export function* put_page_testzero(page: page): Task<boolean> {
	const count = yield* xadd(page_count_field, page, -1);
	yield* BUG_ON(count < 0, 'put_page_testzero: page_count(p) == 0');
	return count === 0;
}

// ---- pte values (asm-i386/pgtable.h, 2-level) ---------------------------------------------------

export const _PAGE_PRESENT = 0x1;
export const _PAGE_RW = 0x2;
export const _PAGE_ACCESSED = 0x20;
export const _PAGE_DIRTY = 0x40;
/** Same bit as DIRTY; meaningful only when not present. */
export const _PAGE_FILE = 0x40;

const pteStruct: ReturnType<typeof defineStruct> = defineStruct('pte', ['value'], 'word');
/** The word that a pte address points to. */
export const pte_word: Field<pte_addr, pte_t> = field(pteStruct, 'value');
export const pteWordStruct: typeof pteStruct = pteStruct;

export const pte_none = (pte: pte_t): boolean => pte === 0;
export const pte_present = (pte: pte_t): boolean => (pte & _PAGE_PRESENT) !== 0;
export const pte_file = (pte: pte_t): boolean => !pte_present(pte) && (pte & _PAGE_FILE) !== 0;
export const pte_dirty = (pte: pte_t): boolean => (pte & _PAGE_DIRTY) !== 0;
export const pte_young = (pte: pte_t): boolean => (pte & _PAGE_ACCESSED) !== 0;
export const pte_write = (pte: pte_t): boolean => (pte & _PAGE_RW) !== 0;
export const pte_pfn = (pte: pte_t): number => pte >> PAGE_SHIFT;
export const pte_mkdirty = (pte: pte_t): pte_t => pte | _PAGE_DIRTY;
export const pte_mkclean = (pte: pte_t): pte_t => pte & ~_PAGE_DIRTY;
export const pte_mkyoung = (pte: pte_t): pte_t => pte | _PAGE_ACCESSED;
export const pte_mkold = (pte: pte_t): pte_t => pte & ~_PAGE_ACCESSED;
export const pte_mkwrite = (pte: pte_t): pte_t => pte | _PAGE_RW;
/** What maybe_mkwrite(pte_mkdirty(pte)) gives in a writable vma. */
export const pte_mkwrite_dirty = (pte: pte_t): pte_t => pte_mkwrite(pte_mkdirty(pte));
export const pte_wrprotect = (pte: pte_t): pte_t => pte & ~_PAGE_RW;
export const pgoff_to_pte = (pgoff: number): pte_t => (pgoff << 8) | _PAGE_FILE;
export const pte_to_pgoff = (pte: pte_t): number => pte >> 8;
export const swp_entry_to_pte = (entry: swp_entry): pte_t => entry << 8;
export const pte_to_swp_entry = (pte: pte_t): swp_entry => pte >> 8;

/** Protection of new ptes, from the vma's flags (protection_map[]). */
export const vm_page_prot = (vm_flags: number): number =>
	_PAGE_PRESENT | _PAGE_ACCESSED | (vm_flags & VM_SHARED && vm_flags & VM_WRITE ? _PAGE_RW : 0);
export const mk_pte = (page: page, prot: number): pte_t =>
	(page_to_pfn(page) << PAGE_SHIFT) | prot | _PAGE_PRESENT;
/** A write-able pte if the vma allows writing at all (maybe_mkwrite comes later in history). */
export const pte_page = (pte: pte_t): page => pfn_to_page(pte_pfn(pte));
/** Whether this is a frame of mem_map. */
export const pfn_valid = (pfn: number): boolean => pfn >= 1 && pfn <= memMapPages;

/** Head of a page table: the struct page of the table says whose it is and what it maps. */
export const pteTableStruct: ReturnType<typeof defineStruct> = defineStruct('pte_table', [
	'mm',
	'address',
	['pte', PTRS_PER_PTE],
]);
/** pgtable_add_rmap(): page->mapping of the table's page. */
export const pte_table_mm: Field<pte_table, mm_struct> = field(pteTableStruct, 'mm');
/** page->index of the table's page: first user address that it maps. */
export const pte_table_address: Field<pte_table> = field(pteTableStruct, 'address');
const pteTableWords = pteTableStruct.words + 1;
const pteTableFirst = field(pteTableStruct, 'pte').offset;

export const pgd_index = (address: number): number => address >> PGDIR_SHIFT;
export const pte_index = (address: number): number => (address >> PAGE_SHIFT) & (PTRS_PER_PTE - 1);
export const pte_offset = (table: pte_table, address: number): pte_addr =>
	table + pteTableFirst + pte_index(address);
/** kmap_atomic_to_page(ptep): the table that a pte lies in. */
export const pte_to_table = (pte: pte_addr): pte_table => {
	const tables = layoutOfTables();
	return pte - ((pte - tables) % pteTableWords);
};
export const pte_slot = (pte: pte_addr): number => pte - pte_to_table(pte) - pteTableFirst;

// ---- pte_chain -------------------------------------------------------------------------------

export const pteChainStruct: ReturnType<typeof defineStruct> = defineStruct('pte_chain', [
	'next',
	['ptes', NRPTE],
]);
export const pte_chain_next: Field<pte_chain, pte_chain> = field(pteChainStruct, 'next');
export const pte_chain_ptes: Field<pte_chain, pte_addr> = field(pteChainStruct, 'ptes');

// ---- vm_area_struct, mm_struct -------------------------------------------------------------------

export const VM_READ = 0x1;
export const VM_WRITE = 0x2;
export const VM_SHARED = 0x8;
export const VM_MAYWRITE = 0x20;
export const VM_MAYSHARE = 0x80;
export const VM_LOCKED = 0x2000;
export const VM_IO = 0x4000;
export const VM_DONTCOPY = 0x20000;
export const VM_RESERVED = 0x80000;
export const VM_ACCOUNT = 0x100000;

/** One layout serves all kernels, so patches have their words in it: here vm_truncate_count. */
export const vmaStruct: ReturnType<typeof defineStruct> = defineStruct('vm_area_struct', [
	'vm_mm',
	'vm_start',
	'vm_end',
	'vm_flags',
	'vm_pgoff',
	'vm_file',
	'vm_private_data',
	'vm_truncate_count',
	'vm_next',
]);
export const vm_mm: Field<vm_area_struct, mm_struct> = field(vmaStruct, 'vm_mm');
export const vm_start: Field<vm_area_struct> = field(vmaStruct, 'vm_start');
export const vm_end: Field<vm_area_struct> = field(vmaStruct, 'vm_end');
export const vm_flags: Field<vm_area_struct> = field(vmaStruct, 'vm_flags');
export const vm_pgoff: Field<vm_area_struct> = field(vmaStruct, 'vm_pgoff');
/** vma->vm_file->f_mapping: 0 for anonymous memory. A file, its inode and its mapping are one here. */
export const vm_file: Field<vm_area_struct, address_space> = field(vmaStruct, 'vm_file');
export const vm_private_data: Field<vm_area_struct> = field(vmaStruct, 'vm_private_data');
/** Chains the vmas that munmap and exit have detached; those of an mm are on its list mmap. */
export const vm_next: Field<vm_area_struct, vm_area_struct> = field(vmaStruct, 'vm_next');

export const VMAS_PER_MM = 10;
export const mmStruct: ReturnType<typeof defineStruct> = defineStruct('mm_struct', [
	'mmap_sem',
	'page_table_lock',
	listWords('mmap', VMAS_PER_MM),
	'mm_rb',
	'mmap_cache',
	['pgd', PTRS_PER_PGD],
	'rss',
	'total_vm',
	'locked_vm',
	'map_count',
	'def_flags',
	['intended', PTRS_PER_PGD * PTRS_PER_PTE],
]);
export const mmap_sem: Lock<mm_struct> = {
	field: field(mmStruct, 'mmap_sem'),
	bit: -1,
	kind: 'rwsem',
	name: 'MS',
};
/** page_table_lock. */
export const PTL: Lock<mm_struct> = {
	field: field(mmStruct, 'page_table_lock'),
	bit: -1,
	kind: 'spin',
	name: 'PTL',
};
/** mm->mmap: vmas in address order. */
export const mm_mmap: ListField<mm_struct, vm_area_struct> = {
	head: field(mmStruct, 'mmap'),
	capacity: VMAS_PER_MM,
};
/** mm->mm_rb: the mm whose tree find_vma() walks. During fork it is still the parent's (R21). */
export const mm_rb: Field<mm_struct, mm_struct> = field(mmStruct, 'mm_rb');
export const mmap_cache: Field<mm_struct, vm_area_struct> = field(mmStruct, 'mmap_cache');
/** Page directory: use at(mm_pgd, i). */
export const mm_pgd: Field<mm_struct, pte_table> = field(mmStruct, 'pgd');
export const mm_rss: Field<mm_struct> = field(mmStruct, 'rss');
export const mm_total_vm: Field<mm_struct> = field(mmStruct, 'total_vm');
export const mm_locked_vm: Field<mm_struct> = field(mmStruct, 'locked_vm');
export const mm_map_count: Field<mm_struct> = field(mmStruct, 'map_count');
export const mm_def_flags: Field<mm_struct> = field(mmStruct, 'def_flags');
/** Not the kernel's: what the user believes each page of the address space shows. See intendedOf. */
export const mmIntended: Field<mm_struct> = field(mmStruct, 'intended');

// ---- inode, address_space ------------------------------------------------------------------------

export const VMAS_PER_FILE = 12;
/** Of patches: i_mmap_nonlinear, the two counts, unmap_mutex and invalidate_lock. */
export const addressSpaceStruct: ReturnType<typeof defineStruct> = defineStruct('address_space', [
	'host',
	'i_sem',
	'i_size',
	'page_lock',
	['page_tree', FILE_PAGES_MAX],
	'nrpages',
	listWords('i_mmap', VMAS_PER_FILE),
	listWords('i_mmap_shared', VMAS_PER_FILE),
	listWords('i_mmap_nonlinear', VMAS_PER_FILE),
	'i_shared_sem',
	'private_lock',
	'truncate_count',
	'invalidate_count',
	'i_readError',
	['disk', FILE_PAGES_MAX],
	'unmap_mutex',
	'invalidate_lock',
]);
/** A lock that is a word of an address_space. */
export const mappingLock = (
	name: string,
	kind: Lock['kind'],
	short: string,
): Lock<address_space> => ({
	field: field(addressSpaceStruct, name),
	bit: -1,
	kind,
	name: short,
});
/** inode->i_sem. */
export const IS: Lock<address_space> = mappingLock('i_sem', 'semaphore', 'IS');
/** mapping->i_shared_sem. */
export const SS: Lock<address_space> = mappingLock('i_shared_sem', 'semaphore', 'SS');
/** mapping->page_lock, a rwlock in 2.5.66. */
export const TL: Lock<address_space> = mappingLock('page_lock', 'rwlock', 'TL');
export const PRIV: Lock<address_space> = mappingLock('private_lock', 'spin', 'PRIV');
/** mapping->host; read where a_ops would be, so that a NULL mapping is noticed. */
export const mapping_host: Field<address_space> = field(addressSpaceStruct, 'host');
/** inode->i_size in bytes (a file, its inode and its mapping are one object here). */
export const i_size: Field<address_space> = field(addressSpaceStruct, 'i_size');
/** Radix tree slots: use at(page_tree, index). */
export const page_tree: Field<address_space, page> = field(addressSpaceStruct, 'page_tree');
export const mapping_nrpages: Field<address_space> = field(addressSpaceStruct, 'nrpages');
const vmaList = (name: string): ListField<address_space, vm_area_struct> => ({
	head: field(addressSpaceStruct, name),
	capacity: VMAS_PER_FILE,
});
export const i_mmap: ListField<address_space, vm_area_struct> = vmaList('i_mmap');
export const i_mmap_shared: ListField<address_space, vm_area_struct> = vmaList('i_mmap_shared');
/** 2.6.7's list, of patches; here because oracles look at it. */
export const i_mmap_nonlinear: ListField<address_space, vm_area_struct> =
	vmaList('i_mmap_nonlinear');
/** 2.6.0-test3's counter, of patches; here because loads of it may be early, see weak-fields.ts. */
export const truncate_count: Field<address_space> = field(addressSpaceStruct, 'truncate_count');
/** Andrea's second counter of 15 May 2003, of patches; here because stores to it may be late. */
export const invalidate_count: Field<address_space> = field(addressSpaceStruct, 'invalidate_count');
/** Not the kernel's: 1 when reads of this file from disk fail. */
export const fileReadError: Field<address_space> = field(addressSpaceStruct, 'i_readError');
/** Not the kernel's: what each block of the file holds on disk. */
export const diskBlock: Field<address_space> = field(addressSpaceStruct, 'disk');

// ---- zone, counters, pagevec, mmu_gather, swap -----------------------------------------------------

const LRU_PAGES = 48;
export const zoneStruct: ReturnType<typeof defineStruct> = defineStruct('zone', [
	'lru_lock',
	listWords('active_list', LRU_PAGES),
	listWords('inactive_list', LRU_PAGES),
	'nr_mapped',
]);
export const LRU: Lock<zone> = {
	field: field(zoneStruct, 'lru_lock'),
	bit: -1,
	kind: 'spin',
	name: 'LRU',
};
export const active_list: ListField<zone, page> = {
	head: field(zoneStruct, 'active_list'),
	capacity: LRU_PAGES,
};
export const inactive_list: ListField<zone, page> = {
	head: field(zoneStruct, 'inactive_list'),
	capacity: LRU_PAGES,
};
/** page_states.nr_mapped, summed over cpus. */
export const nr_mapped: Field<zone> = field(zoneStruct, 'nr_mapped');

export const pagevecStruct: ReturnType<typeof defineStruct> = defineStruct('pagevec', [
	'nr',
	['pages', PAGEVEC_SIZE],
]);
export const pagevec_nr: Field<pagevec> = field(pagevecStruct, 'nr');
export const pagevec_pages: Field<pagevec, page> = field(pagevecStruct, 'pages');

export const GATHER_PAGES = 32;
export const mmuGatherStruct: ReturnType<typeof defineStruct> = defineStruct('mmu_gather', [
	'mm',
	'nr',
	'freed',
	['pages', GATHER_PAGES],
]);
export const gather_mm: Field<mmu_gather, mm_struct> = field(mmuGatherStruct, 'mm');
export const gather_nr: Field<mmu_gather> = field(mmuGatherStruct, 'nr');
export const gather_freed: Field<mmu_gather> = field(mmuGatherStruct, 'freed');
export const gather_pages: Field<mmu_gather, page> = field(mmuGatherStruct, 'pages');

export const swapInfoStruct: ReturnType<typeof defineStruct> = defineStruct('swap_info', [
	'swap_device_lock',
	'swap_list_lock',
	['swap_map', SWAP_SLOTS],
	['slot', SWAP_SLOTS],
	'off',
]);
export const SDL: Lock<swap_info> = {
	field: field(swapInfoStruct, 'swap_device_lock'),
	bit: -1,
	kind: 'spin',
	name: 'SDL',
};
export const SLL: Lock<swap_info> = {
	field: field(swapInfoStruct, 'swap_list_lock'),
	bit: -1,
	kind: 'spin',
	name: 'SLL',
};
/** Users of each swap slot: use at(swap_map, entry). Slot 0 is the header and never used. */
export const swap_map: Field<swap_info> = field(swapInfoStruct, 'swap_map');
/** Not the kernel's: contents of each swap slot on disk. */
export const swapSlot: Field<swap_info> = field(swapInfoStruct, 'slot');
/** 1 once swapoff has begun: no new slots. */
export const swap_off: Field<swap_info> = field(swapInfoStruct, 'off');

// ---- what came of each access of a workload (not the kernel's) ---------------------------------------

export type outcome = Ptr<'outcome'>;
const outcomeStruct: ReturnType<typeof defineStruct> = defineStruct('outcome', ['result', 'value']);
export const outcomeResult: Field<outcome> = field(outcomeStruct, 'result');
export const outcomeValue: Field<outcome> = field(outcomeStruct, 'value');
/** Results; 0 means that it has not happened. */
export const OUTCOME_VALUE = 1;
export const OUTCOME_SIGBUS = 2;
export const OUTCOME_SEGV = 3;
export const OUTCOME_OOM = 4;
/** The value is the errno; 0 at the end of file. */
export const OUTCOME_ERRNO = 5;
/** user_access: the MMU faults. */
export const ACCESS_FAULT = -1;
/** user_access: the frame behind the pte has been freed. */
export const ACCESS_FREED = -2;
/** generic_file_read: nothing at or beyond the end of the file. */
export const READ_EOF = -999;
/** filemap_make_uptodate: truncation won the page lock. */
export const TRUNCATED = 1;

// ---- what programs tell each other (not the kernel's) ------------------------------------------------

export type user_map = Ptr<'user_map'>;
const userMapStruct: ReturnType<typeof defineStruct> = defineStruct('user_map', ['address']);
/** Where a map is that one program makes in the race and another uses; 0 as long as it is not made. */
export const userMapAddress: Field<user_map> = field(userMapStruct, 'address');

// ---- who uses an mm ------------------------------------------------------------------------------------

export type mm_users = Ptr<'mm_users'>;
const mmUsersStruct: ReturnType<typeof defineStruct> = defineStruct('mm_users', ['users']);
/** mm->mm_users, which lies beside the mm here, and only where several tasks share it that may exit. */
export const mmUsers: Field<mm_users> = field(mmUsersStruct, 'users');

// ---- which calls of one process overlap in time, see overlapping-calls.ts (not the kernel's) ---------

export type user_calls = Ptr<'user_calls'>;
const userCallsStruct: ReturnType<typeof defineStruct> = defineStruct('user_calls', [
	'wide',
	'moving',
	['on_page', PTRS_PER_PGD * PTRS_PER_PTE],
]);
/** Calls under way of which nobody knows yet which pages they are about. */
export const callsWide: Field<user_calls> = field(userCallsStruct, 'wide');
/** Those of them that are mremap(). */
export const callsMoving: Field<user_calls> = field(userCallsStruct, 'moving');
/** Calls under way on each page, and whether one of them has met another. */
export const callsOnPage: Field<user_calls> = field(userCallsStruct, 'on_page');

// ---- pools ---------------------------------------------------------------------------------------

export const pagePool: Pool<page> = { name: 'page' };
export const pteTablePool: Pool<pte_table> = { name: 'pte_table' };
export const pteChainPool: Pool<pte_chain> = { name: 'pte_chain' };
export const vmaPool: Pool<vm_area_struct> = { name: 'vma' };
export const mmPool: Pool<mm_struct> = { name: 'mm' };
export const pagevecPool: Pool<pagevec> = { name: 'pagevec' };
export const mmuGatherPool: Pool<mmu_gather> = { name: 'mmu_gather' };

// ---- what lies where (one fixed layout for every workload) ------------------------------------------

/** Racing cpus at most; slice 0 of every pool is the boot cpu's. */
export const CPUS_MAX = 6;
const slices = (boot: number, each: number): number[] => [
	boot,
	...Array.from({ length: CPUS_MAX }, () => each),
];

const builder = new LayoutBuilder();
/** The swap cache: a static address_space, as in mm/swap_state.c. */
export const swapper_space: address_space = builder.object(addressSpaceStruct, 'swapper_space');
/** The files a workload may declare, in order of declaration. */
export const fileMappings: readonly address_space[] = ['f', 'g', 'h'].map((_, i) =>
	builder.object(addressSpaceStruct, `file#${i}`),
);
/** The one zone, with the counters. */
export const mm_zone: zone = builder.object(zoneStruct, 'zone');
export const swap: swap_info = builder.object(swapInfoStruct, 'swap');
const memMapBefore = builder.pool(pagePool, pageStruct, slices(25, 4));
const memMap = memMapBefore[0]!;
const memMapPages = memMapBefore.length;
/** First frame: PageReserved, mapped read-only wherever anonymous memory was only read. */
export const ZERO_PAGE: page = memMap;
const tables = builder.pool(pteTablePool, pteTableStruct, slices(8, 3));
const tablesBase = tables[0]!;
for (const table of tables) builder.words(pteStruct, table + pteTableFirst, PTRS_PER_PTE);
builder.pool(pteChainPool, pteChainStruct, slices(8, 6));
builder.pool(vmaPool, vmaStruct, slices(10, 4));
builder.pool(mmPool, mmStruct, slices(4, 1));
builder.pool(pagevecPool, pagevecStruct, slices(2, 2));
builder.pool(mmuGatherPool, mmuGatherStruct, slices(2, 2));
/** One per page of each access, in the order of the workload's text; most workloads need no more. */
const fewOutcomes: readonly outcome[] = Array.from({ length: 48 }, (_, i) =>
	builder.object(outcomeStruct, `outcome#${i}`),
);

export const layout: Layout = builder.build();

/** What a workload has in memory beside the kernel. */
export interface WorkloadLayout {
	readonly layout: Layout;
	/** At least as many as it has accesses. */
	readonly outcomes: readonly outcome[];
	/** One for each of the names. */
	readonly userMaps: readonly user_map[];
	/** One for each of the names. */
	readonly userCalls: readonly user_calls[];
	/** One for each of the names. */
	readonly mmUsers: readonly mm_users[];
}

/** What a workload needs more than others do. */
export interface WorkloadNeeds {
	readonly accesses: number;
	/** Names of what is needed, for views. */
	readonly userMaps?: readonly string[];
	readonly userCalls?: readonly string[];
	readonly mmUsers?: readonly string[];
}

/** The layout with what a workload needs behind it; all that need little share the one above. */
export function layoutFor(needs: WorkloadNeeds): WorkloadLayout {
	const { accesses, userMaps = [], userCalls = [], mmUsers: users = [] } = needs;
	const more = Math.max(0, accesses - fewOutcomes.length);
	const names = Array.from({ length: more }, (_, i) => `outcome#${fewOutcomes.length + i}`);
	let whole = layout;
	const place = (type: typeof outcomeStruct, objectNames: readonly string[]): readonly number[] => {
		if (objectNames.length === 0) return [];
		const { layout: larger, objects } = extended(whole, type, objectNames);
		whole = larger;
		return objects;
	};
	const outcomes = [...fewOutcomes, ...place(outcomeStruct, names)];
	const maps = place(userMapStruct, userMaps);
	const calls = place(userCallsStruct, userCalls);
	const counts = place(mmUsersStruct, users);
	return { layout: whole, outcomes, userMaps: maps, userCalls: calls, mmUsers: counts };
}

const bookkeeping: ReadonlySet<number> = new Set(
	[outcomeStruct, userMapStruct, userCallsStruct].map(({ id }) => id),
);

/** Whether the word is not the kernel's: what came of an access, what programs know or intend. */
export function isBookkeeping({ objectOf, structAt }: Layout, address: number): boolean {
	const object = objectOf[address]!;
	const struct = structAt[object]!;
	if (struct !== mmStruct.id) return bookkeeping.has(struct);
	const word = address - object - mmIntended.offset;
	return word >= 0 && word < PTRS_PER_PGD * PTRS_PER_PTE;
}

const pageWords = pageStruct.words + 1;
const layoutOfTables = (): number => tablesBase;
export const page_to_pfn = (page: page): number => (page - memMap) / pageWords + 1;
export const pfn_to_page = (pfn: number): page => memMap + (pfn - 1) * pageWords;
/** Every frame of mem_map, in order. */
export const mem_map: readonly page[] = Array.from({ length: memMapPages }, (_, i) =>
	pfn_to_page(i + 1),
);
export const describePage = (page: page): string => layout.names.get(page) ?? `page@${page}`;

/** `intended` of a slot that the user chose nothing for. */
export const INTENDS_NOTHING = 0;
/** `intended` of a slot that the user chose anonymous memory for. */
export const INTENDS_ANONYMOUS = -1;
/** `intended` of a slot of which nobody can tell what the user chose, see overlapping-calls.ts. */
export const INTENDS_UNCERTAIN = -2;
/** `intended` of a slot that the user chose this file page for: a positive number. */
export const intendedOf = (mapping: address_space, index: number): number =>
	mapping * FILE_PAGES_MAX * 2 + index + 1;
export const intendedMapping = (intended: number): address_space =>
	Math.floor((intended - 1) / (FILE_PAGES_MAX * 2));
export const intendedIndex = (intended: number): number => (intended - 1) % (FILE_PAGES_MAX * 2);

// ---- return codes --------------------------------------------------------------------------------

export const ENOENT = 2;
export const EIO = 5;
export const EAGAIN = 11;
export const ENOMEM = 12;
export const EFAULT = 14;
export const EBUSY = 16;
export const EEXIST = 17;
export const EINVAL = 22;

export const VM_FAULT_OOM = -1;
export const VM_FAULT_SIGBUS = 0;
export const VM_FAULT_MINOR = 1;
export const VM_FAULT_MAJOR = 2;
/** filemap_nopage()'s NOPAGE_SIGBUS (NULL) and NOPAGE_OOM (-1). */
export const NOPAGE_SIGBUS = 0;
export const NOPAGE_OOM = -1;

export const SWAP_SUCCESS = 0;
export const SWAP_AGAIN = 1;
export const SWAP_FAIL = 2;

/** Clears the accessed bit of a pte, in one step with looking at it. */
export const ptep_test_and_clear_young = (ptep: pte_addr): Task<boolean> =>
	test_and_clear_bit({ field: pte_word, bit: 5, name: '_PAGE_ACCESSED' }, ptep);
/** What ptep_set_wrprotect() clears, in one step. */
export const _PAGE_BIT_RW: Bit<pte_addr> = { field: pte_word, bit: 1, name: '_PAGE_RW' };
/** Clears the dirty bit of a pte, in one step with looking at it. */
export const ptep_test_and_clear_dirty = (ptep: pte_addr): Task<boolean> =>
	test_and_clear_bit({ field: pte_word, bit: 6, name: '_PAGE_DIRTY' }, ptep);
/** Plain memory helper: writes a pte word. */
export const set_pte = (ptep: pte_addr, pte: pte_t): Task => store(pte_word, ptep, pte);
