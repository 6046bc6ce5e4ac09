/*
 * harness/mm/include/fs.ts - fields, locks and lists of an inode with its address_space (linux/fs.h).
 */
import { field, type Field, type ListField, type Lock } from '../../engine/struct.ts';
import { VMAS_PER_FILE } from './sizes.ts';
import {
	type address_space,
	addressSpaceStruct,
	type page,
	type vm_area_struct,
} from './structs.ts';

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
