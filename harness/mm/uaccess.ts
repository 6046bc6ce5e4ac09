/*
 * mm/uaccess.ts - the kernel's own accesses to the memory of programs, which fault like those of programs.
 * Follows asm-i386/uaccess.h and linux/pagemap.h of 2.5.66.
 */
import { atomic, become, BUG } from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	ACCESS_FAULT,
	ACCESS_FREED,
	EFAULT,
	type mm_struct,
	type Task,
	USER_READ,
	USER_TOUCH,
	VM_FAULT_SIGBUS,
} from './mm_types.ts';

/**
 * Copies to a program: 0, or -EFAULT where it has no memory that can be written. Address 0 stands for memory that
 * the litmus test says nothing of, and never faults.
 * @kernel include/asm-i386/uaccess.h:copy_to_user
 * @locked none
 * @fidelity customised: bytes of a page besides the value that tests follow
 */
export function* copy_to_user(this: Kernel, mm: mm_struct, to: number): Task<number> {
	return yield* this.copy_user(mm, to, USER_TOUCH);
}

/**
 * Copies from a program: 0, or -EFAULT where it has no memory that can be read. Address 0 never faults.
 * @kernel include/asm-i386/uaccess.h:copy_from_user
 * @locked none
 * @fidelity customised: bytes of a page besides the value that tests follow
 */
export function* copy_from_user(this: Kernel, mm: mm_struct, from: number): Task<number> {
	return yield* this.copy_user(mm, from, USER_READ);
}

/**
 * Touches what is about to be copied from, so that the copy itself seldom faults.
 * @kernel include/linux/pagemap.h:fault_in_pages_readable
 * @locked none
 * @fidelity followed
 */
export function* fault_in_pages_readable(this: Kernel, mm: mm_struct, from: number): Task {
	yield* this.copy_user(mm, from, USER_READ);
}

/**
 * One page of a copy: tried, faulted, tried again, as the processor does.
 * @part-of include/asm-i386/uaccess.h:copy_to_user
 * @locked none
 * @fidelity customised: the processor
 */
export function* copy_user(
	this: Kernel,
	mm: mm_struct,
	address: number,
	access: number,
): Task<number> {
	if (address === 0) return 0;
	const got = yield* atomic('userAccess', mm, address, access, 0);
	if (got === ACCESS_FREED) yield* BUG('kernel access to a freed user page');
	if (got !== ACCESS_FAULT) return 0;
	const fault = yield* this.do_page_fault(mm, address, access === USER_READ ? 0 : 1);
	// The exception table makes an error of what would be a signal to the program.
	if (fault <= VM_FAULT_SIGBUS) return -EFAULT;
	return yield* become('copy_user', mm, address, access);
}
