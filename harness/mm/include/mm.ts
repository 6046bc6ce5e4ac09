/*
 * harness/mm/include/mm.ts - fields of a page and of a vma, and what a fault returns (linux/mm.h).
 */
import { add, BUG_ON, load, type Task, xadd } from '../../engine/operation.ts';
import { field, type Field } from '../../engine/struct.ts';
import {
	type address_space,
	type mm_struct,
	type page,
	pageStruct,
	type vm_area_struct,
	vmaStruct,
} from './structs.ts';

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

/** The union is not zero, whatever it means. */
export function* page_mapped(page: page): Task<boolean> {
	return (yield* load(page_pte, page)) !== 0;
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

export const VM_FAULT_OOM = -1;
export const VM_FAULT_SIGBUS = 0;
export const VM_FAULT_MINOR = 1;
export const VM_FAULT_MAJOR = 2;
/** filemap_nopage()'s NOPAGE_SIGBUS (NULL) and NOPAGE_OOM (-1). */
export const NOPAGE_SIGBUS = 0;
export const NOPAGE_OOM = -1;

/** What mremap() is asked for. The last is none of the kernel's: somewhere else, wherever there is room. */
export const MREMAP_MAYMOVE = 1;
export const MREMAP_FIXED = 2;
export const MREMAP_ELSEWHERE = 4;

/** What msync() is asked for: MS_SYNC, neither MS_SYNC nor MS_ASYNC, MS_INVALIDATE; MS_ASYNC is 0. */
export const MSYNC_WAIT = 1;
export const MSYNC_NEITHER = 2;
export const MSYNC_INVALIDATE = 4;
