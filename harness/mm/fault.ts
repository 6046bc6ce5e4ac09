/*
 * mm/fault.ts - page faults as the processor raises them. Follows arch/i386/mm/fault.c of 2.5.66.
 */
import { BUG_ON, load, read_lock, read_unlock } from '../engine/operation.ts';
import type { Kernel } from './index.ts';
import {
	mmap_sem,
	OUTCOME_SEGV,
	VM_FAULT_OOM,
	vm_flags,
	vm_start,
	VM_READ,
	VM_WRITE,
	type mm_struct,
	type Task,
} from './mm_types.ts';

/**
 * One fault: the vma under mmap_sem, then handle_mm_fault, whose value must be one of VM_FAULT_x. Returns it, or
 * -OUTCOME_SEGV.
 * @kernel arch/i386/mm/fault.c:do_page_fault
 * @locked none
 * @fidelity customised: no stack growth, no kernel addresses
 */
export function* do_page_fault(
	this: Kernel,
	mm: mm_struct,
	address: number,
	write: number,
): Task<number> {
	yield* read_lock(mmap_sem, mm);
	const vma = yield* this.find_vma(mm, address);
	let result = -OUTCOME_SEGV;
	if (
		vma !== 0 &&
		(yield* load(vm_start, vma)) <= address &&
		(yield* load(vm_flags, vma)) & (write ? VM_WRITE : VM_READ)
	) {
		result = yield* this.handle_mm_fault(mm, vma, address, write);
		yield* BUG_ON(result < VM_FAULT_OOM, 'do_page_fault: default');
	}
	yield* read_unlock(mmap_sem, mm);
	return result;
}
