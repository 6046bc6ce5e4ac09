/*
 * harness/mm/include/structs.ts - the structures of 2.5.66 that the simulated kernel works on, word by word.
 *
 * Names in snake_case are the kernel's. Where a structure is smaller or flatter here than there, the comment at
 * its field says how: a page table has 8 ptes, and a radix tree is an array of slots. A page also carries
 * `contents`, one value that stands for its 4096 bytes. The headers beside this file name the fields.
 *
 * All structures are defined here and not in their headers, because their numbers count up in this order.
 */
import { defineStruct, field, listWords, type Ptr } from '../../engine/struct.ts';
import {
	FILE_PAGES_MAX,
	GATHER_PAGES,
	INTENDED_PAGES,
	LRU_PAGES,
	NRPTE,
	PAGEVEC_SIZE,
	PTRS_PER_PGD,
	PTRS_PER_PTE,
	SWAP_SLOTS,
	VMAS_PER_FILE,
	VMAS_PER_MM,
} from './sizes.ts';

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

export const pageStruct: ReturnType<typeof defineStruct> = defineStruct(
	'page',
	['flags', 'count', 'list', 'mapping', 'index', 'pte', 'private', 'contents'],
	'persistent',
);

/** A pte, addressed as a word of its own. */
export const pteWordStruct: ReturnType<typeof defineStruct> = defineStruct(
	'pte',
	['value'],
	'word',
);

/** Head of a page table: the struct page of the table says whose it is and what it maps. */
export const pteTableStruct: ReturnType<typeof defineStruct> = defineStruct('pte_table', [
	'mm',
	'address',
	['pte', PTRS_PER_PTE],
]);
/** Where the first pte of a table lies, from the table. */
export const pteTableFirst: number = field(pteTableStruct, 'pte').offset;

export const pteChainStruct: ReturnType<typeof defineStruct> = defineStruct('pte_chain', [
	'next',
	['ptes', NRPTE],
]);

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
	'mm_users',
	['intended', INTENDED_PAGES],
]);

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

export const zoneStruct: ReturnType<typeof defineStruct> = defineStruct('zone', [
	'lru_lock',
	listWords('active_list', LRU_PAGES),
	listWords('inactive_list', LRU_PAGES),
	'nr_mapped',
]);

export const pagevecStruct: ReturnType<typeof defineStruct> = defineStruct('pagevec', [
	'nr',
	['pages', PAGEVEC_SIZE],
]);

export const mmuGatherStruct: ReturnType<typeof defineStruct> = defineStruct('mmu_gather', [
	'mm',
	'nr',
	'freed',
	['pages', GATHER_PAGES],
]);

export const swapInfoStruct: ReturnType<typeof defineStruct> = defineStruct('swap_info', [
	'swap_device_lock',
	'swap_list_lock',
	['swap_map', SWAP_SLOTS],
	['slot', SWAP_SLOTS],
	'off',
]);

/** Not the kernel's: what came of one access of a workload. */
export type outcome = Ptr<'outcome'>;
export const outcomeStruct: ReturnType<typeof defineStruct> = defineStruct('outcome', [
	'result',
	'value',
]);

/** Not the kernel's: a map that programs tell each other of. */
export type userMap = Ptr<'userMap'>;
export const userMapStruct: ReturnType<typeof defineStruct> = defineStruct('userMap', ['address']);

/** Not the kernel's: which calls of one process overlap in time, see overlapping-calls.ts. */
export type userCalls = Ptr<'userCalls'>;
export const userCallsStruct: ReturnType<typeof defineStruct> = defineStruct('userCalls', [
	'wide',
	'moving',
	['on_page', INTENDED_PAGES],
]);
