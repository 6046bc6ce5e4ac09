/*
 * mm/user-pages.ts - pages of a process that somebody holds without a pte: what asks get_user_pages() for them, what a
 * device does with them, and the put.
 */
import {
	load,
	lock,
	read_lock,
	read_unlock,
	store,
	syscall_end,
	unlock,
} from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	EFAULT,
	mmap_sem,
	OUTCOME_VALUE,
	page_contents,
	PTL,
	vm_flags,
	VM_READ,
	vm_start,
	VM_WRITE,
	type mm_struct,
	type outcome,
	type page,
	type Task,
} from './mm_types.ts';

/**
 * get_user_pages() of one page of one's own, as direct I/O and ptrace do it; returns the page.
 * @kernel mm/memory.c:get_user_pages
 * @locked none
 * @fidelity customised: one page, without force
 */
export function* userPin(
	this: Kernel,
	mm: mm_struct,
	address: number,
	write: number,
): Task<number> {
	yield* read_lock(mmap_sem, mm);
	const vma = yield* this.find_vma(mm, address);
	let page = -EFAULT;
	if (
		vma !== 0 &&
		(yield* load(vm_start, vma)) <= address &&
		(yield* load(vm_flags, vma)) & (write ? VM_WRITE : VM_READ)
	) {
		yield* lock(PTL, mm);
		page = yield* this.get_user_page(mm, vma, address, write, 1);
		if (page > 0) yield* unlock(PTL, mm);
	}
	yield* read_unlock(mmap_sem, mm);
	yield* syscall_end();
	return page;
}

/**
 * What a device does to a pinned page: it needs no pte. Behind a store the page is made dirty.
 * @kernel none
 * @locked none
 * @fidelity customised: the device
 */
export function* userPinned(
	this: Kernel,
	page: page,
	write: number,
	value: number,
	cell: outcome,
): Task<number> {
	const got = write ? value : yield* load(page_contents, page);
	if (write) {
		yield* store(page_contents, page, value);
		yield* this.set_page_dirty_lock(page);
	}
	yield* this.noteOutcome(cell, OUTCOME_VALUE, got);
	yield* syscall_end();
	return 0;
}

/**
 * put_page() of what get_user_pages() has pinned.
 * @kernel include/linux/mm.h:put_page
 * @locked none
 * @fidelity followed
 */
export function* userUnpin(this: Kernel, page: page): Task<number> {
	yield* this.page_cache_release(page);
	yield* syscall_end();
	return 0;
}
