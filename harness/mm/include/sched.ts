/*
 * harness/mm/include/sched.ts - fields and locks of an mm_struct (linux/sched.h).
 */
import { field, type Field, type ListField, type Lock } from '../../engine/struct.ts';
import { VMAS_PER_MM } from './sizes.ts';
import { type mm_struct, mmStruct, type pte_table, type vm_area_struct } from './structs.ts';

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
/** Tasks that may still exit, and who else holds the mm. Without users it is on no list of mms. */
export const mm_users: Field<mm_struct> = field(mmStruct, 'mm_users');
