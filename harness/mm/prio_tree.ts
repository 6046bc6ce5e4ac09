/*
 * mm/prio_tree.ts - a lookup in a tree of vmas (2.6.7's prio_tree.c), as one step: the vmas of a file are on
 * its lists here, and what contains a page is picked out of them. For variants.
 */
import type { AtomicStep } from '../engine/atomic.ts';
import { atomic, type Task } from '../engine/operation.ts';
import {
	i_mmap,
	i_mmap_shared,
	PAGE_SHIFT,
	vm_end,
	vm_pgoff,
	vm_start,
	type address_space,
	type vm_area_struct,
} from './mm_types.ts';

/** Args are mapping, which list, the vma to go on behind (0: the first) and the index of the page. */
export const prio_tree_next: AtomicStep = (memory, args) => {
	const [mapping, shared, after, index] = args as [number, number, number, number];
	const head = mapping + (shared ? i_mmap_shared : i_mmap).head.offset;
	const count = memory.read(head);
	let isBehind = after === 0;
	for (let i = 1; i <= count; i++) {
		const vma = memory.read(head + i);
		if (isBehind) {
			const first = memory.read(vma + vm_pgoff.offset);
			const bytes = memory.read(vma + vm_end.offset) - memory.read(vma + vm_start.offset);
			if (first <= index && index < first + (bytes >>> PAGE_SHIFT)) return vma;
		}
		if (vma === after) isBehind = true;
	}
	return 0;
};

/**
 * The next vma of the file that contains the page.
 * @kernel mm/prio_tree.c:vma_prio_tree_next
 * @locked mapping->i_shared_sem
 * @fidelity customised: one step, whatever nodes of the tree lie on the way
 * @example const vma = yield* vma_prio_tree_next(mapping, 1, 0, index); // the first shared one
 */
export function* vma_prio_tree_next(
	mapping: address_space,
	shared: number,
	after: vm_area_struct | 0,
	index: number,
): Task<vm_area_struct> {
	return (yield* atomic('prio_tree_next', mapping, shared, after, index)) as vm_area_struct;
}
