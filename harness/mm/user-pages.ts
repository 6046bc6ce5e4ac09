/*
 * mm/user-pages.ts - pages of a process that somebody holds without a pte: get_user_pages() of mm/memory.c of 2.5.66
 * with an array for the pages, what a device does with them, and the put.
 */
import {
	become,
	BUG_ON,
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
	ENOMEM,
	get_page,
	mmap_sem,
	OUTCOME_VALUE,
	page_contents,
	PageReserved,
	PTL,
	VM_FAULT_OOM,
	VM_FAULT_SIGBUS,
	vm_flags,
	VM_READ,
	vm_start,
	VM_WRITE,
	type mm_struct,
	type outcome,
	type page,
	type Task,
	type vm_area_struct,
} from './mm_types.ts';

/**
 * get_user_pages() of one page with an array for it: it has a reference more, until put_page().
 * @part-of mm/memory.c:get_user_pages
 * @locked mmap_sem
 * @fidelity followed
 */
export function* get_user_page_pinned(
	this: Kernel,
	mm: mm_struct,
	vma: vm_area_struct,
	address: number,
	write: number,
): Task<number> {
	yield* lock(PTL, mm);
	const page = yield* this.follow_page(mm, address, write);
	if (page !== 0) {
		if (!(yield* PageReserved(page))) yield* get_page(page);
		yield* unlock(PTL, mm);
		return page;
	}
	yield* unlock(PTL, mm);
	const fault = yield* this.handle_mm_fault(mm, vma, address, write);
	if (fault === VM_FAULT_SIGBUS) return -EFAULT;
	if (fault === VM_FAULT_OOM) return -ENOMEM;
	yield* BUG_ON(fault < 0, 'get_user_pages: default');
	return yield* become('get_user_page_pinned', mm, vma, address, write);
}

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
		page = yield* this.get_user_page_pinned(mm, vma, address, write);
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
 * @kernel mm/swap.c:put_page
 * @locked none
 * @fidelity followed
 */
export function* userUnpin(this: Kernel, page: page): Task<number> {
	yield* this.page_cache_release(page);
	yield* syscall_end();
	return 0;
}
